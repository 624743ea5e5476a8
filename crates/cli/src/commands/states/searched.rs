//! What `attentive train states --search` tries: one more recipe, each trial judged on people left out.
//!
//! The best joins the recipes that are there anyway, and the choice among them all is made as without a search.

use std::collections::BTreeMap;

use attentive_learn::forest::{ColumnsAsked, ForestSettings, TreeSettings};
use attentive_learn::logistic_regression::LogisticSettings;
use attentive_learn::recipe::{Chosen, Labelled, Learner, Ranges, Recipe, log_likelihood};
use attentive_learn::search::{Settings, Space, Value, Values};
use attentive_learn::split::Split;

use crate::commands::train::searching::Judged;

/// What a trial is judged by.
pub const SCORE: &str = "mean log-likelihood on people left out";

const LEARNER: &str = "learner";
const FOREST: &str = "forest";
const LOGISTIC: &str = "logistic";
const RANGES: &str = "ranges";
const AS_THEY_ARE: &str = "as they are";
const OF_THE_PERSON: &str = "of the person";
const TREES: &str = "forest.trees";
const LEAST_LEAF: &str = "forest.least_leaf";
const COLUMNS: &str = "forest.column_share";
const L2: &str = "logistic.l2";

/// What may be set.
pub fn space() -> Space {
    let words = |of: [&str; 2]| Values::Choice { of: of.map(str::to_owned).to_vec() };
    let entries = [
        (LEARNER, words([FOREST, LOGISTIC])),
        (RANGES, words([AS_THEY_ARE, OF_THE_PERSON])),
        (TREES, Values::Integer { low: 30, high: 300, is_log: true }),
        (LEAST_LEAF, Values::Integer { low: 1, high: 40, is_log: true }),
        (COLUMNS, Values::Float { low: 0.05, high: 0.6, is_log: true }),
        (L2, Values::Float { low: 1.0, high: 1000.0, is_log: true }),
    ];
    entries.into_iter().map(|(name, values)| (name.to_owned(), values)).collect()
}

/// The recipe of a trial, with a share of the trees.
pub fn recipe(trial: &Settings, budget: f64) -> Recipe {
    let number = |name: &str, default: f64| trial.get(name).and_then(Value::number).unwrap_or(default);
    let is = |name: &str, word: &str| matches!(trial.get(name), Some(Value::Choice(said)) if said == word);
    let ranges = if is(RANGES, OF_THE_PERSON) { Ranges::OfThePerson } else { Ranges::AsTheyAre };
    let (learner, words) = if is(LEARNER, LOGISTIC) {
        #[expect(clippy::cast_possible_truncation, reason = "six digits of a setting")]
        let l2 = number(L2, 10.0) as f32;
        let settings = LogisticSettings { l2: l2.into(), ..LogisticSettings::default() };
        (Learner::Logistic(settings), format!("{LOGISTIC}, l2 {l2}"))
    } else {
        let (leaf, share) = (number(LEAST_LEAF, 2.0), number(COLUMNS, 0.2));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of trees")]
        let trees = (number(TREES, 100.0) * budget).round().max(1.0) as usize;
        let tree = TreeSettings { least_leaf: leaf, columns: ColumnsAsked::Share(share), ..TreeSettings::default() };
        let words = format!("{FOREST}, {trees} trees, leaves of {leaf}, {share} of the columns");
        (Learner::Forest(ForestSettings { trees, tree, ..ForestSettings::default() }), words)
    };
    let seen = if ranges == Ranges::OfThePerson { ", own range" } else { "" };
    Recipe::new(&format!("searched: {words}{seen}"), learner).seeing(ranges)
}

/// How well that recipe foretells the people who are left out: over all rows, and of each person.
pub fn judge(recipe: Recipe, data: &Labelled, splits: &[Split]) -> Judged {
    let classes = data.classes;
    let chosen = Chosen::by(&[recipe], data, splits, &|p, class| log_likelihood(p, class, classes))
        .map_err(|lacks| lacks.to_string())?;
    // Each row is left out once, so answers are in the order of the rows; of one recipe the mean is its own answer, not yet calibrated.
    let mut of: BTreeMap<u32, (Vec<f32>, Vec<u8>)> = BTreeMap::new();
    let rows = chosen.of_all.chunks_exact(classes.max(1));
    for ((answer, class), person) in rows.zip(&data.class).zip(&data.rows.person) {
        let (answers, truth) = of.entry(*person).or_default();
        answers.extend_from_slice(answer);
        truth.push(*class);
    }
    let people = of.into_iter().filter_map(|(person, (answers, class))| {
        Some((format!("person {person}"), log_likelihood(&answers, &class, classes)?))
    });
    let score = chosen.alone.first().copied().filter(|score| score.is_finite());
    Ok((score.ok_or("no row could be judged")?, people.collect()))
}

#[cfg(test)]
mod tests {
    use attentive_learn::rows::Rows;
    use attentive_learn::search::fault;
    use attentive_learn::split::leave_one_person_out;

    use super::*;

    fn trial(of: &[(&str, Value)]) -> Settings {
        of.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    }

    #[test]
    fn settings_become_a_recipe_and_the_budget_is_in_trees() {
        assert_eq!(fault(&space()), None);
        let forest = trial(&[
            (LEARNER, Value::Choice(FOREST.into())),
            (RANGES, Value::Choice(OF_THE_PERSON.into())),
            (TREES, Value::Integer(90)),
            (LEAST_LEAF, Value::Integer(7)),
        ]);
        let made = recipe(&forest, 1.0 / 3.0);
        let Learner::Forest(settings) = made.learner else { panic!("a forest") };
        assert_eq!((settings.trees, settings.tree.least_leaf, made.ranges), (30, 7.0, Ranges::OfThePerson));
        let logistic = recipe(&trial(&[(LEARNER, Value::Choice(LOGISTIC.into())), (L2, Value::Float(4.0))]), 1.0);
        assert_eq!(logistic.name, "searched: logistic, l2 4");
        assert!(matches!(logistic.learner, Learner::Logistic(LogisticSettings { l2: 4.0, .. })));
    }

    #[test]
    fn a_column_that_tells_is_judged_above_one_that_does_not_for_each_person() {
        let class: Vec<u8> = (0..80).map(|row| u8::from(row % 3 == 0)).collect();
        let data = |tells: bool| Labelled {
            rows: Rows {
                names: vec!["column".into()],
                columns: vec![
                    (0..80_u8)
                        .map(|row| if tells { f32::from(class[usize::from(row)]) } else { f32::from(row % 5) })
                        .collect(),
                ],
                person: (0..80).map(|row| row / 20).collect(),
                time: (0..80).map(f64::from).collect(),
            },
            class: class.clone(),
            classes: 2,
        };
        let judged = |tells: bool| {
            let data = data(tells);
            judge(
                recipe(&trial(&[(LEARNER, Value::Choice(LOGISTIC.into()))]), 1.0),
                &data,
                &leave_one_person_out(&data.rows.person),
            )
            .unwrap()
        };
        let ((told, people), (lot, _)) = (judged(true), judged(false));
        assert!(told > -0.3 && lot < -0.6 && people.len() == 4, "{told} {lot}");
        let mean = people.values().sum::<f64>() / 4.0;
        assert!((mean - told).abs() < 1e-9, "people have as many rows each: {mean} {told}");
    }
}
