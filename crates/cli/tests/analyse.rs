//! `attentive analyse` as a person and a script use it: a report, tables and pictures out of raw recordings, and plain errors.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod support;

use std::f64::consts::TAU;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;

use self::support::attentive;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

fn analyse(folder: &Path, arguments: &[&str]) -> Output {
    attentive(folder).current_dir(folder).arg("analyse").args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A WFDB record of two minutes that we made up: an ECG with a beat every 0.8 s, and breathing of 15 breaths a minute.
fn record(folder: &Path) -> PathBuf {
    let (rate, samples) = (250_i32, 250 * 120);
    let mut bytes: Vec<u8> = Vec::new();
    for sample in 0..samples {
        let seconds = f64::from(sample) / f64::from(rate);
        let since = (seconds + 0.4).rem_euclid(0.8) - 0.4;
        let beat = (-(since / 0.012).powi(2)).exp() - 0.15 * (-((since - 0.04) / 0.015).powi(2)).exp()
            + 0.25 * (-((since - 0.25) / 0.05).powi(2)).exp();
        // Muscles and electrodes are never quite still; a line that is would be taken for a loose lead.
        let beat = beat + 0.02 * (TAU * seconds * 31.7).sin() + 0.05 * (TAU * seconds * 0.3).sin();
        let breath = (TAU * seconds / 4.0).sin();
        for value in [beat * 1000.0, breath * 1000.0] {
            #[expect(clippy::cast_possible_truncation, reason = "a thousand fits")]
            bytes.extend((value.round() as i16).to_le_bytes());
        }
    }
    std::fs::write(folder.join("rest.dat"), bytes).unwrap();
    let head =
        format!("rest 2 {rate} {samples}\nrest.dat 16 1000/mV 16 0 0 0 0 ECG\nrest.dat 16 1000/au 16 0 0 0 0 RESP\n");
    std::fs::write(folder.join("rest.hea"), head).unwrap();
    folder.join("rest.hea")
}

#[test]
fn a_record_becomes_a_report_with_known_answers() {
    let folder = folder();
    record(folder.path());
    let output = analyse(folder.path(), &["rest.hea", "--json", "--out", "found"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
    let stream = |kind: &str| {
        summary["streams"].as_array().unwrap().iter().find(|stream| stream["kind"] == kind).cloned().unwrap()
    };
    let (heart, breath) = (stream("ecg"), stream("respiration"));
    assert_eq!((&heart["clock"]["samples"], &heart["clock"]["rate_hz"]), (&30_000.into(), &250.0.into()));
    let beats = heart["events"][0]["count"].as_u64().unwrap();
    assert!((147..=151).contains(&beats), "150 beats in two minutes, found {beats}");
    let rate = breath["features"].as_array().unwrap().iter().find(|own| own["unit"] == "1/min").cloned().unwrap();
    let mean = rate["mean"].as_f64().unwrap();
    assert!((mean - 15.0).abs() < 0.5, "15 breaths a minute, found {mean}");

    let found = folder.path().join("found");
    let page = std::fs::read_to_string(found.join("report.html")).unwrap();
    assert!(page.contains("What was guessed") && page.contains("<svg") && page.contains("r-peak"));
    let fetches = page
        .split("http")
        .skip(1)
        .filter(|rest| !rest.starts_with("://www.w3.org/2000/svg") && !rest.starts_with("-equiv"));
    assert_eq!(fetches.count(), 0, "the page asks nobody for anything");
    for name in ["events.csv", "events.parquet", "features.csv", "features.parquet"] {
        assert!(std::fs::metadata(found.join(name)).unwrap().len() > 100, "{name}");
    }
    let events = std::fs::read_to_string(found.join("events.csv")).unwrap();
    assert!(events.lines().next().unwrap().starts_with("stream,event,start_nanos,end_nanos,duration_ms"), "{events}");
    assert!(events.lines().filter(|line| line.contains(",r-peak,")).count() as u64 == beats);
}

#[test]
fn the_terminal_says_what_was_read_guessed_found_and_written() {
    let folder = folder();
    record(folder.path());
    let output = analyse(folder.path(), &["rest.hea", "--window", "20s"]);
    let text = said(&output);
    let expected = [
        "rest.hea: WFDB record",
        "  guessed: ",
        "30,000 samples over 120 s at 250 Hz, 100 % usable",
        "r-peak",
        "over 6 windows",
        "written: events.parquet, events.csv, features.parquet, features.csv, ",
        "Open rest-analysis/report.html in a browser.",
    ];
    for line in expected {
        assert!(text.contains(line), "{line:?} is not in\n{text}");
    }
    assert!(folder.path().join("rest-analysis/report.html").exists());
}

#[test]
fn bad_input_is_told_plainly_and_leaves_with_code_four() {
    let folder = folder();
    for (name, content) in [
        ("empty.csv", &b""[..]),
        ("junk.bin", b"\x00\x01\x02\xff junk"),
        ("letter.txt", b"Dear aunt, nothing here is a recording.\n"),
    ] {
        std::fs::write(folder.path().join(name), content).unwrap();
        let output = analyse(folder.path(), &[name]);
        assert_eq!(output.status.code(), Some(4), "{name}: {}", said(&output));
        assert!(said(&output).contains(name), "{}", said(&output));
    }
    let output = analyse(folder.path(), &["absent.tsv"]);
    assert_eq!(output.status.code(), Some(4), "{}", said(&output));
}

#[test]
fn a_wrong_option_says_what_was_expected() {
    let folder = folder();
    record(folder.path());
    for (arguments, code, why) in [
        (["--window", "3 weeks"], 2, "30s, 500ms, 2m or 1h"),
        (["--screen", "1920x1080"], 2, "1920x1080,0.53x0.30,0.65"),
        (["--screen", "1920x1080,53x30,65"], 2, "did you mean centimetres"),
        (["--detector", "magic"], 2, "adaptive"),
        (["--profile", "moon"], 4, "desktop, laptop"),
        (["--align", "stimulus on"], 4, "no marks at all"),
        (["--aoi", "absent.toml"], 4, "absent.toml"),
        (["--image", "rest.hea"], 4, "PNG or JPEG"),
        (["--map", "rest.hea"], 4, "could not read the map"),
    ] {
        let output = analyse(folder.path(), &[&["rest.hea"], &arguments[..]].concat());
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", said(&output));
        assert!(said(&output).contains(why), "{arguments:?}: {}", said(&output));
    }
}

#[test]
fn gaze_by_a_webcam_is_calibrated_by_targets() {
    let folder = folder();
    let (mut webcam, mut targets) = (String::from("t_ms,x_px,y_px\n"), String::from("t_ms,x_px,y_px\n"));
    let target = |second: i32| (f64::from(second * 377 % 1_000), f64::from(second * 531 % 700));
    for second in 0..60 {
        let (x, y) = target(second);
        targets.push_str(&format!("{},{x},{y}\n", second * 1_000));
    }
    // It squeezes to 80 %, shifts by (100, -50) px and is 300 ms late.
    for sample in 0..1_200 {
        let millis = sample * 50;
        let (x, y) = target((millis - 300_i32).max(0) / 1_000);
        webcam.push_str(&format!("{millis},{},{}\n", 0.8 * x + 100.0, 0.8 * y - 50.0));
    }
    std::fs::write(folder.path().join("webcam.csv"), webcam).unwrap();
    std::fs::write(folder.path().join("targets.csv"), targets).unwrap();
    let screen = ["--screen", "1920x1080,0.53x0.30,0.65", "--detector", "idt", "--json"];
    let found = |more: &[&str], out: &str| {
        let output = analyse(folder.path(), &[&["webcam.csv", "--out", out], &screen[..], more].concat());
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        let events = std::fs::read_to_string(folder.path().join(out).join("events.csv")).unwrap();
        (said(&output), events)
    };
    let (plain, before) = found(&[], "plain");
    let (calibrated, after) = found(&["--calibrate-with", "targets.csv"], "calibrated");
    assert!(!plain.contains("calibrated on"), "{plain}");
    assert!(calibrated.contains("it was 300 ms late"), "{calibrated}");
    assert_ne!(before, after);
    std::fs::write(folder.path().join("late.csv"), "t_ms,x_px,y_px\n900000,1,1\n900100,2,2\n").unwrap();
    let refused = analyse(folder.path(), &["webcam.csv", "--calibrate-with", "late.csv"]);
    assert_eq!(refused.status.code(), Some(4), "{}", said(&refused));
    assert!(said(&refused).contains("do both tell time from the same start"), "{}", said(&refused));
}
