//! Does the outcome differ between cases with something and cases without it, when days and strata are held equal?
//!
//! ```text
//! outcome = effect * has + level of the day + level of the stratum + rest        least squares
//! effect  = sum a_d / sum b_d        a_d = sum of x y over a day,  b_d = sum of x x;   x, y: what is left of `has` and outcome without the levels
//! ```
//!
//! Levels are taken out of both sides first (R. Frisch and F. Waugh, 1933; by alternating between days and strata until nothing moves). Cases of one day
//! belong together, so the day is the unit: the error is that of clusters (K.-Y. Liang and S. Zeger, 1986), and how large a `t` chance gives is found by
//! turning the sign of whole days around (wild cluster bootstrap of scores with the null imposed: A. Cameron, J. Gelbach and D. Miller, 2008; P. Kline and
//! A. Santos, 2012). Interval and probability come from the same draws.

use std::collections::BTreeMap;

use attentive_learn::{Estimate, SplitMix64, quantile};

/// So many days' worth must tell; with fewer, turning signs gives too few different draws (2^10 = 1024).
pub const MIN_DAYS: f64 = 10.0;
/// So many cases of each side must be known (this project's choice).
pub const MIN_TIMES: u32 = 20;
/// Draws of signs: one in two thousand is the least probability that can be told.
const DRAWS: u32 = 1_999;
/// Rounds of taking levels out, at most, and the change below which it is done.
const ROUNDS: u32 = 200;
const CLOSE: f64 = 1e-9;

/// One case.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Case {
    /// The day it is of.
    pub day: i64,
    /// What it is compared within.
    pub stratum: u32,
    /// Whether it has the thing.
    pub has: bool,
    /// What followed.
    pub outcome: f64,
}

/// How the sides differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Association {
    /// With less without.
    pub value: f64,
    /// Its standard error, by days.
    pub error: f64,
    /// How often chance alone gives as much.
    pub p: f64,
    /// The mean outcome without it.
    pub usual: f64,
    /// Days that tell, as if all told alike (L. Kish's effective number), rounded.
    pub days: u32,
    /// Cases with it.
    pub with: u32,
    /// Cases without it.
    pub without: u32,
    /// Sizes of `t` by chance.
    by_chance: Vec<f64>,
}

/// What lacks until something can be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lack {
    /// Days that tell, at least.
    pub days: u32,
    /// Cases of the rarer side, at least.
    pub times: u32,
}

impl Association {
    /// The interval that holds the true difference in a share `level` of pasts.
    #[must_use]
    pub fn interval(&self, level: f64) -> Estimate {
        let size = quantile(&self.by_chance, level.clamp(0.0, 1.0)).unwrap_or(f64::INFINITY);
        Estimate::around(self.value, size * self.error)
    }
}

/// Weighs the cases.
///
/// # Errors
/// With what lacks when too few days or cases tell.
pub fn association(cases: &[Case], generator: &mut SplitMix64) -> Result<Association, Lack> {
    let with = cases.iter().filter(|case| case.has).count();
    let (with, without) = (count(with), count(cases.len() - with));
    let days = day_sums(cases);
    let (all, squares) = days.iter().fold((0.0, 0.0), |(all, squares), day| (all + day.b, squares + day.b * day.b));
    let told = if squares > CLOSE { all * all / squares } else { 0.0 };
    let rarer = with.min(without);
    if told < MIN_DAYS || rarer < MIN_TIMES {
        let days = whole((MIN_DAYS - told).max(0.0).ceil());
        return Err(Lack { days, times: MIN_TIMES.saturating_sub(rarer) });
    }
    let (value, error) = slope(&days, all);
    if !error.is_finite() || error <= 0.0 {
        return Err(Lack { days: 1, times: 0 });
    }
    let t = (value / error).abs();
    let by_chance: Vec<f64> = (0..DRAWS).map(|_| by_chance(&days, all, generator)).collect();
    let as_much = by_chance.iter().filter(|drawn| **drawn >= t).count();
    Ok(Association {
        value,
        error,
        p: f64::from(count(as_much) + 1) / f64::from(DRAWS + 1),
        usual: mean(cases.iter().filter(|case| !case.has).map(|case| case.outcome)),
        days: whole(told.round()),
        with,
        without,
        by_chance,
    })
}

/// Sums of one day: `a` of x y, `b` of x x.
#[derive(Clone, Copy, Debug, Default)]
struct DaySum {
    a: f64,
    b: f64,
}

/// The effect and its error by days.
fn slope(days: &[DaySum], all: f64) -> (f64, f64) {
    let value = days.iter().map(|day| day.a).sum::<f64>() / all;
    let squares: f64 = days.iter().map(|day| (day.a - value * day.b).powi(2)).sum();
    let count = f64::from(count(days.len()));
    (value, (squares * count / (count - 1.0)).sqrt() / all)
}

/// The size of `t` when each day's sign is drawn.
fn by_chance(days: &[DaySum], all: f64, generator: &mut SplitMix64) -> f64 {
    let turned: Vec<DaySum> = days
        .iter()
        .map(|day| DaySum { a: if generator.next_u64() >> 63 == 0 { day.a } else { -day.a }, b: day.b })
        .collect();
    let (value, error) = slope(&turned, all);
    if error > 0.0 { (value / error).abs() } else { f64::INFINITY }
}

fn day_sums(cases: &[Case]) -> Vec<DaySum> {
    let x = without_levels(cases, |case| f64::from(u8::from(case.has)));
    let y = without_levels(cases, |case| case.outcome);
    let mut days: BTreeMap<i64, DaySum> = BTreeMap::new();
    for ((case, x), y) in cases.iter().zip(x).zip(y) {
        let day = days.entry(case.day).or_default();
        day.a += x * y;
        day.b += x * x;
    }
    // A day on which all cases are alike says nothing.
    days.into_values().filter(|day| day.b > CLOSE).collect()
}

/// What is left of a value without the levels of days and strata.
fn without_levels(cases: &[Case], value: impl Fn(&Case) -> f64) -> Vec<f64> {
    let mut left: Vec<f64> = cases.iter().map(value).collect();
    let days = numbered(cases.iter().map(|case| case.day));
    let strata = numbered(cases.iter().map(|case| i64::from(case.stratum)));
    for _ in 0..ROUNDS {
        let moved = take_level(&mut left, &days).max(take_level(&mut left, &strata));
        if moved < CLOSE {
            break;
        }
    }
    left
}

/// Numbers from 0 for the groups that cases are of.
fn numbered(groups: impl Iterator<Item = i64>) -> Vec<usize> {
    let mut numbers: BTreeMap<i64, usize> = BTreeMap::new();
    groups
        .map(|group| {
            let next = numbers.len();
            *numbers.entry(group).or_insert(next)
        })
        .collect()
}

/// Takes the mean of each group out; the largest that was taken.
fn take_level(left: &mut [f64], groups: &[usize]) -> f64 {
    let mut sums = vec![(0.0, 0.0); groups.iter().max().map_or(0, |most| most + 1)];
    for (value, group) in left.iter().zip(groups) {
        sums[*group].0 += value;
        sums[*group].1 += 1.0;
    }
    let means: Vec<f64> = sums.into_iter().map(|(sum, count)| sum / f64::max(count, 1.0)).collect();
    for (value, group) in left.iter_mut().zip(groups) {
        *value -= means[*group];
    }
    means.into_iter().map(f64::abs).fold(0.0, f64::max)
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    sum / f64::max(count, 1.0)
}

fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "days of a history, never negative")]
fn whole(days: f64) -> u32 {
    days.min(1e6) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Days with levels of their own, an afternoon that is less focused, and a thing that is more often used in it.
    fn cases(effect: f64, seed: u64) -> Vec<Case> {
        let mut generator = SplitMix64::new(seed);
        let mut cases = Vec::new();
        for day in 0..40 {
            let level = 8.0 + 4.0 * generator.next_normal();
            for quarter in 0..24_u32 {
                let is_late = quarter >= 12;
                let has = generator.next_unit() < if is_late { 0.6 } else { 0.15 };
                let hour = if is_late { -5.0 } else { 0.0 };
                let outcome = level + hour + effect * f64::from(u8::from(has)) + 5.0 * generator.next_normal();
                cases.push(Case { day, stratum: quarter / 4, has, outcome });
            }
        }
        cases
    }

    #[test]
    fn a_planted_effect_is_found_with_its_size_and_the_hour_is_not_taken_for_one() {
        let found = association(&cases(-3.0, 1), &mut SplitMix64::new(9)).unwrap();
        assert!(found.p < 0.01 && found.interval(0.95).holds(-3.0), "{} {:?}", found.p, found.interval(0.95));
        let none = association(&cases(0.0, 2), &mut SplitMix64::new(9)).unwrap();
        assert!(none.p > 0.05 && none.interval(0.95).holds(0.0), "the afternoon alone would give -3: {}", none.value);
        let blind: Vec<Case> = cases(0.0, 2).into_iter().map(|case| Case { stratum: 0, ..case }).collect();
        assert!(
            association(&blind, &mut SplitMix64::new(9)).unwrap().p < 0.01,
            "without strata the hour is taken for it"
        );
    }

    #[test]
    fn intervals_hold_as_often_as_they_say() {
        let hits = (0..200)
            .filter(|seed| {
                association(&cases(2.0, 50 + seed), &mut SplitMix64::new(*seed)).unwrap().interval(0.9).holds(2.0)
            })
            .count();
        // 180 are expected; three standard errors of that are 13.
        assert!((167..=193).contains(&hits), "{hits} of 200");
    }

    #[test]
    fn with_few_days_or_cases_it_says_what_lacks() {
        let few: Vec<Case> = cases(-9.0, 3).into_iter().filter(|case| case.day < 4).collect();
        let lack = association(&few, &mut SplitMix64::new(9)).unwrap_err();
        assert!((6..=8).contains(&lack.days) && lack.times == 0, "{lack:?}");
        let never: Vec<Case> = cases(0.0, 4).into_iter().map(|case| Case { has: false, ..case }).collect();
        assert_eq!(association(&never, &mut SplitMix64::new(9)).unwrap_err(), Lack { days: 10, times: 20 });
        assert_eq!(association(&[], &mut SplitMix64::new(9)).unwrap_err(), Lack { days: 10, times: 20 });
    }

    #[test]
    fn the_same_past_gives_the_same_answer() {
        let run = || association(&cases(1.0, 5), &mut SplitMix64::new(9)).unwrap();
        assert_eq!(run(), run());
    }
}
