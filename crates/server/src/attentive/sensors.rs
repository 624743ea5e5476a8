//! `/sensors`: what is on, what it last saw, what is kept and where, and what is promised.

use attentive_store::Range;
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::app::AppState;
use crate::error::{ApiError, off_thread};
use crate::live::PRIVACY_FILTERS;

/// Everything about sensing and privacy.
pub(crate) async fn sensors(State(state): State<AppState>) -> Result<Json<Value>, ApiError> {
    off_thread(move || {
        let info = state.store.info()?;
        Ok(Json(json!({
            "sensors": state.live.sensor_lines(),
            "buckets": buckets(&state)?,
            "paused_until": state.live.paused_until(),
            "filters": state.store.setting(PRIVACY_FILTERS)?.filter(Value::is_array).unwrap_or_else(|| json!([])),
            "retention": state.live.inner().retention()?,
            "database": {
                "path": info.path.display().to_string(),
                "bytes": info.bytes,
                "events": info.events,
                // The database of this build is not encrypted.
                "encrypted": false,
            },
            "promises": {"outbound": "none", "listens_on": state.options.address.to_string()},
        })))
    })
    .await
}

fn buckets(state: &AppState) -> Result<Vec<Value>, ApiError> {
    let mut lines = Vec::new();
    for bucket in state.store.buckets()? {
        let events = state.store.count(&bucket.id, Range::ALL)?;
        lines.push(json!({
            "id": bucket.id, "type": bucket.kind, "client": bucket.client, "hostname": bucket.hostname, "events": events,
            "start": bucket.extent.map(|extent| extent.start), "end": bucket.extent.map(|extent| extent.end),
        }));
    }
    Ok(lines)
}
