//! `/corrections`: what the person says a span really was. A correction beats every model and is a label for later ones.

use attentive_store::{Range, Store, StoreError};
use attentive_types::bucket::kinds;
use attentive_types::time::{DAY, SECOND};
use attentive_types::{Event, Payload, Span, StateKind, Timestamp};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::read;
use crate::app::AppState;
use crate::error::{ApiError, off_thread};
use crate::live::{insert_own, machine_now, own_bucket, own_bucket_name, own_streams};

/// The longest note, in characters.
const MOST_NOTE_CHARS: usize = 500;
/// Clocks of a screen and of the machine may differ by this much.
const SLACK_NANOS: i64 = 5 * SECOND;

/// One correction.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Correction {
    id: i64,
    #[serde(flatten)]
    span: Span,
    state: StateKind,
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    start: Timestamp,
    end: Timestamp,
    state: String,
    #[serde(default)]
    note: String,
}

impl Body {
    /// What is right in it; 400 with the reason otherwise.
    fn checked(self, now: Timestamp) -> Result<(Span, StateKind, String), ApiError> {
        let span = read::span(self.start, self.end)?;
        if span.end > now.plus(SLACK_NANOS) {
            return Err(ApiError::bad_request("the end lies in the future; only what was can be corrected"));
        }
        if span.nanos() > DAY {
            return Err(ApiError::bad_request("a correction speaks of one day at most"));
        }
        let names = StateKind::ALL.map(StateKind::name).join(", ");
        let unknown = || ApiError::bad_request(format!("state: expected one of {names}"));
        let state = StateKind::from_name(&self.state).ok_or_else(unknown)?;
        if self.note.chars().count() > MOST_NOTE_CHARS {
            return Err(ApiError::bad_request(format!("note: expected at most {MOST_NOTE_CHARS} characters")));
        }
        Ok((span, state, self.note))
    }
}

/// Stores a correction.
pub(crate) async fn add(State(state): State<AppState>, bytes: Bytes) -> Result<Json<Value>, ApiError> {
    let body: Body = read::body(&bytes)?;
    let now = machine_now();
    let (span, kind, note) = body.checked(now)?;
    off_thread(move || {
        let hostname = &state.options.hostname;
        let bucket = own_bucket(&own_bucket_name(own_streams::CORRECTIONS, hostname), kinds::CORRECTION, hostname, now);
        let mut data = Payload::new();
        data.insert("state".to_owned(), kind.name().into());
        if !note.is_empty() {
            data.insert("note".to_owned(), note.into());
        }
        let event = Event { id: None, timestamp: span.start, duration_nanos: span.nanos(), data };
        let stored = insert_own(&state.store, bucket.clone(), event)?;
        state.live.inner().hear(&bucket, span, &stored.data);
        Ok(Json(json!({ "id": stored.id })))
    })
    .await
}

/// Takes a correction back.
pub(crate) async fn remove(State(state): State<AppState>, Path(id): Path<String>) -> Result<Json<Value>, ApiError> {
    let unknown = || ApiError::not_found("there is no such correction");
    let id: i64 = id.parse().map_err(|_| unknown())?;
    off_thread(move || {
        let buckets = state.store.buckets()?;
        for bucket in buckets.into_iter().filter(|bucket| bucket.kind == kinds::CORRECTION) {
            if state.store.delete_event(&bucket.id, id)? {
                state.live.inner().rewritten();
                return Ok(Json(json!({})));
            }
        }
        Err(unknown())
    })
    .await
}

/// All that touch a span, oldest first, in their full length. A record without a known state is left out.
///
/// # Errors
/// When the store cannot be read.
pub(crate) fn within(store: &Store, span: Span) -> Result<Vec<Correction>, StoreError> {
    let mut corrections = Vec::new();
    // Wider than the span, because the store cuts events to what is asked for.
    let wide = Range::new(span.start.plus(-DAY), span.end.plus(DAY));
    for bucket in store.buckets()?.into_iter().filter(|bucket| bucket.kind == kinds::CORRECTION) {
        let events = store.events(&bucket.id, wide, None)?;
        corrections.extend(events.into_iter().filter_map(|event| correction(&event)));
    }
    corrections.retain(|correction: &Correction| correction.span.intersect(span).is_some());
    corrections.sort_by_key(|correction| (correction.span, correction.id));
    Ok(corrections)
}

fn correction(event: &Event) -> Option<Correction> {
    let state = event.data.get("state").and_then(Value::as_str).and_then(StateKind::from_name)?;
    let note = event.data.get("note").and_then(Value::as_str).unwrap_or_default().to_owned();
    Some(Correction { id: event.id?, span: Span::new(event.timestamp, event.end()), state, note })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(start: i64, end: i64, state: &str) -> Body {
        Body { start: Timestamp(start), end: Timestamp(end), state: state.to_owned(), note: String::new() }
    }

    #[test]
    fn a_correction_has_a_known_state_a_length_and_lies_in_the_past() {
        let now = Timestamp(100 * SECOND);
        assert!(body(0, 50, "focused").checked(now).is_ok());
        assert!(body(50, 0, "focused").checked(now).is_err());
        assert!(body(0, 50, "lazy").checked(now).unwrap_err().message.contains("scattered"));
        assert!(body(0, 200 * SECOND, "focused").checked(now).unwrap_err().message.contains("future"));
        assert!(body(-2 * DAY, 0, "focused").checked(now).unwrap_err().message.contains("one day"));
    }
}
