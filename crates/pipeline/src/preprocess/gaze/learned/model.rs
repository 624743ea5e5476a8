//! What was learnt.

use attentive_learn::forest::{BoostedClassifier, ObliviousTree};
use attentive_learn::model_file::Tensors;

use super::decode::Costs;

/// A trained detector of gaze events. It keeps the names of its columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// What happens around each sample?
    pub(super) sight: Trees,
    /// Does the eye rest or follow between saccades?
    pub(super) stretches: Trees,
}

/// Trees with the names of what they look at, and what a change of their answer costs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Trees {
    pub(super) columns: Vec<String>,
    pub(super) boosted: BoostedClassifier,
    pub(super) costs: Costs,
}

impl Model {
    /// How many trees it holds.
    #[must_use]
    pub fn trees(&self) -> usize {
        self.sight.boosted.trees.len() + self.stretches.boosted.trees.len()
    }
}

impl Trees {
    pub(super) fn put(&self, of: &str, tensors: &mut Tensors) {
        tensors.put(&format!("{of}.base"), &self.boosted.base);
        ObliviousTree::put_all(&self.boosted.trees, of, tensors);
        tensors.put(&format!("{of}.change_cost"), &self.costs.change);
        tensors.put(&format!("{of}.trust_per_ms"), &[self.costs.trust_per_ms]);
    }

    /// `None` when numbers are lacking, left over, not finite, or point outside.
    pub(super) fn find(tensors: &Tensors, of: &str, columns: Vec<String>, classes: usize) -> Option<Self> {
        let base = tensors.values(&format!("{of}.base")).filter(|base| base.len() == classes)?.to_vec();
        let change = tensors.values(&format!("{of}.change_cost")).filter(|costs| costs.len() == classes * classes)?;
        let [trust_per_ms] = tensors.values(&format!("{of}.trust_per_ms"))?[..] else { return None };
        let trees = ObliviousTree::find_all(tensors, of, columns.len(), classes)?;
        let boosted = BoostedClassifier { classes, base, trees };
        Some(Self { columns, boosted, costs: Costs { kinds: classes, change: change.to_vec(), trust_per_ms } })
    }
}
