//! `/ask`: a self-report without being asked.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::read;
use crate::app::AppState;
use crate::error::{ApiError, off_thread};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    answer: u8,
    /// Where it was said; the command line says `cli`.
    #[serde(default = "dashboard")]
    via: String,
}

fn dashboard() -> String {
    "dashboard".to_owned()
}

/// Stores what the person says of their focus just now.
pub(crate) async fn ask(State(state): State<AppState>, bytes: Bytes) -> Result<Json<Value>, ApiError> {
    let body: Body = read::body(&bytes)?;
    if !(1..=5).contains(&body.answer) {
        return Err(ApiError::bad_request(format!(
            "answer: expected 1 (scattered) to 5 (focused), found {}",
            body.answer
        )));
    }
    if !["dashboard", "cli", "notification"].contains(&body.via.as_str()) {
        return Err(ApiError::bad_request("via: expected dashboard, cli or notification"));
    }
    off_thread(move || {
        state.live.self_report(body.answer, &body.via)?;
        Ok(Json(json!({})))
    })
    .await
}
