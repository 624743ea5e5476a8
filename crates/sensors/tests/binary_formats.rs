//! Binary recordings say here what reference programs say. The files and what the references read in them lie in
//! `tests/golden/formats`, made by `scripts/golden/formats.py`.

use std::collections::BTreeMap;
use std::path::Path;

use attentive_sensors::importers::signals::WholeRecording;
use attentive_sensors::importers::{Options, open_recording};
use serde::Deserialize;

#[derive(Deserialize)]
struct Expected {
    reference: String,
    streams: Vec<ExpectedStream>,
    /// Seconds since 1970, duration, text.
    annotations: Vec<(f64, f64, String)>,
    /// How far times may lie apart; rounding to the reference's double seconds when it is not said.
    #[serde(default = "rounding")]
    time_tolerance_s: f64,
}

#[derive(Deserialize)]
struct ExpectedStream {
    name: String,
    time_s: Vec<f64>,
    channels: BTreeMap<String, Vec<Option<f64>>>,
}

/// Doubles of seconds since 1970 are this fine.
fn rounding() -> f64 {
    5e-7
}

/// Values agree to this part of the largest of their channel: the last bits of one multiplication and one addition.
const VALUE_TOLERANCE: f64 = 1e-12;

fn golden() -> (std::path::PathBuf, BTreeMap<String, Expected>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/formats");
    let text = std::fs::read_to_string(folder.join("formats.json")).expect("the golden file");
    let golden: BTreeMap<String, Expected> = serde_json::from_str(&text).expect("JSON");
    (folder, golden)
}

fn check(name: &str, whole: &WholeRecording, expected: &Expected) {
    let names: Vec<&str> = whole.samples.iter().map(|signal| signal.name.as_str()).collect();
    assert_eq!(names.len(), expected.streams.len(), "{name}: {names:?}");
    for stream in &expected.streams {
        let signal =
            whole.signal(&stream.name).unwrap_or_else(|| panic!("{name}: {} is not among {names:?}", stream.name));
        assert_eq!(signal.len(), stream.time_s.len(), "{name}: {}", stream.name);
        for (nanos, expected_s) in signal.time_nanos.iter().zip(&stream.time_s) {
            let apart = (*nanos as f64 / 1e9 - expected_s).abs();
            assert!(
                apart <= expected.time_tolerance_s,
                "{name}: {}: {nanos} ns, {} says {expected_s}",
                stream.name,
                expected.reference
            );
        }
        assert_eq!(signal.channels.len(), stream.channels.len(), "{name}: {}", stream.name);
        for (channel, values) in &stream.channels {
            let found = signal.channel(channel).unwrap_or_else(|| panic!("{name}: {} has no {channel}", stream.name));
            let largest = values.iter().flatten().fold(0.0_f64, |largest, value| largest.max(value.abs()));
            for (place, expected_value) in values.iter().enumerate() {
                let is_same = match (found.get(place), expected_value) {
                    (Some(value), Some(expected)) => (value - expected).abs() <= VALUE_TOLERANCE * largest,
                    (None, None) => true,
                    _ => false,
                };
                let value = found.values[place];
                assert!(
                    is_same,
                    "{name}: {channel}[{place}] = {value}, {} says {expected_value:?}",
                    expected.reference
                );
            }
        }
    }
    assert_eq!(whole.annotations.len(), expected.annotations.len(), "{name}: {:?}", whole.annotations);
    for (found, (start_s, duration_s, text)) in whole.annotations.iter().zip(&expected.annotations) {
        let (start, end) = (found.span.start.0 as f64 / 1e9, found.span.end.0 as f64 / 1e9);
        assert_eq!(found.label, *text, "{name}");
        assert!((start - start_s).abs() <= expected.time_tolerance_s, "{name}: {text} at {start}, not {start_s}");
        assert!((end - start - duration_s).abs() <= 1e-6, "{name}: {text} for {} s, not {duration_s}", end - start);
    }
    assert_eq!((whole.report.skipped, whole.report.noticed.len()), (0, 0), "{name}: {:?}", whole.report);
}

#[test]
fn every_file_says_what_its_reference_reads() {
    let (folder, golden) = golden();
    for (name, expected) in &golden {
        let whole = open_recording(&folder.join(name), &Options::default()).unwrap().whole().unwrap();
        check(name, &whole, expected);
    }
    assert!(golden.len() >= 17);
}

#[test]
fn pieces_are_small_and_carry_the_channels_of_their_stream() {
    let (folder, golden) = golden();
    for name in golden.keys() {
        let mut recording = open_recording(&folder.join(name), &Options::default()).unwrap();
        while let Some(piece) = recording.next_piece().unwrap() {
            let attentive_sensors::importers::Piece::Samples(samples) = piece else { continue };
            assert!(samples.len() <= 65_536);
            let stream = recording.streams().iter().find(|stream| stream.name == samples.name).unwrap();
            let names = samples.channels.iter().map(|channel| &channel.name);
            assert!(names.eq(stream.channels.iter().map(|channel| &channel.name)), "{name}");
            assert!(samples.channels.iter().all(|channel| channel.values.len() == samples.len()));
        }
    }
}
