//! `/focus-mode`: nothing but what is urgent comes for a while, then all that waited together.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::read;
use crate::app::AppState;
use crate::error::{ApiError, off_thread};

/// The longest that can be asked for; the stages let none last longer.
const MOST_MIN: u32 = 12 * 60;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    /// For how long; left out, until it is switched off.
    #[serde(default)]
    minutes: Option<u32>,
}

/// How it stands.
pub(crate) async fn told(State(state): State<AppState>) -> Json<Value> {
    Json(json!(state.live.inner().focus_told()))
}

/// Switches it on; one that is on begins anew.
pub(crate) async fn begin(State(state): State<AppState>, bytes: Bytes) -> Result<Json<Value>, ApiError> {
    let Body { minutes } = read::body(&bytes)?;
    if let Some(minutes) = minutes.filter(|minutes| !(1..=MOST_MIN).contains(minutes)) {
        return Err(ApiError::bad_request(format!("minutes: expected 1 to {MOST_MIN} (12 hours), found {minutes}")));
    }
    off_thread(move || {
        state.live.inner().begin_focus_mode(minutes)?;
        Ok(Json(json!(state.live.inner().focus_told())))
    })
    .await
}

/// Switches it off; what waited comes together.
pub(crate) async fn end(State(state): State<AppState>) -> Result<Json<Value>, ApiError> {
    off_thread(move || {
        state.live.inner().end_focus_mode()?;
        Ok(Json(json!(state.live.inner().focus_told())))
    })
    .await
}
