//! `/audit`: what was done with the data, newest first.

use axum::Json;
use axum::extract::{Query, State};
use serde_json::{Value, json};

use super::read::{Words, number};
use crate::app::AppState;
use crate::error::{ApiError, off_thread};

/// The newest entries.
pub(crate) async fn audit(State(state): State<AppState>, Query(words): Query<Words>) -> Result<Json<Value>, ApiError> {
    let limit = number(&words, "limit", 100, (1, 10_000))?;
    off_thread(move || {
        let entries = state.store.audit_entries(usize::try_from(limit).unwrap_or(usize::MAX))?;
        let lines: Vec<Value> = entries
            .into_iter()
            .map(|entry| json!({"at": entry.at, "who": entry.who, "what": entry.what, "detail": entry.detail}))
            .collect();
        Ok(Json(json!({ "entries": lines })))
    })
    .await
}
