//! `attentive ask`: a self-report from the terminal.

use std::io::{BufRead, Write};

use attentive_server::machine_now;
use attentive_types::bucket::kinds;
use attentive_types::{Bucket, Event};
use serde_json::json;

use super::Place;
use crate::args::AskArgs;
use crate::failure::{Failure, Outcome};
use crate::{exit_codes, machine};

/// Stores how focused the person says they are.
pub fn run(place: &Place, args: &AskArgs) -> Outcome {
    let answer = match args.answer {
        Some(answer) => answer,
        None => ask_on_terminal()?,
    };
    let store = place.open_store()?;
    let hostname = machine::hostname();
    let id = format!("attentive-selfreport_{hostname}");
    store.create_bucket(Bucket {
        id: id.clone(),
        kind: kinds::SELF_REPORT.to_owned(),
        client: "attentive".to_owned(),
        hostname,
        created: machine_now(),
        data: serde_json::Map::new(),
        extent: None,
        last_updated: None,
    })?;
    let facts = json!({"question": "ask-focus", "answer": answer, "via": "cli"});
    let data = facts.as_object().cloned().unwrap_or_default();
    store.insert_events(&id, vec![Event { id: None, timestamp: machine_now(), duration_nanos: 0, data }])?;
    store.close()?;
    tell!("noted: {answer} of 5");
    Ok(())
}

fn ask_on_terminal() -> Result<u8, Failure> {
    let mut out = std::io::stdout();
    write!(out, "How focused are you right now, from 1 (scattered) to 5 (focused)? ")?;
    out.flush()?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    line.trim().parse().ok().filter(|answer| (1..=5).contains(answer)).ok_or_else(|| {
        Failure::new(exit_codes::USAGE, format!("expected a number from 1 to 5, found {:?}", line.trim()))
    })
}
