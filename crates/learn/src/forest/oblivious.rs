//! A tree whose nodes of one level all ask the same question (an oblivious tree, Kohavi 1994): the answers are the digits of the leaf's number.

/// One tree.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ObliviousTree {
    /// For each level the column that is asked.
    pub column: Vec<u32>,
    /// For each level the cut: is the value above it?
    pub cut: Vec<f32>,
    /// For each leaf the score of each class.
    pub leaf_scores: Vec<f32>,
}

/// How many rows are answered together: as many as lie in the nearest cache beside a tree.
const TOGETHER: usize = 64;

impl ObliviousTree {
    /// Adds this tree's scores to those of all rows. `scores` holds `classes` values for each row.
    pub fn add_scores(&self, columns: &[&[f32]], classes: usize, scores: &mut [f32]) {
        let mut leaf = [0_u16; TOGETHER];
        for (block, scores) in scores.chunks_mut(TOGETHER * classes.max(1)).enumerate() {
            let rows = scores.len() / classes.max(1);
            let first = block * TOGETHER;
            leaf.fill(0);
            for (column, cut) in self.column.iter().zip(&self.cut) {
                let Some(values) = columns.get(*column as usize).and_then(|column| column.get(first..first + rows))
                else {
                    continue;
                };
                for (leaf, value) in leaf.iter_mut().zip(values) {
                    *leaf = (*leaf << 1) | u16::from(value > cut);
                }
            }
            for (leaf, scores) in leaf.iter().zip(scores.chunks_exact_mut(classes.max(1))) {
                let from = usize::from(*leaf) * classes;
                for (score, add) in scores.iter_mut().zip(self.leaf_scores.get(from..).unwrap_or_default()) {
                    *score += add;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answers_are_the_digits_of_the_leaf() {
        let tree = ObliviousTree { column: vec![0, 1], cut: vec![0.0, 5.0], leaf_scores: vec![1.0, 2.0, 3.0, 4.0] };
        let (first, second) = ([-1.0, -1.0, 1.0, 1.0, f32::NAN], [0.0, 9.0, 0.0, 9.0, 9.0]);
        let mut scores = [10.0; 5];
        tree.add_scores(&[&first, &second], 1, &mut scores);
        assert_eq!(scores, [11.0, 12.0, 13.0, 14.0, 12.0]);
    }
}
