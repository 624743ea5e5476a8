//! Resources: what can be read by an address, and which of them tell when they change.

use serde_json::{Value, json};

use super::caller::Caller;
use super::scope::Scope;
use super::tool::{self, ToolError};
use crate::app::AppState;

/// What holds now.
pub(super) const NOW: &str = "attention://now";
/// What waits.
pub(super) const QUEUE: &str = "attention://queue";
/// Those that tell when they change.
pub(super) const CHANGING: [&str; 2] = [NOW, QUEUE];
/// How they are written.
pub(super) const JSON: &str = "application/json";

/// One resource.
pub(super) struct Known {
    /// Its address.
    pub(super) uri: &'static str,
    /// Its name.
    pub(super) name: &'static str,
    /// A few words.
    pub(super) title: &'static str,
    /// What it holds.
    pub(super) description: &'static str,
}

/// All of them.
pub(super) const ALL: [Known; 5] = [
    Known { uri: NOW, name: "now", title: "This moment", description: "as attention.state" },
    Known {
        uri: "attention://today",
        name: "today",
        title: "Today",
        description: "as time.summary of today (needs history:aggregate)",
    },
    Known {
        uri: "attention://policy",
        name: "policy",
        title: "Who may interrupt when",
        description: "what the person wrote down (needs state:full)",
    },
    Known { uri: QUEUE, name: "queue", title: "What waits", description: "as attention.queue" },
    Known {
        uri: "attention://schema",
        name: "schema",
        title: "All tools",
        description: "names, scopes and schemas of all tools",
    },
];

/// The scope that one which changes needs; `None` for others.
pub(super) fn needs(uri: &str) -> Option<Scope> {
    match uri {
        NOW => Some(Scope::StateCoarse),
        QUEUE => Some(Scope::Ask),
        _ => None,
    }
}

/// Reads one.
pub(super) async fn read(state: &AppState, caller: &Caller, uri: &str) -> Result<Value, ToolError> {
    match uri {
        NOW => tool::call(state, caller, "attention.state", Value::Null).await,
        "attention://today" => tool::call(state, caller, "time.summary", Value::Null).await,
        QUEUE => tool::call(state, caller, "attention.queue", Value::Null).await,
        "attention://policy" => {
            let answer = if caller.may(Scope::StateFull) {
                Ok(json!(state.live.inner().policy().broker))
            } else {
                Err(ToolError::Scope(Scope::StateFull))
            };
            match &answer {
                Ok(_) => tool::note(state, caller, uri, "answered"),
                Err(_) => tool::note_and_wait(state, caller, uri, "refused: needs state:full").await,
            }
            answer
        }
        "attention://schema" => Ok(schema()),
        _ => Err(ToolError::NoSuchTool(uri.to_owned())),
    }
}

/// All tools, for programs.
pub(super) fn schema() -> Value {
    let tools: Vec<Value> = tool::all()
        .into_iter()
        .map(|tool| {
            json!({
                "name": tool.name, "title": tool.title, "description": tool.description, "scope": tool.scope,
                "is_reading": tool.is_reading, "input": tool.input, "output": tool.output,
            })
        })
        .collect();
    json!({ "tools": tools })
}
