//! A fixture of each format in `fixtures/recordings` goes through `attentive analyse`, as a person would hand it over.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod support;

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use self::support::attentive;

/// Analyses fixtures; each must have the samples that its reference reader finds.
fn analysed(names: &[&str]) {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/recordings");
    let text = std::fs::read_to_string(fixtures.join("expected.json")).unwrap();
    let expected: BTreeMap<String, Value> = serde_json::from_str(&text).unwrap();
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    for name in names {
        let expected = &expected[*name];
        let out = folder.path().join(name);
        let output = attentive(folder.path())
            .arg("analyse")
            .arg(fixtures.join(name))
            .args(["--json", "--out"])
            .arg(&out)
            .output();
        let output = output.unwrap();
        assert_eq!(output.status.code(), Some(0), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
        let streams = summary["streams"].as_array().unwrap();
        for (stream, expected) in expected["streams"].as_object().unwrap() {
            let found = streams.iter().find(|found| found["name"] == stream.as_str());
            let samples = found.map(|found| found["clock"]["samples"].clone());
            assert_eq!(samples.as_ref(), Some(&expected["samples"]), "{name}: {stream} in {streams:?}");
        }
        assert!(out.join("report.html").exists(), "{name}");
    }
}

#[test]
fn tables_are_analysed() {
    analysed(&["gaze.csv", "utf16.tsv", "semicolons.csv", "rr.csv", "balabit.csv"]);
}

#[test]
fn files_of_eye_trackers_are_analysed() {
    analysed(&["eyelink.asc", "tobii.tsv", "webgazer.json"]);
}

#[test]
fn exports_in_several_files_are_analysed() {
    analysed(&["e4.zip", "export.zip", "heart.hea", "pupil-core"]);
}

#[test]
fn binary_recordings_are_analysed() {
    analysed(&["eeg.edf", "eeg.bdf", "lsl.xdf", "run.fit", "heart.parquet"]);
}
