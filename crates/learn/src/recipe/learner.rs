//! Which learner, with which settings.

use super::{Kind, Labelled};
use crate::classifier::{Classifier, views};
use crate::explain::{Reasons, Way};
use crate::forest::{
    BoostedClassifier, BoostingSettings, Cuts, DecisionTree, ForestSettings, Labels, RandomForest, Target, TreeSettings,
};
use crate::logistic_regression::{LogisticRegression, LogisticSettings};
use crate::model_file::Tensors;
use crate::nearest_neighbours::NearestNeighbours;
use crate::svm::{Kernel, SupportVectors, SvmSettings};

/// Bins of each column for trees.
const BINS: usize = 255;

/// A learner with its settings.
#[derive(Clone, Debug, PartialEq)]
pub enum Learner {
    /// The share of each class, whatever the row: the naive baseline.
    Shares,
    /// One tree.
    Tree(TreeSettings),
    /// A random forest.
    Forest(ForestSettings),
    /// Boosted trees.
    Boosted(BoostingSettings),
    /// Logistic regression with L2.
    Logistic(LogisticSettings),
    /// Support vectors with straight borders and this cost.
    LinearSvm(f32),
    /// Support vectors with a round kernel: the cost, and how much narrower or wider than [`Kernel::rbf_scaled`] it is (1 is that).
    RoundSvm(f32, f32),
    /// So many nearest neighbours.
    Neighbours(usize),
}

impl Learner {
    /// Whether columns must be scaled and filled first.
    #[must_use]
    pub fn wants_scaled(&self) -> bool {
        matches!(self, Self::Logistic(_) | Self::LinearSvm(_) | Self::RoundSvm(..) | Self::Neighbours(_))
    }

    /// Learns from columns, which are scaled where it wants that. `weight` is empty when all rows count 1; support vectors and neighbours do
    /// not look at it.
    #[must_use]
    pub fn fit(&self, data: &Labelled, columns: &[Vec<f32>], weight: &[f32]) -> Box<dyn Classifier> {
        let (class, classes) = (data.class.as_slice(), data.classes);
        let target = Target::Classes { count: classes, class };
        let seen = views(columns);
        let support = |kernel, cost| {
            let settings = SvmSettings { kernel, cost, ..SvmSettings::default() };
            SupportVectors::fit(columns, class, classes, &settings)
        };
        let binned = || {
            let cuts = Cuts::at_quantiles(columns, BINS);
            (cuts.bin(columns), cuts)
        };
        match self {
            Self::Shares => Box::new(Shares(data.shares())),
            Self::Tree(settings) => {
                let (rows, cuts) = binned();
                Box::new(OneTree { classes, tree: DecisionTree::fit(&rows, &cuts, target, weight, settings) })
            }
            Self::Forest(settings) => {
                let (rows, cuts) = binned();
                Box::new(RandomForest::fit(&rows, &cuts, target, weight, settings))
            }
            Self::Boosted(settings) => {
                let (rows, cuts) = binned();
                let labels = Labels { classes, class, weight };
                Box::new(BoostedClassifier::fit(&rows, &cuts, labels, settings, &mut |_, _| ()))
            }
            Self::Logistic(settings) => Box::new(LogisticRegression::fit(&seen, class, classes, weight, settings)),
            Self::LinearSvm(cost) => Box::new(support(Kernel::Linear, *cost)),
            Self::RoundSvm(cost, width) => Box::new(support(Kernel::rbf_scaled(&seen).narrowed(*width), *cost)),
            Self::Neighbours(count) => Box::new(NearestNeighbours::fit(columns, class, classes, *count)),
        }
    }
}

/// The same answer for every row.
pub(super) struct Shares(Vec<f32>);

impl Shares {
    pub(super) fn find(tensors: &Tensors, of: &str, classes: usize) -> Option<Self> {
        let shares = tensors.values(&format!("{of}.shares"))?;
        (shares.len() == classes).then(|| Self(shares.to_vec()))
    }
}

impl Classifier for Shares {
    fn classes(&self) -> usize {
        self.0.len()
    }

    fn probabilities(&self, columns: &[&[f32]]) -> Vec<f32> {
        self.0.repeat(columns.first().map_or(0, |column| column.len()))
    }

    fn put(&self, of: &str, tensors: &mut Tensors) -> Option<u32> {
        tensors.put(&format!("{of}.shares"), &self.0);
        Some(Kind::Shares.number())
    }

    fn reasons(&self, row: &[f32], _: Way) -> Option<Reasons> {
        let base: Vec<f64> = self.0.iter().map(|share| f64::from(*share)).collect();
        Some(Reasons { push: vec![0.0; base.len() * row.len()], base })
    }
}

/// A tree as a classifier.
struct OneTree {
    classes: usize,
    tree: DecisionTree,
}

impl Classifier for OneTree {
    fn classes(&self) -> usize {
        self.classes
    }

    fn probabilities(&self, columns: &[&[f32]]) -> Vec<f32> {
        let mut answers = vec![0.0; columns.first().map_or(0, |column| column.len()) * self.classes];
        self.tree.add_answers(columns, &mut answers);
        answers
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classifier::likeliest;

    #[test]
    fn each_learner_tells_two_heaps_apart_and_gives_shares_of_one() {
        let spread = |row: u8| f32::from(row % 7) / 7.0;
        let columns = vec![(0..60_u8).map(|row| f32::from(row % 2) * 3.0 + spread(row)).collect::<Vec<f32>>()];
        let data = Labelled { class: (0..60_u8).map(|row| row % 2).collect(), classes: 2, ..Labelled::default() };
        for learner in [
            Learner::Tree(TreeSettings::default()),
            Learner::Forest(ForestSettings { trees: 5, ..ForestSettings::default() }),
            Learner::Boosted(BoostingSettings { trees: 20, ..BoostingSettings::default() }),
            Learner::Logistic(LogisticSettings::default()),
            Learner::LinearSvm(1.0),
            Learner::RoundSvm(1.0, 1.0),
            Learner::Neighbours(3),
        ] {
            let model = learner.fit(&data, &columns, &[]);
            for (class, value) in [(0, 0.4), (1, 3.4)] {
                let found = model.probabilities(&[&[value]]);
                assert_eq!(likeliest(&found), class, "{learner:?}");
                assert!((found.iter().sum::<f32>() - 1.0).abs() < 1e-5, "{learner:?}: {found:?}");
            }
        }
        assert_eq!(Learner::Shares.fit(&data, &columns, &[]).probabilities(&[&[0.0]]), [0.5, 0.5]);
    }
}
