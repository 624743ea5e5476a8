//! `/monitor`: streams of texts that are watched for surges of negatives.
//!
//! ```text
//! POST texts ─ kept model ─> how negative ─ surge::Monitor ─> alarms ─ privacy filters ─> the answer, and memory
//!                                               └─> disk: what is usual, counts by hour, alarms; no texts
//! ```
//!
//! | question | file |
//! | --- | --- |
//! | what may be sent, and what is answered? | here |
//! | what is one stream, and what of it is kept? | `stream.rs` |
//! | which streams are there, and where do they lie? | `shelf.rs` |

mod shelf;
mod stream;

use attentive_types::Timestamp;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::read;
use crate::app::AppState;
use crate::error::{ApiError, off_thread};
use crate::live::machine_now;

pub(crate) use shelf::Shelf;
use stream::{Incoming, Spec};

/// Texts at once.
const MOST_TEXTS: usize = 1_000;
/// The longest text, in bytes.
const LONGEST: usize = 64 << 10;
/// The longest topic, in bytes.
const LONGEST_TOPIC: usize = 200;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    texts: Vec<Sent>,
    /// How the stream is watched; wanted with its first texts.
    #[serde(default)]
    watch: Option<Spec>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    text: String,
    #[serde(default)]
    time: Option<String>,
    #[serde(default)]
    topic: Option<String>,
}

impl Sent {
    /// What is right in it, or why it cannot be used.
    fn checked(self, now: Timestamp) -> Result<Incoming, String> {
        if self.text.trim().is_empty() {
            return Err("text: expected a text that is not blank".to_owned());
        }
        if self.text.len() > LONGEST {
            return Err(format!("text: expected at most {} kB", LONGEST >> 10));
        }
        let at = match &self.time {
            Some(time) => Timestamp::parse(time).map_err(|error| format!("time: {error}"))?,
            None => now,
        };
        let topic = self.topic.filter(|topic| !topic.trim().is_empty());
        if topic.as_ref().is_some_and(|topic| topic.len() > LONGEST_TOPIC) {
            return Err(format!("topic: expected at most {LONGEST_TOPIC} bytes"));
        }
        Ok(Incoming { at, text: self.text, topic })
    }
}

/// Takes texts of a stream, and answers with the alarms that they gave.
pub(crate) async fn add(
    State(state): State<AppState>,
    Path(name): Path<String>,
    bytes: Bytes,
) -> Result<Json<Value>, ApiError> {
    let body: Body = read::body(&bytes)?;
    if body.texts.len() > MOST_TEXTS {
        return Err(ApiError::bad_request(format!("texts: expected at most {MOST_TEXTS}")));
    }
    if state.live.is_paused() {
        return Ok(Json(json!({ "taken": 0, "is_paused": true, "left_out": [], "alarms": [], "over": [] })));
    }
    let now = machine_now();
    let (mut texts, mut left_out) = (Vec::new(), Vec::new());
    for (place, sent) in body.texts.into_iter().enumerate() {
        match sent.checked(now) {
            Ok(text) => texts.push(text),
            Err(why) => left_out.push(json!({ "place": place, "why": why })),
        }
    }
    shelf::check_name(&name)?;
    let watch = body.watch.map(Spec::checked).transpose()?;
    off_thread(move || {
        // A stream that cannot be watched is not begun.
        watch.as_ref().map_or(Ok(()), |watch| watch.model(&state.texts).map(|_| ()))?;
        let stream = state.monitor.open(&name, watch)?;
        let told = stream.take(&state, &texts)?;
        Ok(Json(json!({
            "taken": texts.len(), "is_paused": false, "left_out": left_out, "alarms": told.alarms, "over": told.over,
            "is_learning": told.is_learning,
        })))
    })
    .await
}

/// Every stream: its course of the last two weeks, what was expected, its alarms.
pub(crate) async fn all(State(state): State<AppState>) -> Result<Json<Value>, ApiError> {
    off_thread(move || {
        let streams: Vec<Value> = state.monitor.all()?.iter().map(|stream| stream.line()).collect();
        Ok(Json(json!({ "streams": streams, "folder": state.monitor.folder()?.display().to_string() })))
    })
    .await
}

/// Forgets a stream: what was usual, its counts, its alarms.
pub(crate) async fn remove(State(state): State<AppState>, Path(name): Path<String>) -> Result<Json<Value>, ApiError> {
    off_thread(move || {
        state.monitor.remove(&name)?;
        Ok(Json(json!({})))
    })
    .await
}
