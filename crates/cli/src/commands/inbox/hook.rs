//! `attentive may-interrupt`: for scripts, and for the hooks that assistants run before they notify.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::super::Place;
use super::LONGEST_WAIT_S;
use super::args::MayInterruptArgs;
use super::door::Door;
use crate::exit_codes;
use crate::failure::{Failure, Outcome};

/// Asks, waits if that was asked for, and says by the exit code.
pub fn run(place: &Place, args: &MayInterruptArgs) -> Outcome {
    let door = Door::of(place, args.token.clone())?;
    let until = Instant::now() + Duration::from_secs_f64(args.wait.unwrap_or_default());
    let wait = |until: Instant| until.saturating_duration_since(Instant::now()).as_secs_f64().min(LONGEST_WAIT_S);
    let asked = json!({
        "reason": args.reason, "urgency": args.urgency, "expected_seconds": args.takes, "wait_seconds": wait(until),
    });
    let mut answer = door.post("/api/attentive/tools/attention.may_interrupt", &asked)?;
    while answer["answer"] == "wait" && wait(until) > 0.0 {
        let later = json!({ "ticket": answer["ticket"], "wait_seconds": wait(until) });
        let ticket = door.post("/api/attentive/tools/attention.ticket", &later)?;
        if let Some(word) = word(&ticket) {
            answer["answer"] = word.into();
        }
        answer["status"] = ticket["status"].clone();
    }
    if args.json {
        say!("{}", serde_json::to_string_pretty(&answer)?);
    } else {
        let until = answer["no_later_than"].as_str().map(|at| format!(", no later than {at}")).unwrap_or_default();
        say!("{}{until}", answer["answer"].as_str().unwrap_or("?"));
    }
    match answer["answer"].as_str() {
        Some("now") => Ok(()),
        word => Err(Failure::new(exit_codes::NOT_NOW, format!("not now ({})", word.unwrap_or("no answer")))),
    }
}

/// What became of a ticket that waited, in one word; `None` while it waits.
fn word(ticket: &Value) -> Option<&'static str> {
    match ticket["status"].as_str()? {
        "closed" | "delivered" => Some("now"),
        "waiting" => None,
        _ => Some("never"),
    }
}
