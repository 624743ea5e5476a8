//! Days and times as English tells them.

use std::sync::LazyLock;

use attentive_types::Timestamp;
use attentive_types::time::{DAY, HOUR, MINUTE};
use regex::{Captures, Regex};

use super::{Day, END_OF_WORK, MINUTES_OF_HOUR, Says, Time, Told, WEEK, as_meant, wait};

/// A pattern and what it says; compiled once. The patterns are ours and tests use them, so that they cannot fail to compile unseen.
type Pattern = (LazyLock<Option<Regex>>, fn(&Captures<'_>) -> Option<Says>);

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

macro_rules! month {
    () => {
        r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
    };
}

/// Those that come first are taken first.
static PATTERNS: [Pattern; 11] = [
    (
        LazyLock::new(|| {
            Regex::new(r"(?-u:\b)[0-9]{4}-[0-9]{2}-[0-9]{2}t[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:z|[+-][0-9]{2}:[0-9]{2})").ok()
        }),
        moment,
    ),
    (
        LazyLock::new(|| {
            Regex::new(r"(?-u:\b)(?:in|within)(?: the next| about)? (?P<count>[0-9]{1,4}(?:\.[0-9])?|half an?|an?|one|two|three|four|five|six|seven|eight|nine|ten|fifteen|twenty|thirty) ?-?(?P<unit>minutes?|mins?|hours?|hrs?|h|days?|weeks?)(?-u:\b)").ok()
        }),
        waiting,
    ),
    (
        LazyLock::new(|| {
            Regex::new(r"(?-u:\b)(?P<year>[12][0-9]{3})[-/](?P<month>[0-9]{1,2})[-/](?P<day>[0-9]{1,2})").ok()
        }),
        numbers,
    ),
    (
        LazyLock::new(|| {
            Regex::new(concat!(
                r"(?-u:\b)(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?: of)? ",
                month!(),
                r"(?-u:\b)\.?(?:,? (?P<year>[12][0-9]{3})(?-u:\b))?"
            ))
            .ok()
        }),
        date,
    ),
    (
        LazyLock::new(|| {
            Regex::new(concat!(
                r"(?-u:\b)",
                month!(),
                r"\.? (?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?-u:\b)(?:,? (?P<year>[12][0-9]{3})(?-u:\b))?"
            ))
            .ok()
        }),
        date,
    ),
    (
        LazyLock::new(|| {
            Regex::new(r"(?-u:\b)(?:(?P<which>next|this|coming) )?(?P<day>monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues?|thurs?|fri)(?-u:\b)").ok()
        }),
        weekday,
    ),
    (
        LazyLock::new(|| {
            Regex::new(r"(?-u:\b)(?P<what>the day after tomorrow|tomorrow|tmrw|today|tonight|end of (?:the |this )?(?:day|week|month|year)|end of (?:next )(?:week|month)|eod|eow|eom|cob|close of business)(?-u:\b)").ok()
        }),
        named_day,
    ),
    (
        LazyLock::new(|| {
            Regex::new(r"(?-u:\b)(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2}))? ?(?P<half>a\.?m\.?|p\.?m\.?)(?:[^a-z0-9]|$)(?:(?P<zone>utc|gmt|cet|cest|bst|est|edt|pst|pdt|jst)(?-u:\b))?").ok()
        }),
        half_day,
    ),
    (
        LazyLock::new(|| {
            Regex::new(r"(?-u:\b)(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::[0-9]{2})?(?-u:\b)(?: (?P<zone>utc|gmt|cet|cest|bst|est|edt|pst|pdt|jst)(?-u:\b))?").ok()
        }),
        clock_time,
    ),
    (LazyLock::new(|| Regex::new(r"(?-u:\b)(?P<what>noon|midnight)(?-u:\b)").ok()), named_time),
    (LazyLock::new(|| Regex::new(r"(?-u:\b)at (?P<hour>[0-9]{1,2})(?: ?o'clock)?(?:[^0-9:./%a-z]|$)").ok()), bare_hour),
];

pub(super) fn find(text: &str) -> Vec<Told> {
    let mut found: Vec<Told> = Vec::new();
    for (pattern, says) in &PATTERNS {
        for captures in pattern.iter().flat_map(|pattern| pattern.captures_iter(text)) {
            let (Some(whole), Some(says)) = (captures.get(0), says(&captures)) else { continue };
            let words = whole.as_str();
            let trimmed = words.trim_end_matches(|sign: char| !sign.is_ascii_alphanumeric() && sign != '.');
            let from = whole.start() + if words.starts_with("at ") { 3 } else { 0 };
            let to = whole.start() + trimmed.len();
            if from < to && found.iter().all(|kept| to <= kept.from || kept.to <= from) {
                found.push(Told { from, to, says });
            }
        }
    }
    found
}

fn moment(captures: &Captures<'_>) -> Option<Says> {
    let text = captures.get(0)?.as_str().to_uppercase();
    // Seconds may be lacking.
    let text = if text.get(16..17) == Some(":") { text } else { format!("{}:00{}", text.get(..16)?, text.get(16..)?) };
    Timestamp::parse(&text).ok().map(Says::At)
}

fn waiting(captures: &Captures<'_>) -> Option<Says> {
    const COUNTS: [(&str, f64); 16] = [
        ("a", 1.0),
        ("an", 1.0),
        ("one", 1.0),
        ("two", 2.0),
        ("three", 3.0),
        ("four", 4.0),
        ("five", 5.0),
        ("six", 6.0),
        ("seven", 7.0),
        ("eight", 8.0),
        ("nine", 9.0),
        ("ten", 10.0),
        ("fifteen", 15.0),
        ("twenty", 20.0),
        ("thirty", 30.0),
        ("half a", 0.5),
    ];
    let word = captures.name("count")?.as_str();
    let known = COUNTS.iter().find(|(known, _)| *known == word || word == "half an" && *known == "half a");
    let count = known.map(|known| known.1).or_else(|| word.parse().ok())?;
    let unit = match captures.name("unit")?.as_str().get(..1)? {
        "m" => MINUTE,
        "h" => HOUR,
        "d" => DAY,
        _ => WEEK,
    };
    wait(count, unit).filter(|nanos| *nanos > 0).map(Says::Wait)
}

fn number(captures: &Captures<'_>, name: &str) -> Option<i64> {
    captures.name(name)?.as_str().parse().ok()
}

fn numbers(captures: &Captures<'_>) -> Option<Says> {
    let (year, month, day) = (number(captures, "year")?, number(captures, "month")?, number(captures, "day")?);
    super::Date::new(year, month, day)?;
    Some(Says::Day(Day::Date(Some(year), month, day)))
}

fn date(captures: &Captures<'_>) -> Option<Says> {
    let name = captures.name("month")?.as_str().get(..3)?;
    let month = i64::try_from(MONTHS.iter().position(|month| *month == name)?).ok()? + 1;
    let day = number(captures, "day")?;
    // Some year has that day.
    super::Date::new(2024, month, day)?;
    Some(Says::Day(Day::Date(number(captures, "year"), month, day)))
}

fn weekday(captures: &Captures<'_>) -> Option<Says> {
    let name = captures.name("day")?.as_str().get(..3)?;
    let day = i64::try_from(WEEKDAYS.iter().position(|day| *day == name)?).ok()?;
    let weeks = match captures.name("which").map(|which| which.as_str()) {
        Some("next") => Some(1),
        Some("this") => Some(0),
        _ => None,
    };
    Some(Says::Day(Day::Weekday(day, weeks)))
}

fn named_day(captures: &Captures<'_>) -> Option<Says> {
    let end = Time { minutes: END_OF_WORK * MINUTES_OF_HOUR, offset_minutes: None };
    let what = captures.name("what")?.as_str();
    let friday = |weeks| Says::Both(Day::Weekday(4, Some(weeks)), end);
    Some(match what {
        "the day after tomorrow" => Says::Day(Day::From(2)),
        "tomorrow" | "tmrw" => Says::Day(Day::From(1)),
        "today" | "tonight" => Says::Day(Day::From(0)),
        "eod" | "cob" | "close of business" => Says::Time(end),
        "eow" => friday(0),
        "eom" => Says::Day(Day::EndOfMonth(0)),
        _ if what.ends_with("next week") => friday(1),
        _ if what.ends_with("next month") => Says::Day(Day::EndOfMonth(1)),
        _ if what.ends_with("week") => friday(0),
        _ if what.ends_with("month") => Says::Day(Day::EndOfMonth(0)),
        _ if what.ends_with("year") => Says::Day(Day::EndOfYear),
        _ => Says::Time(end),
    })
}

fn time(hour: i64, minute: i64, captures: &Captures<'_>) -> Option<Says> {
    let offset_hours = captures.name("zone").map(|zone| match zone.as_str() {
        "cet" | "bst" => 1,
        "cest" => 2,
        "est" => -5,
        "edt" => -4,
        "pst" => -8,
        "pdt" => -7,
        "jst" => 9,
        _ => 0,
    });
    let is_time = (0..=23).contains(&hour) && (0..=59).contains(&minute);
    let offset_minutes = offset_hours.map(|hours: i64| hours * MINUTES_OF_HOUR);
    is_time.then_some(Says::Time(Time { minutes: hour * MINUTES_OF_HOUR + minute, offset_minutes }))
}

fn half_day(captures: &Captures<'_>) -> Option<Says> {
    let hour = number(captures, "hour").filter(|hour| (1..=12).contains(hour))?;
    let is_afternoon = captures.name("half")?.as_str().starts_with('p');
    let hour = hour % 12 + if is_afternoon { 12 } else { 0 };
    time(hour, number(captures, "minute").unwrap_or(0), captures)
}

fn clock_time(captures: &Captures<'_>) -> Option<Says> {
    time(number(captures, "hour")?, number(captures, "minute")?, captures)
}

fn named_time(captures: &Captures<'_>) -> Option<Says> {
    let minutes = if captures.name("what")?.as_str() == "noon" { 12 * MINUTES_OF_HOUR } else { 24 * MINUTES_OF_HOUR };
    Some(Says::Time(Time { minutes, offset_minutes: None }))
}

fn bare_hour(captures: &Captures<'_>) -> Option<Says> {
    let hour = number(captures, "hour").filter(|hour| (1..=23).contains(hour))?;
    time(as_meant(hour), 0, captures)
}

#[cfg(test)]
mod tests {
    #[test]
    fn all_patterns_compile() {
        assert!(super::PATTERNS.iter().all(|(pattern, _)| pattern.is_some()));
    }
}
