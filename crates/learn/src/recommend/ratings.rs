//! Who had what, and how much of it: the same cells row by row and column by column.
//!
//! ```text
//! people    0: (3, 4.0) (9, 1.0)      items    3: (0, 4.0) (7, 2.0)
//!           1: (0, 5.0)                        ...
//! ```

use thiserror::Error;

use crate::sparse::SparseRows;

/// Values of people for items, each pair at most once.
#[derive(Clone, Debug, PartialEq)]
pub struct Ratings {
    people: SparseRows,
    items: SparseRows,
    mean: f32,
}

/// Why values cannot be taken.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum RatingsFault {
    /// A person's or an item's number is too large.
    #[error("value {place}: person {person} and item {item} are not among {people} people and {items} items")]
    Beyond {
        /// Which value, from 0.
        place: usize,
        /// The person.
        person: u32,
        /// The item.
        item: u32,
        /// How many people there are.
        people: usize,
        /// How many items there are.
        items: usize,
    },
    /// A value is infinite or not a number.
    #[error("value {place}: {value} is no number to learn from")]
    NoNumber {
        /// Which value, from 0.
        place: usize,
        /// The value.
        value: f32,
    },
    /// A pair stands there twice.
    #[error("person {person} has item {item} twice: which value counts must be decided before")]
    Twice {
        /// The person.
        person: u32,
        /// The item.
        item: u32,
    },
}

impl Ratings {
    /// Takes (person, item, value) in any order.
    ///
    /// # Errors
    /// When a number is too large, a value is no finite number, or a pair stands there twice.
    pub fn new(people: usize, items: usize, cells: &[(u32, u32, f32)]) -> Result<Self, RatingsFault> {
        for (place, (person, item, value)) in cells.iter().copied().enumerate() {
            if person as usize >= people || item as usize >= items {
                return Err(RatingsFault::Beyond { place, person, item, people, items });
            }
            if !value.is_finite() {
                return Err(RatingsFault::NoNumber { place, value });
            }
        }
        let mut sorted = cells.to_vec();
        sorted.sort_unstable_by_key(|(person, item, _)| (*person, *item));
        let twice = sorted.windows(2).find(|pair| (pair[0].0, pair[0].1) == (pair[1].0, pair[1].1));
        if let Some(pair) = twice {
            return Err(RatingsFault::Twice { person: pair[0].0, item: pair[0].1 });
        }
        let by_person = rows(people, items, sorted.iter().copied());
        sorted.sort_unstable_by_key(|(person, item, _)| (*item, *person));
        let by_item = rows(items, people, sorted.iter().map(|(person, item, value)| (*item, *person, *value)));
        let sum: f64 = cells.iter().map(|cell| f64::from(cell.2)).sum();
        Ok(Self { people: by_person, items: by_item, mean: (sum / cells.len().max(1) as f64) as f32 })
    }

    /// The same pairs with other values; a pair whose new value is `None` is left out.
    #[must_use]
    pub fn map(&self, value: impl Fn(f32) -> Option<f32>) -> Self {
        let cells: Vec<(u32, u32, f32)> =
            self.cells().filter_map(|(person, item, old)| value(old).map(|new| (person, item, new))).collect();
        // Pairs stay what they were; a value that is no number counts as left out.
        let finite: Vec<_> = cells.into_iter().filter(|cell| cell.2.is_finite()).collect();
        Self::new(self.people(), self.item_count(), &finite).unwrap_or_else(|_| self.clone())
    }

    /// Row by row: for each person the items, ascending, and their values.
    #[must_use]
    pub fn by_person(&self) -> &SparseRows {
        &self.people
    }

    /// For each item the people, ascending, and their values.
    #[must_use]
    pub fn by_item(&self) -> &SparseRows {
        &self.items
    }

    /// How many people.
    #[must_use]
    pub fn people(&self) -> usize {
        self.people.len()
    }

    /// How many items.
    #[must_use]
    pub fn item_count(&self) -> usize {
        self.items.len()
    }

    /// How many values.
    #[must_use]
    pub fn len(&self) -> usize {
        self.people.cells()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The mean value; 0 when there are none.
    #[must_use]
    pub fn mean(&self) -> f32 {
        self.mean
    }

    /// The least and the greatest value; `None` when there are none.
    #[must_use]
    pub fn range(&self) -> Option<(f32, f32)> {
        self.cells().map(|cell| cell.2).fold(None, |range, value| {
            let (low, high) = range.unwrap_or((value, value));
            Some((value.min(low), value.max(high)))
        })
    }

    /// All (person, item, value), person by person.
    pub fn cells(&self) -> impl Iterator<Item = (u32, u32, f32)> + '_ {
        (0..self.people()).flat_map(|person| {
            let (items, values) = self.people.row(person);
            items.iter().zip(values).map(move |(item, value)| (person as u32, *item, *value))
        })
    }
}

/// Sorted cells as rows.
fn rows(count: usize, columns: usize, cells: impl Iterator<Item = (u32, u32, f32)>) -> SparseRows {
    let mut rows = SparseRows::new(columns);
    let mut cells = cells.peekable();
    for row in 0..count {
        let mut own = Vec::new();
        while let Some(cell) = cells.next_if(|cell| cell.0 as usize == row) {
            own.push((cell.1, cell.2));
        }
        rows.push(own);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_cells_lie_by_person_and_by_item() {
        let ratings = Ratings::new(2, 4, &[(1, 0, 5.0), (0, 3, 4.0), (0, 1, 1.0), (1, 3, 2.0)]).unwrap();
        assert_eq!(ratings.by_person().row(0), (&[1, 3][..], &[1.0, 4.0][..]));
        assert_eq!(ratings.by_item().row(3), (&[0, 1][..], &[4.0, 2.0][..]));
        assert_eq!((ratings.len(), ratings.mean(), ratings.range()), (4, 3.0, Some((1.0, 5.0))));
        assert_eq!(ratings.by_item().row(2), (&[][..], &[][..]));
        let liked = ratings.map(|value| (value >= 4.0).then_some(1.0));
        assert_eq!(liked.cells().collect::<Vec<_>>(), [(0, 3, 1.0), (1, 0, 1.0)]);
    }

    #[test]
    fn what_cannot_be_learnt_from_is_refused_with_its_place() {
        let refused = |cells: &[(u32, u32, f32)]| Ratings::new(2, 2, cells).unwrap_err().to_string();
        assert!(refused(&[(0, 0, 1.0), (2, 0, 1.0)]).starts_with("value 1: person 2"));
        assert!(refused(&[(0, 5, 1.0)]).contains("item 5"));
        assert!(refused(&[(0, 0, f32::NAN)]).contains("NaN"));
        assert!(refused(&[(0, 1, 1.0), (1, 1, 1.0), (0, 1, 2.0)]).contains("person 0 has item 1 twice"));
        assert_eq!(Ratings::new(0, 0, &[]).unwrap().range(), None);
    }
}
