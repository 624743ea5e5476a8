//! `/support`: which prepared answer fits a message? Drafts alone: nothing is sent, and of the message nothing is kept, neither on the disk nor in a log.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::read;
use crate::app::AppState;
use crate::error::{ApiError, off_thread};
use crate::support::SupportError;

/// Letters of a message at most; an encoder reads far fewer.
const LONGEST: usize = 20_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    faq: String,
    text: String,
}

/// The FAQs that are kept. Without a keeper, as in a demo, there are none.
pub(crate) async fn faqs(State(state): State<AppState>) -> Result<Json<Value>, ApiError> {
    off_thread(move || {
        let faqs = state.options.support.as_ref().map_or(Ok(Vec::new()), |keeper| keeper.faqs());
        Ok(Json(json!({ "faqs": faqs.map_err(ApiError::internal)? })))
    })
    .await
}

/// What is said of a message.
pub(crate) async fn ask(State(state): State<AppState>, bytes: Bytes) -> Result<Json<Value>, ApiError> {
    let body: Body = read::body(&bytes)?;
    if body.text.trim().is_empty() {
        return Err(ApiError::bad_request("text: expected a message, found nothing"));
    }
    if body.text.chars().nth(LONGEST).is_some() {
        return Err(ApiError::bad_request(format!("text: expected at most {LONGEST} letters")));
    }
    off_thread(move || {
        let none = || ApiError::not_found(format!("there is no FAQ {:?}", body.faq));
        let keeper = state.options.support.as_ref().ok_or_else(none)?;
        let outcome = keeper.ask(&body.faq, &body.text).map_err(|error| match error {
            SupportError::NoSuchFaq => none(),
            SupportError::Unusable(why) => ApiError::unprocessable(why),
        })?;
        Ok(Json(json!(outcome)))
    })
    .await
}
