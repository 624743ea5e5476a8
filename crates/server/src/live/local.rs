//! Local time: what the machine's time zone and the person's own start of day make of a moment.

use attentive_types::time::{DAY, SECOND};
use attentive_types::{LocalClock, Span, Timestamp};
use jiff::tz::TimeZone;

/// Changes of offset are listed up to this long after the time of asking.
const AHEAD_NANOS: i64 = 800 * DAY;
/// Changes of offset are listed from 1970 on; before that the first one holds.
const FIRST: i64 = 0;

/// The person's local time.
#[derive(Clone, Debug)]
pub struct LocalTime {
    /// The zone's name, such as `Europe/Berlin`; its offset when it has no name.
    pub zone: String,
    /// The wall clock.
    pub clock: LocalClock,
    /// The wall clock, late by the start of the day: its days are the person's days.
    pub days: LocalClock,
}

impl LocalTime {
    /// The machine's zone, with days that begin some minutes after midnight.
    #[must_use]
    pub fn of_machine(start_of_day_min: i32, now: Timestamp) -> Self {
        Self::of_zone(&TimeZone::system(), start_of_day_min, now)
    }

    /// A given zone.
    #[must_use]
    pub fn of_zone(zone: &TimeZone, start_of_day_min: i32, now: Timestamp) -> Self {
        let offsets = offsets(zone, now);
        let late_s = start_of_day_min * 60;
        let clock = LocalClock::from_offsets(offsets.clone());
        let days =
            LocalClock::from_offsets(offsets.into_iter().map(|(from, east_s)| (from, east_s - late_s)).collect());
        let offset_s = clock.offset_nanos(now) / SECOND;
        let name = zone.iana_name().map_or_else(|| offset_name(offset_s), ToOwned::to_owned);
        Self { zone: name, clock, days }
    }

    /// The number of the person's day that holds this moment.
    #[must_use]
    pub fn day_number(&self, moment: Timestamp) -> i64 {
        self.days.day_number(moment)
    }

    /// From when to when that day goes.
    #[must_use]
    pub fn day(&self, day_number: i64) -> Span {
        self.days.day(day_number)
    }

    /// The offset east of UTC at that moment, in seconds.
    #[must_use]
    pub fn offset_s(&self, moment: Timestamp) -> i64 {
        self.clock.offset_nanos(moment) / SECOND
    }
}

/// Offsets of a zone from 1970 until a good while after now.
fn offsets(zone: &TimeZone, now: Timestamp) -> Vec<(i64, i32)> {
    let nanos = |moment: jiff::Timestamp| i64::try_from(moment.as_nanosecond()).unwrap_or(i64::MAX);
    let first = jiff::Timestamp::UNIX_EPOCH;
    let mut table = vec![(FIRST, zone.to_offset(first).seconds())];
    let last = now.plus(AHEAD_NANOS).0;
    let changes = zone.following(first).map(|change| (nanos(change.timestamp()), change.offset().seconds()));
    table.extend(changes.take_while(|(from, _)| *from <= last));
    table
}

fn offset_name(offset_s: i64) -> String {
    let sign = if offset_s < 0 { '-' } else { '+' };
    let minutes = offset_s.abs() / 60;
    format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// `2026-11-24` for a day number; days are counted from 1970-01-01.
#[must_use]
pub fn date_name(day_number: i64) -> String {
    let day = i32::try_from(day_number)
        .ok()
        .and_then(|days| jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?).ok());
    day.map_or_else(|| format!("day {day_number}"), |date| date.to_string())
}

/// The day number of `2026-11-24`; `None` when it is no date.
#[must_use]
pub fn day_number_of(date: &str) -> Option<i64> {
    let date: jiff::civil::Date = date.trim().parse().ok()?;
    let since = date.since((jiff::Unit::Day, jiff::civil::date(1970, 1, 1))).ok()?;
    Some(i64::from(since.get_days()))
}

/// Minutes after midnight of a setting such as `"04:00"`; `None` when it is no such text.
#[must_use]
pub fn start_of_day_min(setting: &serde_json::Value) -> Option<i32> {
    let (hours, minutes) = setting.as_str()?.trim().split_once(':')?;
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    ((0..24).contains(&hours) && (0..60).contains(&minutes)).then_some(hours * 60 + minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    fn berlin(start_of_day_min: i32) -> LocalTime {
        LocalTime::of_zone(&TimeZone::get("Europe/Berlin").unwrap(), start_of_day_min, at("2026-11-24T12:00:00Z"))
    }

    #[test]
    fn a_day_in_berlin_begins_an_hour_before_utc_in_winter_and_two_in_summer() {
        let local = berlin(0);
        let winter = local.day(local.day_number(at("2026-11-24T12:00:00Z")));
        assert_eq!(winter.start, at("2026-11-23T23:00:00Z"));
        let summer = local.day(local.day_number(at("2026-07-01T12:00:00Z")));
        assert_eq!(summer.start, at("2026-06-30T22:00:00Z"));
        assert_eq!(local.offset_s(at("2026-07-01T12:00:00Z")), 7200);
        assert_eq!(local.zone, "Europe/Berlin");
    }

    #[test]
    fn a_day_that_begins_at_four_holds_the_small_hours_of_the_next_date() {
        let local = berlin(240);
        let night = at("2026-11-25T01:30:00Z");
        let day = local.day_number(night);
        assert_eq!(date_name(day), "2026-11-24");
        assert_eq!(local.day(day).start, at("2026-11-24T03:00:00Z"));
        assert!(local.day(day).contains(night));
    }

    #[test]
    fn dates_and_day_numbers_are_each_others_inverse() {
        for date in ["1970-01-01", "2026-11-24", "1969-12-31", "2024-02-29"] {
            assert_eq!(date_name(day_number_of(date).unwrap()), date);
        }
        assert_eq!(day_number_of("24.11.2026"), None);
        assert_eq!(day_number_of("2026-02-30"), None);
    }

    #[test]
    fn a_start_of_day_that_is_no_time_is_none() {
        assert_eq!(start_of_day_min(&"04:30".into()), Some(270));
        assert_eq!(start_of_day_min(&"25:00".into()), None);
        assert_eq!(start_of_day_min(&serde_json::json!(4)), None);
    }
}
