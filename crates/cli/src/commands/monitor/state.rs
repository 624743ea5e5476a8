//! What is usual, kept in a file from one run to the next: counts and limits, no texts.

use std::fs;
use std::io::ErrorKind;

use attentive_text::surge::Monitor;
use serde::{Deserialize, Serialize};

use super::args::MonitorArgs;
use crate::failure::{Failure, Outcome};

/// Says what the file is.
const KIND: &str = "attentive monitor 1";

#[derive(Serialize, Deserialize)]
struct Kept<M> {
    kind: String,
    /// The label that was the negative one.
    negative: String,
    monitor: M,
}

/// What was kept, or one that knows nothing yet.
pub fn read(args: &MonitorArgs) -> Result<Monitor<String>, Failure> {
    let fresh = || Monitor::new(args.settings());
    let Some(file) = &args.state else { return Ok(fresh()) };
    let refused =
        |why: &dyn std::fmt::Display| Failure::input(format!("could not use the state: {why}: {}", file.display()));
    let bytes = match fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(fresh()),
        Err(error) => return Err(refused(&error)),
    };
    let kept: Kept<Monitor<String>> = serde_json::from_slice(&bytes).map_err(|error| refused(&error))?;
    if kept.kind != KIND || kept.negative != args.negative {
        return Err(refused(&format!("it is of {:?} and the label {:?}", kept.kind, kept.negative)));
    }
    if kept.monitor.settings() != args.settings() {
        return Err(refused(&"it was made with other settings (--false-alarms, --times, --by-share, --seed)"));
    }
    Ok(kept.monitor)
}

/// Keeps it, whole or not at all.
pub fn keep(args: &MonitorArgs, monitor: &Monitor<String>) -> Outcome {
    let Some(file) = &args.state else { return Ok(()) };
    let refused =
        |why: &dyn std::fmt::Display| Failure::input(format!("could not keep the state: {why}: {}", file.display()));
    let kept = Kept { kind: KIND.to_owned(), negative: args.negative.clone(), monitor };
    let bytes = serde_json::to_vec(&kept).map_err(|error| refused(&error))?;
    let mut new = file.clone().into_os_string();
    new.push(".new");
    fs::write(&new, bytes).and_then(|()| fs::rename(&new, file)).map_err(|error| refused(&error))
}
