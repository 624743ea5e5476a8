//! `info`: is a server there, and which one?

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use super::body;
use crate::app::AppState;
use crate::error::{ApiError, off_thread};

#[derive(Serialize)]
struct Info<'a> {
    hostname: &'a str,
    version: String,
    testing: bool,
    device_id: String,
}

/// GET `/info`.
pub(super) async fn info(State(state): State<AppState>) -> Result<Response, ApiError> {
    off_thread(move || {
        let options = &state.options;
        body::json(&Info {
            hostname: &options.hostname,
            version: format!("v{} (attentive)", options.version),
            testing: options.testing,
            device_id: state.store.device_id(),
        })
    })
    .await
}
