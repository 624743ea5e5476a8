//! `events`: read, insert, count and delete the events of one bucket.

use attentive_types::Event;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::body::{self, Raw};
use super::path::{EventPlace, Name};
use super::{buckets, params};
use crate::app::AppState;
use crate::error::{ApiError, off_thread};
use crate::live::Verdict;

/// GET `/buckets/{bucket}/events`: newest first, clipped to the range.
pub(super) async fn list(
    State(state): State<AppState>,
    Name(bucket): Name,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let range = params::range(query.as_deref())?;
    let limit = params::limit(query.as_deref())?;
    off_thread(move || body::json(&state.store.events(&bucket, range, limit)?)).await
}

/// POST `/buckets/{bucket}/events`: answers the stored events with their ids. An event that has an id replaces that row.
pub(super) async fn insert(
    State(state): State<AppState>,
    Name(bucket): Name,
    Raw(bytes): Raw,
) -> Result<Response, ApiError> {
    off_thread(move || {
        let mut events: Vec<Event> = body::parse_list(&bytes)?;
        events.retain_mut(|event| state.live.screen(&bucket, &mut event.data) == Verdict::Keep);
        if events.is_empty() {
            buckets::existing(&state, &bucket)?;
            return body::json(&events);
        }
        body::json(&state.store.insert_events(&bucket, events)?)
    })
    .await
}

/// GET `/buckets/{bucket}/events/count`.
pub(super) async fn count(
    State(state): State<AppState>,
    Name(bucket): Name,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let range = params::range(query.as_deref())?;
    off_thread(move || body::json(&state.store.count(&bucket, range)?)).await
}

/// GET `/buckets/{bucket}/events/{event}`.
pub(super) async fn one(State(state): State<AppState>, place: EventPlace) -> Result<Response, ApiError> {
    off_thread(move || match state.store.event(&place.bucket, place.event_id)? {
        Some(event) => body::json(&event),
        None => Err(ApiError::not_found(format!("there is no event {} in this bucket", place.event_id))),
    })
    .await
}

/// DELETE `/buckets/{bucket}/events/{event}`: 200 also when it is already gone.
pub(super) async fn delete(State(state): State<AppState>, place: EventPlace, _: Raw) -> Result<Response, ApiError> {
    off_thread(move || {
        let was_there = state.store.delete_event(&place.bucket, place.event_id)?;
        if !was_there {
            buckets::existing(&state, &place.bucket)?;
        }
        Ok(body::empty(StatusCode::OK))
    })
    .await
}
