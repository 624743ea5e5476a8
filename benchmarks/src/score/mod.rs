//! Scores: how well a model does on people it has not seen. The list is empty until the first labelled stream is read.

use std::fmt;
use std::path::Path;

use crate::report::Report;

/// A score that nobody has built yet.
#[derive(Debug)]
pub struct NotBuilt(String);

impl fmt::Display for NotBuilt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not available: there is no score named {:?} yet; ROADMAP.md says which come next", self.0)
    }
}

impl std::error::Error for NotBuilt {}

/// Runs the score of that name.
pub fn run(name: &str, _data: &Path, _holdout: Option<&Path>) -> anyhow::Result<Report> {
    Err(NotBuilt(name.to_owned()).into())
}
