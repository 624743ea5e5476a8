//! `settings`: what clients keep on the server, such as categories and privacy filters.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::Value;

use super::body::{self, Raw};
use super::path::Name;
use crate::app::AppState;
use crate::error::{ApiError, off_thread};

/// Keys must be shorter than this, in bytes.
const KEY_LIMIT: usize = 128;

/// Names that begin like this are kept by the program itself. They are no setting of a client, so the list leaves them out.
const OWN: &str = "attentive.";

/// GET `/settings/`.
pub(super) async fn all(State(state): State<AppState>) -> Result<Response, ApiError> {
    off_thread(move || {
        let mut settings = state.store.settings()?;
        settings.retain(|key, _| !key.starts_with(OWN) && state.live.is_shown(key));
        body::json(&settings)
    })
    .await
}

/// GET `/settings/{key}`: `null` when it was never set.
pub(super) async fn one(State(state): State<AppState>, Name(key): Name) -> Result<Response, ApiError> {
    check(&key)?;
    off_thread(move || {
        let value = if state.live.is_shown(&key) { state.store.setting(&key)? } else { None };
        body::json(&value)
    })
    .await
}

/// POST `/settings/{key}`: takes any JSON that the setting of that name can be.
pub(super) async fn set(State(state): State<AppState>, Name(key): Name, Raw(bytes): Raw) -> Result<Response, ApiError> {
    check(&key)?;
    let value: Value = body::parse(&bytes)?;
    off_thread(move || {
        state.live.check_setting(&key, &value).map_err(ApiError::bad_request)?;
        state.store.set_setting(&key, value)?;
        state.live.setting_changed(&key);
        Ok(body::empty(StatusCode::CREATED))
    })
    .await
}

/// DELETE `/settings/{key}`: 200 also when it was never set.
pub(super) async fn delete(State(state): State<AppState>, Name(key): Name, _: Raw) -> Result<Response, ApiError> {
    check(&key)?;
    off_thread(move || {
        if !state.live.is_shown(&key) {
            return Err(ApiError::bad_request(format!(
                "the setting {key} is kept by the program and cannot be deleted"
            )));
        }
        if state.store.delete_setting(&key)? {
            state.live.setting_changed(&key);
        }
        Ok(body::empty(StatusCode::OK))
    })
    .await
}

fn check(key: &str) -> Result<(), ApiError> {
    if key.len() < KEY_LIMIT {
        return Ok(());
    }
    Err(ApiError::bad_request(format!("the key is too long: {} bytes, and {} are allowed", key.len(), KEY_LIMIT - 1)))
}
