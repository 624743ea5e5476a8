//! When to ask "how focused were you just now?" Random in time, spread over the day, never more often than set.
//!
//! Stratified random sampling, as in experience sampling (Csikszentmihalyi and Larson, 1987; van Berkel et al., 2017): the hours in
//! which one may ask are cut into as many equal parts as there are questions a day, and each part has one random moment:
//!
//! ```text
//! 9          12          15          18
//! |----x------|--------x--|--x--------|        x from (seed, local day, part): the same however often one looks
//! ```
//!
//! Who cannot be asked then (away, in a call, in deep focus) is asked at the first chance in the same part, or not at all.

use attentive_learn::SplitMix64;
use attentive_types::time::{DAY, HOUR, MINUTE};
use attentive_types::{LocalClock, PromptKind, Timestamp};
use serde::{Deserialize, Serialize};

use super::limits::of_kind;
use super::record::PromptRecord;

/// The person's settings of the question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct QuestionSettings {
    /// At most so many questions in one local day; 0 for none.
    pub per_day: u32,
    /// Least minutes between two questions.
    pub gap_min: u32,
    /// First hour of the wall clock in which one may ask, 0 to 23.
    pub from_hour: u8,
    /// The hour of the wall clock at which asking ends, 1 to 24.
    pub to_hour: u8,
}

impl Default for QuestionSettings {
    /// Three a day between 9 and 18 with at least an hour between them (this project's choice; below the five and more of most
    /// studies, because nobody is paid for answering).
    fn default() -> Self {
        Self { per_day: 3, gap_min: 60, from_hour: 9, to_hour: 18 }
    }
}

impl QuestionSettings {
    /// Whether a question is due: its random moment in the present part of the day has come, none was asked in this part, and
    /// limits and gap let one more. `records` in any order.
    #[must_use]
    pub fn is_due(&self, records: &[PromptRecord], now: Timestamp, clock: &LocalClock, seed: u64) -> bool {
        let Some((part_start, moment)) = self.moment_of_part(now, clock, seed) else {
            return false;
        };
        let today = clock.day_number(now);
        let asked = || of_kind(records, PromptKind::AskFocus).map(|record| record.prompt.at);
        let of_day = asked().filter(|at| clock.day_number(*at) >= today).count();
        let gap = i64::from(self.gap_min) * MINUTE;
        now >= moment
            && of_day < usize::try_from(self.per_day).unwrap_or(usize::MAX)
            && asked().all(|at| now - at >= gap && at < part_start)
    }

    /// Start and random moment of the part of the day in which `now` lies; `None` outside the hours for asking.
    fn moment_of_part(&self, now: Timestamp, clock: &LocalClock, seed: u64) -> Option<(Timestamp, Timestamp)> {
        let (from, to) = (i64::from(self.from_hour.min(24)) * HOUR, i64::from(self.to_hour.min(24)) * HOUR);
        let parts = i64::from(self.per_day);
        if parts == 0 || to <= from {
            return None;
        }
        let day = clock.day_number(now);
        let into_day = clock.local_nanos(now) - day.saturating_mul(DAY);
        if into_day < from || into_day >= to {
            return None;
        }
        let length = (to - from) / parts;
        let part = ((into_day - from) / length.max(1)).min(parts - 1);
        let start = day.saturating_mul(DAY) + from + part * length;
        let words = [u64::from_ne_bytes(day.to_ne_bytes()), u64::from_ne_bytes(part.to_ne_bytes())];
        let share = SplitMix64::keyed(seed, &words).next_unit();
        Some((clock.moment(start), clock.moment(start + share_of(length, share))))
    }
}

#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "a part of one day, in nanoseconds")]
fn share_of(length: i64, share: f64) -> i64 {
    (length as f64 * share) as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_learn::Moments;

    /// Minutes of the day at which a question first becomes due, looking every minute and asking at once.
    fn asked_minutes(settings: &QuestionSettings, day: i64, seed: u64) -> Vec<i64> {
        let mut records: Vec<PromptRecord> = Vec::new();
        let mut minutes = Vec::new();
        for minute in 0..1_440 {
            let now = Timestamp(day * DAY + minute * MINUTE);
            if settings.is_due(&records, now, &LocalClock::utc(), seed) {
                records.push(crate::guide::choose::question_record(now));
                minutes.push(minute);
            }
        }
        minutes
    }

    #[test]
    fn questions_come_one_in_each_part_at_random_moments_all_over_the_hours() {
        let settings = QuestionSettings { gap_min: 0, ..QuestionSettings::default() };
        let mut all = Moments::default();
        for day in 20_000..20_200 {
            let mut parts: Vec<i64> = Vec::new();
            for minute in asked_minutes(&settings, day, 9) {
                parts.push((minute - 540) / 180);
                all.push(((minute - 540) % 180) as f64);
            }
            assert!(parts.windows(2).all(|pair| pair[0] < pair[1]), "day {day}: {parts:?}");
            assert!(parts.iter().all(|part| (0..3).contains(part)));
        }
        // Looking once a minute misses a moment in the last minute of its part, which is one in 180.
        assert!(all.count() >= 590, "{} of 600", all.count());
        // Uniform over 180 minutes: mean 90, deviation 52.
        assert!((all.mean().unwrap() - 90.0).abs() < 8.0 && (all.deviation().unwrap() - 52.0).abs() < 5.0);
    }

    #[test]
    fn the_gap_is_kept_even_over_the_border_of_two_parts() {
        let settings = QuestionSettings::default();
        for day in 20_000..20_200 {
            let minutes = asked_minutes(&settings, day, 3);
            assert!(minutes.len() <= 3);
            assert!(minutes.windows(2).all(|pair| pair[1] - pair[0] >= 60), "day {day}: {minutes:?}");
        }
    }

    #[test]
    fn settings_that_leave_no_time_ask_nothing() {
        for settings in [
            QuestionSettings { per_day: 0, ..QuestionSettings::default() },
            QuestionSettings { from_hour: 18, to_hour: 9, ..QuestionSettings::default() },
            QuestionSettings { from_hour: 200, to_hour: 201, ..QuestionSettings::default() },
        ] {
            assert_eq!(asked_minutes(&settings, 20_000, 1), Vec::<i64>::new(), "{settings:?}");
        }
    }
}
