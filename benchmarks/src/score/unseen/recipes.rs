//! The recipes that scores try: the same for all, but for whether people's own ranges are taken out.

use attentive_learn::forest::{BoostingSettings, ColumnsAsked, ForestSettings, TreeSettings};
use attentive_learn::logistic_regression::LogisticSettings;
use attentive_learn::recipe::{Learner, Ranges, Recipe};

/// A tree baseline, and all other learners on these ranges.
pub fn usual(ranges: &[Ranges]) -> Vec<Recipe> {
    let mut recipes = vec![Recipe::new("tree", tree())];
    for ranges in ranges {
        let ending = match ranges {
            Ranges::AsTheyAre => "",
            Ranges::OfThePerson => ", own range",
            Ranges::Both => ", both ranges",
        };
        let named = |(name, learner): (&str, Learner)| Recipe::new(&format!("{name}{ending}"), learner).seeing(*ranges);
        recipes.extend(learners().map(named));
    }
    recipes
}

/// A tree of few questions, such as a person can read.
fn tree() -> Learner {
    Learner::Tree(TreeSettings { depth: 5, least_leaf: 5.0, ..TreeSettings::default() })
}

fn learners() -> [(&'static str, Learner); 7] {
    let tree = TreeSettings { least_leaf: 3.0, columns: ColumnsAsked::SquareRoot, ..TreeSettings::default() };
    let logistic = |l2| Learner::Logistic(LogisticSettings { l2, steps: 500, ..LogisticSettings::default() });
    [
        ("forest", Learner::Forest(ForestSettings { trees: 200, tree, seed: 1 })),
        (
            "boosted",
            Learner::Boosted(BoostingSettings {
                trees: 120,
                depth: 3,
                learning_rate: 0.08,
                ..BoostingSettings::default()
            }),
        ),
        ("logistic", logistic(10.0)),
        ("strict logistic", logistic(300.0)),
        ("round svm", Learner::RoundSvm(1.0, 1.0)),
        ("wide round svm", Learner::RoundSvm(1.0, 0.2)),
        ("neighbours", Learner::Neighbours(15)),
    ]
}
