//! A small world to ask about: a store in a folder that goes away, with buckets and events by second.

use attentive_query::{Engine, QueryError};
use attentive_store::{OpenOptions, Store};
use attentive_types::time::SECOND;
use attentive_types::{Bucket, Event, Payload, Span, Timestamp};
use serde_json::{Value, json};

/// A store with some buckets, and an engine over it.
pub(crate) struct World {
    pub(crate) engine: Engine,
    pub(crate) store: Store,
    _folder: tempfile::TempDir,
}

impl World {
    /// Nothing at all.
    pub(crate) fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(OpenOptions::new(folder.path().join("test.db"))).unwrap();
        Self { engine: Engine::new(store.clone()), store, _folder: folder }
    }

    /// One bucket `b` with events by start, end and facts; times in seconds.
    pub(crate) fn of(events: &[(f64, f64, Value)]) -> Self {
        Self::empty().with("b", "host", events)
    }

    /// One more bucket.
    pub(crate) fn with(self, id: &str, hostname: &str, events: &[(f64, f64, Value)]) -> Self {
        let bucket = Bucket {
            id: id.to_owned(),
            kind: "test".to_owned(),
            client: "test".to_owned(),
            hostname: hostname.to_owned(),
            created: Timestamp(0),
            data: Payload::new(),
            extent: None,
            last_updated: None,
        };
        assert!(self.store.create_bucket(bucket).unwrap());
        let events = events.iter().map(|(start, end, data)| event(*start, *end, data)).collect();
        self.store.insert_events(id, events).unwrap();
        self
    }

    /// The answer over the first thousand seconds of 1970, in short form.
    pub(crate) fn ask(&self, query: &str) -> Result<Value, QueryError> {
        self.ask_from_to(query, 0, 1_000)
    }

    /// The answer over some seconds of 1970, in short form.
    pub(crate) fn ask_from_to(&self, query: &str, from: i64, to: i64) -> Result<Value, QueryError> {
        let period = Span::new(Timestamp(from * SECOND), Timestamp(to * SECOND));
        let tree = self.engine.run(query, period, "test")?;
        // Both ways to write an answer say the same.
        let lines: Vec<String> = query.lines().map(str::to_owned).collect();
        let text = self.engine.write_json(&lines, &[format!("{}/{}", period.start, period.end)], "test")?;
        let written: Value = serde_json::from_slice(&text).unwrap();
        assert_eq!(written, json!([tree]), "{query}");
        Ok(short(tree))
    }
}

fn event(start: f64, end: f64, data: &Value) -> Event {
    let nanos = |seconds: f64| attentive_types::time::seconds_to_nanos(seconds).unwrap();
    Event {
        id: None,
        timestamp: Timestamp(nanos(start)),
        duration_nanos: nanos(end) - nanos(start),
        data: data.as_object().unwrap().clone(),
    }
}

/// Events as `[start, end, facts]` in seconds, so that expected answers can be read.
fn short(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(short).collect(),
        Value::Object(fields) if fields.contains_key("timestamp") => {
            let event: Event = serde_json::from_value(Value::Object(fields)).unwrap();
            let start = event.timestamp.as_unix_seconds();
            json!([start, event.end().as_unix_seconds(), event.data])
        }
        Value::Object(fields) => Value::Object(fields.into_iter().map(|(key, value)| (key, short(value))).collect()),
        plain => plain,
    }
}

/// Runs a table of queries and expected answers.
pub(crate) fn check(world: &World, cases: &[(&str, Value)]) {
    for (query, expected) in cases {
        assert_eq!(world.ask(query).as_ref(), Ok(expected), "{query}");
    }
}

/// Runs a table of queries that fail, with kind and detail of the error.
pub(crate) fn check_errors(world: &World, cases: &[(&str, &str, &str)]) {
    for (query, kind, detail) in cases {
        let error = world.ask(query).expect_err(query);
        assert_eq!((error.kind(), error.detail().as_str()), (*kind, *detail), "{query}");
    }
}
