//! Trees as rows of numbers, and back.

use super::tree::Node;
use super::{DecisionTree, ObliviousTree, RandomForest};
use crate::model_file::Tensors;

/// Deepest tree that is read: it has a thousand leaves.
const MOST_DEPTH: usize = 10;

impl ObliviousTree {
    /// Adds trees to a model's numbers: `of.depth`, `of.column`, `of.cut`, `of.leaf_scores`, one tree after another.
    pub fn put_all(trees: &[Self], of: &str, tensors: &mut Tensors) {
        let depths: Vec<u32> = trees.iter().map(|tree| u32::try_from(tree.column.len()).unwrap_or(u32::MAX)).collect();
        let columns: Vec<u32> = trees.iter().flat_map(|tree| &tree.column).copied().collect();
        let joined = |part: fn(&Self) -> &[f32]| trees.iter().flat_map(part).copied().collect::<Vec<f32>>();
        tensors.put_whole(&format!("{of}.depth"), &depths);
        tensors.put_whole(&format!("{of}.column"), &columns);
        tensors.put(&format!("{of}.cut"), &joined(|tree| &tree.cut));
        tensors.put(&format!("{of}.leaf_scores"), &joined(|tree| &tree.leaf_scores));
    }

    /// The trees that were added, which ask for some of `columns` columns and have `classes` scores in each leaf. `None` when numbers are
    /// lacking, left over, not finite, or point outside.
    #[must_use]
    pub fn find_all(tensors: &Tensors, of: &str, columns: usize, classes: usize) -> Option<Vec<Self>> {
        let mut asked = tensors.whole(&format!("{of}.column"))?;
        let mut cuts = tensors.values(&format!("{of}.cut"))?;
        let mut leaves = tensors.values(&format!("{of}.leaf_scores"))?;
        if asked.iter().any(|column| *column as usize >= columns) {
            return None;
        }
        let mut trees = Vec::new();
        for depth in tensors.whole(&format!("{of}.depth"))? {
            let depth = (*depth as usize <= MOST_DEPTH).then_some(*depth as usize)?;
            trees.push(Self {
                column: asked.split_off(..depth)?.to_vec(),
                cut: cuts.split_off(..depth)?.to_vec(),
                leaf_scores: leaves.split_off(..classes << depth)?.to_vec(),
            });
        }
        let is_whole = asked.is_empty() && cuts.is_empty() && leaves.is_empty();
        is_whole.then_some(trees)
    }
}

/// Stands for the column of a leaf.
const LEAF: u32 = u32::MAX;

impl RandomForest {
    /// Adds the trees to a model's numbers: `of.nodes` (how many each tree has), then node by node `of.column`, `of.cut`, `of.below`, `of.weight` and `of.values`.
    pub fn put_trees(&self, of: &str, tensors: &mut Tensors) {
        let nodes = || self.trees.iter().flat_map(|tree| &tree.nodes);
        let count = |tree: &DecisionTree| u32::try_from(tree.nodes.len()).unwrap_or(LEAF);
        let is_asking = |node: &Node| node.column.is_some();
        tensors.put_whole(&format!("{of}.nodes"), &self.trees.iter().map(count).collect::<Vec<_>>());
        tensors
            .put_whole(&format!("{of}.column"), &nodes().map(|node| node.column.unwrap_or(LEAF)).collect::<Vec<_>>());
        let cut = |node: &Node| if is_asking(node) { node.cut } else { 0.0 };
        tensors.put(&format!("{of}.cut"), &nodes().map(cut).collect::<Vec<_>>());
        let below = |node: &Node| if is_asking(node) { node.below } else { 0 };
        tensors.put_whole(&format!("{of}.below"), &nodes().map(below).collect::<Vec<_>>());
        tensors.put(&format!("{of}.weight"), &nodes().map(|node| node.weight).collect::<Vec<_>>());
        let values: Vec<f32> = self.trees.iter().flat_map(|tree| &tree.values).copied().collect();
        tensors.put(&format!("{of}.values"), &values);
    }

    /// The forest that was added, which asks for some of `columns` columns and answers `width` values. `None` when numbers are lacking, left over, not
    /// finite, or point outside or back.
    #[must_use]
    pub fn find_trees(tensors: &Tensors, of: &str, columns: usize, width: usize) -> Option<Self> {
        let mut column = tensors.whole(&format!("{of}.column"))?;
        let mut cut = tensors.values(&format!("{of}.cut"))?;
        let mut below = tensors.whole(&format!("{of}.below"))?;
        let mut weight = tensors.values(&format!("{of}.weight"))?;
        let mut values = tensors.values(&format!("{of}.values"))?;
        let mut trees = Vec::new();
        for count in tensors.whole(&format!("{of}.nodes"))? {
            let count = *count as usize;
            let own = [column.split_off(..count)?, below.split_off(..count)?];
            let (cut, weight) = (cut.split_off(..count)?, weight.split_off(..count)?);
            let nodes: Vec<Node> = (0..count)
                .map(|place| Node {
                    column: Some(own[0][place]).filter(|column| *column != LEAF),
                    cut: cut[place],
                    below: own[1][place],
                    weight: weight[place],
                })
                .collect();
            // Questions lead forward only, so that no row goes round for ever.
            let leads_on = |(place, node): (usize, &Node)| {
                let Some(column) = node.column else { return true };
                let below = node.below as usize;
                (column as usize) < columns && below > place && below.checked_add(1).is_some_and(|above| above < count)
            };
            let is_sound = nodes.iter().enumerate().all(leads_on);
            let values = values.split_off(..count.checked_mul(width)?)?.to_vec();
            trees.push(is_sound.then_some(DecisionTree { width, nodes, values })?);
        }
        let is_whole =
            column.is_empty() && cut.is_empty() && below.is_empty() && weight.is_empty() && values.is_empty();
        is_whole.then_some(Self { width, trees })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forest_comes_back_and_one_that_leads_back_does_not() {
        let asks = Node { column: Some(1), cut: 0.5, below: 1, weight: 4.0 };
        let leaf = Node { column: None, cut: 0.0, below: 0, weight: 2.0 };
        let tree = DecisionTree { width: 2, nodes: vec![asks, leaf, leaf], values: vec![0.5, 0.5, 1.0, 0.0, 0.0, 1.0] };
        let forest = RandomForest {
            width: 2,
            trees: vec![tree.clone(), DecisionTree { width: 2, ..DecisionTree::default() }, tree],
        };
        let mut tensors = Tensors::default();
        forest.put_trees("a", &mut tensors);
        assert_eq!(RandomForest::find_trees(&tensors, "a", 2, 2), Some(forest));
        assert_eq!(RandomForest::find_trees(&tensors, "a", 1, 2), None, "column 1 of one");
        assert_eq!(RandomForest::find_trees(&tensors, "a", 2, 1), None, "values left over");
        assert_eq!(RandomForest::find_trees(&tensors, "a", 2, usize::MAX), None);
        for (name, numbers) in
            [("below", [0, 0, 0, 1, 0, 0]), ("below", [2, 0, 0, 1, 0, 0]), ("column", [9, LEAF, LEAF, 1, LEAF, LEAF])]
        {
            let mut other = tensors.clone();
            other.put_whole(&format!("a.{name}"), &numbers);
            assert_eq!(RandomForest::find_trees(&other, "a", 2, 2), None, "{name} {numbers:?}");
        }
    }

    #[test]
    fn trees_come_back_and_those_that_point_outside_do_not() {
        let stump = ObliviousTree { column: vec![1], cut: vec![0.5], leaf_scores: vec![1.0, 2.0, 3.0, 4.0] };
        let leaf = ObliviousTree { column: vec![], cut: vec![], leaf_scores: vec![5.0, 6.0] };
        let mut tensors = Tensors::default();
        ObliviousTree::put_all(&[stump.clone(), leaf.clone()], "a", &mut tensors);
        assert_eq!(ObliviousTree::find_all(&tensors, "a", 2, 2), Some(vec![stump, leaf]));
        assert_eq!(ObliviousTree::find_all(&tensors, "a", 1, 2), None, "column 1 of one");
        assert_eq!(ObliviousTree::find_all(&tensors, "a", 2, 1), None, "leaves left over");
        assert_eq!(ObliviousTree::find_all(&tensors, "b", 2, 2), None);
        tensors.put_whole("a.depth", &[1, 11]);
        assert_eq!(ObliviousTree::find_all(&tensors, "a", 2, 2), None, "too deep");
    }
}
