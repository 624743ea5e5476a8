//! The fixtures of every format say here what their reference readers say. They lie in `fixtures/recordings`, made by
//! `scripts/golden/recordings.py`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use attentive_sensors::importers::signals::{ColumnMap, RECORDING_FORMATS, WholeRecording};
use attentive_sensors::importers::{self, Options, open_recording};
use serde::Deserialize;

#[derive(Deserialize)]
struct Expected {
    reference: String,
    marks: usize,
    streams: BTreeMap<String, ExpectedStream>,
}

#[derive(Deserialize)]
struct ExpectedStream {
    samples: usize,
    first_s: f64,
    last_s: f64,
    /// The mean of each channel; null when all is missing.
    means: BTreeMap<String, Option<f64>>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/recordings")
}

fn expected() -> BTreeMap<String, Expected> {
    let text = std::fs::read_to_string(folder().join("expected.json")).expect("the expected values");
    serde_json::from_str(&text).expect("JSON")
}

fn read(name: &str) -> WholeRecording {
    let recording = open_recording(&folder().join(name), &Options::default()).expect("a recording");
    recording.whole().expect("the whole of it")
}

#[expect(clippy::cast_precision_loss, reason = "a few thousand samples")]
fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let seen: Vec<f64> = values.filter(|value| !value.is_nan()).collect();
    (!seen.is_empty()).then(|| seen.iter().sum::<f64>() / seen.len() as f64)
}

#[test]
fn every_fixture_says_what_its_reference_says() {
    for (name, expected) in expected() {
        let whole = read(&name);
        let by = &expected.reference;
        assert_eq!(whole.report.skipped, 0, "{name}: {:?}", whole.report);
        assert_eq!(whole.annotations.len(), expected.marks, "{name}: {:?}", whole.annotations);
        for (stream, expected) in &expected.streams {
            let signal = whole.signal(stream).unwrap_or_else(|| panic!("{name} has no {stream}: {:?}", whole.streams));
            assert_eq!(signal.len(), expected.samples, "{name}: {stream}, by {by}");
            let seconds = |nanos: Option<&i64>| nanos.map_or(f64::NAN, |nanos| *nanos as f64 / 1e9);
            let (first, last) = (seconds(signal.time_nanos.first()), seconds(signal.time_nanos.last()));
            assert!(
                (first - expected.first_s).abs() < 2e-6,
                "{name}: {stream} begins at {first}, by {by} {}",
                expected.first_s
            );
            assert!(
                (last - expected.last_s).abs() < 2e-6,
                "{name}: {stream} ends at {last}, by {by} {}",
                expected.last_s
            );
            for (channel, expected) in &expected.means {
                let found = signal.channel(channel).unwrap_or_else(|| panic!("{name}: {stream} has no {channel}"));
                let found = mean((0..found.values.len()).map(|place| found.get(place).unwrap_or(f64::NAN)));
                let is_same = match (found, expected) {
                    (Some(found), Some(expected)) => (found - expected).abs() <= 1e-9 * expected.abs().max(1.0),
                    (None, None) => true,
                    _ => false,
                };
                assert!(is_same, "{name}: {channel} has the mean {found:?}, by {by} {expected:?}");
            }
        }
    }
}

#[test]
fn every_format_has_a_fixture() {
    let mut formats: Vec<&str> = expected().keys().map(|name| read(name).format).collect();
    formats.sort_unstable();
    formats.dedup();
    let mut known: Vec<&str> = RECORDING_FORMATS.iter().map(|format| format.name).collect();
    known.sort_unstable();
    assert_eq!(formats, known);
    let history: Vec<&str> = ["activitywatch.json", "attentive.jsonl"]
        .iter()
        .map(|name| importers::read(&folder().join(name)).expect("history").format)
        .collect();
    assert!(importers::FORMATS.iter().all(|format| history.contains(&format.name)), "{history:?}");
}

#[test]
fn a_fixture_without_names_is_read_by_its_map() {
    let map = ColumnMap::parse(&std::fs::read_to_string(folder().join("map.toml")).expect("a map")).expect("a map");
    let options = Options { map: Some(map), ..Options::default() };
    let whole = open_recording(&folder().join("headless.csv"), &options).expect("a table").whole().expect("all of it");
    assert_eq!(whole.signal("gaze").map(|gaze| gaze.len()), Some(60));
}

#[test]
fn every_file_of_a_fixture_is_described() {
    let about = std::fs::read_to_string(folder().join("README.md")).expect("a README");
    for entry in std::fs::read_dir(folder()).expect("the folder") {
        let name = entry.expect("a file").file_name().to_string_lossy().into_owned();
        assert!(about.contains(&format!("`{name}")), "{name} is not described in README.md");
    }
}
