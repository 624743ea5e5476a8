//! `/assistants`: who may ask, what they asked and were answered, and how to stop them.

use std::collections::BTreeSet;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::read;
use crate::app::AppState;
use crate::assistants::{AssistantError, Assistants, Scope};
use crate::error::{ApiError, off_thread};

/// Lines of the audit that are looked through, and how many of each assistant are told.
const LINES: (usize, usize) = (5_000, 20);

impl From<AssistantError> for ApiError {
    fn from(error: AssistantError) -> Self {
        match error {
            AssistantError::Store(error) => error.into(),
            AssistantError::Random(_) => Self::internal(error.to_string()),
            AssistantError::Taken(_) => Self::new(axum::http::StatusCode::CONFLICT, error.to_string()),
            AssistantError::Name(_) => Self::bad_request(error.to_string()),
        }
    }
}

/// All assistants, with what they did lately.
pub(crate) async fn all(State(state): State<AppState>) -> Result<Json<Value>, ApiError> {
    off_thread(move || {
        let known = Assistants::of_store(&state.store)?;
        let (most, each) = LINES;
        let mut calls: std::collections::BTreeMap<String, (usize, usize, Vec<Value>)> = std::collections::BTreeMap::new();
        for entry in state.store.audit_entries(most)? {
            let Some(name) = entry.who.strip_prefix("assistant: ") else { continue };
            let (count, refused, lines) = calls.entry(name.to_owned()).or_default();
            *count += 1;
            *refused += usize::from(entry.detail.starts_with("refused"));
            if lines.len() < each {
                lines.push(json!({ "at": entry.at, "what": entry.what, "detail": entry.detail }));
            }
        }
        let told = |name: &str, since: Value, scopes: &BTreeSet<Scope>, has_token: bool, calls: Option<(usize, usize, Vec<Value>)>| {
            let (count, refused, lines) = calls.unwrap_or_default();
            json!({ "name": name, "since": since, "scopes": scopes, "has_token": has_token, "calls": count, "refused": refused, "lately": lines })
        };
        let mut lines: Vec<Value> = known
            .named
            .iter()
            .map(|one| told(&one.name, json!(one.since), &one.scopes, true, calls.remove(&one.name)))
            .collect();
        // Without a token, or revoked since.
        for (name, of_it) in calls {
            let scopes = if name.starts_with("unnamed") { known.unnamed.clone() } else { BTreeSet::new() };
            lines.push(told(&name, Value::Null, &scopes, false, Some(of_it)));
        }
        let all: Vec<&str> = Scope::ALL.iter().map(|scope| scope.name()).collect();
        Ok(Json(json!({ "assistants": lines, "unnamed": known.unnamed, "scopes": all })))
    })
    .await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewBody {
    name: String,
    #[serde(default)]
    scopes: Option<BTreeSet<Scope>>,
}

/// Lets an assistant in; the token is in this answer and nowhere else.
pub(crate) async fn add(State(state): State<AppState>, bytes: Bytes) -> Result<Json<Value>, ApiError> {
    let NewBody { name, scopes } = read::body(&bytes)?;
    off_thread(move || {
        let scopes = scopes.unwrap_or_else(|| Scope::DEFAULT.into());
        let token = Assistants::add(&state.store, &name, scopes)?;
        state.assistants.changed();
        Ok(Json(json!({ "name": name.trim(), "token": token })))
    })
    .await
}

/// Revokes an assistant's token.
pub(crate) async fn remove(State(state): State<AppState>, Path(name): Path<String>) -> Result<Json<Value>, ApiError> {
    off_thread(move || {
        let was_there = Assistants::remove(&state.store, &name)?;
        state.assistants.changed();
        if was_there { Ok(Json(json!({}))) } else { Err(ApiError::not_found("there is no assistant of that name")) }
    })
    .await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnnamedBody {
    scopes: BTreeSet<Scope>,
}

/// Says what callers without a token may.
pub(crate) async fn unnamed(State(state): State<AppState>, bytes: Bytes) -> Result<Json<Value>, ApiError> {
    let UnnamedBody { scopes } = read::body(&bytes)?;
    off_thread(move || {
        Assistants::allow_unnamed(&state.store, scopes)?;
        state.assistants.changed();
        Ok(Json(json!({})))
    })
    .await
}
