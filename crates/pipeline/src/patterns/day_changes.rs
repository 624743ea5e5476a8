//! Since when are the days different? The last change of level of each number over days, with what it was before and what it is now.
//!
//! ```text
//! switches an hour    41 38 44 40 39 43 | 29 26 31 27 28 30
//!                                         since this day: 41 -> 28, likely 26 to 31
//! ```
//!
//! Days without an hour present are left out, and weekends are brought to the level of other days, median to median; what is told are levels of such days. The search is
//! [`level_change`]'s, whose p holds whatever the distribution and allows for neighbouring days being alike. Within what came after a change it goes on, so that the last one is told, and within what came before, so that
//! the level before is that of the days just before. A level that went and came back half-way may be told as no change.
//!
//! **False alarms.** A change is told at p below [`FALSE_ALARM`] over the number of figures (Bonferroni): where nothing changes, one look in a hundred tells something. Who looks
//! each day of a year at the last twelve weeks looks many times: in a simulation by hand (500 years each) one figure was told wrongly at some time of the year for 4 of 100 people whose days are
//! independent, and for 17 of 100 where neighbouring days correlate by .3; there are four figures.
//! The place of a change is not sharp: with a step of two deviations it is off by less than three days on average. The interval is that of the days since, as if their beginning were known.

use attentive_learn::change::level_change;
use attentive_learn::{Estimate, median, median_interval};
use serde::{Deserialize, Serialize};

use super::DayTotals;

/// The chance that a look tells a change of any figure where there is none.
pub const FALSE_ALARM: f64 = 0.01;
/// Fewer days than this cannot tell a change so surely: three weeks.
pub const LEAST_DAYS: usize = 21;
/// Days on each side of a change: fewer have no interval of their median.
const LEAST_SIDE: usize = 6;
/// Seconds present that make a day.
const LEAST_PRESENT_S: f64 = 3600.0;
/// Days of each kind before weekends are told from other days.
const LEAST_OF_KIND: usize = 5;
/// Level of the interval.
const LEVEL: f64 = 0.95;

/// The last change of one number over days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DayChange {
    /// The number's name, as in [`DayTotals`].
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// How many days stand behind it.
    pub days: usize,
    /// What changed; `None` where nothing surely did, or with fewer days than [`LEAST_DAYS`].
    pub step: Option<DayStep>,
}

/// What it was, what it is, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct DayStep {
    /// The first day of the new level, as a day number.
    pub since: i64,
    /// The median of the days before, back to the change before that; weekends at the level of other days.
    pub before: f64,
    /// The median of the days since, with its 95 % interval.
    pub after: Estimate,
    /// How many days before.
    pub days_before: usize,
    /// How many days since.
    pub days_after: usize,
    /// The chance of a step as clear as this where nothing changes.
    pub p: f64,
}

type Number = (&'static str, &'static str, fn(&DayTotals) -> Option<f64>);

const NUMBERS: [Number; 4] = [
    ("focused_s", "s", |day| Some(day.focused_s)),
    ("longest_focus_s", "s", |day| Some(day.longest_focus_s)),
    ("switch_rate_per_min", "1/min", |day| day.switch_rate_per_min),
    ("breaks_per_h", "1/h", |day| day.breaks_per_h),
];

/// Looks at each number of whole days, oldest first; leave a day out that still goes on.
#[must_use]
pub fn day_changes(days: &[DayTotals]) -> Vec<DayChange> {
    let whole: Vec<&DayTotals> = days.iter().filter(|day| day.present_s >= LEAST_PRESENT_S).collect();
    NUMBERS.iter().map(|number| change(number, &whole)).collect()
}

fn change((name, unit, value): &Number, days: &[&DayTotals]) -> DayChange {
    let known: Vec<(i64, f64)> = days.iter().filter_map(|day| Some((day.day_number, value(day)?))).collect();
    let step = if known.len() < LEAST_DAYS { None } else { last_step(&known) };
    DayChange { name: (*name).to_owned(), unit: (*unit).to_owned(), days: known.len(), step }
}

fn last_step(known: &[(i64, f64)]) -> Option<DayStep> {
    let level = on_other_days(known);
    #[expect(clippy::cast_precision_loss, reason = "a handful of numbers")]
    let sure = FALSE_ALARM / NUMBERS.len() as f64;
    let step_in = |part: &[f64]| level_change(part, LEAST_SIDE).filter(|step| step.p < sure);
    let mut found = step_in(&level)?;
    let (mut from, mut at) = (0, found.before);
    while let Some(step) = step_in(&level[at..]) {
        (from, at, found) = (at, at + step.before, step);
    }
    while let Some(step) = step_in(&level[from..at]) {
        from += step.before;
    }
    let (before, after) = (median(&level[from..at])?, median_interval(&level[at..], LEVEL)?);
    let (days_before, days_after) = (at - from, level.len() - at);
    Some(DayStep { since: known[at].0, before, after, days_before, days_after, p: found.p })
}

/// The values, those of weekends moved by what their median differs from that of the other days.
fn on_other_days(known: &[(i64, f64)]) -> Vec<f64> {
    // Day 0 was a Thursday.
    let is_weekend = |day: i64| (day + 3).rem_euclid(7) >= 5;
    let (weekend, others): (Vec<_>, Vec<_>) = known.iter().copied().partition(|(day, _)| is_weekend(*day));
    let middle = |part: &[(i64, f64)]| {
        let values: Vec<f64> = part.iter().map(|(_, value)| *value).collect();
        if part.len() < LEAST_OF_KIND { None } else { median(&values) }
    };
    let (Some(of_weekends), Some(of_others)) = (middle(&weekend), middle(&others)) else {
        return known.iter().map(|(_, value)| *value).collect();
    };
    known.iter().map(|(day, value)| value - if is_weekend(*day) { of_weekends - of_others } else { 0.0 }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_learn::SplitMix64;

    /// Monday, 2 November 2026.
    const MONDAY: i64 = 20_759;

    /// Days whose switches come about `rate(day)` times a minute; on weekends twice as often.
    fn days(count: i64, random: &mut SplitMix64, rate: impl Fn(i64) -> f64) -> Vec<DayTotals> {
        let day = |place: i64| {
            let weekend = if (place % 7) >= 5 { 2.0 } else { 1.0 };
            DayTotals {
                day_number: MONDAY + place,
                present_s: 20_000.0,
                focused_s: 6000.0 + 1500.0 * random.next_normal(),
                focus_sessions: 4,
                median_focus_min: None,
                switch_rate_per_min: Some(weekend * rate(place) * (0.15 * random.next_normal()).exp()),
                fragmentation_bits: None,
                key_rate_per_s: None,
                longest_focus_s: 1800.0 + 300.0 * random.next_normal(),
                breaks_per_h: None,
            }
        };
        (0..count).map(day).collect()
    }

    fn of<'a>(changes: &'a [DayChange], name: &str) -> &'a DayChange {
        changes.iter().find(|change| change.name == name).expect("listed")
    }

    #[test]
    fn a_rate_that_fell_is_told_with_its_day_and_the_others_are_not() {
        let fell = |place: i64| if place < 35 { 0.68 } else { 0.47 };
        let found = day_changes(&days(56, &mut SplitMix64::new(3), fell));
        let step = of(&found, "switch_rate_per_min").step.expect("it fell");
        assert!((step.since - MONDAY - 35).abs() <= 2, "{step:?}");
        assert!((step.before - 0.68).abs() < 0.08 && step.after.holds(0.47) && step.after.high < 0.6, "{step:?}");
        assert_eq!((step.days_before + step.days_after, of(&found, "breaks_per_h").days), (56, 0));
        assert!(of(&found, "focused_s").step.is_none() && of(&found, "longest_focus_s").step.is_none(), "{found:?}");
    }

    #[test]
    fn of_two_changes_the_last_one_is_told_beside_what_was_between() {
        let up_and_up = |place: i64| {
            if place < 28 {
                0.3
            } else if place < 56 {
                0.7
            } else {
                1.4
            }
        };
        let found = day_changes(&days(84, &mut SplitMix64::new(6), up_and_up));
        let step = of(&found, "switch_rate_per_min").step.expect("it rose twice");
        assert!((step.since - MONDAY - 56).abs() <= 2, "{step:?}");
        assert!((step.before - 0.7).abs() < 0.15 && step.after.low > 1.1, "{step:?}");
        assert!((26..=30).contains(&step.days_before) && step.days_before + step.days_after < 60, "{step:?}");
    }

    #[test]
    fn three_weeks_are_asked_for_and_days_with_little_do_not_count() {
        // Halved on weekends, which are doubled: all days are alike.
        let fell = |place: i64| {
            let weekend = if place % 7 >= 5 { 0.5 } else { 1.0 };
            if place < 21 { 0.9 * weekend } else { 0.4 * weekend }
        };
        let mut some = days(42, &mut SplitMix64::new(3), fell);
        assert!(of(&day_changes(&some), "switch_rate_per_min").step.is_some());
        some.iter_mut().take(22).for_each(|day| day.present_s = 600.0);
        let found = day_changes(&some);
        assert_eq!((of(&found, "switch_rate_per_min").days, of(&found, "switch_rate_per_min").step), (20, None));
    }

    #[test]
    fn days_without_a_step_are_told_as_changed_in_one_look_of_a_hundred() {
        let mut random = SplitMix64::new(11);
        let is_told = |_: &i32| day_changes(&days(84, &mut random, |_| 0.6)).iter().any(|change| change.step.is_some());
        let told = (0..600).filter(is_told).count();
        assert!(told <= 12, "{told} of 600");
    }
}
