//! The row of one person (or item) that fits best when all rows of the other side are held.
//!
//! ```text
//! A = Y'Y + strictness I + sum over what he had of a y y'      b = sum over what he had of (1 + a) y + strictness home      A x = b
//! ```
//!
//! a is how much more what was had weighs than what was not. `home` is where the row is drawn to, 0 without one. A few steps of conjugate gradients from where the row was before are enough while both
//! sides still move: Takács, Pilászy and Tikk 2011, "Applications of the conjugate gradient method for implicit feedback collaborative filtering", RecSys.

use super::factors::{Factors, add, dot};
use super::share::{Threads, by_rows};
use crate::cholesky;
use crate::sparse::SparseRows;
use crate::transformer::matmul::{Matrix, Out, multiply};
use crate::wide::wide;

/// Y'Y, each row as long as one of Y.
pub(super) fn gram(rows: &Factors) -> Vec<f32> {
    let step = rows.step();
    let mut gram = vec![0.0; step * step];
    let all = Matrix::new(rows.values(), rows.rows(), step);
    multiply(Out { values: &mut gram, row_step: step, adds: false }, all.turned(), all, 1.0);
    gram
}

/// One half of a round: all rows of a side.
pub(super) struct Half<'a> {
    /// What each row had, and how much more that weighs.
    pub(super) cells: &'a SparseRows,
    /// The other side.
    pub(super) other: &'a Factors,
    /// Where rows are drawn to.
    pub(super) home: Option<&'a Factors>,
    /// How strongly each row is drawn there.
    pub(super) strictness: &'a (dyn Fn(usize) -> f32 + Sync),
    /// Steps of conjugate gradients.
    pub(super) steps: usize,
}

impl Half<'_> {
    /// Moves all rows.
    pub(super) fn run(&self, rows: &mut Factors, threads: Threads) {
        let gram = gram(self.other);
        let step = rows.step();
        by_rows(rows.values_mut(), step, threads, &|first, rows| {
            let mut room = Room::new(step);
            wide(
                #[inline(always)]
                || {
                    for (place, row) in rows.chunks_exact_mut(step).enumerate() {
                        self.solve(first + place, row, &gram, &mut room);
                    }
                },
            );
        });
    }

    #[inline(always)]
    fn solve(&self, number: usize, x: &mut [f32], gram: &[f32], room: &mut Room) {
        let (places, extra) = self.cells.row(number);
        let home = self.home.map(|home| home.row(number));
        if places.is_empty() {
            match home {
                Some(home) => x.copy_from_slice(home),
                None => x.fill(0.0),
            }
            return;
        }
        let strictness = (self.strictness)(number);
        let Room { rest, way, moved } = room;
        product(gram, x, rest);
        for (rest, x) in rest.iter_mut().zip(&*x) {
            *rest = -*rest - strictness * x;
        }
        if let Some(home) = home {
            add(rest, strictness, home);
        }
        for (place, extra) in places.iter().zip(extra) {
            let y = self.other.row(*place as usize);
            add(rest, 1.0 + extra - extra * dot(y, x), y);
        }
        way.copy_from_slice(rest);
        let mut length = dot(rest, rest);
        for _ in 0..self.steps {
            if length < 1e-20 {
                break;
            }
            product(gram, way, moved);
            add(moved, strictness, way);
            for (place, extra) in places.iter().zip(extra) {
                let y = self.other.row(*place as usize);
                add(moved, extra * dot(y, way), y);
            }
            let by = length / dot(way, moved);
            add(x, by, way);
            add(rest, -by, moved);
            let shorter = dot(rest, rest);
            let share = shorter / length;
            way.iter_mut().zip(&*rest).for_each(|(way, rest)| *way = rest + share * *way);
            length = shorter;
        }
    }
}

/// Room to work in.
struct Room {
    rest: Vec<f32>,
    way: Vec<f32>,
    moved: Vec<f32>,
}

impl Room {
    fn new(step: usize) -> Self {
        Self { rest: vec![0.0; step], way: vec![0.0; step], moved: vec![0.0; step] }
    }
}

/// A symmetric matrix times a row, four rows of it at once.
#[inline(always)]
fn product(matrix: &[f32], x: &[f32], out: &mut [f32]) {
    let step = x.len();
    out.fill(0.0);
    for (four, x) in matrix.chunks_exact(4 * step).zip(x.as_chunks::<4>().0) {
        let (a, rest) = four.split_at(step);
        let (b, rest) = rest.split_at(step);
        let (c, d) = rest.split_at(step);
        let rows = a
            .as_chunks::<8>()
            .0
            .iter()
            .zip(b.as_chunks::<8>().0)
            .zip(c.as_chunks::<8>().0.iter().zip(d.as_chunks::<8>().0));
        for (out, ((a, b), (c, d))) in out.as_chunks_mut::<8>().0.iter_mut().zip(rows) {
            for lane in 0..8 {
                out[lane] += (x[0] * a[lane] + x[1] * b[lane]) + (x[2] * c[lane] + x[3] * d[lane]);
            }
        }
    }
}

/// A solved exactly, for answers and reasons: A's factor, to be used for several right sides.
pub(super) struct Exact {
    factor: Vec<f64>,
    width: usize,
}

impl Exact {
    /// For somebody who had these, with the weight of each.
    pub(super) fn new(other: &Factors, gram: &[f32], had: &[(usize, f32)], strictness: f32) -> Self {
        let (width, step) = (other.width(), other.step());
        let mut matrix: Vec<f64> =
            (0..width * width).map(|place| f64::from(gram[place / width * step + place % width])).collect();
        for (item, extra) in had {
            let y = other.row(*item);
            for row in 0..width {
                let by = f64::from(*extra) * f64::from(y[row]);
                (0..=row).for_each(|column| matrix[row * width + column] += by * f64::from(y[column]));
            }
        }
        (0..width).for_each(|row| matrix[row * width + row] += f64::from(strictness));
        cholesky::factor(&mut matrix, width);
        Self { factor: matrix, width }
    }

    /// The x of A x = b, filled up with zeros to the length of b.
    pub(super) fn solve(&self, b: &[f32]) -> Vec<f32> {
        let mut x: Vec<f64> = b[..self.width].iter().map(|value| f64::from(*value)).collect();
        cholesky::solve(&self.factor, &mut x);
        let mut row = vec![0.0; b.len()];
        row.iter_mut().zip(x).for_each(|(row, x)| *row = x as f32);
        row
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SplitMix64;

    #[test]
    fn many_steps_end_where_the_exact_way_ends_with_a_home_and_without() {
        let mut random = SplitMix64::new(2);
        let (other, home) = (Factors::drawn(30, 5, 1.0, &mut random), Factors::drawn(2, 5, 1.0, &mut random));
        let mut cells = SparseRows::new(30);
        cells.push([(3, 4.0), (9, 2.0), (20, 1.0)]);
        cells.push([]);
        for home in [None, Some(&home)] {
            let mut rows = Factors::drawn(2, 5, 0.1, &mut random);
            Half { cells: &cells, other: &other, home, strictness: &|_| 0.7, steps: 30 }
                .run(&mut rows, Threads::default());
            let had = [(3, 4.0), (9, 2.0), (20, 1.0)];
            let mut b = vec![0.0; other.step()];
            had.iter().for_each(|(item, extra)| add(&mut b, 1.0 + extra, other.row(*item)));
            home.iter().for_each(|home| add(&mut b, 0.7, home.row(0)));
            let exact = Exact::new(&other, &gram(&other), &had, 0.7).solve(&b);
            assert!(
                rows.row(0).iter().zip(&exact).all(|(one, other)| (one - other).abs() < 1e-4),
                "{:?} {exact:?}",
                rows.row(0)
            );
            let alone = home.map_or(vec![0.0; other.step()], |home| home.row(1).to_vec());
            assert_eq!(rows.row(1), alone, "nothing had: the row is where it is drawn to");
        }
    }

    #[test]
    fn a_gram_matrix_holds_all_products_of_columns() {
        let rows = Factors::drawn(7, 3, 1.0, &mut SplitMix64::new(1));
        let gram = gram(&rows);
        let expected: f32 = (0..7).map(|row| rows.row(row)[0] * rows.row(row)[2]).sum();
        assert!((gram[2] - expected).abs() < 1e-5 && gram[3] == 0.0);
        let mut out = vec![0.0; rows.step()];
        product(&gram, rows.row(0), &mut out);
        assert!((out[1] - dot(&gram[rows.step()..2 * rows.step()], rows.row(0))).abs() < 1e-5);
    }
}
