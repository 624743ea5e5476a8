//! `attentive inbox import`: tasks and mails of other programs, each once.

use std::path::PathBuf;

use attentive_sensors::importers::tasks::{Task, read_tasks};
use attentive_server::machine_now;
use attentive_types::Urgency;
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
    let zone = TimeZone::system();
    for path in files {
        let read = read_tasks(path, &zone)
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
            "{}: {}, {taken} in the inbox, {known} there before or done, {} passed over as finished or no task",
            path.display(),
            read.format,
            read.passed_over
        );
        for (place, why) in read.bad.iter().take(MOST_FAULTS) {
            tell!("  {place}: {why}");
        }
        if read.bad.len() > MOST_FAULTS {
            tell!("  and {} more", read.bad.len() - MOST_FAULTS);
        }
    }
    Ok(())
}

fn demand(task: &Task) -> Value {
    let key: String = task.key.chars().take(1_000).collect();
    // What is overdue does not lapse: it presses.
    let is_overdue = task.due.is_some_and(|due| due <= machine_now());
    let urgency = if is_overdue { task.urgency.max(Urgency::High) } else { task.urgency };
    let deadline = task.due.filter(|_| !is_overdue);
    json!({ "source": task.source, "subject": task.subject, "urgency": urgency, "deadline": deadline, "key": key })
}
