//! `/presence`: free, busy, away or unknown, and until when; and by which word the person lets each state be told.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use serde_json::{Value, json};

use super::read;
use crate::app::AppState;
use crate::error::{ApiError, off_thread};
use crate::live::PresenceWords;

/// What others are told now.
pub(crate) async fn told(State(state): State<AppState>) -> Result<Json<Value>, ApiError> {
    off_thread(move || Ok(Json(json!(state.live.inner().presence_for_others())))).await
}

/// The words in use.
pub(crate) async fn words(State(state): State<AppState>) -> Result<Json<PresenceWords>, ApiError> {
    off_thread(move || Ok(Json(PresenceWords::of_store(&state.store)?))).await
}

/// Sets the words, whole; a state that is left out has its usual one.
pub(crate) async fn set_words(State(state): State<AppState>, bytes: Bytes) -> Result<Json<PresenceWords>, ApiError> {
    let words: PresenceWords = read::body(&bytes)?;
    off_thread(move || {
        words.keep(&state.store)?;
        state.store.audit("person", "words for presence", &json!(words).to_string())?;
        Ok(Json(words))
    })
    .await
}
