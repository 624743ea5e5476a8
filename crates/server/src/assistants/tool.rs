//! The list of tools, and how one is called: scope first, then the tool, and a line in the audit either way.

use serde_json::Value;

use super::caller::Caller;
use super::scope::Scope;
use super::{advice, ask, attention, language, policy, time};
use crate::app::AppState;
use crate::error::ApiError;
use crate::live::InboxError;

/// One tool.
pub(crate) struct Tool {
    /// Its name, such as `attention.state`.
    pub(crate) name: &'static str,
    /// A few words.
    pub(crate) title: &'static str,
    /// What it does, for whoever chooses among tools.
    pub(crate) description: &'static str,
    /// What a caller must be allowed.
    pub(crate) scope: Scope,
    /// Whether it changes nothing.
    pub(crate) is_reading: bool,
    /// JSON Schema of what it takes.
    pub(crate) input: Value,
    /// JSON Schema of what it gives.
    pub(crate) output: Value,
}

/// Why a tool gave no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ToolError {
    /// There is no tool of that name.
    NoSuchTool(String),
    /// The caller may not.
    Scope(Scope),
    /// What was handed in does not fit, or names what is not there.
    Input(String),
    /// Our own fault, or the disk's.
    Failed(String),
}

impl ToolError {
    /// What to tell the caller.
    pub(crate) fn message(&self) -> String {
        match self {
            Self::NoSuchTool(name) => format!("there is no tool {name:?}"),
            Self::Scope(scope) => format!(
                "this assistant may not do that: it needs the scope {}; the person can allow it on the page Assistants or with `attentive assistants`",
                scope.name()
            ),
            Self::Input(what) | Self::Failed(what) => what.clone(),
        }
    }
}

impl From<ApiError> for ToolError {
    fn from(error: ApiError) -> Self {
        if error.status.is_client_error() { Self::Input(error.message) } else { Self::Failed(error.message) }
    }
}

impl From<InboxError> for ToolError {
    fn from(error: InboxError) -> Self {
        match error {
            InboxError::Store(_) | InboxError::Closed => Self::Failed(error.to_string()),
            _ => Self::Input(error.to_string()),
        }
    }
}

/// All tools, by subject, always in this order.
pub(crate) fn all() -> Vec<Tool> {
    let mut tools = attention::tools();
    tools.extend(ask::tools());
    tools.extend(time::tools());
    tools.extend(advice::tools());
    tools.extend(language::tools());
    tools.extend(policy::tools());
    tools
}

/// Calls a tool.
///
/// # Errors
/// When there is none of that name, the caller may not, what was handed in does not fit, or the tool failed.
pub(crate) async fn call(state: &AppState, caller: &Caller, name: &str, arguments: Value) -> Result<Value, ToolError> {
    let answer = match all().into_iter().find(|tool| tool.name == name) {
        None => Err(ToolError::NoSuchTool(name.chars().take(128).collect())),
        Some(tool) if !caller.may(tool.scope) => Err(ToolError::Scope(tool.scope)),
        Some(_) => run(state, caller, name, arguments).await,
    };
    let detail = match &answer {
        Ok(_) => "answered".to_owned(),
        Err(ToolError::Scope(scope)) => format!("refused: needs {}", scope.name()),
        Err(ToolError::NoSuchTool(_)) => "no such tool".to_owned(),
        // The caller's own words stay out.
        Err(ToolError::Input(_)) => "did not fit".to_owned(),
        Err(ToolError::Failed(_)) => "failed".to_owned(),
    };
    let what = if matches!(answer, Err(ToolError::NoSuchTool(_))) { "unknown tool" } else { name };
    if matches!(answer, Err(ToolError::Scope(_))) {
        note_and_wait(state, caller, what, &detail).await;
    } else {
        note(state, caller, what, &detail);
    }
    answer
}

/// Writes what was refused into the audit; it is on the disk when this returns.
pub(super) async fn note_and_wait(state: &AppState, caller: &Caller, what: &str, detail: &str) {
    let (done, written) = tokio::sync::oneshot::channel();
    state.store.audit_then(&format!("assistant: {}", caller.name), what, detail, |written| {
        // Whoever asked may be gone.
        drop(done.send(written));
    });
    if let Ok(Err(error)) = written.await {
        tracing::warn!("could not write what was refused to an assistant into the audit: {error}");
    }
}

/// Writes a call into the audit: before what the next call writes, and without letting this one wait.
pub(super) fn note(state: &AppState, caller: &Caller, what: &str, detail: &str) {
    state.store.audit_then(&format!("assistant: {}", caller.name), what, detail, |written| {
        if let Err(error) = written {
            tracing::warn!("could not write a call of an assistant into the audit: {error}");
        }
    });
}

async fn run(state: &AppState, caller: &Caller, name: &str, arguments: Value) -> Result<Value, ToolError> {
    let (subject, deed) = name.split_once('.').unwrap_or((name, ""));
    match (subject, deed) {
        ("attention", "state") => attention::state(state, caller).await,
        ("attention", deed) => ask::run(state, caller, deed, arguments).await,
        ("time" | "focus" | "trends", _) => time::run(state, name, arguments).await,
        ("plan" | "recommend" | "experiment", _) => advice::run(state, name).await,
        ("text", _) => language::run(state, name, arguments).await,
        ("policy", _) => policy::run(state, caller, arguments).await,
        _ => Err(ToolError::NoSuchTool(name.to_owned())),
    }
}

/// Reads what was handed in.
pub(super) fn read<T: serde::de::DeserializeOwned>(arguments: Value) -> Result<T, ToolError> {
    let arguments = if arguments.is_null() { Value::Object(serde_json::Map::new()) } else { arguments };
    serde_json::from_value(arguments)
        .map_err(|error| ToolError::Input(format!("the arguments cannot be understood: {error}")))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_and_fit_the_protocol_and_schemas_are_objects() {
        let tools = all();
        let names: BTreeSet<&str> = tools.iter().map(|tool| tool.name).collect();
        assert_eq!(names.len(), tools.len());
        for tool in &tools {
            let is_fine = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
            assert!(tool.name.bytes().all(is_fine) && tool.name.len() <= 128, "{}", tool.name);
            assert_eq!(tool.input["type"], "object", "{}", tool.name);
            assert_eq!(tool.output["type"], "object", "{}", tool.name);
        }
    }

    #[test]
    fn what_nobody_allowed_shows_no_history() {
        for tool in all().iter().filter(|tool| Scope::DEFAULT.contains(&tool.scope)) {
            let reads_what_is_sent = ["text.classify", "text.entities"].contains(&tool.name);
            assert!(tool.name.starts_with("attention.") || reads_what_is_sent, "{}", tool.name);
        }
    }
}
