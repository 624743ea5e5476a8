//! Features: numbers that sum up one window of time, as columns.

use serde::{Deserialize, Serialize};

use crate::time::Span;

/// What a feature is: its name, unit, formula and source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct FeatureInfo {
    /// Unique name that ends in its unit, such as `switch_rate_per_min`.
    pub name: &'static str,
    /// Its unit, such as `1/min`, `bit`, `s`, `px/s`.
    pub unit: &'static str,
    /// How it is computed, in one line.
    pub formula: &'static str,
    /// Who defined it: author, year, section; or `this project` with the reason.
    pub source: &'static str,
}

/// One row for each window, one column for each feature. `None` is missing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FeatureTable {
    /// The windows, oldest first.
    pub windows: Vec<Span>,
    /// Names of the columns.
    pub names: Vec<String>,
    /// Columns by place of the name; each has one value for each window.
    pub columns: Vec<Vec<Option<f64>>>,
}

impl FeatureTable {
    /// The column of that name; `None` when the table has none.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&[Option<f64>]> {
        let place = self.names.iter().position(|own| own == name)?;
        self.columns.get(place).map(Vec::as_slice)
    }

    /// The value of one feature in one window; `None` when missing or unknown.
    #[must_use]
    pub fn value(&self, name: &str, row: usize) -> Option<f64> {
        self.column(name)?.get(row).copied().flatten()
    }
}
