//! Did a randomised prompt help, on a day that was fixed before? Weighted and centred least squares.
//!
//! Source: Boruvka, Almirall, Witkiewitz and Murphy, 2018, "Assessing time-varying causal effect moderation in mobile health", JASA 113; spread in small
//! samples by Mancl and DeRouen, 2001, Biometrics 57, with Student's factor. Its degrees of freedom are occasions less unknowns in one person, and persons less effects
//! over many (Liao, Klasnja, Tewari and Murphy, 2016, Statistics in Medicine 35, take persons less all unknowns; with the correction that held the truth too often).
//!
//! ```text
//! minimise  sum W (y - (1, controls) a - (A - q) (1, moderators) b)^2      A = 1 when treated, p its probability, q the mean p
//! W = (q / p)^A ((1 - q) / (1 - p))^(1 - A)
//! spread of (a, b):  Q^-1 M Q^-1,   Q = sum W x x',   M = sum of u u',   u = g + G (Q - G)^-1 g,   g = sum W x e,  G = sum W x x'  within a group
//! ```
//!
//! b holds the effect and how it moves with the moderators. Because A was drawn with a known probability and is centred, b is right whatever the controls
//! are; good controls only make it sharper, and one that the level and the others say already is left out. Occasions without availability are passed over: the effect is that on occasions on which one could prompt.
//!
//! What a group is says whose spread is meant ([`Groups`]): each occasion of one person by itself (the draws are independent, so the terms that chance made are
//! as well), with neighbours when outcomes reach into the next occasion (Newey and West, 1987), or whole persons. In one person the interval is for the mean
//! effect over that person's occasions, over many for the mean over people like these.
//!
//! Good for a look at a moment that was fixed beforehand; who looks every day and stops when it pleases needs [`sequence`](crate::sequence).

use thiserror::Error;

use crate::cholesky::{factor, solve};
use crate::estimate::Estimate;
use crate::moments::Moments;
use crate::student::two_sided_factor;

/// What is left of a column by the others, of its own square, below which it says nothing of its own.
const LEAST_OWN: f64 = 1e-9;

/// One occasion.
#[derive(Clone, Debug, PartialEq)]
pub struct Occasion {
    /// Whose it is; any number.
    pub person: u64,
    /// Whether one could prompt at all. Without it the occasion is passed over.
    pub is_available: bool,
    /// Whether the treatment was given.
    pub is_treated: bool,
    /// The probability with which it was to be given, strictly between 0 and 1.
    pub probability: f64,
    /// What followed; `None` when it is not known.
    pub outcome: Option<f64>,
    /// What was known before the draw and goes with the outcome. As many in each occasion.
    pub controls: Vec<f64>,
    /// What was known before the draw and may move the effect. As many in each occasion; with any, the first effect is that where all are 0.
    pub moderators: Vec<f64>,
}

/// Which occasions vary together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Groups {
    /// Each occasion by itself, in the order of time, with so many neighbours to each side; 0 where outcomes do not overlap.
    Occasions {
        /// How many neighbours.
        lag: usize,
    },
    /// All occasions of a person together.
    Persons,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Effects {
    /// The effect, then how much it moves with one more of each moderator; each with its interval.
    pub effects: Vec<Estimate>,
    /// Occasions behind it.
    pub occasions: usize,
    /// Groups behind it.
    pub groups: usize,
    /// Degrees of freedom of the interval.
    pub freedom: f64,
}

/// Why there is no effect to tell. The text fits after "could not find the effect: ".
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum Unfit {
    /// Too little for so many unknowns.
    #[error("{groups} occasions or persons cannot tell {unknowns} unknowns")]
    TooFew {
        /// Groups with a known outcome.
        groups: usize,
        /// What is to be found.
        unknowns: usize,
    },
    /// A moderator that the others say already, or an arm that never came.
    #[error("what may move the effect does not vary enough, or one arm never came")]
    NoSpread,
    /// One group without which nothing can be told.
    #[error("one person or occasion alone carries a part of the answer")]
    OneCarries,
    /// Columns of other lengths.
    #[error("the occasions do not have equally many controls and moderators")]
    OtherLength,
    /// A level outside (0, 1).
    #[error("an interval cannot have that level")]
    Level,
}

/// Finds the effect. Occasions that are not available, had no chance (a probability of 0 or 1) or have no finite outcome are passed over. `level` is the
/// promise of the interval, such as .95.
///
/// # Errors
/// Why there is none: see [`Unfit`].
pub fn weighted_centred(occasions: &[Occasion], groups: Groups, level: f64) -> Result<Effects, Unfit> {
    let used: Vec<&Occasion> = occasions.iter().filter(|occasion| occasion.is_used()).collect();
    let Some(first) = used.first() else { return Err(Unfit::TooFew { groups: 0, unknowns: 2 }) };
    let (controls, moderators) = (first.controls.len(), first.moderators.len());
    let is_whole =
        |occasion: &&Occasion| occasion.controls.len() == controls && occasion.moderators.len() == moderators;
    if !used.iter().all(is_whole) {
        return Err(Unfit::OtherLength);
    }
    let probabilities: Moments = used.iter().map(|occasion| occasion.probability).collect();
    let kept = own_controls(&used, controls);
    let centre = probabilities.mean().unwrap_or(0.5);
    let rows: Vec<Row> = used.iter().map(|occasion| occasion.row(centre, &kept)).collect();
    let fit = Fit::of(&rows)?;
    let scores = match groups {
        Groups::Occasions { .. } => fit.scores(rows.iter().map(std::slice::from_ref))?,
        Groups::Persons => {
            let mut sorted: Vec<(u64, Row)> = used.iter().map(|occasion| occasion.person).zip(rows).collect();
            sorted.sort_by_key(|(person, _)| *person);
            let people: Vec<Vec<Row>> = sorted
                .chunk_by(|one, other| one.0 == other.0)
                .map(|own| own.iter().map(|(_, row)| row.clone()).collect())
                .collect();
            fit.scores(people.iter().map(Vec::as_slice))?
        }
    };
    let unknowns = fit.weights.len();
    if scores.len() <= unknowns {
        return Err(Unfit::TooFew { groups: scores.len(), unknowns });
    }
    // Controls vary within persons and cost them nothing; the correction of scores makes up for them already.
    let spent = if groups == Groups::Persons { moderators + 1 } else { unknowns };
    let freedom = size(scores.len() - spent);
    let reach = two_sided_factor(level, freedom).ok_or(Unfit::Level)?;
    let lag = if let Groups::Occasions { lag } = groups { lag } else { 0 };
    let spread = fit.spread(&scores, lag);
    let effects = (kept.len() + 1..unknowns)
        .map(|place| Estimate::around(fit.weights[place], reach * spread[place].max(0.0).sqrt()))
        .collect();
    Ok(Effects { effects, occasions: used.len(), groups: scores.len(), freedom })
}

impl Occasion {
    fn is_used(&self) -> bool {
        let had_chance = self.probability > 0.0 && self.probability < 1.0;
        let known = self.controls.iter().chain(&self.moderators).all(|value| value.is_finite());
        self.is_available && had_chance && known && self.outcome.is_some_and(f64::is_finite)
    }

    fn row(&self, centre: f64, controls: &[usize]) -> Row {
        let weight =
            if self.is_treated { centre / self.probability } else { (1.0 - centre) / (1.0 - self.probability) };
        let treated = if self.is_treated { 1.0 - centre } else { -centre };
        let mut x = vec![1.0];
        x.extend(controls.iter().filter_map(|place| self.controls.get(*place)));
        x.push(treated);
        x.extend(self.moderators.iter().map(|moderator| treated * moderator));
        Row { x, weight, outcome: self.outcome.unwrap_or(f64::NAN) }
    }
}

/// The controls that say something which the level and those before them do not.
fn own_controls(used: &[&Occasion], controls: usize) -> Vec<usize> {
    let mut kept = Vec::new();
    for place in 0..controls {
        let mut tried = kept.clone();
        tried.push(place);
        let mut square = vec![0.0; (tried.len() + 1) * (tried.len() + 1)];
        for occasion in used {
            let x = std::iter::once(1.0).chain(tried.iter().filter_map(|place| occasion.controls.get(*place).copied()));
            add_square(&mut square, &Row { x: x.collect(), weight: 1.0, outcome: 0.0 });
        }
        if factored(&square, tried.len() + 1).is_some() {
            kept = tried;
        }
    }
    kept
}

/// A row of the regression.
#[derive(Clone, Debug)]
struct Row {
    x: Vec<f64>,
    weight: f64,
    outcome: f64,
}

/// Weights, and Q with its factor.
struct Fit {
    weights: Vec<f64>,
    bread: Vec<f64>,
    factor: Vec<f64>,
}

impl Fit {
    fn of(rows: &[Row]) -> Result<Self, Unfit> {
        let unknowns = rows.first().map_or(0, |row| row.x.len());
        let (mut bread, mut weights) = (vec![0.0; unknowns * unknowns], vec![0.0; unknowns]);
        for row in rows {
            add_square(&mut bread, row);
            add(&mut weights, &row.x, row.weight * row.outcome);
        }
        let factor = factored(&bread, unknowns).ok_or(Unfit::NoSpread)?;
        solve(&factor, &mut weights);
        Ok(Self { weights, bread, factor })
    }

    /// The score of each group, as if the group itself had not helped to find the weights.
    fn scores<'a>(&self, groups: impl Iterator<Item = &'a [Row]>) -> Result<Vec<Vec<f64>>, Unfit> {
        groups.map(|group| self.score(group)).collect()
    }

    fn score(&self, group: &[Row]) -> Result<Vec<f64>, Unfit> {
        let unknowns = self.weights.len();
        let (mut own, mut score) = (vec![0.0; unknowns * unknowns], vec![0.0; unknowns]);
        for row in group {
            let error = row.outcome - dot(&row.x, &self.weights);
            add_square(&mut own, row);
            add(&mut score, &row.x, row.weight * error);
        }
        let others: Vec<f64> = self.bread.iter().zip(&own).map(|(all, own)| all - own).collect();
        let factor = factored(&others, unknowns).ok_or(Unfit::OneCarries)?;
        let mut pull = score.clone();
        solve(&factor, &mut pull);
        for (place, value) in score.iter_mut().enumerate() {
            *value += dot(&own[place * unknowns..][..unknowns], &pull);
        }
        Ok(score)
    }

    /// The variance of each weight.
    fn spread(&self, scores: &[Vec<f64>], lag: usize) -> Vec<f64> {
        let moved: Vec<Vec<f64>> = scores
            .iter()
            .map(|score| {
                let mut moved = score.clone();
                solve(&self.factor, &mut moved);
                moved
            })
            .collect();
        let apart = |steps: usize, place: usize| -> f64 {
            moved.iter().zip(moved.iter().skip(steps)).map(|(one, other)| one[place] * other[place]).sum()
        };
        let of = |place: usize| {
            let neighbours = (1..=lag).map(|steps| 2.0 * (1.0 - size(steps) / size(lag + 1)) * apart(steps, place));
            apart(0, place) + neighbours.sum::<f64>()
        };
        (0..self.weights.len()).map(of).collect()
    }
}

/// The factor of a symmetric matrix; `None` when a column says nothing of its own.
fn factored(matrix: &[f64], unknowns: usize) -> Option<Vec<f64>> {
    let mut lower = matrix.to_vec();
    factor(&mut lower, unknowns);
    let is_sound = (0..unknowns).map(|place| place * unknowns + place).all(|cell| {
        let own = lower[cell] * lower[cell];
        own > LEAST_OWN * matrix[cell] && matrix[cell] > 0.0
    });
    is_sound.then_some(lower)
}

fn add_square(matrix: &mut [f64], row: &Row) {
    for (cells, own) in matrix.chunks_mut(row.x.len()).zip(&row.x) {
        add(cells, &row.x, row.weight * own);
    }
}

fn add(sum: &mut [f64], values: &[f64], times: f64) {
    sum.iter_mut().zip(values).for_each(|(sum, value)| *sum += times * value);
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn size(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
#[path = "wcls_tests.rs"]
mod tests;
