//! A recording of eyes, heart, skin, ... becomes buckets: the events and the features that `attentive analyse` finds in it. Samples stay in
//! their file; nothing of them is stored.
//!
//! ```text
//! rest.hea ─> RecordingRun ─┬─> rest-ecg-events_1f0c22ab      {"event": "r-peak", "interval_ms": 812.5}
//!                           └─> rest-ecg-features_1f0c22ab    {"heart_rate_bpm": 74.1, "quality": {...}} for each window
//! ```
//!
//! A recording is known again by its first samples, whatever its file is called by then. What is there already is not stored twice. When it
//! was analysed otherwise before (another program, detector, screen or windows), the new events replace the old ones.

use std::collections::BTreeMap;
use std::path::Path;

use attentive_pipeline::run::recording::{Found, RecordingRun, RecordingSettings};
use attentive_sensors::importers::{Piece, ReadReport};
use attentive_store::{Range, Store};
use attentive_types::time::DAY;
use attentive_types::{Bucket, Event, SampleSignal, StreamInfo, Timestamp};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::found::{self, Held};
use crate::args::ImportArgs;
use crate::commands::Place;
use crate::commands::analyse::{Bar, Choices, file_name, options, read, screen_words, windows_in_words};
use crate::failure::{Failure, Outcome};
use crate::machine;

/// Events that wait until they are stored together.
const BATCH: usize = 10_000;
/// Moments before this are times since the start of a recording, not dates: no device of ours is older than 1980.
const OLDEST_DATE: Timestamp = Timestamp(3_652 * DAY);

/// Analyses a recording into the store.
pub fn import(place: &Place, store: &Store, path: &Path, args: &ImportArgs) -> Outcome {
    let profiles = place.config_file.parent().unwrap_or(Path::new(".")).join("profiles");
    let choices = Choices::read(&args.reading, &profiles, &place.data_dir)?;
    let (options, mut guessed) = options(&args.reading, &[path], &choices)?;
    let analysis = format!(
        "attentive {}; {}; screen {}; method {}",
        env!("CARGO_PKG_VERSION"),
        windows_in_words(choices.windowing, None),
        options.screen.as_ref().map_or_else(|| "unknown".to_owned(), screen_words),
        fingerprint(format!("{:?}", choices.gaze_method).as_bytes())
    );
    let mut recording = read::open(path, &options)?;
    let mut run = RecordingRun::new(RecordingSettings {
        windowing: choices.windowing,
        marks: Vec::new(),
        screen: options.screen,
        gaze_method: choices.gaze_method,
        areas: Vec::new(),
    });
    let mut storing: Option<Storing> = None;
    let bar = Bar::new(path, "reading");
    let (mut marks, mut broke_off) = (0, None);
    loop {
        let piece = match recording.next_piece() {
            Ok(Some(piece)) => piece,
            Ok(None) => break,
            Err(error) => {
                broke_off = Some(error.to_string());
                break;
            }
        };
        for info in recording.streams() {
            run.open_with(info, recording.clock_of(&info.name));
        }
        match piece {
            Piece::Annotations(more) => marks += more.len(),
            Piece::Samples(samples) => {
                if storing.is_none() && !samples.is_empty() {
                    refuse_without_date(path, &samples)?;
                    storing = Some(Storing::begin(store, path, recording.format(), &samples, &analysis)?);
                }
                run.push(samples);
            }
        }
        if let Some(storing) = &mut storing {
            storing.push(&run.take(), &run.streams().cloned().collect::<Vec<_>>())?;
        }
        bar.show(recording.progress());
    }
    let streams: Vec<StreamInfo> = run.streams().cloned().collect();
    let (rest, analysed) = run.finish();
    drop(bar);
    guessed.extend(recording.assumptions().sentences().iter().cloned());
    let Some(mut storing) = storing else {
        let why = broke_off.unwrap_or_else(|| "it holds no samples".to_owned());
        return Err(Failure::input(format!("there is nothing to import: {why}: {}", path.display())));
    };
    storing.push(&rest, &streams)?;
    storing.store_all()?;
    storing.tell(path, recording.format());
    for stream in analysed.streams.iter().filter(|stream| stream.events.is_empty() && stream.features.is_empty()) {
        tell!(
            "  nothing to store of {} ({}): no events or features are found in it",
            stream.info.name,
            stream.info.kind.name()
        );
    }
    for stream in &analysed.streams {
        for note in &stream.clock_notes {
            tell!("  clock of {}: {note}", stream.info.name);
        }
    }
    if marks > 0 {
        tell!("  {marks} marks of the recording itself were not stored");
    }
    tell_rest(&guessed, recording.report(), broke_off.as_deref());
    Ok(())
}

fn tell_rest(guessed: &[String], report: &ReadReport, broke_off: Option<&str>) {
    for sentence in guessed {
        tell!("  guessed: {sentence}");
    }
    for skipped in report.why.iter().take(3) {
        eprintln!("  skipped: {}: {}", skipped.place, skipped.why);
    }
    if report.skipped > 3 {
        eprintln!("  {} records were skipped in all", report.skipped);
    }
    if let Some(why) = broke_off {
        eprintln!("  the file could not be read to its end: {why}; what came before was imported");
    }
}

/// A recording without a date would land in 1970, where nobody looks for it.
fn refuse_without_date(path: &Path, samples: &SampleSignal) -> Outcome {
    if samples.time_nanos.iter().any(|time| *time >= OLDEST_DATE.0) {
        return Ok(());
    }
    Err(Failure::input(format!(
        "the recording does not say when it was made; tell it with --start, such as --start 2026-11-24T09:30: {}",
        path.display()
    )))
}

/// The first eight digits of a SHA-256.
fn fingerprint(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

/// What tells a recording from all others: its first samples.
fn fingerprint_of(samples: &SampleSignal) -> String {
    let mut bytes: Vec<u8> = Vec::with_capacity(samples.len() * 8 * (samples.channels.len() + 1));
    // Times since the first: a recording stays the same when its start is told anew.
    let first = samples.time_nanos.first().copied().unwrap_or(0);
    bytes.extend(samples.time_nanos.iter().flat_map(|time| time.saturating_sub(first).to_le_bytes()));
    for channel in &samples.channels {
        bytes.extend(channel.name.as_bytes());
        bytes.extend(channel.values.iter().flat_map(|value| value.to_bits().to_le_bytes()));
    }
    fingerprint(&bytes)
}

/// One bucket that is being filled.
struct Filling {
    bucket: Bucket,
    waiting: Vec<Event>,
    inserted: usize,
    present: usize,
}

/// The buckets of one recording.
struct Storing<'a> {
    store: &'a Store,
    /// Buckets of this recording from an earlier import, by stream and what they hold.
    known: BTreeMap<(String, &'static str), Bucket>,
    filling: BTreeMap<(usize, Held), Filling>,
    recording: String,
    file: String,
    format: &'static str,
    analysis: String,
    waiting: usize,
    replaced: u64,
}

impl<'a> Storing<'a> {
    fn begin(
        store: &'a Store,
        path: &Path,
        format: &'static str,
        first: &SampleSignal,
        analysis: &str,
    ) -> Result<Self, Failure> {
        let start = first.time_nanos.first().copied().unwrap_or(0);
        // The same samples at another time are another import of them: a told start is a part of how it was analysed.
        let analysis = format!("{analysis}; first sample at {}", Timestamp(start));
        let recording = fingerprint_of(first);
        let mut known = BTreeMap::new();
        for bucket in store.buckets()? {
            let text =
                |key: &str| bucket.data.get(key).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
            let held = [Held::Events, Held::Features].into_iter().find(|held| held.bucket_kind() == bucket.kind);
            if let (Some(held), true) = (held, text("recording") == recording) {
                known.insert((text("stream"), held.name()), bucket);
            }
        }
        let file = path.file_stem().map_or_else(|| "recording".to_owned(), |stem| stem.to_string_lossy().into_owned());
        let (filling, waiting, replaced) = (BTreeMap::new(), 0, 0);
        Ok(Self { store, known, filling, recording, file, format, analysis, waiting, replaced })
    }

    fn push(&mut self, found: &Found, streams: &[StreamInfo]) -> Outcome {
        for (stream, held, event) in found::events(found) {
            let Some(info) = streams.get(stream) else { continue };
            if !self.filling.contains_key(&(stream, held)) {
                let filling = self.open(info, held)?;
                self.filling.insert((stream, held), filling);
            }
            if let Some(filling) = self.filling.get_mut(&(stream, held)) {
                filling.waiting.push(event);
                self.waiting += 1;
            }
        }
        if self.waiting >= BATCH { self.store_all() } else { Ok(()) }
    }

    /// The bucket of a stream: that of an earlier import when the analysis is the same, else a new one.
    fn open(&mut self, info: &StreamInfo, held: Held) -> Result<Filling, Failure> {
        let old = self.known.remove(&(info.name.clone(), held.name()));
        if let Some(bucket) = &old {
            if bucket.data.get("analysis").and_then(serde_json::Value::as_str) == Some(self.analysis.as_str()) {
                return Ok(Filling { bucket: bucket.clone(), waiting: Vec::new(), inserted: 0, present: 0 });
            }
            self.replaced += self.store.count(&bucket.id, Range::ALL)?;
            self.store.delete_bucket(&bucket.id)?;
        }
        let data = json!({
            "recording": self.recording,
            "file": self.file,
            "format": self.format,
            "stream": info.name,
            "measures": info.kind.name(),
            "analysis": self.analysis,
        });
        let id = format!("{}_{}", file_name(&format!("{}-{}-{}", self.file, info.name, held.name())), self.recording);
        let bucket = Bucket {
            id: old.map_or(id, |bucket| bucket.id),
            kind: held.bucket_kind().to_owned(),
            client: "attentive-import".to_owned(),
            hostname: machine::hostname(),
            created: attentive_server::machine_now(),
            data: data.as_object().cloned().unwrap_or_default(),
            extent: None,
            last_updated: None,
        };
        Ok(Filling { bucket, waiting: Vec::new(), inserted: 0, present: 0 })
    }

    fn store_all(&mut self) -> Outcome {
        for filling in self.filling.values_mut().filter(|filling| !filling.waiting.is_empty()) {
            let report = self.store.import(filling.bucket.clone(), std::mem::take(&mut filling.waiting))?;
            filling.inserted += report.inserted;
            filling.present += report.skipped;
        }
        self.waiting = 0;
        Ok(())
    }

    fn tell(&self, path: &Path, format: &str) {
        let sum = |value: fn(&Filling) -> usize| self.filling.values().map(value).sum::<usize>();
        let (inserted, present) = (sum(|own| own.inserted), sum(|own| own.present));
        tell!("{}: {inserted} events imported, {present} were there already ({format})", path.display());
        for filling in self.filling.values() {
            tell!("  {}: {} new, {} there already", filling.bucket.id, filling.inserted, filling.present);
        }
        if self.replaced > 0 {
            tell!("  {} events of an earlier analysis with other settings were replaced", self.replaced);
        }
        tell!("  the samples themselves stay in the file");
    }
}
