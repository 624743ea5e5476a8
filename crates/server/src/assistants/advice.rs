//! `plan.suggest`, `recommend.next`, `experiment.status`: what the person's own past says.

use serde_json::{Value, json};

use super::schema::{list, object, open_object};
use super::scope::Scope;
use super::tool::{Tool, ToolError};
use crate::app::AppState;
use crate::error::off_thread;

/// The tools of this subject.
pub(super) fn tools() -> Vec<Tool> {
    let items = || json!({ "type": "object" });
    let tool = |name, title, description, field, what| Tool {
        name,
        title,
        description,
        scope: Scope::HistoryAggregate,
        is_reading: true,
        input: object(&[]),
        output: open_object(&[(field, list(&items(), what), true)]),
    };
    vec![
        tool(
            "plan.suggest",
            "What are today's hours good for?",
            "The hours of today with the share of each that this person usually spends in focus, and whether it is best kept for focus or open for messages.",
            "hours",
            "the hours of the local day",
        ),
        tool(
            "recommend.next",
            "What might help now?",
            "What might help this person now, by their own history, with the gain that is expected and on how many observations it rests.",
            "suggestions",
            "largest expected gain first",
        ),
        tool(
            "experiment.status",
            "What is on trial?",
            "The kinds of prompts, how often each was delivered and held back by chance, and what delivering does, with an interval that holds however often one looks.",
            "effects",
            "one for each kind of prompt",
        ),
    ]
}

/// Runs a tool of this subject.
pub(super) async fn run(state: &AppState, name: &str) -> Result<Value, ToolError> {
    let state = state.clone();
    let name = name.to_owned();
    Ok(off_thread(move || {
        let inner = state.live.inner();
        let now = inner.data_clock.now();
        Ok(match name.as_str() {
            "plan.suggest" => json!({ "hours": inner.advise(now, &[]).plan }),
            "recommend.next" => json!({ "suggestions": inner.advise(now, &[]).suggestions }),
            _ => json!({ "effects": inner.profile().effects }),
        })
    })
    .await?)
}
