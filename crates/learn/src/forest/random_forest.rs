//! Many trees, each grown on other rows and asking other columns, and their mean answer.
//!
//! Source: Breiman 2001, "Random forests", Machine Learning 45. Each tree sees as many rows as there are, drawn with replacement, and each node
//! a few columns. Rows that a tree has not seen judge it: their mean answer is honest without a further split ("out of bag").

use super::{Binned, ColumnsAsked, Cuts, DecisionTree, Target, TreeSettings};
use crate::SplitMix64;
use crate::classifier::Classifier;
use crate::explain::{Reasons, Way, forest_reasons, path_reasons};
use crate::model_file::Tensors;
use crate::recipe::Kind;

/// How a forest is grown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ForestSettings {
    /// How many trees.
    pub trees: usize,
    /// How each is grown; its seed is drawn from `seed`.
    pub tree: TreeSettings,
    /// Where chance starts.
    pub seed: u64,
}

impl Default for ForestSettings {
    /// A hundred trees that ask the square root of the columns at each node, as in scikit-learn.
    fn default() -> Self {
        let tree = TreeSettings { columns: ColumnsAsked::SquareRoot, ..TreeSettings::default() };
        Self { trees: 100, tree, seed: 1 }
    }
}

/// A fitted forest.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RandomForest {
    /// Values in each answer: classes, or 1.
    pub width: usize,
    /// The trees.
    pub trees: Vec<DecisionTree>,
}

impl RandomForest {
    /// Grows the trees. `weight` is empty when all rows count 1.
    #[must_use]
    pub fn fit(rows: &Binned, cuts: &Cuts, target: Target<'_>, weight: &[f32], settings: &ForestSettings) -> Self {
        let grow = |tree: usize| {
            let drawn = drawn(rows.rows(), weight, settings.seed, tree);
            let seed = SplitMix64::keyed(settings.seed, &[tree as u64, 1]).next_u64();
            DecisionTree::fit(rows, cuts, target, &drawn, &TreeSettings { seed, ..settings.tree })
        };
        Self { width: target.width(), trees: (0..settings.trees).map(grow).collect() }
    }

    /// The mean answer of all trees: `width` values for each row; zeros when there are no trees.
    #[must_use]
    pub fn answers(&self, columns: &[&[f32]]) -> Vec<f32> {
        let rows = columns.first().map_or(0, |column| column.len());
        let mut sums = vec![0.0; rows * self.width];
        self.trees.iter().for_each(|tree| tree.add_answers(columns, &mut sums));
        #[expect(clippy::cast_precision_loss, reason = "a count of trees")]
        let count = self.trees.len().max(1) as f32;
        sums.iter_mut().for_each(|sum| *sum /= count);
        sums
    }

    /// The mean answer of the trees that have not seen the row while they were grown with these settings and this weight; NaN for a row that
    /// all have seen.
    #[must_use]
    pub fn out_of_bag(&self, columns: &[&[f32]], weight: &[f32], settings: &ForestSettings) -> Vec<f32> {
        let rows = columns.first().map_or(0, |column| column.len());
        let mut sums = vec![0.0; rows * self.width];
        let mut count = vec![0.0_f32; rows];
        for (place, tree) in self.trees.iter().enumerate() {
            let drawn = drawn(rows, weight, settings.seed, place);
            for row in (0..rows).filter(|row| drawn[*row] == 0.0) {
                let leaf = tree.leaf(columns, row);
                let sums = &mut sums[row * self.width..(row + 1) * self.width];
                sums.iter_mut().zip(tree.answer(leaf)).for_each(|(sum, value)| *sum += value);
                count[row] += 1.0;
            }
        }
        for (sums, count) in sums.chunks_exact_mut(self.width.max(1)).zip(count) {
            sums.iter_mut().for_each(|sum| *sum /= count);
        }
        sums
    }
}

impl Classifier for RandomForest {
    fn classes(&self) -> usize {
        self.width
    }

    fn probabilities(&self, columns: &[&[f32]]) -> Vec<f32> {
        self.answers(columns)
    }

    fn put(&self, of: &str, tensors: &mut Tensors) -> Option<u32> {
        self.put_trees(of, tensors);
        Some(Kind::Forest.number())
    }

    fn reasons(&self, row: &[f32], way: Way) -> Option<Reasons> {
        Some(match way {
            Way::Shapley => forest_reasons(self, row),
            Way::Path => path_reasons(self, row),
        })
    }
}

/// How often each row was drawn for a tree, times its weight.
fn drawn(rows: usize, weight: &[f32], seed: u64, tree: usize) -> Vec<f32> {
    let mut random = SplitMix64::keyed(seed, &[tree as u64, 0]);
    let mut drawn = vec![0.0; rows];
    for _ in 0..rows {
        if let Some(place) = random.next_place(rows) {
            drawn[place] += weight.get(place).copied().unwrap_or(1.0);
        }
    }
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classifier::views;

    /// Three columns, of which two say whether a row lies within a ring.
    fn ring(count: usize) -> (Vec<Vec<f32>>, Vec<u8>) {
        let mut random = SplitMix64::new(9);
        #[expect(clippy::cast_possible_truncation, reason = "test data")]
        let mut column = || -> Vec<f32> { (0..count).map(|_| random.next_normal() as f32).collect() };
        let columns = vec![column(), column(), column()];
        let class = columns[0].iter().zip(&columns[1]).map(|(x, y)| u8::from(x.hypot(*y) > 1.0)).collect();
        (columns, class)
    }

    #[test]
    fn a_ring_is_learnt_and_unseen_rows_say_how_well() {
        let (columns, class) = ring(1_200);
        let cuts = Cuts::at_quantiles(&columns, 255);
        let settings = ForestSettings { trees: 40, ..ForestSettings::default() };
        let target = Target::Classes { count: 2, class: &class };
        let forest = RandomForest::fit(&cuts.bin(&columns), &cuts, target, &[], &settings);
        let unseen = forest.out_of_bag(&views(&columns), &[], &settings);
        let right =
            |p: &[f32]| p.chunks_exact(2).zip(&class).filter(|(p, class)| (p[1] > 0.5) == (**class == 1)).count();
        let seen = forest.answers(&views(&columns));
        assert!(right(&unseen) > 1_080 && right(&seen) > right(&unseen), "{} {}", right(&unseen), right(&seen));
    }

    #[test]
    fn the_same_seed_grows_the_same_forest_and_another_seed_another() {
        let (columns, class) = ring(200);
        let cuts = Cuts::at_quantiles(&columns, 64);
        let grow = |seed| {
            let settings = ForestSettings { trees: 7, seed, ..ForestSettings::default() };
            RandomForest::fit(&cuts.bin(&columns), &cuts, Target::Classes { count: 2, class: &class }, &[], &settings)
        };
        assert_eq!(grow(3), grow(3));
        assert_ne!(grow(3), grow(4));
    }

    #[test]
    fn numbers_are_answered_by_the_mean_of_the_trees() {
        let x: Vec<f32> = (0..200_u8).map(f32::from).collect();
        let y: Vec<f32> = x.iter().map(|x| 3.0 * x).collect();
        let columns = vec![x];
        let cuts = Cuts::at_quantiles(&columns, 255);
        let forest =
            RandomForest::fit(&cuts.bin(&columns), &cuts, Target::Numbers(&y), &[], &ForestSettings::default());
        assert!((forest.answers(&[&[100.0]])[0] - 300.0).abs() < 6.0);
    }
}
