//! Rows that are answered together: column by column, 64 at a time.

use attentive_learn::forest::TOGETHER;

/// Up to 64 rows.
#[derive(Clone, Debug)]
pub(super) struct Rows {
    columns: Vec<[f32; TOGETHER]>,
    filled: usize,
}

/// One row that is being written, value after value.
pub(super) struct Row<'a> {
    columns: &'a mut [[f32; TOGETHER]],
    row: usize,
    next: usize,
}

impl Rows {
    pub(super) fn new(columns: usize) -> Self {
        Self { columns: vec![[0.0; TOGETHER]; columns], filled: 0 }
    }

    pub(super) fn columns(&self) -> &[[f32; TOGETHER]] {
        &self.columns
    }

    pub(super) fn filled(&self) -> usize {
        self.filled
    }

    pub(super) fn is_full(&self) -> bool {
        self.filled == TOGETHER
    }

    pub(super) fn clear(&mut self) {
        self.filled = 0;
    }

    /// The next row; the last again when all are full.
    pub(super) fn row(&mut self) -> Row<'_> {
        let row = self.filled.min(TOGETHER - 1);
        self.filled = row + 1;
        Row { columns: &mut self.columns, row, next: 0 }
    }
}

impl Row<'_> {
    #[inline]
    pub(super) fn put(&mut self, value: f32) {
        if let Some(column) = self.columns.get_mut(self.next) {
            column[self.row] = value;
        }
        self.next += 1;
    }

    /// How many values were put.
    #[cfg(test)]
    pub(super) fn written(&self) -> usize {
        self.next
    }
}
