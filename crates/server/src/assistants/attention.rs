//! `attention.state`: may the person be spoken to? Coarse for everyone, in full with `state:full`; never a title.

use serde_json::{Map, Value, json};

use super::caller::Caller;
use super::schema::{moment, number, one_of, open_object, or_null};
use super::scope::Scope;
use super::tool::{Tool, ToolError};
use crate::app::AppState;
use crate::error::off_thread;

/// The tools of this subject.
pub(super) fn tools() -> Vec<Tool> {
    vec![Tool {
        name: "attention.state",
        title: "Is the person free?",
        description: "Whether the person at this machine is free, busy, away, or not known. With the scope state:full also what attention is like, \
                      how sure that is, since when, when the next natural break is expected, and why. Never what they look at.",
        scope: Scope::StateCoarse,
        is_reading: true,
        input: super::schema::object(&[]),
        output: open_object(&[
            ("availability", one_of(&["free", "busy", "away", "unknown"], "what holds now"), true),
            ("as_of", moment("when this was looked at"), true),
            (
                "break_expected_min",
                or_null(number("minutes until things usually end by themselves; only with state:full")),
                false,
            ),
        ]),
    }]
}

/// What holds now.
pub(super) async fn state(state: &AppState, caller: &Caller) -> Result<Value, ToolError> {
    let live = state.live.clone();
    let now = off_thread(move || Ok(live.now())).await?;
    Ok(told(&now, caller.may(Scope::StateFull)))
}

/// What is told of a moment.
pub(super) fn told(now: &Value, in_full: bool) -> Value {
    let mut answer = Map::new();
    answer.insert("availability".to_owned(), availability(now).into());
    answer.insert("as_of".to_owned(), now["at"].clone());
    if in_full {
        let state = &now["state"];
        let reasons = now["interrupt"]["reasons"].as_array().cloned().unwrap_or_default();
        let expected =
            reasons.iter().find(|reason| reason["code"] == "next-breakpoint").map(|reason| reason["value"].clone());
        for (name, value) in [
            ("state", state["kind"].clone()),
            ("confidence", state["confidence"].clone()),
            ("is_calibrated", state["is_calibrated"].clone()),
            ("by", state["by"].clone()),
            ("since", state["start"].clone()),
            ("focus_since", now["focus_since"].clone()),
            ("presence", now["presence"]["kind"].clone()),
            ("break_expected_min", expected.unwrap_or(Value::Null)),
            ("state_reasons", state["reasons"].clone()),
            (
                "interrupt",
                json!({
                    "when": now["interrupt"]["timing"]["when"],
                    "cost_now_min": now["interrupt"]["cost_now_min"],
                    "cost_wait_min": now["interrupt"]["cost_wait_min"],
                    "reasons": reasons,
                }),
            ),
        ] {
            answer.insert(name.to_owned(), value);
        }
    }
    Value::Object(answer)
}

/// One word for this moment: what an ordinary message would be told.
fn availability(now: &Value) -> &'static str {
    let is_known = !now["state"].is_null() || !now["presence"].is_null();
    let is_away = now["presence"]["kind"] == "away" || now["state"]["kind"] == "away";
    match now["interrupt"]["timing"]["when"].as_str() {
        _ if !is_known => "unknown",
        _ if is_away => "away",
        Some("now") => "free",
        Some(_) => "busy",
        None => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment_with(when: &str, presence: &Value) -> Value {
        json!({
            "at": "2026-11-24T09:30:00Z", "app": "Editor", "title": "secret plan", "focus_since": "2026-11-24T09:00:00Z",
            "state": {"kind": "focused", "confidence": 0.9, "start": "2026-11-24T09:29:00Z", "reasons": []},
            "presence": presence,
            "interrupt": {"timing": {"when": when}, "cost_now_min": 9.0, "cost_wait_min": 1.0,
                          "reasons": [{"code": "next-breakpoint", "value": 12.0}]},
        })
    }

    #[test]
    fn one_word_says_what_an_ordinary_message_would_be_told() {
        let present = json!({"kind": "present"});
        assert_eq!(availability(&moment_with("now", &present)), "free");
        assert_eq!(availability(&moment_with("next-breakpoint", &present)), "busy");
        assert_eq!(availability(&moment_with("next-breakpoint", &json!({"kind": "away"}))), "away");
        assert_eq!(
            availability(&json!({"state": null, "presence": null, "interrupt": {"timing": {"when": "now"}}})),
            "unknown"
        );
    }

    #[test]
    fn coarse_tells_two_things_and_neither_way_tells_what_is_looked_at() {
        let moment = moment_with("batch", &json!({"kind": "present"}));
        let coarse = told(&moment, false);
        assert_eq!(coarse, json!({"availability": "busy", "as_of": "2026-11-24T09:30:00Z"}));
        let full = told(&moment, true);
        assert_eq!(full["break_expected_min"], 12.0);
        for text in [coarse.to_string(), full.to_string()] {
            assert!(!text.contains("secret") && !text.contains("Editor"), "{text}");
        }
    }
}
