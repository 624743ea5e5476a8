//! `attentive focus`: focus mode of the running server, from the terminal.

pub mod args;

use attentive_server::{LocalTime, machine_now};
use attentive_types::Timestamp;
use serde_json::{Value, json};

use super::Place;
use super::inbox::door::Door;
use crate::clock;
use crate::failure::Outcome;
use args::{FocusArgs, FocusWhat};

const PATH: &str = "/api/attentive/focus-mode";

/// Switches it on or off, or says how it stands.
pub fn run(place: &Place, args: &FocusArgs) -> Outcome {
    let door = Door::of(place, None)?;
    let told = match args.what {
        None => door.post(PATH, &json!({})),
        Some(FocusWhat::For(minutes)) => door.post(PATH, &json!({ "minutes": minutes })),
        Some(FocusWhat::Off) => door.delete(PATH),
        Some(FocusWhat::Status) => door.get(PATH),
    }?;
    if args.json {
        say!("{}", serde_json::to_string_pretty(&told)?);
    } else {
        say!("{}", line(&told));
        if let Some(why) = told["do_not_disturb"]["why"].as_str() {
            say!("do-not-disturb: {why}");
        }
    }
    Ok(())
}

/// How it stands, in one line.
fn line(told: &Value) -> String {
    let waiting = match told["waiting"].as_u64() {
        None | Some(0) => "nothing waits".to_owned(),
        Some(1) => "1 thing waits".to_owned(),
        Some(count) => format!("{count} things wait"),
    };
    let until = told["until"].as_str().map(wall_clock).unwrap_or_default();
    match (told["phase"].as_str(), told["is_open_ended"].as_bool()) {
        (Some("on"), Some(true)) => {
            format!(
                "focus mode is on until you switch it off (`attentive focus off`), {until} at the latest; {waiting}"
            )
        }
        (Some("on"), _) => format!("focus mode is on until {until}; {waiting}"),
        (Some("ending"), _) => {
            format!("focus mode is over, and what waited comes at your next break, {until} at the latest; {waiting}")
        }
        (Some(_), _) => format!("focus mode is over, and what waited comes together; {waiting}"),
        (None, _) => format!("focus mode is off; {waiting}"),
    }
}

/// A moment as the clock on the wall shows it.
fn wall_clock(moment: &str) -> String {
    let local = LocalTime::of_machine(0, machine_now());
    Timestamp::parse(moment).map_or_else(|_| moment.to_owned(), |at| clock::time_of_day(at, &local.clock))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_phase_is_told_with_what_waits() {
        let told = |phase: Value, waiting: u64| line(&json!({"phase": phase, "waiting": waiting, "until": "later"}));
        assert_eq!(told(json!("on"), 0), "focus mode is on until later; nothing waits");
        assert_eq!(told(Value::Null, 1), "focus mode is off; 1 thing waits");
        assert!(told(json!("ending"), 3).ends_with("later at the latest; 3 things wait"));
        assert_eq!(told(json!("over"), 2), "focus mode is over, and what waited comes together; 2 things wait");
    }
}
