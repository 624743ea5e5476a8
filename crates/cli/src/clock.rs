//! Times as people type and read them.

use attentive_server::{LocalTime, date_name, day_number_of, machine_now, start_of_day_min};
use attentive_store::Store;
use attentive_types::time::{DAY, SECOND};
use attentive_types::{LocalClock, Span, Timestamp};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::exit_codes;
use crate::failure::Failure;

/// The person's local time: the machine's zone, and days that begin when the person's setting says.
pub fn local_time(store: Option<&Store>) -> Result<LocalTime, Failure> {
    let setting = store.map(|store| store.setting("startOfDay")).transpose()?.flatten();
    Ok(LocalTime::of_machine(setting.as_ref().and_then(start_of_day_min).unwrap_or(0), machine_now()))
}

/// A moment as people type it: RFC 3339, or a local date with or without a time of day.
pub fn parse_moment(text: &str) -> Result<Timestamp, Failure> {
    if let Ok(moment) = Timestamp::parse(text) {
        return Ok(moment);
    }
    let local = text.parse::<DateTime>().or_else(|_| text.parse::<Date>().map(|date| date.at(0, 0, 0, 0)));
    let moment = local.ok().and_then(|local| TimeZone::system().to_timestamp(local).ok());
    moment.and_then(|moment| i64::try_from(moment.as_nanosecond()).ok()).map(Timestamp).ok_or_else(|| {
        let expected = "expected a time such as 2026-11-24, 2026-11-24T09:30 or 2026-11-24T09:30:00Z";
        Failure::new(exit_codes::USAGE, format!("{expected}, found {text:?}"))
    })
}

/// The local day that people name `today`, `yesterday` or `2026-11-24`, as its day number.
pub fn parse_day(text: &str, local: &LocalTime) -> Result<i64, Failure> {
    let today = local.day_number(machine_now());
    let day = match text {
        "today" => Some(today),
        "yesterday" => Some(today - 1),
        _ => day_number_of(text),
    };
    day.ok_or_else(|| {
        let message = format!("expected a day such as 2026-11-24, today or yesterday, found {text:?}");
        Failure::new(exit_codes::USAGE, message)
    })
}

/// From Monday to Sunday, the seven local days around one: its name and its span.
pub fn week_of(day_number: i64, local: &LocalTime) -> (String, Span) {
    // Day 0 was a Thursday.
    let monday = day_number - (day_number + 3).rem_euclid(7);
    (date_name(monday), Span::new(local.day(monday).start, local.day(monday + 6).end))
}

/// The wall clock's time of day, such as `09:30:05`.
pub fn time_of_day(moment: Timestamp, clock: &LocalClock) -> String {
    let seconds = clock.local_nanos(moment).rem_euclid(DAY) / SECOND;
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// A duration in words, such as `2 h 05 min`, `12 min 05 s`, `40 s`.
#[expect(clippy::cast_possible_truncation, reason = "durations are far below 2^63 seconds")]
pub fn duration(seconds: f64) -> String {
    let whole = seconds.round() as i64;
    match whole {
        ..60 => format!("{whole} s"),
        60..3600 => format!("{} min {:02} s", whole / 60, whole % 60),
        _ => format!("{} h {:02} min", whole / 3600, whole / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_begins_on_monday() {
        let local = LocalTime::of_zone(&TimeZone::UTC, 0, Timestamp(0));
        let tuesday = parse_day("2026-11-24", &local).expect("a day");
        let (monday, week) = week_of(tuesday, &local);
        assert_eq!(monday, "2026-11-23");
        assert_eq!(week.nanos(), 7 * DAY);
    }

    #[test]
    fn durations_are_told_as_people_say_them() {
        assert_eq!(duration(39.6), "40 s");
        assert_eq!(duration(725.0), "12 min 05 s");
        assert_eq!(duration(7500.0), "2 h 05 min");
    }

    #[test]
    fn words_are_no_moment() {
        assert!(parse_moment("noonish").is_err());
        assert!(parse_moment("2026-11-24T09:30:00Z").is_ok());
        assert!(parse_moment("2026-11-24T09:30").is_ok());
    }
}
