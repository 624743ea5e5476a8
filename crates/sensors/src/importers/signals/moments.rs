//! When samples were, for files that tell a beginning and a rate.

use attentive_types::time::{DAY, HOUR, MINUTE, SECOND};

use super::{Assumptions, Options};

/// The recording's time 0 in nanoseconds since 1970: what the person told, else what the file says (taken as UTC, since such
/// files name no time zone), else 1970.
pub(super) fn start_nanos(options: &Options, in_file: Option<i64>, assumptions: &mut Assumptions) -> i64 {
    if let Some(told) = options.start {
        return told.0;
    }
    match in_file {
        Some(nanos) => {
            assumptions.say("the file's date and time are taken as UTC, since it names no time zone");
            nanos
        }
        None => {
            assumptions.say("the file tells no date, so its time 0 is taken as 1970-01-01T00:00:00Z");
            0
        }
    }
}

/// The time of the sample at a place of a stream with a steady rate, rounded to a nanosecond.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "exact for a hundred days; the cast saturates"
)]
pub(super) fn sample_nanos(start_nanos: i64, place: u64, rate_hz: f64) -> i64 {
    start_nanos.saturating_add((place as f64 / rate_hz * SECOND as f64).round() as i64)
}

/// Nanoseconds since 1970 of a date and a time of day in UTC; `None` when there is no such moment or it cannot be held.
pub(super) fn moment_nanos(year: i64, month: i64, day: i64, of_day: [i64; 3]) -> Option<i64> {
    let [hour, minute, second] = of_day;
    let is_possible = (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && (0..24).contains(&hour)
        && (0..60).contains(&minute)
        && (0..=60).contains(&second)
        && (1678..=2261).contains(&year);
    if !is_possible {
        return None;
    }
    let days = days_since_1970(year, month, day);
    // A day that the month does not have, such as 31 April, would silently become another.
    if day > 28 && days >= days_since_1970(year + month / 12, month % 12 + 1, 1) {
        return None;
    }
    days.checked_mul(DAY)?.checked_add(hour * HOUR + minute * MINUTE + second * SECOND)
}

/// Days between 1970-01-01 and a date of the Gregorian calendar (years from March, so that the leap day is last).
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month < 3 { (year - 1, month + 9) } else { (year, month - 3) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    365 * year + leap_days + (153 * month + 2) / 5 + day - 1 - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::Timestamp;

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (text, date) in [
            ("1970-01-01T00:00:00Z", (1970, 1, 1)),
            ("1994-08-15T00:00:00Z", (1994, 8, 15)),
            ("2000-02-29T00:00:00Z", (2000, 2, 29)),
            ("1969-12-31T00:00:00Z", (1969, 12, 31)),
            ("2026-03-01T00:00:00Z", (2026, 3, 1)),
        ] {
            let nanos = moment_nanos(date.0, date.1, date.2, [0, 0, 0]);
            assert_eq!(nanos, Some(Timestamp::parse(text).unwrap().0), "{text}");
        }
        assert_eq!(moment_nanos(2026, 4, 31, [0, 0, 0]), None);
        assert_eq!(moment_nanos(2026, 2, 29, [0, 0, 0]), None);
        assert_eq!(moment_nanos(2026, 1, 1, [24, 0, 0]), None);
        assert_eq!(moment_nanos(2026, 12, 31, [23, 59, 59]), Some(Timestamp::parse("2026-12-31T23:59:59Z").unwrap().0));
    }

    #[test]
    fn samples_do_not_drift() {
        assert_eq!(sample_nanos(5, 360 * 86_400 * 30, 360.0), 5 + 30 * DAY);
        assert_eq!(sample_nanos(0, u64::MAX, 1e-9), i64::MAX);
    }
}
