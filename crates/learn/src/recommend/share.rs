//! Work on many rows, shared among threads that somebody has to spare. What comes out does not depend on how it is shared.

use crate::transformer::{Both, one_by_one};

/// How rows are shared: halved so many times, each half going where `both` takes it.
#[derive(Clone, Copy, Debug)]
pub struct Threads {
    /// Runs two pieces of work, side by side or one after the other.
    pub both: Both,
    /// How often the rows are halved: 1 for two threads, 2 for four.
    pub halvings: u32,
}

impl Default for Threads {
    /// One thread.
    fn default() -> Self {
        Self { both: one_by_one, halvings: 0 }
    }
}

/// Hands `work` the number of its first row and its rows.
pub(super) fn by_rows(values: &mut [f32], step: usize, threads: Threads, work: &(dyn Fn(usize, &mut [f32]) + Sync)) {
    halve(values, step, 0, threads, work);
}

fn halve(values: &mut [f32], step: usize, first: usize, threads: Threads, work: &(dyn Fn(usize, &mut [f32]) + Sync)) {
    let rows = values.len() / step;
    if threads.halvings == 0 || rows < 2 {
        return work(first, values);
    }
    let threads = Threads { halvings: threads.halvings - 1, ..threads };
    let (left, right) = values.split_at_mut(rows / 2 * step);
    (threads.both)(&mut || halve(left, step, first, threads, work), &mut || {
        halve(right, step, first + rows / 2, threads, work)
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_is_worked_on_once_under_its_own_number() {
        fn side_by_side(one: &mut (dyn FnMut() + Send), other: &mut (dyn FnMut() + Send)) {
            std::thread::scope(|scope| {
                scope.spawn(one);
                other();
            });
        }
        for halvings in 0..4 {
            let mut values = vec![0.0; 7 * 2];
            by_rows(&mut values, 2, Threads { both: side_by_side, halvings }, &|first, rows| {
                rows.chunks_exact_mut(2).enumerate().for_each(|(row, own)| own[1] += (first + row) as f32);
            });
            let found: Vec<f32> = values.chunks_exact(2).map(|row| row[1]).collect();
            assert_eq!(found, [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        }
        by_rows(&mut [], 2, Threads::default(), &|_, rows| assert!(rows.is_empty()));
    }
}
