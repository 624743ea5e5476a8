//! The table of features, row by row as windows are done.

use attentive_types::FeatureTable;

use super::{ALL, Trail};
use crate::preprocess::Window;

/// One row: a value for each feature of [`ALL`], in their order.
pub type Row = [Option<f64>; ALL.len()];

/// Makes rows of windows, and remembers what trends need.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    trail: Trail,
}

impl Rows {
    /// The row of a window; `None` for a window without presence, which has none.
    pub fn next(&mut self, window: &Window) -> Option<Row> {
        if window.present_nanos == 0 {
            return None;
        }
        let mut row: Row = [None; ALL.len()];
        for (value, feature) in row.iter_mut().zip(&ALL) {
            *value = (feature.compute)(window, &self.trail).filter(|value| value.is_finite());
        }
        self.trail.push(window);
        Some(row)
    }

    /// A table with all columns and no row.
    #[must_use]
    pub fn empty_table() -> FeatureTable {
        FeatureTable {
            windows: Vec::new(),
            names: ALL.iter().map(|feature| feature.info.name.to_owned()).collect(),
            columns: vec![Vec::new(); ALL.len()],
        }
    }

    /// Appends a row to a table.
    pub fn append(table: &mut FeatureTable, window: &Window, row: &Row) {
        table.windows.push(window.span);
        table.columns.iter_mut().zip(row).for_each(|(column, value)| column.push(*value));
    }
}
