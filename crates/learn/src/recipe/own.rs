//! How much the rows of the very people who will be asked about count, where some of their rows are among those to learn from.

use super::Labelled;

/// What a model makes of the asked people's own labelled rows. Without such rows all three are the same.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Own {
    /// They count as anyone's.
    #[default]
    AsAny,
    /// All of them together weigh this many times what all rows of others do.
    Weighs(f32),
    /// Only they count.
    Alone,
}

impl Own {
    /// The rows that count, and the weight of each: 1 for rows of others. No weights where all count the same.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of rows")]
    pub fn counted(self, data: &Labelled, asked: &[u32]) -> (Option<Labelled>, Vec<f32>) {
        let is_own: Vec<bool> = data.rows.person.iter().map(|person| asked.contains(person)).collect();
        let own: Vec<usize> = (0..is_own.len()).filter(|row| is_own[*row]).collect();
        let others = is_own.len() - own.len();
        match self {
            Self::Alone if !own.is_empty() => (Some(data.select(&own)), Vec::new()),
            Self::Weighs(times) if !own.is_empty() && others > 0 => {
                let weight = times * others as f32 / own.len() as f32;
                (None, is_own.iter().map(|is_own| if *is_own { weight } else { 1.0 }).collect())
            }
            _ => (None, Vec::new()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::Rows;

    fn three_and_one() -> Labelled {
        let rows = Rows {
            names: vec!["a".into()],
            columns: vec![vec![1.0, 2.0, 3.0, 4.0]],
            person: vec![0, 0, 1, 2],
            time: vec![0.0; 4],
        };
        Labelled { rows, class: vec![0, 1, 0, 1], classes: 2 }
    }

    #[test]
    fn own_rows_weigh_as_much_as_was_asked() {
        let (chosen, weight) = Own::Weighs(2.0).counted(&three_and_one(), &[2]);
        assert_eq!((chosen, weight), (None, vec![1.0, 1.0, 1.0, 6.0]));
    }

    #[test]
    fn alone_leaves_the_others_out_and_without_own_rows_all_count() {
        let data = three_and_one();
        assert_eq!(Own::Alone.counted(&data, &[0]).0, Some(data.select(&[0, 1])));
        for own in [Own::AsAny, Own::Weighs(3.0), Own::Alone] {
            assert_eq!(own.counted(&data, &[9]), (None, Vec::new()));
        }
    }
}
