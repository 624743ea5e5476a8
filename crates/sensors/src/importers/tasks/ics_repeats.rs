//! On which days does an event repeat? The rules that calendars write most (RFC 5545, 3.3.10): each so many days, weeks on some weekdays, months on
//! a day or the n-th weekday, years. What is not understood is refused, so that no meeting stands on a wrong day.

use jiff::civil::{DateTime, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span as Length, ToSpan};

/// Steps that are looked at: a daily meeting of forty years.
const MOST_STEPS: i64 = 15_000;

/// How an event repeats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Repeat {
    each: Each,
    interval: i64,
    count: Option<usize>,
    /// The last wall clock that may be meant.
    until: Option<DateTime>,
    /// Weekdays, each with which of the month it is; 0 for every one.
    days: Vec<(i8, Weekday)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Each {
    Day,
    Week,
    Month,
    Year,
}

impl Repeat {
    /// Of the text of `RRULE`; `None` for what is not understood. `first` is the start, and `zone` where its clock hangs.
    pub(super) fn parse(text: &str, first: DateTime, zone: &TimeZone) -> Option<Self> {
        let mut repeat = Self { each: Each::Day, interval: 1, count: None, until: None, days: Vec::new() };
        let mut has_each = false;
        let (mut has_month, mut has_month_day, mut begins_on_monday) = (false, false, true);
        for part in text.split(';').filter(|part| !part.trim().is_empty()) {
            let (name, value) = part.split_once('=')?;
            match name.trim().to_ascii_uppercase().as_str() {
                "FREQ" => {
                    has_each = true;
                    repeat.each = match value.to_ascii_uppercase().as_str() {
                        "DAILY" => Each::Day,
                        "WEEKLY" => Each::Week,
                        "MONTHLY" => Each::Month,
                        "YEARLY" => Each::Year,
                        _ => return None,
                    };
                }
                "INTERVAL" => repeat.interval = value.parse().ok().filter(|interval| (1..=1_000).contains(interval))?,
                "COUNT" => repeat.count = Some(value.parse().ok()?),
                "UNTIL" => repeat.until = Some(until(value, zone)?),
                "BYDAY" => repeat.days = value.split(',').map(day).collect::<Option<_>>()?,
                // Calendars say the day of the start once more; another day would be another rule.
                "BYMONTHDAY" if value.parse() == Ok(first.day()) => has_month_day = true,
                "BYMONTH" if value.parse() == Ok(first.month()) => has_month = true,
                "WKST" => begins_on_monday = day(value)? == (0, Weekday::Monday),
                _ => return None,
            }
        }
        let fits = match repeat.each {
            Each::Week | Each::Day => repeat.days.iter().all(|(place, _)| *place == 0),
            Each::Month => repeat.days.iter().all(|(place, _)| *place != 0),
            Each::Year => repeat.days.is_empty(),
        };
        // Where a week begins matters for every second week on named days; Monday is the rule's own default.
        let weeks_fit = begins_on_monday || repeat.interval == 1 || repeat.days.is_empty();
        let says_more = (has_month_day && !matches!(repeat.each, Each::Month | Each::Year))
            || (has_month_day && repeat.each == Each::Year && !has_month)
            || (has_month && repeat.each != Each::Year);
        (has_each && fits && weeks_fit && !says_more).then_some(repeat)
    }
}

fn until(value: &str, zone: &TimeZone) -> Option<DateTime> {
    let when = super::ics::when("", value, zone)?;
    if when.is_day {
        return Some(when.at.date().at(23, 59, 59, 0));
    }
    let moment = when.zone.to_timestamp(when.at).ok()?;
    Some(zone.to_datetime(moment))
}

/// `MO`, `2TU`, `-1FR`.
fn day(text: &str) -> Option<(i8, Weekday)> {
    let text = text.trim();
    let (place, name) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let weekday = match name.to_ascii_uppercase().as_str() {
        "MO" => Weekday::Monday,
        "TU" => Weekday::Tuesday,
        "WE" => Weekday::Wednesday,
        "TH" => Weekday::Thursday,
        "FR" => Weekday::Friday,
        "SA" => Weekday::Saturday,
        "SU" => Weekday::Sunday,
        _ => return None,
    };
    let place = if place.is_empty() {
        0
    } else {
        place.parse().ok().filter(|place| *place != 0 && (-5..=5).contains(place))?
    };
    Some((place, weekday))
}

/// All occurrences up to `last`, the first one included, as the wall clock shows them.
pub(super) fn repeats(first: DateTime, repeat: &Repeat, last: DateTime) -> impl Iterator<Item = DateTime> + use<> {
    let repeat = repeat.clone();
    let last = repeat.until.map_or(last, |until| until.min(last));
    let count = repeat.count.unwrap_or(usize::MAX);
    (0..MOST_STEPS)
        .map_while(move |step| of_step(first, &repeat, step).filter(|days| days.first().is_none_or(|at| *at <= last)))
        .flatten()
        .filter(move |at| *at >= first)
        .take(count)
        .filter(move |at| *at <= last)
}

/// The occurrences of one step, ascending; `None` beyond the calendar.
fn of_step(first: DateTime, repeat: &Repeat, step: i64) -> Option<Vec<DateTime>> {
    let steps = step.checked_mul(repeat.interval)?;
    match repeat.each {
        Each::Day => {
            let at = first.checked_add(Length::new().try_days(steps).ok()?).ok()?;
            let is_meant = repeat.days.is_empty() || repeat.days.iter().any(|(_, weekday)| *weekday == at.weekday());
            Some(if is_meant { vec![at] } else { Vec::new() })
        }
        Each::Week if repeat.days.is_empty() => {
            Some(vec![first.checked_add(Length::new().try_weeks(steps).ok()?).ok()?])
        }
        Each::Week => {
            let monday = first.checked_sub(i64::from(first.weekday().to_monday_zero_offset()).days()).ok()?;
            let monday = monday.checked_add(Length::new().try_weeks(steps).ok()?).ok()?;
            let mut days: Vec<i64> =
                repeat.days.iter().map(|(_, weekday)| i64::from(weekday.to_monday_zero_offset())).collect();
            days.sort_unstable();
            days.into_iter().map(|days| monday.checked_add(days.days()).ok()).collect()
        }
        Each::Month if !repeat.days.is_empty() => {
            let month = first.date().first_of_month().checked_add(Length::new().try_months(steps).ok()?).ok()?;
            let dates =
                repeat.days.iter().filter_map(|(place, weekday)| month.nth_weekday_of_month(*place, *weekday).ok());
            let mut all: Vec<DateTime> = dates.map(|date| date.to_datetime(first.time())).collect();
            all.sort();
            Some(all)
        }
        // The 31st of a month without one is left out, as the rule has it; jiff would take the 30th.
        Each::Month => same_day(first, first.checked_add(Length::new().try_months(steps).ok()?).ok()?),
        Each::Year => same_day(first, first.checked_add(Length::new().try_years(steps).ok()?).ok()?),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "an empty step is no end of the calendar")]
fn same_day(first: DateTime, at: DateTime) -> Option<Vec<DateTime>> {
    Some(if at.day() == first.day() { vec![at] } else { Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dates(rule: &str, first: &str, last: &str) -> Vec<String> {
        let first: DateTime = first.parse().unwrap();
        let repeat = Repeat::parse(rule, first, &TimeZone::UTC).unwrap();
        repeats(first, &repeat, last.parse().unwrap()).map(|at| at.date().to_string()).collect()
    }

    #[test]
    fn each_way_of_repeating_gives_its_days() {
        let first = "2026-11-24T09:00";
        assert_eq!(dates("FREQ=DAILY;COUNT=3", first, "2027-01-01T00:00"), ["2026-11-24", "2026-11-25", "2026-11-26"]);
        assert_eq!(
            dates("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", first, "2026-12-12T00:00"),
            ["2026-11-26", "2026-12-07", "2026-12-10"]
        );
        assert_eq!(
            dates("FREQ=DAILY;BYDAY=MO,TU", first, "2026-12-01T23:00"),
            ["2026-11-24", "2026-11-30", "2026-12-01"]
        );
        assert_eq!(
            dates("FREQ=MONTHLY;BYDAY=-1FR", "2026-11-27T09:00", "2027-01-30T00:00"),
            ["2026-11-27", "2026-12-25", "2027-01-29"]
        );
        assert_eq!(
            dates("FREQ=MONTHLY;BYMONTHDAY=31", "2026-12-31T09:00", "2027-04-01T00:00"),
            ["2026-12-31", "2027-01-31", "2027-03-31"]
        );
        assert_eq!(dates("FREQ=YEARLY;UNTIL=20271201", first, "2030-01-01T00:00"), ["2026-11-24", "2027-11-24"]);
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for rule in [
            "",
            "FREQ=HOURLY",
            "FREQ=WEEKLY;BYSETPOS=1",
            "FREQ=WEEKLY;BYDAY=2MO",
            "FREQ=DAILY;INTERVAL=0",
            "FREQ=MONTHLY;BYDAY=9MO",
            "FREQ=WEEKLY;BYDAY=é",
            "FREQ=MONTHLY;BYMONTHDAY=3",
            "COUNT=3",
        ] {
            assert_eq!(
                Repeat::parse(rule, DateTime::constant(2026, 11, 24, 9, 0, 0, 0), &TimeZone::UTC),
                None,
                "{rule}"
            );
        }
    }
}
