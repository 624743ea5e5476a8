//! `attentive inbox import`: tasks and mails of other programs, each once.

use std::path::PathBuf;

use attentive_sensors::importers::tasks::{Task, read_tasks};
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
    let (zone, begun) = (TimeZone::system(), machine_now());
    for path in files {
        let read = read_tasks(path, &zone)
            .map_err(|error| Failure::new(exit_codes::INPUT, format!("could not take {}: {error}", path.display())))?;
        let progress = progress::bar(read.tasks.len() as u64, "tasks");
        let (mut taken, mut known) = (0_usize, 0_usize);
        let mut bad = read.bad;
        for task in &read.tasks {
            match door.post("/api/attentive/inbox", &demand(task)) {
                Ok(ticket) if is_since(&ticket, begun) => taken += 1,
                Ok(_) => known += 1,
                // One that a filter forbids, or for which there is no room, must not keep the others out.
                Err(refused) if refused.code == exit_codes::FAILED => bad.push((task.subject.clone(), refused.message)),
                Err(broken) => return Err(broken),
            }
            progress.inc(1);
        }
        progress.finish_and_clear();
        tell!(
            "{}: {}, {taken} in the inbox, {known} there before or done, {} passed over as finished or no task, {} not taken",
            path.display(),
            read.format,
            read.passed_over,
            bad.len()
        );
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

fn demand(task: &Task) -> Value {
    let key: String = task.key.chars().take(1_000).collect();
    json!({ "source": task.source, "subject": task.subject, "urgency": task.urgency, "due": task.due, "key": key })
}
