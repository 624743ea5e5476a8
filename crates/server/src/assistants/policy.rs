//! `policy.set`: who may always and who may never interrupt. What is written there beats every model.

use attentive_pipeline::decide::BrokerPolicy;
use serde::Deserialize;
use serde_json::{Value, json};

use super::caller::Caller;
use super::schema::{list, object, open_object};
use super::scope::Scope;
use super::tool::{Tool, ToolError, read};
use crate::app::AppState;
use crate::error::off_thread;

/// The tools of this subject.
pub(super) fn tools() -> Vec<Tool> {
    let names = |what| list(&json!({ "type": "string" }), what);
    vec![Tool {
        name: "policy.set",
        title: "Who may interrupt?",
        description: "Sets which sources may always interrupt, and which may never. What is left out stays as it is.",
        scope: Scope::PolicyWrite,
        is_reading: false,
        input: object(&[
            ("always_from", names("sources"), false),
            ("never_from", names("sources; beats everything else"), false),
        ]),
        output: open_object(&[("always_from", names("sources"), true), ("never_from", names("sources"), true)]),
    }]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    always_from: Option<Vec<String>>,
    never_from: Option<Vec<String>>,
}

/// Runs the tool.
pub(super) async fn run(state: &AppState, caller: &Caller, arguments: Value) -> Result<Value, ToolError> {
    let Asked { always_from, never_from } = read(arguments)?;
    let (live, by) = (state.live.clone(), caller.name.clone());
    let policy: BrokerPolicy = off_thread(move || {
        let inner = live.inner();
        let before = inner.policy().broker;
        let sources = crate::live::Sources {
            always_from: always_from.unwrap_or(before.always_from),
            never_from: never_from.unwrap_or(before.never_from),
        };
        inner.set_sources(sources, &by)?;
        Ok(inner.policy().broker)
    })
    .await?;
    Ok(json!({ "always_from": policy.always_from, "never_from": policy.never_from }))
}
