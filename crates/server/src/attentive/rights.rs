//! What the person may do with sensing and with their data: pause, filter, keep for a while, forget.

use attentive_types::Timestamp;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::read;
use crate::app::AppState;
use crate::error::{ApiError, off_thread};
use crate::live::{PRIVACY_FILTERS, Retention};

/// The longest pause: a week. Who wants longer switches sensors off in the configuration.
const MOST_PAUSE_MIN: u32 = 7 * 24 * 60;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PauseBody {
    minutes: u32,
}

/// Pauses sensing.
pub(crate) async fn pause(State(state): State<AppState>, bytes: Bytes) -> Result<Json<Value>, ApiError> {
    let PauseBody { minutes } = read::body(&bytes)?;
    if !(1..=MOST_PAUSE_MIN).contains(&minutes) {
        return Err(ApiError::bad_request(format!(
            "minutes: expected 1 to {MOST_PAUSE_MIN} (a week), found {minutes}"
        )));
    }
    off_thread(move || {
        let until = state.live.pause_for(minutes)?;
        Ok(Json(json!({ "paused_until": until })))
    })
    .await
}

/// Ends a pause.
pub(crate) async fn resume(State(state): State<AppState>) -> Result<Json<Value>, ApiError> {
    off_thread(move || {
        state.live.resume()?;
        Ok(Json(json!({})))
    })
    .await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FiltersBody {
    filters: Vec<Value>,
}

/// Sets the privacy filters: from the next event on, before anything is stored.
pub(crate) async fn filters(State(state): State<AppState>, bytes: Bytes) -> Result<Json<Value>, ApiError> {
    let FiltersBody { filters } = read::body(&bytes)?;
    off_thread(move || {
        state.live.check_setting(PRIVACY_FILTERS, &Value::Array(filters.clone())).map_err(ApiError::bad_request)?;
        state.live.set_filters(&filters)?;
        Ok(Json(json!({ "filters": filters })))
    })
    .await
}

/// For how long data is kept.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RetentionBody {
    retention: Retention,
}

/// Sets for how long data is kept.
pub(crate) async fn retention(State(state): State<AppState>, bytes: Bytes) -> Result<Json<RetentionBody>, ApiError> {
    let body: RetentionBody = read::body(&bytes)?;
    if let Some(fault) = body.retention.fault() {
        return Err(ApiError::bad_request(fault));
    }
    off_thread(move || {
        state.live.set_retention(body.retention)?;
        Ok(Json(body))
    })
    .await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ForgetBody {
    start: Timestamp,
    end: Timestamp,
    #[serde(default)]
    bucket: Option<String>,
}

/// Erases a span.
pub(crate) async fn forget(State(state): State<AppState>, bytes: Bytes) -> Result<Json<Value>, ApiError> {
    let body: ForgetBody = read::body(&bytes)?;
    let span = read::span(body.start, body.end)?;
    off_thread(move || {
        let report = state.live.forget(span, body.bucket.as_deref())?;
        Ok(Json(json!({ "events": report.events, "samples": report.samples, "payloads": report.payloads })))
    })
    .await
}
