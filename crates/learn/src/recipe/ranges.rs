//! Whether each person's own range is taken out of the columns before a model sees them.

use crate::rows::Rows;
use crate::scale::{per_person, rank_per_person};

/// What of a column a model sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ranges {
    /// The values as they are.
    AsTheyAre,
    /// The values against the person's own middle and range ([`per_person`]). It needs no labels, but it needs the person: all rows that are handed in at once.
    OfThePerson,
    /// The values as they are and against the person's own range, side by side.
    Both,
    /// The place of each value among the person's own ([`rank_per_person`]); needs the person as well.
    RankOfThePerson,
    /// Own range and own rank, side by side.
    RangeAndRank,
}

impl Ranges {
    /// The rows as a model sees them.
    #[must_use]
    pub fn seen(self, rows: &Rows) -> Rows {
        let each = |way: fn(&[f32], &[u32]) -> Vec<f32>| -> Vec<Vec<f32>> {
            rows.columns.iter().map(|column| way(column, &rows.person)).collect()
        };
        let named = |what: &str| rows.names.iter().map(|name| format!("{name}, own {what}")).collect::<Vec<_>>();
        let own = || Rows { names: named("range"), columns: each(per_person), ..rows.clone() };
        let rank = || Rows { names: named("rank"), columns: each(rank_per_person), ..rows.clone() };
        match self {
            Self::AsTheyAre => rows.clone(),
            Self::OfThePerson => own(),
            Self::RankOfThePerson => rank(),
            Self::Both => beside(rows.clone(), own()),
            Self::RangeAndRank => beside(own(), rank()),
        }
    }
}

/// The columns of the same rows side by side.
fn beside(mut one: Rows, other: Rows) -> Rows {
    one.names.extend(other.names);
    one.columns.extend(other.columns);
    one
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sees_each_column_twice() {
        let rows = Rows {
            names: vec!["a".into()],
            columns: vec![vec![1.0, 3.0, 101.0, 103.0]],
            person: vec![0, 0, 1, 1],
            time: vec![0.0; 4],
        };
        let both = Ranges::Both.seen(&rows);
        assert_eq!(both.names, ["a", "a, own range"]);
        assert_eq!(both.columns[0], rows.columns[0]);
        assert!((both.columns[1][0] - both.columns[1][2]).abs() < 1e-5);
        assert_eq!(Ranges::OfThePerson.seen(&rows).columns, both.columns[1..]);
        let ranks = Ranges::RangeAndRank.seen(&rows);
        assert_eq!(ranks.names, ["a, own range", "a, own rank"]);
        assert_eq!(ranks.columns[1], [-0.25, 0.25, -0.25, 0.25]);
        assert_eq!(Ranges::RankOfThePerson.seen(&rows).columns, ranks.columns[1..]);
    }
}
