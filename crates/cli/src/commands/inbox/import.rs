//! `attentive inbox import`: tasks and mails of other programs, each once, and the meetings of a calendar, which take the place of what was known of it.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use attentive_sensors::importers::tasks::{Task, Tasks, meetings_around, read_tasks};
use attentive_server::machine_now;
use attentive_types::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::door::Door;
use crate::exit_codes;
use crate::failure::{Failure, Outcome};
use crate::progress;

/// Faults of one file that are told one by one.
const MOST_FAULTS: usize = 10;

/// Reads files and puts what is to be done into the inbox.
pub fn run(door: &Door, files: &[PathBuf]) -> Outcome {
    let (zone, now) = (TimeZone::system(), machine_now());
    let mut calendars = HashSet::new();
    for path in files {
        let read = read_tasks(path, &zone, now)
            .map_err(|error| Failure::new(exit_codes::INPUT, format!("could not take {}: {error}", path.display())))?;
        let progress = progress::bar(read.tasks.len() as u64, "tasks");
        let (mut taken, mut known) = (0_usize, 0_usize);
        let mut bad = read.bad.clone();
        // A mail is a message; a line of a list is to be done, and does not lapse when it is due.
        let is_of_tasks = !matches!(read.format, "mbox" | "Maildir");
        for task in &read.tasks {
            match door.post("/api/attentive/inbox", &demand(task, is_of_tasks)) {
                Ok(ticket) if is_since(&ticket, now) => taken += 1,
                Ok(_) => known += 1,
                // One that a filter forbids, or for which there is no room, must not keep the others out.
                Err(refused) if refused.code == exit_codes::FAILED => bad.push((task.subject.clone(), refused.message)),
                Err(broken) => return Err(broken),
            }
            progress.inc(1);
        }
        progress.finish_and_clear();
        tell!(
            "{}: {}, {taken} in the inbox, {known} there before or done, {} passed over as finished, or neither a task nor a meeting, {} not taken",
            path.display(),
            read.format,
            read.passed_over,
            bad.len()
        );
        // A file of to-dos alone says nothing of meetings; another file of the same calendar does.
        let tells_meetings = !read.meetings.is_empty() || read.tasks.is_empty();
        if read.format == "ics" && tells_meetings {
            let calendar = calendar(path, &read);
            if read.is_cut {
                tell!("  calendar {calendar}: the file is cut, so its meetings are left as they were known");
            } else if calendars.insert(calendar.clone()) {
                put_meetings(door, &calendar, &read, now)?;
            } else {
                tell!(
                    "  calendar {calendar}: another file of that name was just read, so its meetings were not taken; give it a name of its own (X-WR-CALNAME)"
                );
            }
        }
        for (place, why) in bad.iter().take(MOST_FAULTS) {
            tell!("  {place}: {why}");
        }
        if bad.len() > MOST_FAULTS {
            tell!("  and {} more", bad.len() - MOST_FAULTS);
        }
    }
    Ok(())
}

/// Whether a ticket came in since.
fn is_since(ticket: &Value, begun: Timestamp) -> bool {
    ticket["arrived"].as_str().and_then(|at| Timestamp::parse(at).ok()).is_some_and(|at| at >= begun)
}

/// What a calendar is called: as it says, or by its file.
fn calendar(path: &Path, read: &Tasks) -> String {
    let file = || path.file_stem().map_or_else(|| "calendar".to_owned(), |stem| stem.to_string_lossy().into_owned());
    read.calendar.clone().unwrap_or_else(file)
}

/// Hands the meetings of a calendar in, whole, also when there is none any more.
fn put_meetings(door: &Door, calendar: &str, read: &Tasks, now: Timestamp) -> Outcome {
    let around = meetings_around(now);
    // What began before the stretch and reaches into it is left to the reading before.
    let inside = read.meetings.iter().filter(|meeting| around.contains(meeting.span.start));
    let meetings: Vec<Value> = inside
        .map(|meeting| {
            let (start, end) = (meeting.span.start, meeting.span.end);
            let key: String = meeting.key.chars().take(1_000).collect();
            json!({ "start": start, "end": end, "title": meeting.title, "key": key })
        })
        .collect();
    let (start, end) = (around.start, around.end);
    let body = json!({ "calendar": calendar, "start": start, "end": end, "meetings": meetings });
    let done = door.put("/api/attentive/plan/meetings", &body)?;
    tell!("  calendar {calendar}: {} meetings new, {} known, {} gone", done["added"], done["known"], done["removed"]);
    Ok(())
}

fn demand(task: &Task, is_task: bool) -> Value {
    let key: String = task.key.chars().take(1_000).collect();
    json!({ "source": task.source, "subject": task.subject, "urgency": task.urgency, "due": task.due, "task": is_task, "key": key })
}
