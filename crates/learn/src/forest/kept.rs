//! Trees as rows of numbers, and back.

use super::ObliviousTree;
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

#[cfg(test)]
mod tests {
    use super::*;

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
