//! Which recipes are best together, judged on people left out, and how sure their answer may be.
//!
//! Source: Caruana, Niculescu-Mizil, Crew and Ksikes 2004, "Ensemble selection from libraries of models": begin with the few best, then add again and
//! again, with replacement, the recipe that lifts the mean answer most, as long as one does. What is best on few people is best by chance, so
//! the choice is made over and over, each time on people drawn anew with replacement (their remedy too, with people in place of recipes), and all choices
//! vote. Each recipe's answers are those of models that had not seen the row's person; the same answers give the temperature
//! ([`crate::calibrate::Temperature`]) and the confidence below which the blend abstains.

use std::collections::{BTreeMap, BTreeSet};

use super::{Labelled, Recipe, Voters};
use crate::SplitMix64;
use crate::calibrate::{Temperature, coverage_cut};
use crate::rows::{LacksColumn, Rows, pick};
use crate::split::Split;

/// Each choice begins with the mean of so many best recipes.
const BEST: usize = 3;

/// The most votes of one choice.
const VOTES: usize = 6;

/// How many times it is chosen: once on all people, then on people drawn anew.
const CHOICES: u64 = 20;

/// A recipe is added only when it lifts the measure by more than this: less is chance.
const LEAST_LIFT: f64 = 2e-3;

/// Where the drawing of people starts.
const DRAWN_FROM: u64 = 5;

/// How good probabilities are; greater is better.
pub type Measure<'a> = &'a (dyn Fn(&[f32], &[u8]) -> Option<f64> + Sync);

/// Which recipes were chosen, and what was known when they were.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    /// Places of the recipes that vote, those of the choice on all people first; one may have many votes.
    pub votes: Vec<usize>,
    /// What each recipe reached alone on people left out; NaN where the measure has no value.
    pub alone: Vec<f64>,
    /// What the blend reached on them. It was chosen by this very figure, so it is a little too good.
    pub together: f64,
    /// How bold the blend may be.
    pub temperature: Temperature,
    /// The blend's calibrated probabilities of each row that a split judged, in the rows' order, by models that had not seen it.
    pub left_out: Vec<f32>,
    /// The mean of all recipes for each of these rows: nothing was chosen, so it is not too good (see [`super::Evidence`]).
    pub of_all: Vec<f32>,
}

/// Fitted recipes whose answers are averaged, and how they were chosen.
pub struct Blend {
    /// How they were chosen.
    pub chosen: Chosen,
    /// What answers.
    pub voters: Voters,
}

/// What each recipe says of rows whose people it has not seen: all that a choice is made on.
pub(super) struct Answers {
    /// For each recipe, `classes` probabilities of each judged row.
    each: Vec<Vec<f32>>,
    /// The rows that a split judged, in their order.
    judged: Vec<usize>,
    class: Vec<u8>,
    person: Vec<u32>,
    classes: usize,
}

impl Answers {
    /// Fits each recipe on each split.
    ///
    /// # Errors
    /// As [`Chosen::by`].
    pub(super) fn of(recipes: &[Recipe], data: &Labelled, splits: &[Split]) -> Result<Self, LacksColumn> {
        let places: BTreeSet<usize> = splits.iter().flat_map(|split| split.test.iter().copied()).collect();
        let judged: Vec<usize> = places.into_iter().collect();
        Ok(Self {
            each: recipes.iter().map(|recipe| left_out(recipe, data, splits, &judged)).collect::<Result<_, _>>()?,
            class: pick(&data.class, &judged),
            person: pick(&data.rows.person, &judged),
            classes: data.classes,
            judged,
        })
    }

    /// Chooses on all of them.
    pub(super) fn choose(&self, measure: Measure<'_>) -> Chosen {
        let Self { each, class, person, classes, .. } = self;
        let judge = |probabilities: &[f32]| measure(probabilities, class).unwrap_or(f64::NAN);
        let mut votes = choice(each, class, *classes, measure);
        for draw in 1..CHOICES {
            let rows = people_drawn(person, draw);
            let drawn: Vec<Vec<f32>> = each.iter().map(|answers| of_rows(answers, *classes, &rows)).collect();
            votes.extend(choice(&drawn, &pick(class, &rows), *classes, measure));
        }
        if votes.is_empty() && !each.is_empty() {
            votes.push(0);
        }
        let mut left_out = mean(votes.iter().filter_map(|vote| each.get(*vote)), class.len() * classes);
        let together = judge(&left_out);
        let temperature = Temperature::fit(&left_out, *classes, class);
        temperature.apply(&mut left_out, *classes);
        Chosen {
            votes,
            alone: each.iter().map(|answers| judge(answers)).collect(),
            together,
            temperature,
            left_out,
            of_all: mean(each.iter(), class.len() * classes),
        }
    }

    /// What the mean of all recipes reaches.
    pub(super) fn of_all(&self, measure: Measure<'_>) -> Option<f64> {
        measure(&mean(self.each.iter(), self.class.len() * self.classes), &self.class).filter(|value| value.is_finite())
    }

    /// The calibrated probabilities of each judged row by a choice and a temperature that were found on the people of all other splits: what a model of this making
    /// says of people who had no part in it, so that calibration, abstention and sets of what may be can be judged. Where a split leaves nobody to choose on, `chosen` stands.
    pub(super) fn apart(&self, chosen: &Chosen, splits: &[Split], measure: Measure<'_>) -> Vec<f32> {
        let classes = self.classes;
        let mut found = chosen.left_out.clone();
        for split in splits {
            let own: Vec<usize> = split.test.iter().filter_map(|row| self.judged.binary_search(row).ok()).collect();
            let people: BTreeSet<u32> = own.iter().map(|row| self.person[*row]).collect();
            let others: Vec<usize> = (0..self.class.len()).filter(|row| !people.contains(&self.person[*row])).collect();
            if others.is_empty() {
                continue;
            }
            let chosen = self.select(&others).choose(measure);
            let votes = chosen.votes.iter().filter_map(|vote| self.each.get(*vote));
            let mut said =
                mean(votes.map(|each| of_rows(each, classes, &own)).collect::<Vec<_>>().iter(), own.len() * classes);
            chosen.temperature.apply(&mut said, classes);
            for (row, said) in own.iter().zip(said.chunks_exact(classes.max(1))) {
                found[row * classes..(row + 1) * classes].copy_from_slice(said);
            }
        }
        found
    }

    fn select(&self, rows: &[usize]) -> Self {
        Self {
            each: self.each.iter().map(|answers| of_rows(answers, self.classes, rows)).collect(),
            judged: pick(&self.judged, rows),
            class: pick(&self.class, rows),
            person: pick(&self.person, rows),
            classes: self.classes,
        }
    }
}

impl Chosen {
    /// Chooses: each recipe is fitted on each split, for the people whom that split judges. Rows that no split judges are not looked at.
    ///
    /// # Errors
    /// When the rows lack a column that they themselves name.
    pub fn by(
        recipes: &[Recipe],
        data: &Labelled,
        splits: &[Split],
        measure: Measure<'_>,
    ) -> Result<Self, LacksColumn> {
        Ok(Answers::of(recipes, data, splits)?.choose(measure))
    }

    /// The confidence below which the blend abstains so that a share of `coverage` (0 to 1) of the rows is answered; `None` without rows.
    #[must_use]
    pub fn abstain_below(&self, classes: usize, coverage: f64) -> Option<f64> {
        let confidence: Vec<f64> = self
            .left_out
            .chunks_exact(classes.max(1))
            .map(|row| f64::from(row.iter().copied().fold(0.0, f32::max)))
            .collect();
        coverage_cut(&confidence, coverage)
    }
}

impl Blend {
    /// Chooses on the splits, then fits what was chosen on all rows, for people of whom no row is there.
    ///
    /// # Errors
    /// As [`Chosen::by`].
    pub fn fit(
        recipes: &[Recipe],
        data: &Labelled,
        splits: &[Split],
        measure: Measure<'_>,
    ) -> Result<Self, LacksColumn> {
        Self::fit_for(recipes, data, splits, &[], measure)
    }

    /// The same for people of whom some rows may be there ([`Recipe::own`]).
    ///
    /// # Errors
    /// As [`Chosen::by`].
    pub fn fit_for(
        recipes: &[Recipe],
        data: &Labelled,
        splits: &[Split],
        asked: &[u32],
        measure: Measure<'_>,
    ) -> Result<Self, LacksColumn> {
        Ok(Self::of(Chosen::by(recipes, data, splits, measure)?, recipes, data, asked))
    }

    /// Fits what was chosen on all rows.
    pub(super) fn of(chosen: Chosen, recipes: &[Recipe], data: &Labelled, asked: &[u32]) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "a count of votes")]
        let votes_of = |place: usize| chosen.votes.iter().filter(|vote| **vote == place).count() as f32;
        let fitted = recipes
            .iter()
            .enumerate()
            .filter(|(place, _)| votes_of(*place) > 0.0)
            .map(|(place, recipe)| (recipe.fit_for(data, asked), votes_of(place)))
            .collect();
        let voters = Voters { classes: data.classes, temperature: chosen.temperature, fitted };
        Self { chosen, voters }
    }

    /// The calibrated probability of each class for each row.
    ///
    /// # Errors
    /// When the rows lack a column.
    pub fn probabilities(&self, rows: &Rows) -> Result<Vec<f32>, LacksColumn> {
        self.voters.probabilities(rows)
    }
}

/// The probabilities of the judged rows by models that have not seen them.
fn left_out(recipe: &Recipe, data: &Labelled, splits: &[Split], judged: &[usize]) -> Result<Vec<f32>, LacksColumn> {
    #[expect(clippy::cast_precision_loss, reason = "a count of classes")]
    let mut found = vec![1.0 / data.classes.max(1) as f32; judged.len() * data.classes];
    for split in splits {
        let test = data.rows.select(&split.test);
        let asked: BTreeSet<u32> = test.person.iter().copied().collect();
        let fitted = recipe.fit_for(&data.select(&split.train), &asked.into_iter().collect::<Vec<_>>());
        let answers = fitted.probabilities(&test)?;
        for (row, answer) in split.test.iter().zip(answers.chunks_exact(data.classes.max(1))) {
            let Ok(row) = judged.binary_search(row) else { continue };
            found[row * data.classes..(row + 1) * data.classes].copy_from_slice(answer);
        }
    }
    Ok(found)
}

/// The recipes that one choice votes for; none when the measure has no value for any.
fn choice(answers: &[Vec<f32>], class: &[u8], classes: usize, measure: Measure<'_>) -> Vec<usize> {
    let judge = |probabilities: &[f32]| measure(probabilities, class).filter(|value| value.is_finite());
    let mut alone: Vec<(usize, f64)> =
        answers.iter().enumerate().filter_map(|(place, answers)| Some((place, judge(answers)?))).collect();
    alone.sort_by(|one, other| other.1.total_cmp(&one.1));
    let mut votes: Vec<usize> = alone.iter().take(BEST).map(|(place, _)| *place).collect();
    let mut blend = mean(votes.iter().filter_map(|vote| answers.get(*vote)), class.len() * classes);
    let mut together = judge(&blend).unwrap_or(f64::NEG_INFINITY);
    while !votes.is_empty() && votes.len() < VOTES {
        let lifted = answers.iter().enumerate().filter_map(|(place, one)| {
            let blend = mean_with(&blend, votes.len(), one);
            Some((place, judge(&blend)?, blend))
        });
        let best = lifted.reduce(|best, one| if one.1 > best.1 { one } else { best });
        let Some((place, value, with)) = best.filter(|best| best.1 > together + LEAST_LIFT) else { break };
        votes.push(place);
        (together, blend) = (value, with);
    }
    votes
}

/// The rows of people who were drawn with replacement, as many as there are.
fn people_drawn(person: &[u32], draw: u64) -> Vec<usize> {
    let mut rows_of: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (row, person) in person.iter().enumerate() {
        rows_of.entry(*person).or_default().push(row);
    }
    let people: Vec<Vec<usize>> = rows_of.into_values().collect();
    let mut random = SplitMix64::keyed(DRAWN_FROM, &[draw]);
    let one = |_| random.next_place(people.len()).and_then(|place| people.get(place));
    (0..people.len()).filter_map(one).flatten().copied().collect()
}

fn of_rows(answers: &[f32], classes: usize, rows: &[usize]) -> Vec<f32> {
    rows.iter().filter_map(|row| answers.get(row * classes..(row + 1) * classes)).flatten().copied().collect()
}

/// The mean of several answers of so many values; zeros without any.
#[expect(clippy::cast_precision_loss, reason = "a count of votes")]
fn mean<'a>(answers: impl Iterator<Item = &'a Vec<f32>>, values: usize) -> Vec<f32> {
    let (mut sum, mut count) = (vec![0.0; values], 0_usize);
    for one in answers {
        sum.iter_mut().zip(one).for_each(|(sum, value)| *sum += value);
        count += 1;
    }
    sum.iter_mut().for_each(|sum: &mut f32| *sum /= count.max(1) as f32);
    sum
}

/// The mean of `count` answers, whose mean is known, and one more.
#[expect(clippy::cast_precision_loss, reason = "a count of votes")]
fn mean_with(known: &[f32], count: usize, one: &[f32]) -> Vec<f32> {
    let by = 1.0 / (count + 1) as f32;
    known.iter().zip(one).map(|(known, one)| known + (one - known) * by).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forest::TreeSettings;
    use crate::logistic_regression::LogisticSettings;
    use crate::metrics::auc;
    use crate::recipe::Learner;
    use crate::split::leave_one_person_out;

    /// Six people; one column tells the class with noise, one tells nothing.
    #[expect(clippy::cast_possible_truncation, reason = "test data")]
    fn people() -> Labelled {
        let mut random = SplitMix64::new(4);
        let class: Vec<u8> = (0..240).map(|_| u8::from(random.next_unit() > 0.5)).collect();
        let columns = vec![
            class.iter().map(|class| f32::from(*class) + random.next_normal() as f32).collect(),
            (0..240).map(|_| random.next_normal() as f32).collect(),
        ];
        let rows = Rows {
            names: vec!["told".into(), "noise".into()],
            columns,
            person: (0..240).map(|row| row / 40).collect(),
            time: vec![0.0; 240],
        };
        Labelled { rows, class, classes: 2 }
    }

    fn area(probabilities: &[f32], class: &[u8]) -> Option<f64> {
        let score: Vec<f64> = probabilities.chunks_exact(2).map(|row| f64::from(row[1])).collect();
        auc(&score, &class.iter().map(|class| *class == 1).collect::<Vec<_>>())
    }

    #[test]
    fn the_better_recipe_is_chosen_and_knows_how_sure_it_is() {
        let recipes = [
            Recipe::new("tree", Learner::Tree(TreeSettings::default())),
            Recipe::new("logistic", Learner::Logistic(LogisticSettings::default())),
        ];
        let data = people();
        let blend = Blend::fit(&recipes, &data, &leave_one_person_out(&data.rows.person), &area).unwrap();
        assert_eq!(blend.chosen.votes[0], 1);
        assert!(blend.chosen.alone[1] > blend.chosen.alone[0] && blend.chosen.together > blend.chosen.alone[0]);
        let votes_of = |place| blend.chosen.votes.iter().filter(|vote| **vote == place).count();
        assert!(votes_of(1) > votes_of(0), "{:?}", blend.chosen.votes);
        let fresh = blend.probabilities(&data.rows).unwrap();
        assert!(fresh.chunks_exact(2).all(|row| (row[0] + row[1] - 1.0).abs() < 1e-5));
        let cut = blend.chosen.abstain_below(2, 0.8).unwrap();
        let sure = blend.chosen.left_out.chunks_exact(2).filter(|row| f64::from(row[0].max(row[1])) >= cut).count();
        assert!((185..=200).contains(&sure), "{sure}");
    }

    #[test]
    fn rows_that_no_split_judges_have_no_say() {
        let data = people();
        let splits: Vec<Split> = leave_one_person_out(&data.rows.person).into_iter().take(2).collect();
        let recipes = [Recipe::new("logistic", Learner::Logistic(LogisticSettings::default()))];
        let chosen = Chosen::by(&recipes, &data, &splits, &area).unwrap();
        assert_eq!(chosen.left_out.len(), 2 * 80);
        let by_hand = recipes[0].fit(&data.select(&splits[1].train)).probabilities(&data.rows.select(&splits[1].test));
        let order = |p: &[f32]| p[0] > p[2];
        assert_eq!(order(&chosen.left_out[80..]), order(&by_hand.unwrap()));
    }

    #[test]
    fn without_people_there_is_a_blend_that_says_equal_shares() {
        let rows = |count| Rows {
            names: vec!["a".into()],
            columns: vec![vec![1.0; count]],
            person: vec![0; count],
            time: vec![0.0; count],
        };
        let data = Labelled { rows: rows(0), classes: 2, ..Labelled::default() };
        let blend = Blend::fit(&[Recipe::new("shares", Learner::Shares)], &data, &[], &area).unwrap();
        assert_eq!(blend.probabilities(&rows(1)), Ok(vec![0.5, 0.5]));
        assert_eq!(blend.chosen.abstain_below(2, 0.8), None);
    }
}
