//! `attentive import` of raw recordings: events and features become buckets that the query language sees, once.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod support;

use std::path::Path;
use std::process::Output;

use serde_json::Value;

use self::support::attentive;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    attentive(folder).current_dir(folder).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Ten minutes of intervals between beats, 800 ms with a slow swing, from a moment in seconds since 1970 on.
fn intervals(folder: &Path, name: &str, start_s: f64) {
    let mut text = "time_s,rr_ms\n".to_owned();
    let mut now = start_s;
    for beat in 0..750_u32 {
        let interval = 800.0 + 40.0 * (f64::from(beat) / 5.0).sin();
        now += interval / 1e3;
        text += &format!("{now:.3},{interval:.1}\n");
    }
    std::fs::write(folder.join(name), text).unwrap();
}

fn query(folder: &Path, bucket: &str) -> Vec<Value> {
    let text = format!("RETURN = query_bucket(find_bucket(\"{bucket}\"));");
    let output = run(folder, &["query", &text, "--start", "2026-11-24T00:00:00Z", "--end", "2026-11-25T00:00:00Z"]);
    assert!(output.status.success(), "{}", said(&output));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let periods = answer.as_array().unwrap();
    periods.first().and_then(Value::as_array).unwrap_or(periods).clone()
}

/// 24 November 2026, 09:30 UTC.
const START_S: f64 = 1_795_512_600.0;

#[test]
fn a_recording_is_imported_once_and_can_be_asked_for() {
    let folder = folder();
    intervals(folder.path(), "rest.csv", START_S);
    let first = run(folder.path(), &["import", "rest.csv"]);
    assert!(first.status.success(), "{}", said(&first));
    assert!(
        said(&first).contains("rest-rr-events_") && said(&first).contains(", 0 were there already"),
        "{}",
        said(&first)
    );
    let beats = query(folder.path(), "rest-rr-events");
    assert!((740..=752).contains(&beats.len()), "{} beats", beats.len());
    assert_eq!(beats[0]["data"]["event"], "pulse");

    std::fs::rename(folder.path().join("rest.csv"), folder.path().join("other-name.csv")).unwrap();
    let second = run(folder.path(), &["import", "other-name.csv"]);
    assert!(said(&second).contains("other-name.csv: 0 events imported"), "{}", said(&second));
    assert_eq!(query(folder.path(), "rest-rr-events"), beats);
}

#[test]
fn other_windows_replace_the_features_and_samples_are_not_stored() {
    let folder = folder();
    let mut text = "time_s,EDA (uS)\n".to_owned();
    for place in 0..2_400_u32 {
        let moment = f64::from(place) / 4.0;
        let bump: f64 = (0..20).map(|own| (-((moment - 30.0 * f64::from(own) - 10.0) / 2.0).powi(2)).exp()).sum();
        text += &format!("{:.2},{:.4}\n", START_S + moment, 2.0 + 0.3 * bump + 0.001 * f64::from(place % 3));
    }
    std::fs::write(folder.path().join("skin.csv"), text).unwrap();
    let first = run(folder.path(), &["import", "skin.csv"]);
    assert!(first.status.success(), "{}", said(&first));
    assert!(said(&first).contains("the samples themselves stay in the file"), "{}", said(&first));
    let windows = query(folder.path(), "skin-eda-features");
    assert_eq!(windows.len(), 20, "{}", said(&first));
    assert!(windows[0]["data"]["tonic_mean_us"].as_f64().unwrap() > 1.0, "{}", windows[0]);
    assert!(windows[0]["data"]["quality"]["tonic_mean_us"].as_f64().unwrap() > 0.5, "{}", windows[0]);

    let second = run(folder.path(), &["import", "skin.csv", "--window", "60s"]);
    assert!(said(&second).contains("of an earlier analysis with other settings were replaced"), "{}", said(&second));
    assert_eq!(query(folder.path(), "skin-eda-features").len(), 10);
}

#[test]
fn a_recording_without_a_date_asks_for_one_and_takes_it() {
    let folder = folder();
    intervals(folder.path(), "rest.csv", 0.0);
    let refused = run(folder.path(), &["import", "rest.csv"]);
    assert_eq!(refused.status.code(), Some(4), "{}", said(&refused));
    assert!(said(&refused).contains("--start"), "{}", said(&refused));
    let told = run(folder.path(), &["import", "rest.csv", "--start", "2026-11-24T09:30:00Z"]);
    assert!(told.status.success(), "{}", said(&told));
    assert!(query(folder.path(), "rest-rr-events").len() > 700);
}

#[test]
fn what_is_neither_export_nor_recording_is_refused_by_name() {
    let folder = folder();
    for (name, content) in [("letter.txt", "Dear aunt, nothing here is a recording.\n"), ("odd.json", "{\"a\": 1}")] {
        std::fs::write(folder.path().join(name), content).unwrap();
        let output = run(folder.path(), &["import", name]);
        assert_eq!(output.status.code(), Some(4), "{}", said(&output));
        assert!(said(&output).contains(name), "{}", said(&output));
    }
}
