//! `export`: one bucket or all, with their events, as a file. Written as it is sent, so that years fit through little memory.

use std::io::{self, Write};

use attentive_store::Range;
use attentive_types::time::nanos_to_seconds;
use attentive_types::{Bucket, EventColumns, Payload, Timestamp};
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, HeaderValue};
use axum::response::Response;
use serde::Serialize;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::body;
use super::buckets::{self, Extent};
use super::path::Name;
use crate::app::AppState;
use crate::error::{ApiError, off_thread};

/// How many bytes are gathered before they are sent.
const CHUNK_BYTES: usize = 64 << 10;
/// How many chunks may wait for a slow reader.
const CHUNKS_AHEAD: usize = 4;

/// What stands of a bucket before its events.
#[derive(Serialize)]
struct Head<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    client: &'a str,
    hostname: &'a str,
    created: Timestamp,
    data: &'a Payload,
    metadata: Extent,
    last_updated: Option<Timestamp>,
}

#[derive(Serialize)]
struct Row<'a> {
    id: i64,
    timestamp: Timestamp,
    duration: f64,
    data: &'a Payload,
}

/// GET `/export`.
pub(super) async fn all(State(state): State<AppState>) -> Result<Response, ApiError> {
    let for_list = state.clone();
    let list = off_thread(move || Ok(for_list.store.buckets()?)).await?;
    Ok(file(state, list, "attachment; filename=aw-buckets-export.json".to_owned()))
}

/// GET `/buckets/{bucket}/export`.
pub(super) async fn one(State(state): State<AppState>, Name(id): Name) -> Result<Response, ApiError> {
    let (for_bucket, name) = (state.clone(), disposition(&id));
    let bucket = off_thread(move || buckets::existing(&for_bucket, &id)).await?;
    Ok(file(state, vec![bucket], name))
}

/// The header that names the file. Bytes that a header or a file system may take amiss are told in the second, escaped form.
fn disposition(id: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let plain: String = id.bytes().map(|byte| if is_plain(byte) { char::from(byte) } else { '_' }).collect();
    let header = format!("attachment; filename=aw-bucket-export_{plain}.json");
    if plain == id {
        return header;
    }
    let escaped: String = id
        .bytes()
        .map(|byte| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect();
    format!("{header}; filename*=UTF-8''aw-bucket-export_{escaped}.json")
}

fn file(state: AppState, list: Vec<Bucket>, disposition: String) -> Response {
    let (sender, receiver) = mpsc::channel(CHUNKS_AHEAD);
    tokio::task::spawn_blocking(move || {
        let mut writer = ChunkWriter { gathered: Vec::with_capacity(CHUNK_BYTES), sender };
        if let Err(error) = write_all(&mut writer, &state, &list) {
            // The status has already left. A connection that breaks off is the only honest end.
            writer.fail(error);
        }
    });
    let mut response = body::json_bytes(Body::from_stream(ReceiverStream::new(receiver)));
    if let Ok(value) = HeaderValue::try_from(disposition) {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    response
}

fn write_all(writer: &mut ChunkWriter, state: &AppState, list: &[Bucket]) -> io::Result<()> {
    writer.write_all(br#"{"buckets":{"#)?;
    let mut comma: &[u8] = b"";
    for bucket in list {
        let events = match state.store.columns(&bucket.id, Range::default()) {
            Ok(events) => events,
            // Deleted since the list was read: then it is not part of the export.
            Err(attentive_store::StoreError::NoSuchBucket(_)) => continue,
            Err(error) => return Err(io::Error::other(error)),
        };
        writer.write_all(comma)?;
        write_bucket(writer, bucket, &events)?;
        comma = b",";
    }
    writer.write_all(b"}}")?;
    writer.flush()
}

fn write_bucket(writer: &mut ChunkWriter, bucket: &Bucket, events: &EventColumns) -> io::Result<()> {
    serde_json::to_writer(&mut *writer, &bucket.id)?;
    let mut head = serde_json::to_vec(&Head {
        id: &bucket.id,
        kind: &bucket.kind,
        client: &bucket.client,
        hostname: &bucket.hostname,
        created: bucket.created,
        data: &bucket.data,
        metadata: Extent::of(bucket),
        last_updated: bucket.last_updated,
    })?;
    // The events go inside the same object, after what is known of the bucket, which lets a reader import as it reads.
    head.pop();
    writer.write_all(b":")?;
    writer.write_all(&head)?;
    writer.write_all(br#","events":["#)?;
    for (place, row) in (0..events.len()).rev().enumerate() {
        if place > 0 {
            writer.write_all(b",")?;
        }
        let span = events.span(row);
        let row = Row {
            id: events.ids.get(row).copied().unwrap_or(0),
            timestamp: span.start,
            duration: nanos_to_seconds(span.nanos()),
            data: events.data(row),
        };
        serde_json::to_writer(&mut *writer, &row)?;
    }
    writer.write_all(b"]}")
}

/// Gathers bytes and hands them to the connection; waits while the reader is slow, and fails when it is gone.
struct ChunkWriter {
    gathered: Vec<u8>,
    sender: mpsc::Sender<io::Result<Bytes>>,
}

impl ChunkWriter {
    fn fail(self, error: io::Error) {
        // `BrokenPipe` is a reader who went away; nobody is left to tell.
        if error.kind() != io::ErrorKind::BrokenPipe {
            tracing::warn!(%error, "an export broke off");
            let _ = self.sender.blocking_send(Err(error));
        }
    }
}

impl Write for ChunkWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.gathered.extend_from_slice(bytes);
        if self.gathered.len() >= CHUNK_BYTES {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let chunk = std::mem::replace(&mut self.gathered, Vec::with_capacity(CHUNK_BYTES));
        self.sender.blocking_send(Ok(chunk.into())).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_holds_nothing_that_could_break_the_header() {
        assert_eq!(disposition("aw-watcher_desk.1"), "attachment; filename=aw-bucket-export_aw-watcher_desk.1.json");
        let odd = disposition("a\"b\r\n/ü");
        assert!(odd.is_ascii() && !odd.contains(['"', '\r', '\n', '/']), "{odd}");
        assert!(odd.ends_with("UTF-8''aw-bucket-export_a%22b%0D%0A%2F%C3%BC.json"), "{odd}");
    }
}
