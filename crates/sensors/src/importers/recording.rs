//! Our own recording: what sensors said, as they said it, one JSON object a line. Written while sensing, read to replay
//! or to import. Noun in and out: [`Reading`].
//!
//! ```text
//! {"attentive_recording":1,"made_by":"attentive 0.1.0"}                                  the first line
//! {"bucket":{"id","type","client","hostname","created","data":{"stream":"window"}}}       before its first use
//! {"heartbeat":{"bucket","at","timestamp","duration","pulsetime","data"}}                 as a sensor said it at `at`
//! {"event":{"bucket","timestamp","duration","data"}}                                      a finished event
//! {"samples":{"name","at","time_nanos":[...],"channels":[{"name","values":[1,null,2]}]}}   null: not seen
//! ```
//!
//! A line that is broken costs that line. Lines of a kind that is not known are counted as left out, so that a newer
//! program may add kinds without a new version.

use std::collections::HashMap;
use std::io::{self, Write};

use attentive_types::bucket::kinds;
use attentive_types::time::nanos_to_seconds;
use attentive_types::{Bucket, Channel, Event, Reading, SampleSignal, Timestamp};
use serde_json::{Map, Value, json};

use super::{Fault, Format, Imported, ImportedBucket, Place, ReadReport, fields};

/// This format's place in the list.
pub const FORMAT: Format = Format { name: "Attentive recording", claims, read };

/// The version that is written, and the newest that is read.
pub const VERSION: u64 = 1;

/// The streams of our sensors: name, type of the bucket, and the beginning of the bucket's id. The first three are
/// named as ActivityWatch's own watchers name them, so that its queries find them.
pub const STREAMS: &[(&str, &str, &str)] = &[
    ("window", kinds::WINDOW, "aw-watcher-window"),
    ("afk", kinds::AFK, "aw-watcher-afk"),
    ("input", kinds::INPUT, "aw-watcher-input"),
    ("lock", kinds::LOCK, "attentive-lock"),
];

/// One step of a replay.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// When the sensor said it.
    pub at: Timestamp,
    /// What it said.
    pub reading: Reading,
}

/// Writes a recording.
#[derive(Debug)]
pub struct Recorder<W: Write> {
    out: W,
    hostname: String,
    named: HashMap<String, String>,
}

impl<W: Write> Recorder<W> {
    /// Begins a recording with its first line. `made_by` is the program, `hostname` the machine that it speaks of.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn begin(mut out: W, made_by: &str, hostname: &str) -> io::Result<Self> {
        line(&mut out, &json!({"attentive_recording": VERSION, "made_by": made_by}))?;
        Ok(Self { out, hostname: hostname.to_owned(), named: HashMap::new() })
    }

    /// Writes what a sensor said at `at`, and its bucket before its first use.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn reading(&mut self, at: Timestamp, reading: &Reading) -> io::Result<()> {
        match reading {
            Reading::Heartbeat { stream, kind, event, pulsetime_nanos } => {
                let bucket = self.name(at, stream, kind)?;
                let mut fields = event_fields(&bucket, event);
                fields.insert("at".to_owned(), at.to_string().into());
                fields.insert("pulsetime".to_owned(), nanos_to_seconds(*pulsetime_nanos).into());
                line(&mut self.out, &json!({"heartbeat": fields}))
            }
            Reading::Samples(signal) => line(&mut self.out, &json!({"samples": sample_fields(at, signal)})),
            // What others wrote is no part of a recording of this person.
            Reading::Demand(_) => Ok(()),
        }
    }

    /// Writes a bucket.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn bucket(&mut self, bucket: &Bucket) -> io::Result<()> {
        line(&mut self.out, &json!({"bucket": bucket}))
    }

    /// Writes a finished event of a bucket that was written before.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn event(&mut self, bucket_id: &str, event: &Event) -> io::Result<()> {
        line(&mut self.out, &json!({"event": event_fields(bucket_id, event)}))
    }

    /// Writes out what is still in memory, and gives the writer back.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }

    fn name(&mut self, at: Timestamp, stream: &str, kind: &str) -> io::Result<String> {
        if let Some(id) = self.named.get(stream) {
            return Ok(id.clone());
        }
        let client = STREAMS.iter().find(|(name, ..)| *name == stream).map_or(stream, |(.., client)| client);
        let id = format!("{client}_{}", self.hostname);
        let bucket = Bucket {
            id: id.clone(),
            kind: kind.to_owned(),
            client: "attentive".to_owned(),
            hostname: self.hostname.clone(),
            created: at,
            data: std::iter::once(("stream".to_owned(), stream.into())).collect(),
            extent: None,
            last_updated: None,
        };
        self.bucket(&bucket)?;
        self.named.insert(stream.to_owned(), id.clone());
        Ok(id)
    }
}

fn line(out: &mut impl Write, value: &Value) -> io::Result<()> {
    let mut text = value.to_string();
    text.push('\n');
    out.write_all(text.as_bytes())
}

fn event_fields(bucket: &str, event: &Event) -> Map<String, Value> {
    let fields = json!({
        "bucket": bucket,
        "timestamp": event.timestamp.to_string(),
        "duration": nanos_to_seconds(event.duration_nanos),
        "data": event.data,
    });
    match fields {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

fn sample_fields(at: Timestamp, signal: &SampleSignal) -> Value {
    let values = |channel: &Channel| (0..signal.time_nanos.len()).map(|place| channel.get(place)).collect::<Vec<_>>();
    let channels = signal.channels.iter().map(|channel| json!({"name": channel.name, "values": values(channel)}));
    json!({
        "name": signal.name,
        "at": at.to_string(),
        "time_nanos": signal.time_nanos,
        "channels": channels.collect::<Vec<_>>(),
    })
}

fn claims(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    first.trim_start().starts_with('{') && first.contains("\"attentive_recording\"")
}

/// One line, understood.
enum Entry {
    Bucket(Bucket),
    Event { bucket: String, event: Event },
    Heartbeat { bucket: String, at: Timestamp, event: Event, pulsetime_nanos: i64 },
    Samples { at: Timestamp, signal: SampleSignal },
}

/// Reads a recording as history: heartbeats are merged into events by the rule that the store follows.
///
/// # Errors
/// When its first line is broken, or it was made by a newer version.
pub fn read(text: &str) -> Result<Imported, Fault> {
    let mut imported = Imported { format: FORMAT.name, ..Imported::default() };
    let mut places: HashMap<String, usize> = HashMap::new();
    walk(text, &mut imported.report, |entry| {
        let (bucket, event, pulsetime_nanos) = match entry {
            Entry::Bucket(bucket) => {
                if !places.contains_key(&bucket.id) {
                    places.insert(bucket.id.clone(), imported.buckets.len());
                    imported.buckets.push(ImportedBucket { bucket, events: Vec::new() });
                }
                return Ok(());
            }
            Entry::Samples { signal, .. } => {
                imported.samples.push(signal);
                return Ok(());
            }
            Entry::Event { bucket, event } => (bucket, event, None),
            Entry::Heartbeat { bucket, event, pulsetime_nanos, .. } => (bucket, event, Some(pulsetime_nanos)),
        };
        let known = places.get(&bucket).and_then(|place| imported.buckets.get_mut(*place));
        let events = &mut known.ok_or_else(|| no_bucket(&bucket))?.events;
        match (events.last_mut(), pulsetime_nanos) {
            (Some(last), Some(pulsetime_nanos)) if merges(last, &event, pulsetime_nanos) => {
                last.duration_nanos = last.duration_nanos.max(event.end() - last.timestamp);
            }
            _ => events.push(event),
        }
        Ok(())
    })?;
    Ok(imported)
}

/// Reads a recording as steps to replay, in the order in which sensors said them. A finished event becomes a heartbeat
/// that merges with nothing, said at its end.
///
/// # Errors
/// As [`read`].
pub fn steps(text: &str) -> Result<(Vec<Step>, ReadReport), Fault> {
    let mut report = ReadReport::default();
    let mut steps = Vec::new();
    let mut streams: HashMap<String, (&'static str, &'static str)> = HashMap::new();
    walk(text, &mut report, |entry| {
        let (bucket, at, event, pulsetime_nanos) = match entry {
            Entry::Bucket(bucket) => {
                let stream = stream_of(&bucket).ok_or_else(|| format!("no sensor of ours makes {}", bucket.kind))?;
                streams.insert(bucket.id, stream);
                return Ok(());
            }
            Entry::Samples { at, signal } => {
                steps.push(Step { at, reading: Reading::Samples(signal) });
                return Ok(());
            }
            Entry::Event { bucket, event } => (bucket, event.end(), event, -1),
            Entry::Heartbeat { bucket, at, event, pulsetime_nanos } => (bucket, at, event, pulsetime_nanos),
        };
        let (stream, kind) = *streams.get(&bucket).ok_or_else(|| no_bucket(&bucket))?;
        steps.push(Step { at, reading: Reading::Heartbeat { stream, kind, event, pulsetime_nanos } });
        Ok(())
    })?;
    steps.sort_by_key(|step| step.at);
    Ok((steps, report))
}

/// The stream that a bucket holds, by the word that the recorder left there, else by its type.
fn stream_of(bucket: &Bucket) -> Option<(&'static str, &'static str)> {
    let word = bucket.data.get("stream").and_then(Value::as_str);
    let fits = |(stream, kind, _): &&(&str, &str, &str)| word.map_or(bucket.kind == *kind, |word| word == *stream);
    STREAMS.iter().find(fits).map(|(stream, kind, _)| (*stream, *kind))
}

/// ActivityWatch's rule: the same facts, and no gap longer than the pulsetime.
fn merges(last: &Event, next: &Event, pulsetime_nanos: i64) -> bool {
    last.data == next.data && last.timestamp <= next.timestamp && next.timestamp <= last.end().plus(pulsetime_nanos)
}

/// Understands line after line and hands each on; what is wrong with a line is reported.
fn walk(text: &str, report: &mut ReadReport, mut take: impl FnMut(Entry) -> Result<(), String>) -> Result<(), Fault> {
    let mut lines = text.lines().enumerate();
    check_version(lines.next().map(|(_, line)| line).unwrap_or_default())?;
    for (place, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        match understand(line).and_then(&mut take) {
            Ok(()) => report.read += 1,
            Err(why) => report.skip(|| Place::of_line(place + 1).to_string(), why),
        }
    }
    Ok(())
}

fn check_version(line: &str) -> Result<(), Fault> {
    let fault = |why: String| Err(Fault { place: Place::of_line(1), why });
    let head: Value = match serde_json::from_str(line) {
        Ok(head) => head,
        Err(error) => return Err(Fault::json(&error)),
    };
    match head.get("attentive_recording").and_then(Value::as_u64) {
        Some(1..=VERSION) => Ok(()),
        Some(version) => fault(format!("this recording has version {version}; a newer Attentive can read it")),
        None => fault("attentive_recording: expected the version, a number from 1".to_owned()),
    }
}

fn understand(line: &str) -> Result<Entry, String> {
    let value: Value = serde_json::from_str(line).map_err(|error| match error.is_eof() {
        true => "the line ends too early".to_owned(),
        false => "this is no JSON".to_owned(),
    })?;
    let Value::Object(object) = value else {
        return Err(format!("expected an object, found {}", fields::kind(&value)));
    };
    let Some((word, inner)) = object.into_iter().next() else { return Err("the object is empty".to_owned()) };
    match (word.as_str(), inner) {
        ("bucket", inner) => {
            serde_json::from_value(inner).map(Entry::Bucket).map_err(|error| format!("bucket: {error}"))
        }
        ("event", Value::Object(inner)) => {
            let bucket = word_of(&inner, "bucket")?;
            Ok(Entry::Event { bucket, event: fields::event(Value::Object(inner))? })
        }
        ("heartbeat", Value::Object(inner)) => heartbeat(inner),
        ("samples", Value::Object(inner)) => samples(&inner),
        (other, _) => Err(format!("expected bucket, heartbeat, event or samples, found {}", other.escape_debug())),
    }
}

fn heartbeat(inner: Map<String, Value>) -> Result<Entry, String> {
    let bucket = word_of(&inner, "bucket")?;
    let pulsetime = inner.get("pulsetime").and_then(Value::as_f64);
    let pulsetime_nanos = pulsetime
        .and_then(attentive_types::time::seconds_to_nanos)
        .ok_or_else(|| "pulsetime: expected seconds".to_owned())?;
    let at = moment_of(&inner, "at")?;
    Ok(Entry::Heartbeat { bucket, at, event: fields::event(Value::Object(inner))?, pulsetime_nanos })
}

fn samples(inner: &Map<String, Value>) -> Result<Entry, String> {
    let name = word_of(inner, "name")?;
    let times = inner.get("time_nanos").and_then(Value::as_array).ok_or("time_nanos: expected a list")?;
    let time_nanos: Vec<i64> = times.iter().filter_map(Value::as_i64).collect();
    if time_nanos.len() != times.len() || !time_nanos.is_sorted() {
        return Err("time_nanos: expected whole numbers in ascending order".to_owned());
    }
    let channels = inner.get("channels").and_then(Value::as_array).ok_or("channels: expected a list")?;
    let channels: Result<Vec<Channel>, String> =
        channels.iter().map(|value| channel(value, time_nanos.len())).collect();
    let signal = SampleSignal { name, time_nanos, channels: channels? };
    Ok(Entry::Samples { at: moment_of(inner, "at")?, signal })
}

fn channel(value: &Value, length: usize) -> Result<Channel, String> {
    let empty = Map::new();
    let object = value.as_object().unwrap_or(&empty);
    let name = word_of(object, "name")?;
    let values = object.get("values").and_then(Value::as_array).ok_or("values: expected a list")?;
    if values.len() != length || !values.iter().all(|value| value.is_number() || value.is_null()) {
        return Err(format!("values: expected {length} numbers or nulls"));
    }
    let seen: Vec<Option<f64>> = values.iter().map(Value::as_f64).collect();
    let is_complete = seen.iter().all(Option::is_some);
    Ok(Channel {
        name,
        is_present: if is_complete { Vec::new() } else { seen.iter().map(Option::is_some).collect() },
        values: seen.into_iter().map(Option::unwrap_or_default).collect(),
    })
}

fn word_of(object: &Map<String, Value>, name: &str) -> Result<String, String> {
    object.get(name).and_then(Value::as_str).map(str::to_owned).ok_or_else(|| format!("{name}: expected a text"))
}

fn moment_of(object: &Map<String, Value>, name: &str) -> Result<Timestamp, String> {
    let text = word_of(object, name)?;
    fields::moment(&text).ok_or_else(|| format!("{name}: expected a time such as 2026-11-24T09:30:00Z"))
}

fn no_bucket(id: &str) -> String {
    format!("no line before names its bucket {}", id.escape_debug())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::importers::read_bytes;
    use attentive_types::time::SECOND;

    fn facts(app: &str) -> attentive_types::Payload {
        std::iter::once(("app".to_owned(), app.into())).collect()
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp((1_700_000_000 + seconds) * SECOND)
    }

    fn beat(seconds: i64, app: &str, pulse: i64) -> Reading {
        let event = Event { timestamp: at(seconds), data: facts(app), ..Event::default() };
        Reading::Heartbeat { stream: "window", kind: kinds::WINDOW, event, pulsetime_nanos: pulse * SECOND }
    }

    fn signal() -> Reading {
        let full = Channel { name: "presses_count".to_owned(), values: vec![1.0, 2.0], is_present: Vec::new() };
        let gaps = Channel { name: "dwell_mean_ms".to_owned(), values: vec![80.5, 0.0], is_present: vec![true, false] };
        let time_nanos = vec![at(1).0, at(2).0];
        Reading::Samples(SampleSignal { name: "input".to_owned(), time_nanos, channels: vec![full, gaps] })
    }

    fn recorded(readings: &[(i64, Reading)]) -> String {
        let mut recorder = Recorder::begin(Vec::new(), "test", "h").unwrap();
        for (seconds, reading) in readings {
            recorder.reading(at(*seconds), reading).unwrap();
        }
        String::from_utf8(recorder.finish().unwrap()).unwrap()
    }

    #[test]
    fn what_is_recorded_is_replayed_as_it_was_said() {
        let said = vec![(0, beat(0, "A", 0)), (5, beat(5, "A", 15)), (6, signal()), (7, beat(7, "B", 0))];
        let (steps, report) = steps(&recorded(&said)).unwrap();
        let expected: Vec<Step> =
            said.into_iter().map(|(seconds, reading)| Step { at: at(seconds), reading }).collect();
        assert_eq!(steps, expected);
        assert_eq!((report.read, report.skipped), (5, 0));
    }

    #[test]
    fn as_history_heartbeats_are_merged() {
        let said = [beat(0, "A", 0), beat(5, "A", 15), beat(7, "A", 15), beat(7, "B", 0), beat(60, "B", 15)];
        let said: Vec<_> = said.into_iter().map(|reading| (0, reading)).collect();
        let imported = read_bytes(recorded(&said).as_bytes(), "f").unwrap();
        assert_eq!(imported.format, "Attentive recording");
        let events = &imported.buckets[0].events;
        let spans: Vec<(i64, i64)> =
            events.iter().map(|event| ((event.timestamp - at(0)) / SECOND, event.duration_nanos / SECOND)).collect();
        assert_eq!(spans, [(0, 7), (7, 0), (60, 0)]);
        assert_eq!(imported.buckets[0].bucket.id, "aw-watcher-window_h");
    }

    #[test]
    fn finished_events_can_be_recorded_too() {
        let mut recorder = Recorder::begin(Vec::new(), "test", "h").unwrap();
        let bucket = read_bytes(recorded(&[(0, beat(0, "A", 0))]).as_bytes(), "f").unwrap().buckets.remove(0).bucket;
        recorder.bucket(&bucket).unwrap();
        let event = Event { timestamp: at(0), duration_nanos: 9 * SECOND, data: facts("A"), ..Event::default() };
        recorder.event(&bucket.id, &event).unwrap();
        let text = String::from_utf8(recorder.finish().unwrap()).unwrap();
        assert_eq!(read(&text).unwrap().buckets[0].events, [event]);
        assert_eq!(steps(&text).unwrap().0[0].at, at(9));
    }

    #[test]
    fn a_broken_line_costs_that_line() {
        let mut text = recorded(&[(0, beat(0, "A", 0))]);
        text.push_str(
            "junk\n[]\n{}\n{\"later\":{}}\n{\"event\":{\"bucket\":\"?\",\"timestamp\":\"2026-01-01T00:00:00Z\"}}\n",
        );
        text.push_str("{\"samples\":{\"name\":\"x\",\"time_nanos\":[2,1],\"channels\":[]}}\n{\"heartbeat\":{\"buck");
        let imported = read(&text).unwrap();
        assert_eq!((imported.report.read, imported.report.skipped), (2, 7));
        let why: Vec<(&str, &str)> =
            imported.report.why.iter().map(|skipped| (skipped.place.as_str(), skipped.why.as_str())).collect();
        assert_eq!(why[0], ("line 4", "this is no JSON"));
        assert_eq!(why[4], ("line 8", "no line before names its bucket ?"));
        assert_eq!(why[6], ("line 10", "the line ends too early"));
    }

    #[test]
    fn a_newer_version_is_refused_with_what_to_do() {
        let error = read_bytes(b"{\"attentive_recording\":99}\n", "f").unwrap_err().to_string();
        assert_eq!(
            error,
            "line 1: this recording has version 99; a newer Attentive can read it; nothing was imported: f"
        );
    }

    #[test]
    fn every_stream_has_its_own_bucket() {
        let mut ids: Vec<_> = STREAMS.iter().map(|(.., client)| client).collect();
        ids.dedup();
        assert_eq!(ids.len(), STREAMS.len());
    }

    proptest::proptest! {
        #[test]
        fn a_recording_cut_or_changed_anywhere_never_stops_the_program(cut in 0_usize..900, place in 0_usize..900, byte: u8) {
            let mut bytes = recorded(&[(0, beat(0, "A", 0)), (1, signal()), (2, beat(2, "A", 15))]).into_bytes();
            if let Some(there) = bytes.get_mut(place) {
                *there = byte;
            }
            bytes.truncate(cut.max(1));
            let _ = read_bytes(&bytes, "f");
            if let Ok(text) = std::str::from_utf8(&bytes) {
                let _ = steps(text);
            }
        }
    }
}
