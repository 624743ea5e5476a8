//! Events of an iCalendar file: `VEVENT` with `DTSTART`, `DTEND` or `DURATION`, `RRULE`, `EXDATE`, `RECURRENCE-ID`, `TRANSP`, `STATUS`.
//!
//! Only what keeps time busy is a meeting: whole days (a holiday, a birthday), what was called off, and what its owner marked as free are passed
//! over. Of a repeated event the occurrences in the asked stretch are told; one that was moved alone stands where it was moved to.

use std::collections::{HashMap, HashSet};

use attentive_types::{Span, Timestamp};
use jiff::Span as Length;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::ics::{Fields, When, first, unescaped, when};
use super::ics_repeats::{Repeat, repeats};
use super::{Meeting, Tasks, local, one_line};

/// Takes the events; `around` is the stretch in which they are looked for.
pub(super) fn take(tasks: &mut Tasks, events: &[(usize, Fields)], zone: &TimeZone, around: Span) {
    let moved = moved_alone(events, zone);
    for (line, fields) in events {
        match occurrences(fields, zone, around, &moved) {
            Ok(found) => {
                tasks.passed_over += usize::from(found.is_none());
                tasks.meetings.extend(found.unwrap_or_default());
            }
            Err((why, kept)) => {
                tasks.bad.push((format!("line {line}"), why));
                tasks.meetings.extend(kept);
            }
        }
    }
    tasks.meetings.sort_by(|one, other| one.span.cmp(&other.span).then_with(|| one.key.cmp(&other.key)));
}

/// By the key of an event, which of its occurrences stand elsewhere.
fn moved_alone(events: &[(usize, Fields)], zone: &TimeZone) -> HashMap<String, HashSet<Timestamp>> {
    let mut moved: HashMap<String, HashSet<Timestamp>> = HashMap::new();
    for (_, fields) in events {
        let at = fields.get("RECURRENCE-ID").and_then(|all| all.first());
        let at = at.and_then(|(parameters, value)| moment(&when(parameters, value, zone)?));
        if let (Some(key), Some(at)) = (first(fields, "UID"), at) {
            moved.entry(key.to_owned()).or_default().insert(at);
        }
    }
    moved
}

/// The meetings of one event; `None` when it keeps no time busy. What could be taken of it comes with an error.
fn occurrences(
    fields: &Fields,
    zone: &TimeZone,
    around: Span,
    moved: &HashMap<String, HashSet<Timestamp>>,
) -> Result<Option<Vec<Meeting>>, (String, Vec<Meeting>)> {
    let is = |name: &str, value: &str| first(fields, name).is_some_and(|own| own.eq_ignore_ascii_case(value));
    if is("STATUS", "CANCELLED") || is("TRANSP", "TRANSPARENT") {
        return Ok(None);
    }
    let read = |name: &str| {
        fields.get(name).and_then(|all| all.first()).and_then(|(parameters, value)| when(parameters, value, zone))
    };
    let start = read("DTSTART").ok_or_else(|| {
        let text = "an event without a DTSTART that can be read (a TZID must be a name such as Europe/Berlin)";
        (text.to_owned(), Vec::new())
    })?;
    if start.is_day {
        return Ok(None);
    }
    let Some(length) = length_nanos(fields, &start, read("DTEND")) else { return Ok(None) };
    let title = one_line(&unescaped(first(fields, "SUMMARY").unwrap_or_default()));
    let key = first(fields, "UID").map_or_else(|| title.clone(), str::to_owned);
    let meeting = |at: DateTime| -> Option<Meeting> {
        let begin = local(at.date(), Some(at), &start.zone)?;
        let span = Span::new(begin, begin.plus(length));
        let is_asked = span.intersect(around).is_some();
        is_asked.then(|| Meeting { key: format!("ics {key}"), title: title.clone(), span })
    };
    let once = || meeting(start.at).into_iter().collect::<Vec<_>>();
    let Some(rule) = first(fields, "RRULE") else { return Ok(Some(once())) };
    let Some(repeat) = Repeat::parse(rule, start.at, &start.zone) else {
        return Err((format!("RRULE: {rule:?} is a way of repeating that is not read; taken once"), once()));
    };
    let mut not_at: HashSet<Timestamp> = except(fields, zone);
    not_at.extend(moved.get(&key).into_iter().flatten().copied());
    let all = repeats(start.at, &repeat, last_local(around.end, &start.zone));
    let is_left_out =
        |at: &DateTime| moment(&When { at: *at, ..start.clone() }).is_some_and(|moment| not_at.contains(&moment));
    let found: Vec<Meeting> = all.filter(|at| !is_left_out(at)).filter_map(meeting).collect();
    if fields.contains_key("RDATE") {
        return Err(("RDATE: occurrences beside the rule are not read; taken without them".to_owned(), found));
    }
    Ok(Some(found))
}

/// How long it lasts; `None` when it does not.
fn length_nanos(fields: &Fields, start: &When, end: Option<When>) -> Option<i64> {
    let begin = moment(start)?;
    let end = match (end, first(fields, "DURATION")) {
        (Some(end), _) => moment(&end)?,
        (None, Some(text)) => {
            let length: Length = text.parse().ok()?;
            moment(&When { at: start.at.checked_add(length).ok()?, ..start.clone() })?
        }
        (None, None) => return None,
    };
    Some(end - begin).filter(|nanos| *nanos > 0)
}

/// When that is. The same moment may be written by the clocks of two zones.
fn moment(when: &When) -> Option<Timestamp> {
    local(when.at.date(), Some(when.at), &when.zone)
}

/// The occurrences that were taken out.
fn except(fields: &Fields, zone: &TimeZone) -> HashSet<Timestamp> {
    let all = fields.get("EXDATE").into_iter().flatten();
    all.flat_map(|(parameters, values)| values.split(',').filter_map(|value| moment(&when(parameters, value, zone)?)))
        .collect()
}

/// What the wall clock shows at that moment.
fn last_local(at: Timestamp, zone: &TimeZone) -> DateTime {
    jiff::Timestamp::from_nanosecond(i128::from(at.0)).map_or(DateTime::MAX, |moment| zone.to_datetime(moment))
}

#[cfg(test)]
mod tests {
    use super::super::of_text;
    use super::*;

    fn meetings(events: &str) -> Tasks {
        let text = format!("BEGIN:VCALENDAR\nX-WR-CALNAME:Work\n{events}END:VCALENDAR\n");
        let now = Timestamp::parse("2026-11-24T00:00:00Z").unwrap();
        of_text(&text, &TimeZone::get("Europe/Berlin").unwrap(), now).unwrap()
    }

    fn event(fields: &str) -> String {
        format!("BEGIN:VEVENT\nUID:1\nSUMMARY:Stand-up\n{fields}\nEND:VEVENT\n")
    }

    fn starts(tasks: &Tasks) -> Vec<String> {
        tasks.meetings.iter().map(|meeting| meeting.span.start.to_string()).collect()
    }

    #[test]
    fn a_meeting_has_a_name_a_start_and_an_end() {
        let read = meetings(&event("DTSTART;TZID=Europe/Berlin:20261124T100000\nDURATION:PT30M"));
        assert_eq!((read.calendar.as_deref(), read.meetings[0].title.as_str()), (Some("Work"), "Stand-up"));
        assert_eq!(read.meetings[0].span.start, Timestamp::parse("2026-11-24T09:00:00Z").unwrap());
        assert!((read.meetings[0].span.seconds() - 1_800.0).abs() < 1e-9);
    }

    #[test]
    fn what_keeps_no_time_busy_is_passed_over() {
        let day = event("DTSTART;VALUE=DATE:20261124\nDTEND;VALUE=DATE:20261125");
        let off = event("DTSTART:20261124T100000Z\nDTEND:20261124T110000Z\nSTATUS:CANCELLED");
        let free = event("DTSTART:20261124T100000Z\nDTEND:20261124T110000Z\nTRANSP:TRANSPARENT");
        let moment = event("DTSTART:20261124T100000Z");
        let read = meetings(&format!("{day}{off}{free}{moment}"));
        assert_eq!((read.meetings.len(), read.passed_over, read.bad.len()), (0, 4, 0));
    }

    #[test]
    fn a_weekly_meeting_keeps_its_hour_when_the_clock_changes_and_leaves_out_what_was_moved() {
        let weekly = event(
            "DTSTART;TZID=Europe/Berlin:20261006T100000\nDTEND;TZID=Europe/Berlin:20261006T110000\nRRULE:FREQ=WEEKLY;UNTIL=20261215T230000Z\nEXDATE;TZID=Europe/Berlin:20261208T100000",
        );
        let moved = event(
            "RECURRENCE-ID;TZID=Europe/Berlin:20261201T100000\nDTSTART;TZID=Europe/Berlin:20261202T140000\nDTEND;TZID=Europe/Berlin:20261202T150000",
        );
        let read = meetings(&format!("{weekly}{moved}"));
        assert_eq!(
            starts(&read),
            ["2026-11-17T09:00:00Z", "2026-11-24T09:00:00Z", "2026-12-02T13:00:00Z", "2026-12-15T09:00:00Z"]
        );
    }

    #[test]
    fn what_is_left_out_may_be_written_by_another_clock() {
        let weekly = event(
            "DTSTART;TZID=Europe/Berlin:20261124T100000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=4\nEXDATE:20261208T090000Z",
        );
        let moved = event("RECURRENCE-ID:20261201T090000Z\nDTSTART:20261202T140000Z\nDURATION:PT1H");
        let found = starts(&meetings(&format!("{weekly}{moved}")));
        assert_eq!(found, ["2026-11-24T09:00:00Z", "2026-12-02T14:00:00Z", "2026-12-15T09:00:00Z"]);
    }

    #[test]
    fn a_zone_that_is_not_known_is_told_and_not_taken_for_the_person_s_own() {
        let read = meetings(&event("DTSTART;TZID=\"Pacific Standard Time\":20261124T100000\nDURATION:PT1H"));
        assert_eq!((read.meetings.len(), read.bad.len()), (0, 1));
        assert!(read.bad[0].1.contains("TZID"), "{:?}", read.bad);
    }

    #[test]
    fn a_file_that_is_cut_says_so() {
        let now = Timestamp::parse("2026-11-24T00:00:00Z").unwrap();
        let whole = format!("BEGIN:VCALENDAR\n{}END:VCALENDAR\n", event("DTSTART:20261124T100000Z\nDURATION:PT1H"));
        let is_cut = |text: &str| of_text(text, &TimeZone::UTC, now).unwrap().is_cut;
        assert!(!is_cut(&whole));
        assert!(is_cut(whole.trim_end_matches("END:VCALENDAR\n")), "between two events");
        assert!(is_cut(&whole[..whole.len() - 30]), "in an event");
    }

    #[test]
    fn a_way_of_repeating_that_is_not_read_is_told_and_taken_once() {
        let read = meetings(&event(
            "DTSTART:20261124T100000Z\nDTEND:20261124T110000Z\nRRULE:FREQ=MONTHLY;BYSETPOS=2;BYDAY=MO",
        ));
        assert_eq!((read.meetings.len(), read.bad.len()), (1, 1));
        for rule in ["FREQ=DAILY;BYMONTHDAY=24", "FREQ=WEEKLY;WKST=SU;INTERVAL=2;BYDAY=SU,WE", "FREQ=DAILY;BYMONTH=11"]
        {
            let read = meetings(&event(&format!("DTSTART:20261124T100000Z\nDURATION:PT1H\nRRULE:{rule}")));
            assert_eq!((read.meetings.len(), read.bad.len()), (1, 1), "{rule}");
        }
        assert!(meetings(&event("SUMMARY:x")).bad[0].1.contains("DTSTART"));
    }
}
