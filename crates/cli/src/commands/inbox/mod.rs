//! `attentive inbox` and `attentive may-interrupt`: the inbox of the running server, from the terminal and from scripts.
//!
//! | question | file |
//! | --- | --- |
//! | what waits? what is done about it? | `mod.rs` |
//! | may a script interrupt? | `hook.rs` |
//! | what do files of other programs ask for? | `import.rs` |
//! | how is the server asked? | `door.rs` |

pub mod args;
pub mod door;
mod hook;
mod import;

use std::time::{Duration, Instant};

use attentive_server::machine_now;
use attentive_types::time::seconds_to_nanos;
use serde_json::{Value, json};

use super::Place;
use crate::exit_codes;
use crate::failure::{Failure, Outcome};
use args::{InboxArgs, InboxWhat, SendArgs};
use door::Door;

pub use hook::run as may_interrupt;

/// The longest that one request waits, in seconds.
const LONGEST_WAIT_S: f64 = 300.0;

/// Does what was asked.
pub fn run(place: &Place, args: &InboxArgs) -> Outcome {
    let door = Door::of(place, None)?;
    let act = |ticket: &str, deed: Value| -> Outcome {
        let told = door.post(&format!("/api/attentive/inbox/{ticket}/do"), &deed)?;
        say!("{}: {}", told["status"].as_str().unwrap_or("?"), told["subject"].as_str().unwrap_or_default());
        Ok(())
    };
    match &args.what {
        None => list(&door, args.json),
        Some(InboxWhat::Send(args)) => send(&door, args),
        Some(InboxWhat::Import { files }) => import::run(&door, files),
        Some(InboxWhat::Deliver { ticket }) => act(ticket, json!({ "do": "deliver" })),
        Some(InboxWhat::Close { ticket }) => act(ticket, json!({ "do": "close" })),
        Some(InboxWhat::Answer { ticket, answer }) => act(ticket, json!({ "do": "answer", "answer": answer })),
        Some(InboxWhat::Never { ticket }) => act(ticket, json!({ "do": "never-again" })),
        Some(InboxWhat::Snooze { ticket, time }) => {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a year in minutes fits")]
            let minutes = (time / 60.0).ceil().max(1.0) as u32;
            act(ticket, json!({ "do": "snooze", "minutes": minutes }))
        }
    }
}

fn list(door: &Door, as_json: bool) -> Outcome {
    let inbox = door.get("/api/attentive/inbox")?;
    if as_json {
        say!("{}", serde_json::to_string_pretty(&inbox)?);
        return Ok(());
    }
    let open = inbox["open"].as_array().map(Vec::as_slice).unwrap_or_default();
    if open.is_empty() {
        say!("nothing waits");
    }
    for ticket in open {
        let text = |name: &str| ticket[name].as_str().unwrap_or_default();
        say!("{:<9} {:<7} {}: {}", text("status"), text("urgency"), text("source"), text("subject"));
        if let Some(why) = ticket["decision"]["reasons"][0]["text"].as_str() {
            say!("          {why}");
        }
        if let (Some(until), "waiting") = (ticket["promised"].as_str(), text("status")) {
            say!("          no later than {until}");
        }
        say!("          {}", text("demand_id"));
    }
    Ok(())
}

fn send(door: &Door, args: &SendArgs) -> Outcome {
    let deadline = args.within.and_then(seconds_to_nanos).map(|nanos| machine_now().plus(nanos));
    let options = (!args.option.is_empty()).then_some(&args.option);
    let body = json!({
        "source": args.source, "subject": args.subject, "body": args.body, "urgency": args.urgency,
        "expected_s": args.takes, "deadline": deadline, "options": options,
    });
    let mut ticket = door.post("/api/attentive/inbox", &body)?;
    if let Some(longest) = args.wait {
        let until = Instant::now() + Duration::from_secs_f64(longest);
        let name = ticket["demand_id"].as_str().unwrap_or_default().to_owned();
        while ticket["ended"].is_null() {
            let left = until.saturating_duration_since(Instant::now()).as_secs_f64();
            if left <= 0.0 {
                break;
            }
            let wait = left.ceil().clamp(1.0, LONGEST_WAIT_S);
            ticket = door.get(&format!("/api/attentive/inbox/{name}?wait_s={wait:.0}"))?;
        }
    }
    match (&ticket["answer"], args.json) {
        (_, true) => say!("{}", serde_json::to_string_pretty(&ticket)?),
        (Value::String(answer), false) => say!("{answer}"),
        _ => {
            let text = |name: &str| ticket[name].as_str().unwrap_or_default();
            let why = ticket["decision"]["reasons"][0]["text"].as_str().unwrap_or_default();
            say!("{} {}", text("status"), text("demand_id"));
            say!("{why}");
        }
    }
    let is_lacking = args.wait.is_some() && options.is_some() && ticket["answer"].is_null();
    if is_lacking { Err(Failure::new(exit_codes::NOT_NOW, "no answer yet".to_owned())) } else { Ok(()) }
}
