//! What was learnt.

use attentive_learn::forest::{BoostedClassifier, ObliviousTree};

use super::decode::Costs;
use super::tensors::{Found, Tensors};

/// Deepest tree that is read: it has a thousand leaves.
const MOST_DEPTH: usize = 10;

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
    /// The columns that it looks at, of both kinds of trees; names end in their unit.
    #[must_use]
    pub fn columns(&self) -> Vec<String> {
        [self.sight.columns.as_slice(), &self.stretches.columns].concat()
    }

    /// How many trees it holds.
    #[must_use]
    pub fn trees(&self) -> usize {
        self.sight.boosted.trees.len() + self.stretches.boosted.trees.len()
    }
}

impl Trees {
    pub(super) fn write(&self, of: &str, tensors: &mut Tensors) {
        let trees = &self.boosted.trees;
        let depths: Vec<u32> = trees.iter().map(|tree| u32::try_from(tree.column.len()).unwrap_or(u32::MAX)).collect();
        let joined = |part: fn(&ObliviousTree) -> &[f32]| trees.iter().flat_map(part).copied().collect::<Vec<f32>>();
        tensors.put(format!("{of}.base"), &self.boosted.base);
        tensors.put_whole(format!("{of}.depth"), &depths);
        let columns: Vec<u32> = trees.iter().flat_map(|tree| &tree.column).copied().collect();
        tensors.put_whole(format!("{of}.column"), &columns);
        tensors.put(format!("{of}.cut"), &joined(|tree| &tree.cut));
        tensors.put(format!("{of}.leaf_scores"), &joined(|tree| &tree.leaf_scores));
        tensors.put(format!("{of}.change_cost"), &self.costs.change);
        tensors.put(format!("{of}.trust_per_ms"), &[self.costs.trust_per_ms]);
    }

    /// `None` when numbers are lacking, left over, not finite, or point outside.
    pub(super) fn read(found: &Found<'_>, of: &str, columns: Vec<String>, classes: usize) -> Option<Self> {
        let base = found.values(&format!("{of}.base")).filter(|base| base.len() == classes)?;
        let change = found.values(&format!("{of}.change_cost")).filter(|costs| costs.len() == classes * classes)?;
        let [trust_per_ms] = found.values(&format!("{of}.trust_per_ms"))?[..] else { return None };
        let asked = found.whole(&format!("{of}.column"))?;
        if asked.iter().any(|column| *column as usize >= columns.len()) {
            return None;
        }
        let cuts = found.values(&format!("{of}.cut"))?;
        let leaves = found.values(&format!("{of}.leaf_scores"))?;
        let (mut asked, mut cuts, mut leaves) = (asked.as_slice(), cuts.as_slice(), leaves.as_slice());
        let mut trees = Vec::new();
        for depth in found.whole(&format!("{of}.depth"))? {
            let depth = (depth as usize <= MOST_DEPTH).then_some(depth as usize)?;
            trees.push(ObliviousTree {
                column: asked.split_off(..depth)?.to_vec(),
                cut: cuts.split_off(..depth)?.to_vec(),
                leaf_scores: leaves.split_off(..classes << depth)?.to_vec(),
            });
        }
        let is_whole = asked.is_empty() && cuts.is_empty() && leaves.is_empty();
        let boosted = BoostedClassifier { classes, base, trees };
        is_whole.then_some(Self { columns, boosted, costs: Costs { kinds: classes, change, trust_per_ms } })
    }
}
