//! What was learnt.

use attentive_learn::forest::BoostedClassifier;

use super::decode::Costs;

/// A trained detector of gaze events. It keeps the names of its columns and finds them by name.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Names of the columns that the first trees look at.
    pub(super) sight_columns: Vec<String>,
    pub(super) sight: BoostedClassifier,
    pub(super) costs: Costs,
}

impl Model {
    /// The columns that it looks at; names end in their unit.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.sight_columns
    }

    /// How many trees it holds.
    #[must_use]
    pub fn trees(&self) -> usize {
        self.sight.trees.len()
    }
}
