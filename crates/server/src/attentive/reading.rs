//! `/reading`: which of these texts would the person want to read, and why? Texts to be ranked are not kept. A text of which somebody says how interesting it is adds to sums, once the privacy rules let it; the text
//! itself is not kept either, neither on the disk nor in a log.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::read;
use crate::app::AppState;
use crate::error::{ApiError, off_thread};
use crate::reading::ReadingError;

/// The bucket by whose privacy filters texts are learnt from.
const BUCKET: &str = "attentive-reading";
/// Texts at once.
const MOST_TEXTS: usize = 1_000;
/// Letters of a text at most.
const LONGEST: usize = 20_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ask {
    name: String,
    texts: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Say {
    name: String,
    text: String,
    interest: f32,
}

/// Interests that are kept. Without a keeper, as in a demo, there are none.
pub(crate) async fn all(State(state): State<AppState>) -> Result<Json<Value>, ApiError> {
    off_thread(move || {
        let all = state.options.reading.as_ref().map_or(Ok(Vec::new()), |keeper| keeper.all());
        Ok(Json(json!({ "interests": all.map_err(ApiError::internal)? })))
    })
    .await
}

/// Puts texts in order.
pub(crate) async fn rank(State(state): State<AppState>, bytes: Bytes) -> Result<Json<Value>, ApiError> {
    let body: Ask = read::body(&bytes)?;
    if body.texts.is_empty() || body.texts.len() > MOST_TEXTS {
        return Err(ApiError::bad_request(format!("texts: expected 1 to {MOST_TEXTS} texts")));
    }
    body.texts.iter().enumerate().try_for_each(|(place, text)| checked(&format!("texts[{place}]"), text))?;
    off_thread(move || {
        let none = || ApiError::not_found(format!("no interests are named {:?}", body.name));
        let keeper = state.options.reading.as_ref().ok_or_else(none)?;
        let texts: Vec<&str> = body.texts.iter().map(String::as_str).collect();
        let ranking = keeper.rank(&body.name, &texts).map_err(|error| refused(error, none))?;
        Ok(Json(json!(ranking)))
    })
    .await
}

/// Learns how interesting a text is.
pub(crate) async fn say(State(state): State<AppState>, bytes: Bytes) -> Result<Json<Value>, ApiError> {
    let body: Say = read::body(&bytes)?;
    checked("text", &body.text)?;
    if !(0.0..=1.0).contains(&body.interest) {
        return Err(ApiError::bad_request("interest: expected a number from 0 to 1"));
    }
    off_thread(move || {
        let none = || ApiError::not_found(format!("no interests are named {:?}", body.name));
        let keeper = state.options.reading.as_ref().ok_or_else(none)?;
        // What the rules would change is not learnt: its alias says nothing of interests.
        if state.live.inner().shown_text(BUCKET, &body.text).as_deref() != Some(body.text.as_str()) {
            return Ok(Json(json!({ "taken": false, "why": "privacy", "interests": null })));
        }
        let line = keeper.say(&body.name, &body.text, body.interest).map_err(|error| refused(error, none))?;
        Ok(Json(json!({ "taken": true, "why": null, "interests": line })))
    })
    .await
}

fn checked(what: &str, text: &str) -> Result<(), ApiError> {
    if text.trim().is_empty() {
        return Err(ApiError::bad_request(format!("{what}: expected a text, found nothing")));
    }
    if text.chars().nth(LONGEST).is_some() {
        return Err(ApiError::bad_request(format!("{what}: expected at most {LONGEST} letters")));
    }
    Ok(())
}

fn refused(error: ReadingError, none: impl Fn() -> ApiError) -> ApiError {
    match error {
        ReadingError::NoSuchName => none(),
        ReadingError::Unusable(why) => ApiError::unprocessable(why),
    }
}
