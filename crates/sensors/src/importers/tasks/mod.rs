//! What is there to do, in files of other programs? Files in; [`Task`]s out, with what was left out and why.
//!
//! | file | format | taken | left out |
//! | --- | --- | --- | --- |
//! | `ics.rs` | iCalendar (RFC 5545) | to-dos | finished to-dos, journals |
//! | `ics_events.rs`, `ics_repeats.rs` | the same | events with a start and an end, from a week ago to a year ahead | whole days, what is called off or keeps no time busy |
//! | `todo_txt.rs` | todo.txt | lines with priority, `due:` | lines that begin with `x ` |
//! | `taskwarrior.rs` | `task export` | pending and waiting | completed, deleted, recurring templates |
//! | `todoist.rs` | Todoist's CSV template | rows of type `task` | sections and notes |
//! | `mail.rs` | mbox files, Maildir folders | sender, subject and date of each mail, never its body | mails that were read, in Maildir |
//!
//! A file is known by its content, not by its name. Times without a zone are taken in the zone that is handed in.

mod ics;
mod ics_events;
mod ics_repeats;
mod mail;
mod taskwarrior;
mod todo_txt;
mod todoist;

use std::path::Path;

use attentive_types::time::DAY;
use attentive_types::{Span, Timestamp, Urgency};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// Bytes of a file at most. A mailbox is larger than anybody's tasks.
const LARGEST: u64 = 2 << 30;
/// Letters of a subject at most.
const LONGEST: usize = 1_000;

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// What tells it from others in its program, so that reading a file twice adds nothing.
    pub key: String,
    /// From where: `ics`, `todo.txt`, `taskwarrior`, `todoist`, or who sent a mail.
    pub source: String,
    /// One line.
    pub subject: String,
    /// How much it presses.
    pub urgency: Urgency,
    /// When it is due; `None` when that is not said.
    pub due: Option<Timestamp>,
}

/// A stretch of time that a calendar keeps busy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    /// What tells it from others of its calendar; a repeated one has one key.
    pub key: String,
    /// One line; empty when it has no name.
    pub title: String,
    /// When it begins and is over.
    pub span: Span,
}

/// What a file held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tasks {
    /// The format, in a word.
    pub format: &'static str,
    /// What is to be done, in the order of the file.
    pub tasks: Vec<Task>,
    /// What keeps time busy, in order of time; repeated ones from a week ago to a year ahead.
    pub meetings: Vec<Meeting>,
    /// The calendar's own name; `None` when the file has none or is no calendar.
    pub calendar: Option<String>,
    /// Whether a calendar has no end, so that there may have been more in it.
    pub is_cut: bool,
    /// What was finished, or neither a task nor a meeting.
    pub passed_over: usize,
    /// What could not be understood: where, and why.
    pub bad: Vec<(String, String)>,
}

/// Why a file gave no tasks.
#[derive(Debug, thiserror::Error)]
pub enum TasksError {
    /// It cannot be read.
    #[error("it could not be read ({0})")]
    Io(#[from] std::io::Error),
    /// It is too large.
    #[error("it has {0} bytes, more than 2 GiB")]
    TooLarge(u64),
    /// It is none of the formats.
    #[error("it is none of: iCalendar (.ics), todo.txt, `task export`, Todoist's CSV, mbox, a Maildir folder")]
    Unknown,
}

/// Reads a file or a Maildir folder; times without a zone are of `zone`, and meetings are looked for around `now`.
///
/// # Errors
/// When it cannot be read, is too large, or is none of the formats.
pub fn read_tasks(path: &Path, zone: &TimeZone, now: Timestamp) -> Result<Tasks, TasksError> {
    if path.is_dir() {
        return mail::maildir(path).ok_or(TasksError::Unknown)?;
    }
    let size = std::fs::metadata(path)?.len();
    if size > LARGEST {
        return Err(TasksError::TooLarge(size));
    }
    let bytes = std::fs::read(path)?;
    if bytes.starts_with(b"From ") {
        return Ok(mail::mbox(&bytes));
    }
    let text = String::from_utf8_lossy(&bytes);
    of_text(text.trim_start_matches('\u{feff}'), zone, now).ok_or(TasksError::Unknown)
}

/// The tasks of a text, by its content; `None` when it is none of the formats.
#[must_use]
pub fn of_text(text: &str, zone: &TimeZone, now: Timestamp) -> Option<Tasks> {
    let start = text.trim_start();
    if start.get(..15).is_some_and(|start| start.eq_ignore_ascii_case("BEGIN:VCALENDAR")) {
        return Some(ics::read(text, zone, meetings_around(now)));
    }
    if start.starts_with('[') || start.starts_with('{') {
        return taskwarrior::read(text);
    }
    todoist::read(text, zone).or_else(|| todo_txt::read(text, zone))
}

/// The stretch of time in which meetings are looked for.
#[must_use]
pub fn meetings_around(now: Timestamp) -> Span {
    Span::new(now.plus(-7 * DAY), now.plus(366 * DAY))
}

/// A local date or a date with a time, as a moment; a date alone is the end of its day.
fn local(date: Date, time: Option<DateTime>, zone: &TimeZone) -> Option<Timestamp> {
    let moment = time.unwrap_or_else(|| date.at(23, 59, 59, 0));
    let nanos = zone.to_timestamp(moment).ok()?.as_nanosecond();
    i64::try_from(nanos).ok().map(Timestamp)
}

/// One line of at most [`LONGEST`] letters.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_file_is_known_by_its_content() {
        let format = |text: &str| of_text(text, &TimeZone::UTC, Timestamp(0)).map(|tasks| tasks.format);
        assert_eq!(format("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"), Some("ics"));
        assert_eq!(format("[{\"uuid\":\"1\",\"description\":\"x\",\"status\":\"pending\"}]"), Some("taskwarrior"));
        assert_eq!(format("TYPE,CONTENT,PRIORITY\ntask,x,1\n"), Some("todoist"));
        assert_eq!(format("(A) call Ana due:2026-12-01\n"), Some("todo.txt"));
        assert_eq!(format("<html></html>"), None);
        assert_eq!(format(""), None);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC*", start in prop::sample::select(vec!["", "BEGIN:VCALENDAR\nBEGIN:VTODO\n", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261124T090000Z\nDTEND:20261124T100000Z\nRRULE:", "[", "TYPE,CONTENT\n", "(A) "])) {
            let _read = of_text(&format!("{start}{text}"), &TimeZone::UTC, Timestamp(0));
            let _mail = mail::mbox(text.as_bytes());
        }
    }
}
