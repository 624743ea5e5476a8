//! What is in an export file? From bytes to buckets and batches of events, without holding the whole.
//!
//! `{"buckets": {"ID": {"id", "type", "client", "hostname", "created", "data", "events": [...]}}}`, in any order of the
//! names. An event that cannot be understood costs that event and is counted. Where the events stand before the type of their
//! bucket (as in files whose names were sorted) they are kept until it is known.

use std::io::{BufReader, Read};

use attentive_types::{Bucket, Event, Payload, Timestamp};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::buckets::now;

/// How many events go to the store at once.
const BATCH: usize = 10_000;

/// Who takes what is read.
pub(super) trait ImportSink {
    /// A bucket begins.
    fn begin(&mut self);
    /// An event could not be understood.
    fn broken_event(&mut self);
    /// Some events of a bucket, perhaps none. The text of an error ends the reading.
    fn take(&mut self, bucket: &Bucket, events: Vec<Event>) -> Result<(), String>;
}

/// Reads a whole file.
///
/// # Errors
/// When it is no JSON, no export, or the sink refuses.
pub(super) fn read(reader: impl Read, sink: &mut dyn ImportSink) -> Result<(), serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_reader(BufReader::with_capacity(64 << 10, reader));
    ExportSeed { sink }.deserialize(&mut deserializer)?;
    deserializer.end()
}

struct ExportSeed<'s> {
    sink: &'s mut dyn ImportSink,
}

impl<'de> DeserializeSeed<'de> for ExportSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for ExportSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an export: an object with `buckets`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut has_buckets = false;
        while let Some(name) = map.next_key::<String>()? {
            if name == "buckets" {
                map.next_value_seed(BucketsSeed { sink: &mut *self.sink })?;
                has_buckets = true;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        if has_buckets { Ok(()) } else { Err(A::Error::missing_field("buckets")) }
    }
}

struct BucketsSeed<'s> {
    sink: &'s mut dyn ImportSink,
}

impl<'de> DeserializeSeed<'de> for BucketsSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for BucketsSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object or a list of buckets")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(id) = map.next_key::<String>()? {
            map.next_value_seed(BucketSeed { id: Some(id), sink: &mut *self.sink })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(BucketSeed { id: None, sink: &mut *self.sink })?.is_some() {}
        Ok(())
    }
}

struct BucketSeed<'s> {
    /// The name under which it stands; its own `id` comes first.
    id: Option<String>,
    sink: &'s mut dyn ImportSink,
}

impl<'de> DeserializeSeed<'de> for BucketSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

/// What was read of a bucket so far.
#[derive(Default)]
struct Facts {
    id: Option<String>,
    kind: Option<String>,
    client: Option<String>,
    hostname: Option<String>,
    created: Option<Timestamp>,
    data: Option<Payload>,
}

impl Facts {
    /// The bucket, once all that matters is known.
    fn bucket<E: Error>(&self) -> Result<Bucket, E> {
        Ok(Bucket {
            id: self.id.clone().ok_or_else(|| E::missing_field("id"))?,
            kind: self.kind.clone().ok_or_else(|| E::missing_field("type"))?,
            client: self.client.clone().unwrap_or_else(|| "unknown".to_owned()),
            hostname: self.hostname.clone().unwrap_or_else(|| "unknown".to_owned()),
            created: self.created.unwrap_or_else(now),
            data: self.data.clone().unwrap_or_default(),
            extent: None,
            last_updated: None,
        })
    }

    /// Whether nothing more can come that the store would need.
    fn is_whole(&self) -> bool {
        self.id.is_some() && self.kind.is_some() && self.client.is_some() && self.hostname.is_some()
    }
}

impl<'de> Visitor<'de> for BucketSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a bucket")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.sink.begin();
        let mut facts = Facts { id: self.id, ..Facts::default() };
        let mut kept = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "id" => facts.id = map.next_value::<Option<String>>()?.filter(|id| !id.is_empty()).or(facts.id),
                "type" => facts.kind = map.next_value()?,
                "client" => facts.client = map.next_value()?,
                "hostname" => facts.hostname = map.next_value()?,
                // Some exports carry times that are none; that is no reason to refuse the rest.
                "created" => facts.created = moment(&map.next_value()?),
                "data" => facts.data = map.next_value()?,
                "events" => {
                    let bucket = if facts.is_whole() { Some(facts.bucket()?) } else { None };
                    kept = map.next_value_seed(EventsSeed { bucket, sink: &mut *self.sink })?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        // Also when nothing is left: a bucket without events is made as well.
        self.sink.take(&facts.bucket()?, kept).map_err(A::Error::custom)
    }
}

/// Reads the events of a bucket and gives back those that were not handed on.
struct EventsSeed<'s> {
    /// The bucket; `None` while it is not known, then all are kept.
    bucket: Option<Bucket>,
    sink: &'s mut dyn ImportSink,
}

impl<'de> DeserializeSeed<'de> for EventsSeed<'_> {
    type Value = Vec<Event>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<Event>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for EventsSeed<'_> {
    type Value = Vec<Event>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a list of events")
    }

    fn visit_unit<E: Error>(self) -> Result<Vec<Event>, E> {
        Ok(Vec::new())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<Event>, A::Error> {
        let mut batch = Vec::new();
        while let Some(value) = list.next_element::<Value>()? {
            match event(value) {
                Some(event) => batch.push(event),
                None => self.sink.broken_event(),
            }
            if let Some(bucket) = self.bucket.as_ref().filter(|_| batch.len() >= BATCH) {
                self.sink.take(bucket, std::mem::take(&mut batch)).map_err(A::Error::custom)?;
            }
        }
        Ok(batch)
    }
}

/// The event that a value is; `None` when it is none. Ids of another store mean nothing here and are left out.
fn event(value: Value) -> Option<Event> {
    let Value::Object(mut fields) = value else { return None };
    let timestamp = moment(fields.get("timestamp")?)?;
    let duration_nanos = match fields.get("duration") {
        None | Some(Value::Null) => 0,
        Some(duration) => attentive_types::time::seconds_to_nanos(duration.as_f64()?).filter(|nanos| *nanos >= 0)?,
    };
    let data = match fields.remove("data") {
        None | Some(Value::Null) => Payload::new(),
        Some(Value::Object(data)) => data,
        Some(_) => return None,
    };
    Some(Event { id: None, timestamp, duration_nanos, data })
}

fn moment(value: &Value) -> Option<Timestamp> {
    value.as_str().and_then(|text| Timestamp::parse_or_utc(text).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Noted {
        begun: usize,
        broken: usize,
        batches: Vec<(String, String, usize)>,
    }

    impl ImportSink for Noted {
        fn begin(&mut self) {
            self.begun += 1;
        }
        fn broken_event(&mut self) {
            self.broken += 1;
        }
        fn take(&mut self, bucket: &Bucket, events: Vec<Event>) -> Result<(), String> {
            self.batches.push((bucket.id.clone(), bucket.kind.clone(), events.len()));
            Ok(())
        }
    }

    fn noted(text: &str) -> (Noted, Result<(), serde_json::Error>) {
        let mut sink = Noted::default();
        let result = read(text.as_bytes(), &mut sink);
        (sink, result)
    }

    const HEAD: &str = r#""type":"t","client":"c","hostname":"h""#;
    const EVENT: &str = r#"{"id":7,"timestamp":"2026-01-01T00:00:00Z","duration":1,"data":{}}"#;

    #[test]
    fn events_may_stand_before_or_after_the_facts_of_their_bucket() {
        for text in [
            format!(r#"{{"buckets":{{"b":{{{HEAD},"events":[{EVENT},{EVENT}]}}}}}}"#),
            format!(r#"{{"buckets":{{"b":{{"events":[{EVENT},{EVENT}],{HEAD}}}}},"other":[1,{{}}]}}"#),
            format!(r#"{{"buckets":[{{"id":"b","events":[{EVENT},{EVENT}],{HEAD}}}]}}"#),
        ] {
            let (sink, result) = noted(&text);
            assert!(result.is_ok(), "{text}: {result:?}");
            assert_eq!(sink.batches, [("b".to_owned(), "t".to_owned(), 2)], "{text}");
        }
    }

    #[test]
    fn a_bad_event_costs_that_event() {
        let bad = r#"1,null,{},{"timestamp":5},{"timestamp":"2026-01-01T00:00:00Z","duration":-1},{"timestamp":"2026-01-01T00:00:00Z","data":[]}"#;
        let (sink, result) = noted(&format!(r#"{{"buckets":{{"b":{{{HEAD},"events":[{bad},{EVENT}]}}}}}}"#));
        assert!(result.is_ok());
        assert_eq!((sink.broken, sink.batches.last().map(|batch| batch.2)), (6, Some(1)));
    }

    #[test]
    fn many_events_are_handed_on_in_batches() {
        let events = vec![EVENT; BATCH + 5].join(",");
        let (sink, result) = noted(&format!(r#"{{"buckets":{{"b":{{{HEAD},"events":[{events}]}}}}}}"#));
        assert!(result.is_ok());
        assert_eq!(sink.batches.iter().map(|batch| batch.2).collect::<Vec<_>>(), [BATCH, 5]);
    }

    #[test]
    fn what_is_no_export_is_refused() {
        for text in [
            "",
            "[]",
            "{}",
            "null",
            r#"{"buckets":3}"#,
            r#"{"buckets":{"b":3}}"#,
            r#"{"buckets":{"b":{}}}"#,
            "{\"buckets\":{}} x",
        ] {
            assert!(noted(text).1.is_err(), "{text}");
        }
        assert!(noted(r#"{"buckets":{}}"#).1.is_ok());
    }

    proptest::proptest! {
        #[test]
        fn junk_never_panics(text in "[\\[\\]{}\",:0-9a-z \\\\]{0,80}") {
            let _ = noted(&text);
            let _ = noted(&format!(r#"{{"buckets":{{"b":{text}}}}}"#));
        }
    }
}
