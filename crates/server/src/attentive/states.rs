//! `/states`: which model names the states, what it was learnt from, and why there is no learned one yet.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::app::AppState;

/// Tells it.
pub(crate) async fn states(State(state): State<AppState>) -> Json<Value> {
    Json(json!(state.live.inner().learner.said()))
}
