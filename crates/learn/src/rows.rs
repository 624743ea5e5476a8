//! A data set: rows of named numbers, whose they are, and when.

use thiserror::Error;

/// Rows to learn from, column by column. All columns, `person` and `time` have the same length.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    /// Names of the columns, in order; each ends in its unit where it has one.
    pub names: Vec<String>,
    /// The columns; what is missing is NaN.
    pub columns: Vec<Vec<f32>>,
    /// Whose row it is: a number for each person, in the order in which they first came.
    pub person: Vec<u32>,
    /// When the row was: any number that grows with time within a person.
    pub time: Vec<f64>,
}

/// A model was asked about rows that lack a column which it learnt from.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the rows lack the column {column:?}, which the model was trained on")]
pub struct LacksColumn {
    /// The first column that is lacking.
    pub column: String,
}

impl Rows {
    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.person.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.person.is_empty()
    }

    /// The rows at these places, in their order.
    #[must_use]
    pub fn select(&self, places: &[usize]) -> Self {
        Self {
            names: self.names.clone(),
            columns: self.columns.iter().map(|column| pick(column, places)).collect(),
            person: pick(&self.person, places),
            time: pick(&self.time, places),
        }
    }

    /// The columns of these names, in the order of the names.
    ///
    /// # Errors
    /// When one is lacking: a model must not guess.
    pub fn by_name(&self, names: &[String]) -> Result<Vec<&[f32]>, LacksColumn> {
        let find = |name: &String| {
            let place = self.names.iter().position(|known| known == name);
            place
                .and_then(|place| self.columns.get(place))
                .map(Vec::as_slice)
                .ok_or(LacksColumn { column: name.clone() })
        };
        names.iter().map(find).collect()
    }

    /// Views of all columns.
    #[must_use]
    pub fn views(&self) -> Vec<&[f32]> {
        self.columns.iter().map(Vec::as_slice).collect()
    }
}

/// The values at these places; places beyond the end are passed over.
#[must_use]
pub fn pick<T: Copy>(values: &[T], places: &[usize]) -> Vec<T> {
    places.iter().filter_map(|place| values.get(*place)).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Rows {
        Rows {
            names: vec!["a".into(), "b".into()],
            columns: vec![vec![1.0, 2.0, 3.0], vec![4.0, 5.0, 6.0]],
            person: vec![0, 1, 1],
            time: vec![0.0, 1.0, 2.0],
        }
    }

    #[test]
    fn rows_are_picked_in_the_order_asked() {
        let picked = rows().select(&[2, 0]);
        assert_eq!((picked.columns[1].as_slice(), picked.person.as_slice()), (&[6.0, 4.0][..], &[1, 0][..]));
    }

    #[test]
    fn columns_are_found_by_name_and_a_lacking_one_is_named() {
        let rows = rows();
        assert_eq!(rows.by_name(&["b".into()]), Ok(vec![&[4.0_f32, 5.0, 6.0][..]]));
        assert_eq!(rows.by_name(&["aura".into()]), Err(LacksColumn { column: "aura".into() }));
    }
}
