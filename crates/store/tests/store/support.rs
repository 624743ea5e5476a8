//! What the tests share: a store in a folder of its own, and short ways to say bucket, event and range.

use attentive_store::{OpenOptions, Range, Store};
use attentive_types::{Bucket, Event, EventColumns, Payload, Timestamp};
use tempfile::TempDir;

pub(crate) const SECOND: i64 = attentive_types::time::SECOND;

/// A store with one bucket named `b`. The folder goes when this does.
pub(crate) struct Fresh {
    pub(crate) store: Store,
    pub(crate) folder: TempDir,
}

impl Fresh {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = open(&folder);
        store.create_bucket(bucket("b")).unwrap();
        Self { store, folder }
    }

    pub(crate) fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("attentive.db")
    }
}

pub(crate) fn open(folder: &TempDir) -> Store {
    Store::open(OpenOptions::new(folder.path().join("attentive.db"))).unwrap()
}

pub(crate) fn bucket(id: &str) -> Bucket {
    Bucket {
        id: id.to_owned(),
        kind: "currentwindow".to_owned(),
        client: "test".to_owned(),
        hostname: "here".to_owned(),
        created: Timestamp(7),
        data: Payload::new(),
        extent: None,
        last_updated: None,
    }
}

pub(crate) fn data(app: &str) -> Payload {
    std::iter::once(("app".to_owned(), app.into())).collect()
}

/// An event in whole seconds.
pub(crate) fn event(start_s: i64, duration_s: i64, app: &str) -> Event {
    Event { id: None, timestamp: Timestamp(start_s * SECOND), duration_nanos: duration_s * SECOND, data: data(app) }
}

/// A range in whole seconds.
pub(crate) fn range(start_s: i64, end_s: i64) -> Range {
    Range::new(Timestamp(start_s * SECOND), Timestamp(end_s * SECOND))
}

/// Start, end and app of each event in seconds, sorted.
pub(crate) fn spans(events: &[Event]) -> Vec<(i64, i64, String)> {
    let span = |event: &Event| {
        let app = event.data["app"].as_str().unwrap().to_owned();
        (event.timestamp.0 / SECOND, event.end().0 / SECOND, app)
    };
    let mut spans: Vec<_> = events.iter().map(span).collect();
    spans.sort();
    spans
}

/// Columns as events, newest first and those of one moment by id. `Store::events` gives them so, except that events which
/// began before the range keep the order of their true beginnings.
pub(crate) fn newest_first(columns: &EventColumns) -> Vec<Event> {
    sorted((0..columns.len()).map(|row| columns.event(row)).collect())
}

/// Newest first and those of one moment by id.
pub(crate) fn sorted(mut events: Vec<Event>) -> Vec<Event> {
    events.sort_by_key(|event| (std::cmp::Reverse(event.timestamp), event.id));
    events
}
