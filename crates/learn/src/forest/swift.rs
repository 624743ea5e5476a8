//! Boosted trees made ready for answering many rows quickly: 64 rows at a time, the scores of a leaf as four numbers that are added at once.
//!
//! ```text
//! rows      column by column, 64 together: each question is one comparison of a whole row of numbers
//! leaves    four scores side by side, unused ones 0: one addition for each row and tree
//! ```

use super::BoostedClassifier;

/// How many rows are answered together.
pub const TOGETHER: usize = 64;

/// How many classes there can be.
pub const MOST_CLASSES: usize = 4;

/// A [`BoostedClassifier`] of at most four classes that answers quickly. The answers are the same.
#[derive(Clone, Debug, PartialEq)]
pub struct SwiftClassifier {
    base: [f32; MOST_CLASSES],
    trees: Vec<SwiftTree>,
}

#[derive(Clone, Debug, PartialEq)]
struct SwiftTree {
    questions: Vec<(usize, f32)>,
    leaves: Vec<[f32; MOST_CLASSES]>,
}

impl SwiftClassifier {
    /// Makes trees ready. `None` when they have more than four classes, or a tree lacks leaves.
    #[must_use]
    pub fn new(model: &BoostedClassifier) -> Option<Self> {
        let classes = model.classes;
        if !(1..=MOST_CLASSES).contains(&classes) {
            return None;
        }
        let padded = |scores: &[f32]| {
            let mut four = [0.0; MOST_CLASSES];
            four.iter_mut().zip(scores).for_each(|(to, from)| *to = *from);
            four
        };
        let trees = model.trees.iter().map(|tree| {
            let questions: Vec<(usize, f32)> =
                tree.column.iter().zip(&tree.cut).map(|(column, cut)| (*column as usize, *cut)).collect();
            let leaves: Vec<[f32; MOST_CLASSES]> = tree.leaf_scores.chunks_exact(classes).map(padded).collect();
            (leaves.len() == 1 << questions.len()).then_some(SwiftTree { questions, leaves })
        });
        Some(Self { base: padded(&model.base), trees: trees.collect::<Option<_>>()? })
    }

    /// The scores of 64 rows before the softmax; unused classes score 0. A column that is lacking answers every question with no.
    pub fn scores(&self, columns: &[[f32; TOGETHER]]) -> [[f32; MOST_CLASSES]; TOGETHER] {
        let mut scores = [self.base; TOGETHER];
        for tree in &self.trees {
            let mut leaf = [0_u32; TOGETHER];
            for (column, cut) in &tree.questions {
                let values = columns.get(*column).unwrap_or(&[f32::NEG_INFINITY; TOGETHER]);
                for (leaf, value) in leaf.iter_mut().zip(values) {
                    *leaf = (*leaf << 1) | u32::from(value > cut);
                }
            }
            for (scores, leaf) in scores.iter_mut().zip(&leaf) {
                let Some(adds) = tree.leaves.get(*leaf as usize) else { continue };
                for (score, add) in scores.iter_mut().zip(adds) {
                    *score += add;
                }
            }
        }
        scores
    }
}

#[cfg(test)]
mod tests {
    use super::super::ObliviousTree;
    use super::*;

    #[test]
    fn the_answers_are_those_of_the_model() {
        let tree = |cut: f32| ObliviousTree {
            column: vec![0, 1],
            cut: vec![cut, 5.0],
            leaf_scores: (0..12_u8).map(f32::from).collect(),
        };
        let model = BoostedClassifier { classes: 3, base: vec![0.5, 0.25, 0.0], trees: vec![tree(0.0), tree(3.0)] };
        let columns = [
            std::array::from_fn(|row| row as f32 % 7.0 - 3.0),
            std::array::from_fn(|row| if row % 9 == 0 { f32::NAN } else { row as f32 % 11.0 }),
        ];
        let views: Vec<&[f32]> = columns.iter().map(<[f32; TOGETHER]>::as_slice).collect();
        let slow = model.scores(&views);
        let swift = SwiftClassifier::new(&model).unwrap().scores(&columns);
        for (row, scores) in swift.iter().enumerate() {
            assert_eq!(scores[..3], slow[3 * row..3 * row + 3]);
            assert_eq!(scores[3], 0.0);
        }
    }

    #[test]
    fn trees_that_cannot_be_made_ready_are_refused() {
        assert_eq!(SwiftClassifier::new(&BoostedClassifier { classes: 5, ..BoostedClassifier::default() }), None);
        let lacking = ObliviousTree { column: vec![0], cut: vec![0.0], leaf_scores: vec![1.0, 2.0] };
        let model = BoostedClassifier { classes: 2, base: vec![0.0; 2], trees: vec![lacking] };
        assert_eq!(SwiftClassifier::new(&model), None);
    }
}
