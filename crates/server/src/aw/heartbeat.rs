//! `heartbeat`: "this still holds". The busiest address: the body is read once, straight into the event, and nobody waits
//! on a thread while the disk writes.

use attentive_store::Range;
use attentive_types::Event;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use tokio::sync::oneshot;

use super::body::{self, Raw};
use super::params;
use super::path::Name;
use crate::app::AppState;
use crate::error::{ApiError, off_thread};
use crate::live::Verdict;

/// POST `/buckets/{bucket}/heartbeat?pulsetime=seconds`: answers the stored event once it is on the disk.
pub(super) async fn heartbeat(
    State(state): State<AppState>,
    Name(bucket): Name,
    RawQuery(query): RawQuery,
    Raw(bytes): Raw,
) -> Result<Response, ApiError> {
    let pulsetime_nanos = params::pulsetime_nanos(query.as_deref())?;
    let mut event: Event = body::parse(&bytes)?;
    if state.live.screen(&bucket, &mut event.data) == Verdict::Drop {
        return newest(state, bucket).await;
    }
    // An id is the store's to give here: a heartbeat lengthens or adds, it never replaces a row.
    event.id = None;
    let (told, heard) = oneshot::channel();
    state.store.heartbeat_then(bucket, event, pulsetime_nanos, move |result| {
        // The caller may have hung up; what it sent is stored all the same.
        let _ = told.send(result);
    });
    match heard.await {
        Ok(result) => body::json(&result?),
        Err(_) => Err(ApiError::internal("the store closed before it answered; send this heartbeat again")),
    }
}

/// The answer to a heartbeat that a filter or a pause kept out: the newest event, or `null` while there is none.
async fn newest(state: AppState, bucket: String) -> Result<Response, ApiError> {
    off_thread(move || body::json(&state.store.events(&bucket, Range::default(), Some(1))?.into_iter().next())).await
}
