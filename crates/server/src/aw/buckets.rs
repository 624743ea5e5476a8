//! `buckets`: list, show, make, change and delete streams of events.

use std::collections::BTreeMap;

use attentive_types::{Bucket, Payload, Timestamp};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};

use super::body::{self, Raw};
use super::path::Name;
use crate::app::AppState;
use crate::error::{ApiError, off_thread};

/// The hostname by which a watcher in a browser, which knows no hostname, asks for ours.
const LOCAL: &str = "!local";

/// A bucket as clients read it.
#[derive(Serialize)]
pub(super) struct BucketAnswer<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    client: &'a str,
    hostname: &'a str,
    created: Timestamp,
    data: &'a Payload,
    metadata: Extent,
    /// Always `null`; only exports carry events.
    events: (),
    last_updated: Option<Timestamp>,
}

#[derive(Serialize)]
pub(super) struct Extent {
    start: Option<Timestamp>,
    end: Option<Timestamp>,
}

impl Extent {
    pub(super) fn of(bucket: &Bucket) -> Self {
        Self { start: bucket.extent.map(|span| span.start), end: bucket.extent.map(|span| span.end) }
    }
}

impl<'a> From<&'a Bucket> for BucketAnswer<'a> {
    fn from(bucket: &'a Bucket) -> Self {
        Self {
            id: &bucket.id,
            kind: &bucket.kind,
            client: &bucket.client,
            hostname: &bucket.hostname,
            created: bucket.created,
            data: &bucket.data,
            metadata: Extent::of(bucket),
            events: (),
            last_updated: bucket.last_updated,
        }
    }
}

/// What a client sends to make a bucket.
#[derive(Deserialize)]
struct NewBucket {
    #[serde(rename = "type")]
    kind: String,
    client: String,
    hostname: String,
    #[serde(default)]
    data: Option<Payload>,
    #[serde(default)]
    created: Option<Timestamp>,
}

/// What a client sends to change one; what it leaves out stays.
#[derive(Deserialize)]
struct ChangedBucket {
    #[serde(rename = "type")]
    kind: Option<String>,
    client: Option<String>,
    hostname: Option<String>,
    data: Option<Payload>,
}

/// GET `/buckets/`.
pub(super) async fn list(State(state): State<AppState>) -> Result<Response, ApiError> {
    off_thread(move || {
        let buckets = state.store.buckets()?;
        let by_id: BTreeMap<&str, BucketAnswer<'_>> =
            buckets.iter().map(|bucket| (bucket.id.as_str(), bucket.into())).collect();
        body::json(&by_id)
    })
    .await
}

/// GET `/buckets/{bucket}`.
pub(super) async fn one(State(state): State<AppState>, Name(id): Name) -> Result<Response, ApiError> {
    off_thread(move || body::json(&BucketAnswer::from(&existing(&state, &id)?))).await
}

/// POST `/buckets/{bucket}`: 304 when it exists.
pub(super) async fn create(
    State(state): State<AppState>,
    Name(id): Name,
    Raw(bytes): Raw,
) -> Result<Response, ApiError> {
    let new: NewBucket = body::parse(&bytes)?;
    off_thread(move || {
        let mut bucket = Bucket {
            id,
            kind: new.kind,
            client: new.client,
            hostname: new.hostname,
            created: new.created.unwrap_or_else(now),
            data: new.data.unwrap_or_default(),
            extent: None,
            last_updated: None,
        };
        localise(&state, &mut bucket);
        let is_new = state.store.create_bucket(bucket)?;
        Ok(body::empty(if is_new { StatusCode::OK } else { StatusCode::NOT_MODIFIED }))
    })
    .await
}

/// PUT `/buckets/{bucket}`.
pub(super) async fn update(
    State(state): State<AppState>,
    Name(id): Name,
    Raw(bytes): Raw,
) -> Result<Response, ApiError> {
    let changed: ChangedBucket = body::parse(&bytes)?;
    off_thread(move || {
        let mut bucket = existing(&state, &id)?;
        bucket.kind = changed.kind.unwrap_or(bucket.kind);
        bucket.client = changed.client.unwrap_or(bucket.client);
        bucket.hostname = changed.hostname.unwrap_or(bucket.hostname);
        bucket.data = changed.data.unwrap_or(bucket.data);
        localise(&state, &mut bucket);
        match state.store.update_bucket(bucket)? {
            true => Ok(body::empty(StatusCode::OK)),
            false => Err(missing(&id)),
        }
    })
    .await
}

/// DELETE `/buckets/{bucket}`. Clients may add `force=1`, which changes nothing.
pub(super) async fn delete(State(state): State<AppState>, Name(id): Name, _: Raw) -> Result<Response, ApiError> {
    off_thread(move || match state.store.delete_bucket(&id)? {
        true => Ok(body::empty(StatusCode::OK)),
        false => Err(missing(&id)),
    })
    .await
}

/// The bucket of that name, or 404.
pub(super) fn existing(state: &AppState, id: &str) -> Result<Bucket, ApiError> {
    state.store.bucket(id)?.ok_or_else(|| missing(id))
}

/// The answer for a bucket that is not there.
pub(super) fn missing(id: &str) -> ApiError {
    ApiError::not_found(format!("there is no bucket named {id}"))
}

/// The present moment.
pub(super) fn now() -> Timestamp {
    Timestamp(i64::try_from(jiff::Timestamp::now().as_nanosecond()).unwrap_or(i64::MAX))
}

fn localise(state: &AppState, bucket: &mut Bucket) {
    if bucket.hostname == LOCAL {
        bucket.hostname.clone_from(&state.options.hostname);
        bucket.data.insert("device_id".to_owned(), state.store.device_id().into());
    }
}
