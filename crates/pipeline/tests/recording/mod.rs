//! Recordings made by hand, for tests: what watchers would have sent, in plain words.
#![allow(dead_code, reason = "each test uses its own part")]

use attentive_types::time::{MINUTE, SECOND};
use attentive_types::{Bucket, BucketColumns, Event, EventColumns, Payload, Span, Timestamp};
use serde_json::{Value, json};

/// 2026-11-24T00:00:00Z, a Tuesday.
pub(crate) const MIDNIGHT: i64 = 1_795_478_400 * SECOND;

/// One bucket while it is written.
#[derive(Clone, Debug)]
pub(crate) struct Track {
    pub(crate) bucket: Bucket,
    pub(crate) events: Vec<(i64, i64, Payload)>,
}

/// A bucket without events.
pub(crate) fn bucket(id: &str, kind: &str) -> Bucket {
    Bucket {
        id: id.to_owned(),
        kind: kind.to_owned(),
        client: "test".to_owned(),
        hostname: "host".to_owned(),
        created: Timestamp(MIDNIGHT),
        data: Payload::new(),
        extent: None,
        last_updated: None,
    }
}

impl Track {
    pub(crate) fn new(id: &str, kind: &str) -> Self {
        Self { bucket: bucket(id, kind), events: Vec::new() }
    }

    /// An event from one second of the day to another.
    pub(crate) fn seconds(mut self, from: i64, to: i64, data: Value) -> Self {
        let data = data.as_object().expect("an object").clone();
        self.events.push((MIDNIGHT + from * SECOND, MIDNIGHT + to * SECOND, data));
        self
    }

    /// An event from one minute of the day to another.
    pub(crate) fn minutes(self, from: i64, to: i64, data: Value) -> Self {
        self.seconds(from * 60, to * 60, data)
    }

    pub(crate) fn columns(&self) -> BucketColumns {
        let event = |(start, end, data): &(i64, i64, Payload)| Event {
            id: None,
            timestamp: Timestamp(*start),
            duration_nanos: end - start,
            data: data.clone(),
        };
        let events: Vec<Event> = self.events.iter().map(event).collect();
        BucketColumns { bucket: self.bucket.clone(), events: EventColumns::from_events(&events) }
    }
}

pub(crate) fn windows() -> Track {
    Track::new("aw-watcher-window_host", "currentwindow")
}

pub(crate) fn idle() -> Track {
    Track::new("aw-watcher-afk_host", "afkstatus")
}

pub(crate) fn window(app: &str, title: &str) -> Value {
    json!({"app": app, "title": title})
}

pub(crate) fn present() -> Value {
    json!({"status": "not-afk"})
}

pub(crate) fn away() -> Value {
    json!({"status": "afk"})
}

pub(crate) fn recording(tracks: &[Track]) -> Vec<BucketColumns> {
    tracks.iter().map(Track::columns).collect()
}

/// From one minute of the day to another.
pub(crate) fn span(from: i64, to: i64) -> Span {
    Span::new(Timestamp(MIDNIGHT + from * MINUTE), Timestamp(MIDNIGHT + to * MINUTE))
}
