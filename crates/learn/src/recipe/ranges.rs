//! Whether each person's own range is taken out of the columns before a model sees them.

use crate::rows::Rows;
use crate::scale::per_person;

/// What of a column a model sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ranges {
    /// The values as they are.
    AsTheyAre,
    /// The values against the person's own middle and range ([`per_person`]). It needs no labels, but it needs the person: all rows that are handed in at once.
    OfThePerson,
    /// Both, side by side.
    Both,
}

impl Ranges {
    /// The rows as a model sees them.
    #[must_use]
    pub fn seen(self, rows: &Rows) -> Rows {
        let own = |rows: &Rows| -> Vec<Vec<f32>> {
            rows.columns.iter().map(|column| per_person(column, &rows.person)).collect()
        };
        let named = |rows: &Rows| rows.names.iter().map(|name| format!("{name}, own range")).collect::<Vec<_>>();
        match self {
            Self::AsTheyAre => rows.clone(),
            Self::OfThePerson => Rows { names: named(rows), columns: own(rows), ..rows.clone() },
            Self::Both => {
                let mut both = rows.clone();
                both.names.extend(named(rows));
                both.columns.extend(own(rows));
                both
            }
        }
    }
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
    }
}
