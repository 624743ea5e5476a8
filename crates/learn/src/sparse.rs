//! Rows of which most columns are 0, such as texts by the words that they hold: only what is not 0 is kept, row after row.
//!
//! ```text
//! starts   0     2        5         row 1 has the cells 2 to 4
//! places   3  9  0  3  7            their columns
//! values  .6 .8 .2 .5 .8            what stands there
//! ```

/// Sparse rows, laid end to end (compressed sparse rows).
#[derive(Clone, Debug, PartialEq)]
pub struct SparseRows {
    columns: usize,
    starts: Vec<usize>,
    places: Vec<u32>,
    values: Vec<f32>,
}

impl SparseRows {
    /// No rows yet, of so many columns.
    #[must_use]
    pub fn new(columns: usize) -> Self {
        Self { columns, starts: vec![0], places: Vec::new(), values: Vec::new() }
    }

    /// Adds a row: columns and values of what is not 0, each column once. Columns beyond the last are passed over.
    pub fn push(&mut self, cells: impl IntoIterator<Item = (u32, f32)>) {
        let columns = self.columns;
        for (place, value) in cells.into_iter().filter(|cell| (cell.0 as usize) < columns) {
            self.places.push(place);
            self.values.push(value);
        }
        self.starts.push(self.places.len());
    }

    /// The same with so many more columns, in which dense rows of as many numbers stand, each number times `weight`.
    ///
    /// # Panics
    /// When there are not as many dense rows as sparse ones: that is a fault of the caller, never of outside data.
    #[must_use]
    pub fn beside(&self, dense: &[f32], width: usize, weight: f32) -> Self {
        assert_eq!(dense.len(), self.len() * width, "a dense row stands beside each sparse one");
        let mut both = Self::new(self.columns + width);
        for (row, dense) in (0..self.len()).zip(dense.chunks_exact(width.max(1))) {
            let (places, values) = self.row(row);
            let more = (0..).zip(dense).map(|(place, value): (usize, _)| {
                (u32::try_from(self.columns + place).unwrap_or(u32::MAX), value * weight)
            });
            both.push(places.iter().copied().zip(values.iter().copied()).chain(more));
        }
        both
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many columns.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// How many cells are kept in all rows together.
    #[must_use]
    pub fn cells(&self) -> usize {
        self.places.len()
    }

    /// Columns and values of a row; none when there is no such row.
    #[must_use]
    pub fn row(&self, row: usize) -> (&[u32], &[f32]) {
        let end = self.starts.get(row + 1).copied().unwrap_or(0);
        let cells = self.starts.get(row).copied().unwrap_or(0).min(end)..end;
        (&self.places[cells.clone()], &self.values[cells])
    }

    /// The rows at these places, in their order.
    #[must_use]
    pub fn select(&self, rows: &[usize]) -> Self {
        let mut picked = Self::new(self.columns);
        for row in rows {
            let (places, values) = self.row(*row);
            picked.places.extend_from_slice(places);
            picked.values.extend_from_slice(values);
            picked.starts.push(picked.places.len());
        }
        picked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_and_are_picked_in_the_order_asked() {
        let mut rows = SparseRows::new(4);
        rows.push([(3, 0.5), (0, 1.0)]);
        rows.push([]);
        rows.push([(1, 2.0), (9, 7.0)]);
        assert_eq!((rows.len(), rows.cells(), rows.columns()), (3, 3, 4));
        assert_eq!(rows.row(2), (&[1][..], &[2.0][..]), "there is no column 9");
        assert_eq!(rows.row(7), (&[][..], &[][..]));
        let picked = rows.select(&[2, 1, 0]);
        assert_eq!((picked.row(0), picked.row(1), picked.row(2)), (rows.row(2), rows.row(1), rows.row(0)));
    }
}
