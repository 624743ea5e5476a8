//! Would labels that are dealt out anew be told as well? Asked where rows are so few that they might be.
//!
//! Leaving people out in turn does not protect from luck that all of them share: with two windows a person, one column of twenty goes the same way with the label in all of eight people in one study of seven
//! by chance, and then each of them is told rightly by the seven others. The interval over people does not see it, as all agree. So the labels are dealt out anew within each person (between
//! people where each has but one label), and everything is learnt and judged again; only what no deal of so many reaches is evidence (a permutation test: Fisher 1935; Ojala and Garriga 2010, "Permutation
//! tests for studying classifier performance").
//!
//! It is learnt quickly: one recipe of each kind, with small forests, in a few folds; the labels as they are go the same way.

use std::collections::{BTreeMap, BTreeSet};

use super::blend::Answers;
use super::{Labelled, Measure, Ranges, Recipe};
use crate::SplitMix64;
use crate::recipe::Learner;
use crate::rows::LacksColumn;
use crate::split::grouped_folds;

/// With more rows than this, chance alone was never taken for evidence in trials (none of 40 sets of 8 people with 24 windows each), and time grows with
/// the rows: 160 of nine columns take less than nine seconds in a debug build.
const MOST_ROWS: usize = 160;

/// How often labels are dealt out anew: one in two hundred questions that have no answer is answered.
pub const DEALS: u64 = 199;

/// Trees of a forest.
const TREES: usize = 20;

/// Groups in which people are left out.
const FOLDS: usize = 8;

/// Whether the labels as they are are told better than in each of the deals, by `measure`; `None` where there are so many rows that it need not be asked, or the measure has no value.
pub(super) fn beats_deals(
    recipes: &[Recipe],
    data: &Labelled,
    measure: Measure<'_>,
    seed: u64,
) -> Result<Option<bool>, LacksColumn> {
    if data.class.len() > MOST_ROWS {
        return Ok(None);
    }
    let quick = quick(recipes);
    let splits = grouped_folds(&data.rows.person, FOLDS, &mut SplitMix64::new(seed));
    let told = |data: &Labelled| -> Result<Option<f64>, LacksColumn> {
        Ok(Answers::of(&quick, data, &splits)?.of_all(measure))
    };
    let Some(is) = told(data)? else { return Ok(None) };
    let mut dealt = data.clone();
    for deal in 0..DEALS {
        dealt.class = dealt_anew(data, &mut SplitMix64::keyed(seed, &[deal]));
        if told(&dealt)?.is_some_and(|dealt| dealt >= is) {
            return Ok(Some(false));
        }
    }
    Ok(Some(true))
}

/// One recipe of each kind of learner and range.
fn quick(recipes: &[Recipe]) -> Vec<Recipe> {
    let mut kinds: Vec<(std::mem::Discriminant<Learner>, Ranges)> = Vec::new();
    let mut quick = Vec::new();
    for recipe in recipes.iter().filter(|recipe| recipe.learner != Learner::Shares) {
        let kind = (std::mem::discriminant(&recipe.learner), recipe.ranges);
        if kinds.contains(&kind) {
            continue;
        }
        kinds.push(kind);
        let mut recipe = recipe.clone();
        if let Learner::Forest(forest) = &mut recipe.learner {
            forest.trees = forest.trees.min(TREES);
        }
        quick.push(recipe);
    }
    quick
}

/// The labels of each person in another order; where each person has but one, the people's.
fn dealt_anew(data: &Labelled, random: &mut SplitMix64) -> Vec<u8> {
    let mut rows_of: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    data.rows.person.iter().enumerate().for_each(|(row, person)| rows_of.entry(*person).or_default().push(row));
    let labels_of = |rows: &[usize]| rows.iter().map(|row| data.class[*row]).collect::<BTreeSet<u8>>();
    let mut class = data.class.clone();
    if rows_of.values().all(|rows| labels_of(rows).len() < 2) {
        let mut labels: Vec<u8> =
            rows_of.values().filter_map(|rows| rows.first().map(|row| data.class[*row])).collect();
        random.shuffle(&mut labels);
        for (rows, label) in rows_of.values().zip(labels) {
            rows.iter().for_each(|row| class[*row] = label);
        }
        return class;
    }
    for rows in rows_of.values() {
        let mut labels: Vec<u8> = rows.iter().map(|row| data.class[*row]).collect();
        random.shuffle(&mut labels);
        rows.iter().zip(labels).for_each(|(row, label)| class[*row] = label);
    }
    class
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logistic_regression::LogisticSettings;
    use crate::metrics::area;
    use crate::rows::Rows;

    /// Eight people of so many rows, half of them of each label; the first of twenty columns tells as well as `tells` says.
    #[expect(clippy::cast_possible_truncation, reason = "test data")]
    fn people(rows: u32, tells: f64, seed: u64) -> Labelled {
        let mut random = SplitMix64::new(seed);
        let count = 8 * rows;
        let class: Vec<u8> = (0..count).map(|row| u8::from(row % 2 == 0)).collect();
        let mut columns: Vec<Vec<f32>> =
            (0..20).map(|_| (0..count).map(|_| random.next_normal() as f32).collect()).collect();
        columns[0].iter_mut().zip(&class).for_each(|(value, class)| *value += (tells * f64::from(*class)) as f32);
        let rows = Rows {
            names: (0..20).map(|column| column.to_string()).collect(),
            columns,
            person: (0..count).map(|row| row / rows).collect(),
            time: (0..count).map(f64::from).collect(),
        };
        Labelled { rows, class, classes: 2 }
    }

    fn beats(data: &Labelled) -> Option<bool> {
        let logistic = Learner::Logistic(LogisticSettings::default());
        let recipes = [
            Recipe::new("shares", Learner::Shares),
            Recipe::new("logistic, own range", logistic).seeing(Ranges::OfThePerson),
        ];
        beats_deals(&recipes, data, &|p, class| area(p, class, 2), 1).unwrap()
    }

    #[test]
    fn two_rows_a_person_by_chance_are_hardly_ever_evidence_and_what_tells_is() {
        assert!((0..30).filter(|seed| beats(&people(2, 0.0, *seed)) == Some(true)).count() <= 1);
        assert_eq!(beats(&people(6, 4.0, 1)), Some(true));
    }

    #[test]
    fn many_rows_are_not_dealt() {
        assert_eq!(beats(&people(30, 0.0, 1)), None);
    }

    #[test]
    fn labels_stay_with_their_people_and_those_of_people_with_one_are_dealt_among_them() {
        let mut data = people(4, 0.0, 1);
        let count = |class: &[u8]| class.chunks_exact(4).map(|own| own.iter().sum::<u8>()).collect::<Vec<_>>();
        let dealt = dealt_anew(&data, &mut SplitMix64::new(2));
        assert!(dealt != data.class && count(&dealt) == count(&data.class));
        data.class = (0..32).map(|row| u8::from(row / 4 < 3)).collect();
        let dealt = count(&dealt_anew(&data, &mut SplitMix64::new(3)));
        assert!(dealt != count(&data.class) && dealt.iter().filter(|own| **own == 4).count() == 3, "{dealt:?}");
        assert!(dealt.iter().all(|own| [0, 4].contains(own)), "{dealt:?}");
    }
}
