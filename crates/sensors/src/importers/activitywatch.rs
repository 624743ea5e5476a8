//! ActivityWatch's export, as its servers, its web page and Attentive itself write it. Noun in: JSON text; noun out:
//! [`Imported`].
//!
//! ```text
//! {"buckets": {"<id>": {"type", "client", "hostname", "created", "data", "events": [...]}, ...}}    all, or one
//! {"id": "<id>", "type", "client", "hostname", "created", "data", "events": [...]}                  one, older
//! ```
//!
//! The text is walked part by part without building a tree of it, so that a large file costs its own size and the
//! events. A broken structure refuses the file; a bad event costs that event.

use std::collections::HashMap;
use std::fmt;

use attentive_types::{Bucket, Event, Payload, Timestamp};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::{Fault, Format, Imported, ImportedBucket, Place, ReadReport, fields};

/// This format's place in the list.
pub const FORMAT: Format = Format { name: "ActivityWatch export", claims, read };

/// How far into a file the word must come by which the format is known.
const HEAD_BYTES: usize = 64 * 1024;

fn claims(text: &str) -> bool {
    let text = text.trim_start();
    let end = text.floor_char_boundary(HEAD_BYTES.min(text.len()));
    let head = text.get(..end).unwrap_or_default();
    head.starts_with('{') && (head.contains("\"buckets\"") || head.contains("\"events\""))
}

/// Reads an export.
///
/// # Errors
/// When it is no JSON, ends too early, or holds neither buckets nor a bucket.
pub fn read(text: &str) -> Result<Imported, Fault> {
    let top: Parts<'_> = serde_json::from_str(text).map_err(|error| Fault::json(&error))?;
    let mut reader = Reader { text, buckets: Vec::new(), places: HashMap::new(), report: ReadReport::default() };
    if let Some(buckets) = top.get("buckets") {
        let Ok(buckets) = serde_json::from_str::<Parts<'_>>(buckets.get()) else {
            return Err(reader.fault(buckets, "\"buckets\" must be an object of buckets"));
        };
        for (id, part) in buckets.0 {
            reader.bucket(id, part);
        }
    } else {
        let named = top.get("id").and_then(|id| serde_json::from_str::<String>(id.get()).ok());
        let Some(id) = named.filter(|_| top.get("events").is_some()) else {
            let why = "the file has neither \"buckets\" nor one bucket with \"id\" and \"events\"".to_owned();
            return Err(Fault { place: Place::of_line(1), why });
        };
        reader.fields(id, &top);
    }
    Ok(Imported { format: FORMAT.name, buckets: reader.buckets, samples: Vec::new(), report: reader.report })
}

/// The entries of a JSON object in their order, each value as it stands in the text.
struct Parts<'a>(Vec<(String, &'a RawValue)>);

impl<'a> Parts<'a> {
    fn get(&self, name: &str) -> Option<&'a RawValue> {
        self.0.iter().rev().find(|(key, _)| key == name).map(|(_, value)| *value)
    }

    /// A text field; `None` when it is missing or no text.
    fn text(&self, name: &str) -> Option<String> {
        self.get(name).and_then(|part| serde_json::from_str(part.get()).ok())
    }
}

impl<'de> Deserialize<'de> for Parts<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Parts<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Parts(entries))
            }
        }
        deserializer.deserialize_map(Entries)
    }
}

struct Reader<'a> {
    text: &'a str,
    buckets: Vec<ImportedBucket>,
    /// Place of each bucket in `buckets`.
    places: HashMap<String, usize>,
    report: ReadReport,
}

impl<'a> Reader<'a> {
    fn fault(&self, part: &RawValue, why: &str) -> Fault {
        Fault { place: Place::of_part(self.text, part.get()), why: why.to_owned() }
    }

    fn skip(&mut self, part: &RawValue, what: &str, why: impl Into<String>) {
        let text = self.text;
        self.report.skip(|| format!("{} ({what})", Place::of_part(text, part.get())), why);
    }

    fn bucket(&mut self, id: String, part: &'a RawValue) {
        match serde_json::from_str::<Parts<'a>>(part.get()) {
            Ok(fields) => self.fields(id, &fields),
            Err(_) => self.skip(part, &format!("bucket {id}"), "expected an object"),
        }
    }

    fn fields(&mut self, id: String, fields: &Parts<'a>) {
        let events = fields.get("events").map_or_else(Vec::new, |part| self.events(&id, part));
        // What is missing gets the word that ActivityWatch's own servers use.
        let text = |name: &str| fields.text(name).unwrap_or_else(|| "unknown".to_owned());
        let first = events.iter().map(|event| event.timestamp).min();
        let created = fields.text("created").and_then(|created| fields::moment(&created));
        let data = fields.get("data").and_then(|part| serde_json::from_str::<Payload>(part.get()).ok());
        let bucket = Bucket {
            id: id.clone(),
            kind: text("type"),
            client: text("client"),
            hostname: text("hostname"),
            created: created.or(first).unwrap_or(Timestamp(0)),
            data: data.unwrap_or_default(),
            extent: None,
            last_updated: None,
        };
        let place = *self.places.entry(id).or_insert(self.buckets.len());
        match self.buckets.get_mut(place) {
            Some(known) => known.events.extend(events),
            None => self.buckets.push(ImportedBucket { bucket, events }),
        }
    }

    fn events(&mut self, id: &str, part: &'a RawValue) -> Vec<Event> {
        let parts: Vec<&'a RawValue> = match serde_json::from_str::<Option<_>>(part.get()) {
            Ok(parts) => parts.unwrap_or_default(),
            Err(_) => {
                self.skip(part, &format!("events of {id}"), "expected a list");
                return Vec::new();
            }
        };
        let mut events = Vec::with_capacity(parts.len());
        for (number, part) in parts.into_iter().enumerate() {
            let value = serde_json::from_str::<Value>(part.get()).map_err(|error| error.to_string());
            match value.and_then(fields::event) {
                Ok(event) => {
                    self.report.read += 1;
                    events.push(event);
                }
                Err(why) => self.skip(part, &format!("event {} of {id}", number + 1), why),
            }
        }
        events
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::importers::read_bytes;

    const WHOLE: &str = r#"{"buckets": {
 "aw-watcher-window_h": {"id": "aw-watcher-window_h", "created": "2023-11-18T17:31:04.617000+00:00", "name": null,
  "type": "currentwindow", "client": "aw-watcher-window", "hostname": "h", "data": {"x": 1}, "events": [
   {"id": 3, "timestamp": "2023-11-18T17:31:05Z", "duration": 1.5, "data": {"app": "A", "title": "注意"}},
   {"id": 4, "timestamp": "not a time", "duration": 1.5, "data": {}},
   {"id": 5, "timestamp": "2023-11-18T17:31:07.25+00:00", "duration": 0, "data": {"app": "B"}}]},
 "empty_h": {"type": "general.stopwatch", "client": "c", "hostname": "h", "created": "2018-05-01T12:00:00.000000", "events": []}
}}"#;

    #[test]
    fn a_whole_export_is_read_and_a_bad_event_costs_that_event() {
        let imported = read(WHOLE).unwrap();
        let [window, empty] = &imported.buckets[..] else { panic!("expected two buckets") };
        assert_eq!((window.bucket.kind.as_str(), window.events.len()), ("currentwindow", 2));
        assert_eq!(window.bucket.data["x"], 1);
        assert_eq!(window.events[0].data["title"], "注意");
        assert_eq!(window.events[0].id, None);
        assert_eq!(empty.bucket.created.to_string(), "2018-05-01T12:00:00Z");
        assert_eq!((imported.report.read, imported.report.skipped), (2, 1));
        assert_eq!(imported.report.why[0].place, "line 5, column 4 (event 2 of aw-watcher-window_h)");
    }

    #[test]
    fn an_export_of_one_bucket_is_read() {
        let text = r#"{"id":"b","type":"afkstatus","client":"c","hostname":"h","events":[{"timestamp":"2023-11-18T17:31:05Z"}]}"#;
        let imported = read(text).unwrap();
        assert_eq!(imported.buckets[0].bucket.id, "b");
        assert_eq!(imported.buckets[0].bucket.created, imported.buckets[0].events[0].timestamp);
    }

    #[test]
    fn a_truncated_file_is_refused_with_its_place() {
        let error = read_bytes(&WHOLE.as_bytes()[..300], "f.json").unwrap_err().to_string();
        assert!(error.starts_with("line 4, column "), "{error}");
        assert!(error.contains("the file ends too early"), "{error}");
    }

    #[test]
    fn a_number_that_json_does_not_know_is_refused_with_its_place() {
        let text = WHOLE.replace("\"duration\": 0", "\"duration\": NaN");
        let error = read_bytes(text.as_bytes(), "f.json").unwrap_err().to_string();
        assert!(error.starts_with("line 6, column "), "{error}");
    }

    #[test]
    fn a_byte_order_mark_does_no_harm() {
        let text = format!("\u{feff}{WHOLE}");
        assert_eq!(read_bytes(text.as_bytes(), "f").unwrap().report.read, 2);
    }

    #[test]
    fn odd_buckets_cost_only_themselves() {
        let text = r#"{"buckets":{"a":7,"b":{"events":{}},"c":{"events":null},"d":{"events":[{"timestamp":"2023-11-18T17:31:05Z"}]}}}"#;
        let imported = read(text).unwrap();
        assert_eq!(imported.buckets.len(), 3);
        assert_eq!((imported.report.read, imported.report.skipped), (1, 2));
        assert_eq!(imported.buckets[2].bucket.kind, "unknown");
    }

    #[test]
    fn the_same_bucket_twice_is_one_bucket() {
        let text = r#"{"buckets":{"a":{"events":[{"timestamp":"2023-11-18T17:31:05Z"}]},"a":{"events":[{"timestamp":"2023-11-18T17:31:06Z"}]}}}"#;
        let imported = read(text).unwrap();
        assert_eq!((imported.buckets.len(), imported.buckets[0].events.len()), (1, 2));
    }

    #[test]
    fn only_the_first_reasons_are_kept_and_all_are_counted() {
        let events = vec!["{}"; 50].join(",");
        let imported = read(&format!(r#"{{"buckets":{{"a":{{"events":[{events}]}}}}}}"#)).unwrap();
        assert_eq!((imported.report.skipped, imported.report.why.len()), (50, ReadReport::MOST_REASONS));
    }

    #[test]
    fn very_deep_json_is_survived() {
        let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
        let text = format!(
            r#"{{"buckets":{{"a":{{"events":[{{"timestamp":"2023-11-18T17:31:05Z","data":{{"x":{deep}}}}}]}}}}}}"#
        );
        assert_eq!(read(&text).map(|imported| imported.report.skipped), Ok(1));
    }

    proptest::proptest! {
        #[test]
        fn a_file_cut_or_changed_anywhere_never_stops_the_program(cut in 0_usize..900, place in 0_usize..900, byte: u8) {
            let mut bytes = WHOLE.as_bytes().to_vec();
            if let Some(there) = bytes.get_mut(place) {
                *there = byte;
            }
            let _ = read_bytes(&bytes, "f");
            bytes.truncate(cut);
            let _ = read_bytes(&bytes, "f");
        }
    }
}
