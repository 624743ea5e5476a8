//! `attentive inbox import`: tasks and mails of other programs, each once, and the meetings of a calendar, which take the place of what was known of it.

use std::path::{Path, PathBuf};

use attentive_sensors::importers::tasks::{Task, Tasks, meetings_around, read_tasks};
use attentive_server::machine_now;
use attentive_types::{Timestamp, Urgency};
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
    for path in files {
        let read = read_tasks(path, &zone, now)
            .map_err(|error| Failure::new(exit_codes::INPUT, format!("could not take {}: {error}", path.display())))?;
        let progress = progress::bar(read.tasks.len() as u64, "tasks");
        let (mut taken, mut known) = (0_usize, 0_usize);
        for task in &read.tasks {
            let ticket = door.post("/api/attentive/inbox", &demand(task))?;
            let is_new = ticket["steps"].as_array().is_some_and(|steps| steps.len() <= 2) && ticket["ended"].is_null();
            if is_new {
                taken += 1
            } else {
                known += 1
            }
            progress.inc(1);
        }
        progress.finish_and_clear();
        tell!(
            "{}: {}, {taken} in the inbox, {known} there before or done, {} passed over as finished, or neither a task nor a meeting",
            path.display(),
            read.format,
            read.passed_over
        );
        // A file of to-dos alone says nothing of meetings; another file of the same calendar does.
        let tells_meetings = !read.meetings.is_empty() || read.tasks.is_empty();
        if read.format == "ics" && tells_meetings {
            put_meetings(door, path, &read, now)?;
        }
        for (place, why) in read.bad.iter().take(MOST_FAULTS) {
            tell!("  {place}: {why}");
        }
        if read.bad.len() > MOST_FAULTS {
            tell!("  and {} more", read.bad.len() - MOST_FAULTS);
        }
    }
    Ok(())
}

/// Hands the meetings of a calendar in, whole, also when there is none any more.
fn put_meetings(door: &Door, path: &Path, read: &Tasks, now: Timestamp) -> Outcome {
    let file = || path.file_stem().map_or_else(|| "calendar".to_owned(), |stem| stem.to_string_lossy().into_owned());
    let calendar = read.calendar.clone().unwrap_or_else(file);
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

fn demand(task: &Task) -> Value {
    let key: String = task.key.chars().take(1_000).collect();
    // What is overdue does not lapse: it presses.
    let is_overdue = task.due.is_some_and(|due| due <= machine_now());
    let urgency = if is_overdue { task.urgency.max(Urgency::High) } else { task.urgency };
    json!({ "source": task.source, "subject": task.subject, "urgency": urgency, "deadline": task.due, "key": key })
}
