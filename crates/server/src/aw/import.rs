//! `import`: takes an export back, as a JSON body or as a file that a web page uploads.
//!
//! ```text
//! connection --chunks--> channel --bytes--> import_file reads --batches of events--> store
//! ```
//!
//! Reading, checking and storing go on while the body still arrives, so that a gigabyte needs little memory. What was stored
//! when an error comes up stays; since an import skips what is already there, it can simply be sent again.

use std::io::{self, Read};

use attentive_store::Store;
use attentive_types::{Bucket, Event};
use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use futures_util::{Stream, StreamExt};
use serde::Serialize;
use tokio::sync::mpsc;

use super::body;
use super::import_file::{self, ImportSink};
use crate::app::AppState;
use crate::error::ApiError;
use crate::live::{Live, Verdict};

/// The longest body, in bytes.
const IMPORT_LIMIT: u64 = 1000 << 20;
/// How many chunks of the body may wait for the store.
const CHUNKS_AHEAD: usize = 16;

/// What became of an import.
#[derive(Debug, Default, Serialize)]
pub(super) struct ImportAnswer {
    /// Buckets that were in the file.
    pub(super) buckets: u64,
    /// Events that were new.
    pub(super) inserted: u64,
    /// Events that were already there.
    pub(super) skipped: u64,
    /// Events that a privacy filter kept out.
    pub(super) filtered: u64,
    /// Events that could not be understood.
    pub(super) failed: u64,
}

/// POST `/import`.
pub(super) async fn import(State(state): State<AppState>, request: Request) -> Result<Response, ApiError> {
    let declared = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut answer = ImportAnswer::default();
    let mut left = IMPORT_LIMIT;
    if !declared.trim_start().to_ascii_lowercase().starts_with("multipart/form-data") {
        take(&state, request.into_body().into_data_stream(), &mut left, &mut answer).await?;
        return body::json(&answer);
    }
    let parts = Multipart::from_request(request, &()).await;
    let mut parts = parts.map_err(|rejection| ApiError::new(rejection.status(), rejection.body_text()))?;
    let mut has_part = false;
    while let Some(part) = parts.next_field().await.map_err(|error| ApiError::new(error.status(), error.body_text()))? {
        take(&state, part, &mut left, &mut answer).await?;
        has_part = true;
    }
    match has_part {
        true => body::json(&answer),
        false => Err(ApiError::bad_request("the form holds no file")),
    }
}

/// Imports one file from a stream of chunks.
async fn take<E: std::fmt::Display>(
    state: &AppState,
    chunks: impl Stream<Item = Result<Bytes, E>>,
    left: &mut u64,
    answer: &mut ImportAnswer,
) -> Result<(), ApiError> {
    let (sender, receiver) = mpsc::channel(CHUNKS_AHEAD);
    let mut sink = StoreSink::new(state, std::mem::take(answer));
    let reading = tokio::task::spawn_blocking(move || {
        let result = import_file::read(ChunkReader { receiver, chunk: Bytes::new() }, &mut sink);
        (sink, result)
    });
    let arrived = feed(chunks, sender, left).await;
    let (sink, result) =
        reading.await.map_err(|_| ApiError::internal("the import ended half-way; this is a fault of Attentive"))?;
    *answer = sink.answer;
    // Why the body broke off says more than that it did.
    arrived?;
    match (sink.trouble, result) {
        (Some(trouble), _) => Err(trouble),
        (None, Err(error)) => Err(body::wrong(&error)),
        (None, Ok(())) => Ok(()),
    }
}

/// Passes the chunks on. When the reader has given up the rest is still taken, so that the caller gets to read the answer.
async fn feed<E: std::fmt::Display>(
    chunks: impl Stream<Item = Result<Bytes, E>>,
    sender: mpsc::Sender<io::Result<Bytes>>,
    left: &mut u64,
) -> Result<(), ApiError> {
    let mut chunks = std::pin::pin!(chunks);
    while let Some(chunk) = chunks.next().await {
        let chunk = match chunk {
            Ok(chunk) => chunk,
            Err(error) => {
                let text = format!("the body broke off: {error}");
                let _ = sender.send(Err(io::Error::other(text.clone()))).await;
                return Err(ApiError::bad_request(text));
            }
        };
        *left = match left.checked_sub(chunk.len() as u64) {
            Some(left) => left,
            None => {
                let text = format!("the file is larger than {} MB; import it in parts", IMPORT_LIMIT >> 20);
                let _ = sender.send(Err(io::Error::other(text.clone()))).await;
                return Err(ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, text));
            }
        };
        // Fails when the reader has stopped at an error, which it will report itself.
        let _ = sender.send(Ok(chunk)).await;
    }
    Ok(())
}

/// The body as something that can be read, on a thread that may wait.
struct ChunkReader {
    receiver: mpsc::Receiver<io::Result<Bytes>>,
    chunk: Bytes,
}

impl Read for ChunkReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.chunk.is_empty() {
            match self.receiver.blocking_recv() {
                Some(chunk) => self.chunk = chunk?,
                None => return Ok(0),
            }
        }
        let length = buffer.len().min(self.chunk.len());
        let taken = self.chunk.split_to(length);
        if let Some(room) = buffer.get_mut(..length) {
            room.copy_from_slice(&taken);
        }
        Ok(length)
    }
}

/// Where the events go: through the privacy filters into the store.
struct StoreSink {
    store: Store,
    live: Live,
    hostname: String,
    answer: ImportAnswer,
    trouble: Option<ApiError>,
}

impl StoreSink {
    fn new(state: &AppState, answer: ImportAnswer) -> Self {
        let hostname = state.options.hostname.clone();
        Self { store: state.store.clone(), live: state.live.clone(), hostname, answer, trouble: None }
    }
}

impl ImportSink for StoreSink {
    fn begin(&mut self) {
        self.answer.buckets += 1;
    }

    fn broken_event(&mut self) {
        self.answer.failed += 1;
    }

    fn take(&mut self, bucket: &Bucket, mut events: Vec<Event>) -> Result<(), String> {
        let before = events.len();
        events.retain_mut(|event| self.live.filter(&bucket.id, &mut event.data) == Verdict::Keep);
        self.answer.filtered += (before - events.len()) as u64;
        let mut bucket = bucket.clone();
        if bucket.hostname == "!local" {
            bucket.hostname.clone_from(&self.hostname);
        }
        match self.store.import(bucket, events) {
            Ok(report) => {
                self.answer.inserted += u64::try_from(report.inserted).unwrap_or(u64::MAX);
                self.answer.skipped += u64::try_from(report.skipped).unwrap_or(u64::MAX);
                Ok(())
            }
            Err(error) => {
                let text = error.to_string();
                self.trouble = Some(error.into());
                Err(text)
            }
        }
    }
}
