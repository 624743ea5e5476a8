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

/// The value of a feature, and how good what it was computed from is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// The value; `None` when it cannot be told.
    pub value: Option<f64>,
    /// 0 (nothing usable) to 1 (all of it good): the share of the window with usable data, or the signal's own quality index.
    pub quality: f64,
    /// What was too little to tell a value; `None` where there is one, or where more data alone would not bring it.
    pub lack: Option<Lack>,
}

/// Too little data for a value.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lack {
    /// Seconds of usable data that the value needs.
    pub needed_s: f64,
    /// Seconds that there were.
    pub found_s: f64,
}

impl std::fmt::Display for Lack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "needs {:.0} s of usable data, found {:.0}", self.needed_s, self.found_s.floor())
    }
}

impl Measured {
    /// A value with its quality. What is not finite is missing; quality is kept inside 0 to 1.
    #[must_use]
    pub fn new(value: Option<f64>, quality: f64) -> Self {
        let quality = if quality.is_finite() { quality.clamp(0.0, 1.0) } else { 0.0 };
        Self { value: value.filter(|value| value.is_finite()), quality, lack: None }
    }

    /// No value, because there was too little.
    #[must_use]
    pub fn too_little(needed_s: f64, found_s: f64) -> Self {
        Self { lack: Some(Lack { needed_s, found_s }), ..Self::default() }
    }

    /// Nothing, from nothing.
    #[must_use]
    pub fn missing() -> Self {
        Self::default()
    }
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
