//! Hours with something against hours without it, within the same days.
//!
//! Method (this project): on each day that has both, the mean of minutes in focus over hours with it, less the mean over hours
//! without it; then Student's interval over these daily differences. Days differ much from each other and hours of one day
//! belong together, so the day is the unit. Looking at many things at once is paid for by Bonferroni's level 1 - .05 / looks.

use std::collections::BTreeMap;

use attentive_learn::{Estimate, Moments, mean_interval};

use super::hour_record::HourRecord;

/// Fewer days with both kinds of hours than this, and nothing is said (this project's choice).
pub const MIN_DAYS: u64 = 7;
/// An hour counts only with this much presence, in seconds.
pub const MIN_PRESENT_S: f64 = 20.0 * 60.0;

/// How hours with something differ from hours without it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contrast {
    /// Difference in minutes of focus in an hour, with less without.
    pub difference_min: Estimate,
    /// Days on which both kinds of hours were seen.
    pub days: u32,
    /// Hours with it, on those days.
    pub hours_with: u32,
}

/// Daily differences between hours with and without something.
#[derive(Clone, Debug, Default)]
pub struct DailyDifferences {
    differences: Moments,
    hours_with: u64,
}

impl DailyDifferences {
    /// From records; `has` says of an hour whether it has the thing, `None` when that cannot be told.
    #[must_use]
    pub fn of(records: &[HourRecord<'_>], has: impl Fn(&HourRecord<'_>) -> Option<bool>) -> Self {
        let mut days: BTreeMap<i64, (Moments, Moments)> = BTreeMap::new();
        for record in records.iter().filter(|record| record.present_s >= MIN_PRESENT_S) {
            let Some(has_it) = has(record) else { continue };
            let (with, without) = days.entry(record.day).or_default();
            if has_it { with.push(record.focused_min()) } else { without.push(record.focused_min()) }
        }
        let mut all = Self::default();
        for (with, without) in days.values() {
            if let (Some(own), Some(other)) = (with.mean(), without.mean()) {
                all.differences.push(own - other);
                all.hours_with += with.count();
            }
        }
        all
    }

    /// Whether enough days stand behind it.
    #[must_use]
    pub fn is_enough(&self) -> bool {
        self.differences.count() >= MIN_DAYS
    }

    /// The contrast, with an interval that pays for so many looks; `None` when too few days stand behind it.
    #[must_use]
    pub fn contrast(&self, looks: u32) -> Option<Contrast> {
        let level = 1.0 - 0.05 / f64::from(looks.max(1));
        let difference_min = mean_interval(&self.differences, level).filter(|_| self.is_enough())?;
        Some(Contrast {
            difference_min,
            days: u32::try_from(self.differences.count()).unwrap_or(u32::MAX),
            hours_with: u32::try_from(self.hours_with).unwrap_or(u32::MAX),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_learn::SplitMix64;

    fn record(day: i64, hour: u8, focused_min: f64) -> HourRecord<'static> {
        HourRecord { day, hour, present_s: 3_600.0, focused_s: focused_min * 60.0, ..HourRecord::default() }
    }

    #[test]
    fn good_days_do_not_look_like_a_good_hour() {
        // Hour 9 is seen only on good days; within a day it is no better than the rest.
        let mut generator = SplitMix64::new(5);
        let mut records = Vec::new();
        for day in 0..40 {
            let is_good = day % 2 == 0;
            let level = if is_good { 40.0 } else { 10.0 };
            for hour in if is_good { 9..13 } else { 10..13 } {
                records.push(record(day, hour, level + generator.next_normal()));
            }
        }
        let nine = DailyDifferences::of(&records, |record| Some(record.hour == 9)).contrast(1).unwrap();
        assert!(nine.difference_min.value.abs() < 1.5, "the days differ by 30 min, the hour by nothing: {nine:?}");
        assert_eq!((nine.days, nine.hours_with), (20, 20));
    }

    #[test]
    fn a_true_difference_is_found_and_few_days_say_nothing() {
        let mut generator = SplitMix64::new(6);
        let mut records = Vec::new();
        for day in 0..30 {
            for hour in 9..13 {
                let gain = if hour == 9 { 12.0 } else { 0.0 };
                records.push(record(day, hour, 20.0 + gain + 8.0 * generator.next_normal()));
            }
        }
        let has = |record: &HourRecord<'_>| Some(record.hour == 9);
        let found = DailyDifferences::of(&records, has).contrast(4).unwrap();
        assert!(found.difference_min.is_above_zero() && found.difference_min.holds(12.0), "{found:?}");
        assert_eq!(DailyDifferences::of(&records[..24], has).contrast(4), None);
    }
}
