//! The recipes that scores try: the same for all, but for whether people's own ranges are taken out.

use attentive_learn::forest::{BoostingSettings, ColumnsAsked, ForestSettings, TreeSettings};
use attentive_learn::logistic_regression::LogisticSettings;
use attentive_learn::recipe::{Learner, Ranges, Recipe};

/// A tree baseline, and all other learners on these ranges.
pub fn usual(ranges: &[Ranges]) -> Vec<Recipe> {
    [baseline()].into_iter().chain(on_each(ranges, &learners())).collect()
}

/// A tree baseline, and the learners that are quick where there are many rows, on these ranges.
pub fn few(ranges: &[Ranges]) -> Vec<Recipe> {
    [baseline()].into_iter().chain(these(&["forest", "boosted", "strict logistic"], ranges)).collect()
}

/// A tree of few questions, such as a person can read.
pub fn baseline() -> Recipe {
    let tree = TreeSettings { depth: 5, least_leaf: 5.0, ..TreeSettings::default() };
    Recipe::new("tree", Learner::Tree(tree))
}

/// The usual learners of these names on these ranges.
pub fn these(names: &[&str], ranges: &[Ranges]) -> Vec<Recipe> {
    let chosen: Vec<_> = learners().into_iter().filter(|(name, _)| names.contains(name)).collect();
    on_each(ranges, &chosen)
}

fn on_each(ranges: &[Ranges], learners: &[(&str, Learner)]) -> Vec<Recipe> {
    let mut recipes = Vec::new();
    for ranges in ranges {
        let ending = match ranges {
            Ranges::AsTheyAre => "",
            Ranges::OfThePerson => ", own range",
            Ranges::Both => ", both ranges",
            Ranges::RankOfThePerson => ", own rank",
            Ranges::RangeAndRank => ", own range and rank",
        };
        let named = |(name, learner): &(&str, Learner)| {
            Recipe::new(&format!("{name}{ending}"), learner.clone()).seeing(*ranges)
        };
        recipes.extend(learners.iter().map(named));
    }
    recipes
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
