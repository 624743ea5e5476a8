//! To-dos of an iCalendar file (RFC 5545): `VTODO` with `SUMMARY`, `DUE`, `PRIORITY`, `STATUS`, `UID`. Its events are read by `ics_events.rs`.

use std::collections::HashMap;

use attentive_types::{Span, Timestamp, Urgency};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::{Task, Tasks, ics_events, local, one_line};

/// Parameters and values of each property, by its name.
pub(super) type Fields = HashMap<String, Vec<(String, String)>>;

/// Reads to-dos, and the events that touch a stretch of time.
pub(super) fn read(text: &str, zone: &TimeZone, around: Span) -> Tasks {
    let mut tasks = Tasks { format: "ics", ..Tasks::default() };
    let mut open: Option<(usize, &'static str, Fields)> = None;
    let mut events: Vec<(usize, Fields)> = Vec::new();
    let mut has_ended = false;
    for (number, line) in unfolded(text) {
        let Some((name, parameters, value)) = parts(&line) else { continue };
        match (name.as_str(), value.to_ascii_uppercase().as_str(), &mut open) {
            ("BEGIN", "VTODO", _) => open = Some((number, "VTODO", Fields::new())),
            ("BEGIN", "VEVENT", _) => open = Some((number, "VEVENT", Fields::new())),
            ("BEGIN", "VJOURNAL", _) => tasks.passed_over += 1,
            ("END", "VTODO" | "VEVENT", _) => match open.take() {
                Some((at, "VTODO", fields)) => take(&mut tasks, at, &fields, zone),
                Some((at, _, fields)) => events.push((at, fields)),
                None => {}
            },
            ("END", "VCALENDAR", None) => has_ended = true,
            ("X-WR-CALNAME", _, None) => {
                tasks.calendar = Some(one_line(&unescaped(&value))).filter(|name| !name.is_empty())
            }
            // Alarms lie inside of a to-do and have fields of the same names: the first one counts.
            (_, _, Some((_, _, fields))) => fields.entry(name).or_default().push((parameters, value)),
            _ => {}
        }
    }
    tasks.is_cut = open.is_some() || !has_ended;
    if let Some((at, what, _)) = open {
        let what = if what == "VTODO" { "a to-do" } else { "an event" };
        tasks.bad.push((format!("line {at}"), format!("{what} that does not end: the file may be cut")));
    }
    ics_events::take(&mut tasks, &events, zone, around);
    tasks
}

/// The first value of a property.
pub(super) fn first<'f>(fields: &'f Fields, name: &str) -> Option<&'f str> {
    fields.get(name)?.first().map(|(_, value)| value.as_str())
}

fn take(tasks: &mut Tasks, at: usize, fields: &Fields, zone: &TimeZone) {
    let field = |name: &str| first(fields, name);
    let status = field("STATUS").unwrap_or_default().to_ascii_uppercase();
    if matches!(status.as_str(), "COMPLETED" | "CANCELLED") || field("COMPLETED").is_some() {
        tasks.passed_over += 1;
        return;
    }
    let subject = one_line(&unescaped(field("SUMMARY").unwrap_or_default()));
    if subject.is_empty() {
        tasks.bad.push((format!("line {at}"), "a to-do without SUMMARY".to_owned()));
        return;
    }
    let due = match fields.get("DUE").and_then(|all| all.first()) {
        None => None,
        Some((parameters, value)) => match moment(parameters, value, zone) {
            Some(due) => Some(due),
            None => {
                tasks.bad.push((
                    format!("line {at}"),
                    format!("DUE: expected a date such as 20261124T170000Z, found {value:?}; taken without"),
                ));
                None
            }
        },
    };
    // RFC 5545, 3.8.1.9: 1 to 4 is high, 5 medium, 6 to 9 low, 0 undefined.
    let urgency = match field("PRIORITY").and_then(|value| value.trim().parse::<u8>().ok()) {
        Some(1..=4) => Urgency::High,
        Some(6..=9) => Urgency::Low,
        _ => Urgency::Normal,
    };
    let key = field("UID").map_or_else(|| format!("{subject} {due:?}"), str::to_owned);
    tasks.tasks.push(Task { key: format!("ics {key}"), source: "ics".to_owned(), subject, urgency, due });
}

/// Lines with those that go on in the next one put together, and the number of each one's first line.
fn unfolded(text: &str) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some((_, last))) => last.push_str(rest),
            _ => lines.push((number + 1, line.to_owned())),
        }
    }
    lines
}

/// Name, parameters and value of a line; `None` for what is no property.
fn parts(line: &str) -> Option<(String, String, String)> {
    let mut is_quoted = false;
    let colon = line.find(|letter| {
        is_quoted ^= letter == '"';
        letter == ':' && !is_quoted
    })?;
    let (head, value) = (&line[..colon], &line[colon + 1..]);
    let (name, parameters) = head.split_once(';').unwrap_or((head, ""));
    Some((name.trim().to_ascii_uppercase(), parameters.to_owned(), value.trim().to_owned()))
}

/// A moment of a calendar as its wall clock shows it.
#[derive(Clone, Debug)]
pub(super) struct When {
    /// What the wall clock shows; midnight of a whole day.
    pub(super) at: DateTime,
    /// Where that clock hangs.
    pub(super) zone: TimeZone,
    /// Whether it is a date alone.
    pub(super) is_day: bool,
}

/// A date or a date with time: in UTC with `Z`, in the zone that `TZID` names, without one in the person's; `None` also for a zone that is not known.
pub(super) fn when(parameters: &str, value: &str, zone: &TimeZone) -> Option<When> {
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    let part = |from: usize, to: usize| digits.get(from..to)?.parse::<i16>().ok();
    let small = |from: usize, to: usize| i8::try_from(part(from, to)?).ok();
    let date = Date::new(part(0, 4)?, small(4, 6)?, small(6, 8)?).ok()?;
    if !value.contains('T') {
        return Some(When { at: date.at(0, 0, 0, 0), zone: zone.clone(), is_day: true });
    }
    let at =
        DateTime::new(date.year(), date.month(), date.day(), small(8, 10)?, small(10, 12)?, small(12, 14)?, 0).ok()?;
    let named = parameters.split(';').find_map(|parameter| parameter.strip_prefix("TZID="));
    let zone = match named {
        _ if value.ends_with('Z') => TimeZone::UTC,
        // Taken for the person's own it would stand hours off.
        Some(name) => TimeZone::get(name.trim_matches('"')).ok()?,
        None => zone.clone(),
    };
    Some(When { at, zone, is_day: false })
}

/// The same as a moment; a date alone is the end of its day.
fn moment(parameters: &str, value: &str, zone: &TimeZone) -> Option<Timestamp> {
    let when = when(parameters, value, zone)?;
    local(when.at.date(), (!when.is_day).then_some(when.at), &when.zone)
}

/// RFC 5545, 3.3.11.
pub(super) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(other) => out.push(other),
                None => {}
            },
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_to_do_has_words_a_day_and_a_priority_and_what_is_done_is_passed_over() {
        let text = "BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nUID:1\r\nSUMMARY:Send\\, and\r\n  wait\r\nDUE;TZID=Europe/Berlin:20261124T170000\r\nPRIORITY:2\r\n\
                    BEGIN:VALARM\r\nSUMMARY:ring\r\nEND:VALARM\r\nEND:VTODO\r\nBEGIN:VTODO\r\nUID:2\r\nSUMMARY:old\r\nSTATUS:COMPLETED\r\nEND:VTODO\r\n\
                    BEGIN:VEVENT\r\nSUMMARY:meet\r\nSTATUS:CANCELLED\r\nEND:VEVENT\r\nBEGIN:VTODO\r\nSUMMARY:day\r\nDUE;VALUE=DATE:20261125\r\nEND:VTODO\r\nEND:VCALENDAR\r\n";
        let read = read(text, &TimeZone::UTC, Span::new(Timestamp(0), Timestamp(1)));
        assert_eq!((read.tasks.len(), read.passed_over, read.bad.len()), (2, 2, 0));
        assert_eq!((read.tasks[0].subject.as_str(), read.tasks[0].urgency), ("Send, and wait", Urgency::High));
        assert_eq!(read.tasks[0].due, Timestamp::parse("2026-11-24T16:00:00Z").ok());
        assert_eq!(read.tasks[1].due, Timestamp::parse("2026-11-25T23:59:59Z").ok());
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let text = "BEGIN:VCALENDAR\nBEGIN:VTODO\nSUMMARY:x\nDUE:soon\nEND:VTODO\nBEGIN:VTODO\nEND:VTODO\nBEGIN:VTODO\nSUMMARY:cut";
        let read = read(text, &TimeZone::UTC, Span::new(Timestamp(0), Timestamp(1)));
        assert_eq!(read.tasks.len(), 1);
        let places: Vec<&str> = read.bad.iter().map(|(place, _)| place.as_str()).collect();
        assert_eq!(places, ["line 2", "line 6", "line 8"]);
    }
}
