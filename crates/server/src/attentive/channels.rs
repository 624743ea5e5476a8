//! `/channels`: how the ways stand on which people and programs are told.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use crate::app::AppState;

/// All that were asked for; `null` for those that were not.
pub(crate) async fn channels(State(state): State<AppState>) -> Json<Value> {
    Json(state.live.inner().channels.told())
}
