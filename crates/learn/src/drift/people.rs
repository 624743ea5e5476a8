//! Does a new person's recording lie farther from what the model learnt than the people whom it learnt from lie from each other?
//!
//! People differ, so that a test of distributions finds "drift" in everyone ([`super::InputDrift`] is for one person over time), and its distance is 1 for whoever lies
//! off, however far. Here the people that the model learnt from are the measure, each left out in turn (after Vovk, Gammerman and Shafer 2005: conformal, with the person as the unit):
//!
//! ```text
//! W   = mean distance between the quantiles of a person's values and those of the others (Wasserstein's),
//!       in deviations of the others, (95 % point - 5 % point) / 3.29
//! e   = max(0, W - 1 / sqrt(values))             about what chance alone gives for normal values is taken off
//! r   = e / (median e of that column over people, at least .05)
//! s   = greatest r over columns                  drift: s is above that of every person
//! ```
//!
//! One new person is told to drift by chance once in (people + 1) recordings, however many columns there are. A column that lacks values much more often than for anyone
//! before is told as well.

use crate::model_file::Tensors;
use crate::quantile::median;
use crate::rows::Rows;

/// What was seen of the people that a model learnt from.
#[derive(Clone, Debug, PartialEq)]
pub struct PeopleDrift {
    /// For each column its quantiles over all rows.
    grid: Vec<Vec<f32>>,
    /// For each column how far a person usually lies off.
    usual: Vec<f32>,
    /// For each column the greatest share of missing values of a person.
    missing: Vec<f32>,
    /// The score of the person who lies off the most.
    limit: f32,
    /// How many people.
    people: u32,
}

/// A column that drifted.
#[derive(Clone, Debug, PartialEq)]
pub struct Drifted {
    /// The column.
    pub column: String,
    /// How many times as far it lies off as that of the person who lay off the most; above 1.
    pub times: f64,
    /// The middle value of the new rows; `None` where the column hardly has values, which is the drift.
    pub middle: Option<f64>,
    /// The 5 % and 95 % points of what was learnt from.
    pub usual: (f64, f64),
    /// The share of the new rows in which it has no value.
    pub missing: f64,
}

/// Points of the quantiles.
const POINTS: usize = 101;
/// The least that counts as a usual distance.
const LEAST_USUAL: f32 = 0.05;
/// The distance by chance times the root of the number of values.
const BY_CHANCE: f64 = 1.0;
/// Standard deviations between the 5 % and the 95 % point of normal values.
const BETWEEN: f64 = 3.29;
/// Values of a column, at least, for its distance to mean something.
const LEAST_VALUES: usize = 10;
/// People, at least.
const LEAST_PEOPLE: usize = 5;
/// By so much more a column must be missing than for anyone before.
const MORE_MISSING: f64 = 0.2;

impl PeopleDrift {
    /// Looks at what a model learns from. `None` with fewer than five people, or where a column has no value at all.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "models are kept in single precision; people are few")]
    pub fn of(rows: &Rows) -> Option<Self> {
        let mut people = rows.person.clone();
        people.sort_unstable();
        people.dedup();
        if people.len() < LEAST_PEOPLE {
            return None;
        }
        let grid = rows.columns.iter().map(|column| quantiles_of(column)).collect::<Option<Vec<_>>>()?;
        let mut excess: Vec<Vec<f64>> = vec![Vec::new(); grid.len()];
        let mut of_person: Vec<Vec<Option<f64>>> = Vec::new();
        let mut missing = vec![0.0_f32; grid.len()];
        for one in &people {
            let (own, others): (Vec<usize>, Vec<usize>) = (0..rows.len()).partition(|row| rows.person[*row] == *one);
            let (own, others) = (rows.select(&own), rows.select(&others));
            let others: Vec<Vec<f32>> =
                others.columns.iter().map(|column| quantiles_of(column).unwrap_or_default()).collect();
            let found = excesses(&others, &own.columns);
            excess.iter_mut().zip(&found).for_each(|(all, one)| all.extend(*one));
            missing
                .iter_mut()
                .zip(&own.columns)
                .for_each(|(most, column)| *most = most.max(share_missing(column) as f32));
            of_person.push(found);
        }
        let usual: Vec<f32> = excess.iter().map(|all| (median(all).unwrap_or(0.0) as f32).max(LEAST_USUAL)).collect();
        let score = |found: &Vec<Option<f64>>| ratios(found, &usual).flatten().fold(0.0, f64::max);
        let limit = of_person.iter().map(score).fold(0.0, f64::max) as f32;
        Some(Self { grid, usual, missing, limit, people: people.len() as u32 })
    }

    /// How many people it has seen.
    #[must_use]
    pub fn people(&self) -> usize {
        self.people as usize
    }

    /// The columns of new rows of one person that drifted, the farthest first. `None` where nothing can be said: there are too few rows, or other columns.
    #[must_use]
    pub fn compare(&self, rows: &Rows) -> Option<Vec<Drifted>> {
        if rows.len() < LEAST_VALUES || rows.columns.len() != self.grid.len() {
            return None;
        }
        let found = excesses(&self.grid, &rows.columns);
        let limit = f64::from(self.limit).max(1.0);
        let mut drifted = Vec::new();
        for (place, ratio) in ratios(&found, &self.usual).enumerate() {
            let column = &rows.columns[place];
            let missing = share_missing(column);
            let lacks = missing - f64::from(self.missing[place]) > MORE_MISSING;
            let times = ratio.unwrap_or(0.0) / limit;
            if times <= 1.0 && !lacks {
                continue;
            }
            let values: Vec<f64> = column.iter().map(|value| f64::from(*value)).collect();
            let at = |share: usize| f64::from(self.grid[place][share]);
            drifted.push(Drifted {
                column: rows.names[place].clone(),
                times,
                middle: median(&values).filter(|_| times > 1.0),
                usual: (at(5), at(95)),
                missing,
            });
        }
        drifted.sort_by(|one, other| other.times.total_cmp(&one.times));
        Some(drifted)
    }

    /// Puts it into a model's numbers.
    pub fn put(&self, of: &str, tensors: &mut Tensors) {
        tensors.put_matrix(&format!("{of}.grid"), &self.grid.concat(), [self.grid.len(), POINTS]);
        tensors.put(&format!("{of}.usual"), &self.usual);
        tensors.put(&format!("{of}.missing"), &self.missing);
        tensors.put(&format!("{of}.limit"), &[self.limit]);
        tensors.put_whole(&format!("{of}.people"), &[self.people]);
    }

    /// Finds it there; `None` where it is not, or is damaged.
    #[must_use]
    pub fn find(tensors: &Tensors, of: &str) -> Option<Self> {
        let (values, [columns, points]) = tensors.matrix(&format!("{of}.grid"))?;
        let usual = tensors.values(&format!("{of}.usual"))?.to_vec();
        let missing = tensors.values(&format!("{of}.missing"))?.to_vec();
        let is_whole = points == POINTS && usual.len() == columns && missing.len() == columns;
        let is_sound = usual.iter().all(|usual| *usual >= LEAST_USUAL);
        let [limit] = *tensors.values(&format!("{of}.limit"))? else { return None };
        let [people] = *tensors.whole(&format!("{of}.people"))? else { return None };
        let grid = values.chunks_exact(POINTS).map(<[f32]>::to_vec).collect();
        (is_whole && is_sound).then_some(Self { grid, usual, missing, limit, people })
    }
}

/// Quantiles of the finite values; `None` where there are none.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places among the values"
)]
fn quantiles_of(column: &[f32]) -> Option<Vec<f32>> {
    let mut values: Vec<f32> = column.iter().copied().filter(|value| value.is_finite()).collect();
    values.sort_unstable_by(f32::total_cmp);
    let last = values.len().checked_sub(1)?;
    let at = |point: usize| values[(last as f64 * point as f64 / (POINTS - 1) as f64).round() as usize];
    Some((0..POINTS).map(at).collect())
}

/// What chance does not explain of the distance, column by column; `None` where there are too few values.
fn excesses(reference: &[Vec<f32>], own: &[Vec<f32>]) -> Vec<Option<f64>> {
    reference.iter().zip(own).map(|(reference, own)| excess(reference, own)).collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts of values")]
fn excess(reference: &[f32], own: &[f32]) -> Option<f64> {
    let values = own.iter().filter(|value| value.is_finite()).count();
    if values < LEAST_VALUES || reference.len() != POINTS {
        return None;
    }
    let own = quantiles_of(own)?;
    let apart =
        reference.iter().zip(&own).map(|(one, other)| f64::from(one - other).abs()).sum::<f64>() / POINTS as f64;
    let spread = f64::from(reference[95] - reference[5]) / BETWEEN;
    // A column that hardly ever moved has no spread to measure by; its whole range is one.
    let spread = if spread > 0.0 {
        spread
    } else {
        f64::from(reference[POINTS - 1] - reference[0]).max(f64::from(f32::EPSILON))
    };
    Some((apart / spread - BY_CHANCE / (values as f64).sqrt()).max(0.0))
}

fn ratios<'a>(found: &'a [Option<f64>], usual: &'a [f32]) -> impl Iterator<Item = Option<f64>> + 'a {
    found.iter().zip(usual).map(|(excess, usual)| excess.map(|excess| excess / f64::from(*usual)))
}

#[expect(clippy::cast_precision_loss, reason = "counts of rows")]
fn share_missing(column: &[f32]) -> f64 {
    column.iter().filter(|value| !value.is_finite()).count() as f64 / column.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SplitMix64;

    /// Rows of people who each have their own middle in each of six columns.
    #[expect(clippy::cast_possible_truncation, reason = "test data")]
    fn people(random: &mut SplitMix64, count: u32, off: f64) -> Rows {
        let mut rows = Rows {
            names: (0..6).map(|column| format!("c{column}")).collect(),
            columns: vec![Vec::new(); 6],
            ..Rows::default()
        };
        for person in 0..count {
            let own: Vec<f64> =
                (0..6).map(|column| random.next_normal() + if column == 2 { off } else { 0.0 }).collect();
            for row in 0..60 {
                rows.columns
                    .iter_mut()
                    .zip(&own)
                    .for_each(|(column, own)| column.push((own + random.next_normal()) as f32));
                rows.person.push(person);
                rows.time.push(f64::from(row));
            }
        }
        rows
    }

    #[test]
    fn people_like_those_before_are_told_about_as_seldom_as_promised() {
        let mut random = SplitMix64::new(5);
        let told: usize = (0..20)
            .map(|_| {
                let known = PeopleDrift::of(&people(&mut random, 19, 0.0)).unwrap();
                let news = people(&mut random, 10, 0.0);
                let is_told = |person: u32| {
                    let own: Vec<usize> = (0..news.len()).filter(|row| news.person[*row] == person).collect();
                    !known.compare(&news.select(&own)).unwrap().is_empty()
                };
                (0..10).filter(|person| is_told(*person)).count()
            })
            .sum();
        assert!((2..=24).contains(&told), "200 new people, one in twenty is promised: {told}");
    }

    #[test]
    fn a_column_that_lies_elsewhere_is_named_with_how_far_and_comes_back_from_a_file() {
        let mut random = SplitMix64::new(6);
        let known = PeopleDrift::of(&people(&mut random, 19, 0.0)).unwrap();
        let new = people(&mut random, 1, 9.0);
        let found = known.compare(&new).unwrap();
        assert_eq!(found[0].column, "c2");
        assert!(found[0].times > 1.0 && found[0].middle.unwrap() > found[0].usual.1, "{found:?}");
        let mut tensors = Tensors::default();
        known.put("drift", &mut tensors);
        let kept = PeopleDrift::find(&tensors, "drift").unwrap();
        assert_eq!((kept.compare(&new), kept.people()), (Some(found), 19));
        tensors.put("drift.usual", &[0.1]);
        assert_eq!(PeopleDrift::find(&tensors, "drift"), None);
    }

    #[test]
    fn a_column_that_is_suddenly_missing_is_told_and_little_is_too_little() {
        let mut random = SplitMix64::new(7);
        let known = PeopleDrift::of(&people(&mut random, 8, 0.0)).unwrap();
        let mut new = people(&mut random, 1, 0.0);
        new.columns[4].fill(f32::NAN);
        let found = known.compare(&new).unwrap();
        let lacks = found.iter().find(|drifted| drifted.column == "c4").unwrap();
        assert_eq!((lacks.missing, lacks.middle), (1.0, None));
        assert_eq!(known.compare(&new.select(&[0, 1, 2])), None);
        assert_eq!(PeopleDrift::of(&people(&mut random, 3, 0.0)), None);
    }
}
