//! Rows after binning.

/// A table of bins, column by column; all columns have the same length.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Binned {
    /// For each column the bin of each row.
    pub columns: Vec<Vec<u8>>,
}

impl Binned {
    /// How many rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, Vec::len)
    }
}
