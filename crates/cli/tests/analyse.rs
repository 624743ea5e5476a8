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
    let slow = |window: &str| {
        let all = heart["features"].as_array().unwrap().iter();
        all.clone().find(|own| own["name"] == "hrv_hf_ms2" && own["window"] == window).cloned().unwrap()
    };
    assert_eq!((&slow("chosen")["told"], &slow("chosen")["windows"]), (&0.into(), &4.into()));
    assert!(slow("chosen")["lack"].as_str().unwrap().starts_with("needs 60 s of usable data, found "));
    assert!(slow("whole")["mean"].as_f64().unwrap() < 50.0, "an even heart: {}", slow("whole"));
    let rate = breath["features"].as_array().unwrap().iter().find(|own| own["unit"] == "1/min").cloned().unwrap();
    let mean = rate["mean"].as_f64().unwrap();
    assert!((mean - 15.0).abs() < 0.5, "15 breaths a minute, found {mean}");

    let found = folder.path().join("found");
    let page = std::fs::read_to_string(found.join("report.html")).unwrap();
    assert!(page.contains("Heart rate variability") && page.contains("needs 300 s of usable data, found 11"), "{page}");
    let features = std::fs::read_to_string(found.join("features.csv")).unwrap();
    assert!(features.lines().any(|line| line.contains(",whole,rmssd_ms,ms,")), "{features}");
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
        (["--around", "stimulus on"], 4, "no marks at all"),
        (["--around", "blink"], 4, "no event \"blink\" was found"),
        (["--start", "noonish"], 2, "2026-11-24T09:30"),
        (["--areas", "absent.toml"], 4, "absent.toml"),
        (["--image", "rest.hea"], 4, "PNG or JPEG"),
        (["--map", "rest.hea"], 4, "could not read the map"),
    ] {
        let output = analyse(folder.path(), &[&["rest.hea"], &arguments[..]].concat());
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", said(&output));
        assert!(said(&output).contains(why), "{arguments:?}: {}", said(&output));
    }
}

/// Three people whose webcams are late and squeeze, each with an eye tracker beside, in the layout of the data set.
fn webcams_of_others(folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    for person in 1..4_i64 {
        let eyes = |millis: i64| {
            let second = millis.div_euclid(1_000) + 7 * person;
            ((second * 617).rem_euclid(1_900), (second * 431).rem_euclid(1_000))
        };
        let column = |of: &dyn Fn(i64) -> i64| {
            Value::Object((0..300).map(|row: i64| (row.to_string(), of(100 * row).into())).collect())
        };
        let seen = |millis: i64| eyes(millis - 100 * (2 + person));
        let columns = serde_json::json!([{
            "timestamp": column(&|millis| millis),
            "x": column(&|millis| seen(millis).0 * 8 / 10 + 100),
            "y": column(&|millis| seen(millis).1 * 8 / 10 - 50),
            "hardXMean": column(&|millis| eyes(millis).0),
            "hardYMean": column(&|millis| eyes(millis).1),
        }]);
        std::fs::write(folder.join(format!("combinedDataP{person}.json")), columns.to_string()).unwrap();
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
    assert!(calibrated.contains("a straight map moves it"), "{calibrated}");
    assert_ne!(before, after);
    // Once other people have taught here, they answer, and the report says so.
    webcams_of_others(&folder.path().join("others"));
    let trained =
        attentive(folder.path()).args(["train", "webcam-gaze", "--data"]).arg(folder.path().join("others")).output();
    assert_eq!(trained.as_ref().unwrap().status.code(), Some(0), "{}", said(&trained.unwrap()));
    let (taught, refined) = found(&["--calibrate-with", "targets.csv"], "taught");
    assert!(taught.contains("what 3 other people taught on this machine moves it"), "{taught}");
    assert_ne!(after, refined);
    std::fs::write(support::model_file(&folder.path().join("data/models/webcam-gaze")), "no model").unwrap();
    let refused = analyse(folder.path(), &["webcam.csv", "--calibrate-with", "targets.csv"]);
    assert_eq!(refused.status.code(), Some(4), "{}", said(&refused));
    assert!(said(&refused).contains("train again with `attentive train webcam-gaze`"), "{}", said(&refused));
    std::fs::remove_dir_all(folder.path().join("data/models")).unwrap();
    std::fs::write(folder.path().join("late.csv"), "t_ms,x_px,y_px\n900000,1,1\n900100,2,2\n").unwrap();
    let refused = analyse(folder.path(), &["webcam.csv", "--calibrate-with", "late.csv"]);
    assert_eq!(refused.status.code(), Some(4), "{}", said(&refused));
    assert!(said(&refused).contains("do both tell time from the same start"), "{}", said(&refused));
}

/// A table of acceleration by a clock that is `behind_s` late and runs `drift_ppm` slow, with a mark every 20 seconds.
fn movement(folder: &Path, name: &str, rate_hz: f64, behind_s: f64, drift_ppm: f64) {
    // Steps between levels that never repeat.
    let level = |step: f64| (step * 12.9898).sin().mul_add(43_758.545_3, 0.0).rem_euclid(1.0);
    let mut text = "time_s,acc_x [g],acc_y [g],acc_z [g]\n".to_owned();
    let mut place = 0.0;
    while place / rate_hz < 600.0 {
        let moment = place / rate_hz;
        let (step, part) = ((moment / 0.7).floor(), (moment / 0.7).fract());
        let value = level(step) + (level(step + 1.0) - level(step)) * part;
        let told = moment * (1.0 - drift_ppm / 1e6) - behind_s + 1_700_000_000.0;
        text += &format!("{told:.6},{value:.5},{:.5},{:.5}\n", value / 2.0, 1.0 - value / 3.0);
        place += 1.0;
    }
    std::fs::write(folder.join(name), text).unwrap();
}

#[test]
fn two_files_are_laid_on_one_clock_by_what_both_measured() {
    let folder = folder();
    movement(folder.path(), "chest.csv", 32.0, 0.0, 0.0);
    movement(folder.path(), "wrist.csv", 50.0, 7.25, 100.0);
    let output = analyse(folder.path(), &["chest.csv", "wrist.csv", "--align", "--json", "--out", "both"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
    let clock = &summary["clocks"][0];
    let number = |key: &str| clock[key].as_f64().unwrap();
    assert!((number("drift_ppm") - 100.0).abs() < 30.0, "{clock}");
    // At the middle of the recording the wrist is 7.25 s and 30 ms behind.
    assert!((number("offset_s") - 7.28).abs() < 0.03 && number("residual_ms") < 30.0, "{clock}");
    assert!(clock["how"].as_str().unwrap().contains("movement"), "{clock}");
    let page = std::fs::read_to_string(folder.path().join("both/report.html")).unwrap();
    assert!(page.contains("One clock") && page.contains("wrist.csv"));

    let told = analyse(folder.path(), &["chest.csv", "wrist.csv", "--align=7.25s", "--json", "--out", "told"]);
    let summary: Value = serde_json::from_slice(&told.stdout).unwrap();
    assert_eq!((&summary["clocks"][0]["offset_s"], &summary["clocks"][0]["pairs"]), (&7.25.into(), &0.into()));
    let events = |folder: &Path| std::fs::read_to_string(folder.join("features.csv")).unwrap();
    assert_ne!(events(&folder.path().join("both")), events(&folder.path().join("told")), "drift is taken out, too");
}

#[test]
fn clocks_that_cannot_be_laid_together_say_why() {
    let folder = folder();
    record(folder.path());
    movement(folder.path(), "chest.csv", 32.0, 0.0, 0.0);
    for (arguments, code, why) in [
        (["rest.hea", "--align"].as_slice(), 2, "name two or more"),
        (&["rest.hea", "chest.csv", "--align"], 4, "no channel in common"),
        (&["rest.hea", "chest.csv", "--align=marks"], 4, "no marks in common"),
        (&["rest.hea", "chest.csv", "--align=ecg_mv"], 4, "not a channel of both"),
        (&["rest.hea", "chest.csv", "--align=3 weeks"], 2, "expected a time"),
    ] {
        let output = analyse(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", said(&output));
        assert!(said(&output).contains(why), "{arguments:?}: {}", said(&output));
    }
}

#[test]
fn windows_lie_fixed_sliding_or_around_events_that_were_found() {
    let folder = folder();
    record(folder.path());
    let windows = |arguments: &[&str]| {
        let output = analyse(folder.path(), &[&["rest.hea", "--json"], arguments].concat());
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
        let streams = summary["streams"].as_array().unwrap().clone();
        let breath = streams.iter().find(|stream| stream["kind"] == "respiration").unwrap();
        (breath["features"][0]["windows"].as_u64().unwrap(), summary["guessed"].to_string())
    };
    assert_eq!(windows(&["--window", "20s"]).0, 6);
    // The whole ones alone: what lies at an edge of the two minutes is in a whole one too.
    assert_eq!(windows(&["--window", "20s", "--slide", "10s"]).0, 11);
    let (around, guessed) = windows(&["--around", "breath", "--window", "10s"]);
    assert!((20..=29).contains(&around), "around the breaths of two minutes: {around}");
    assert!(guessed.contains("events that the analysis found"), "{guessed}");
    let output = analyse(folder.path(), &["rest.hea", "--window", "10 min", "--out", "short"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let page = std::fs::read_to_string(folder.path().join("short/report.html")).unwrap();
    assert!(page.contains("Shorter than a window of 10 min"), "a short recording does not say that it has windows");
}

/// A table of gaze that rests left, right, left, right, for half a second each, on a screen of 1000 x 500 pixels.
fn looks(folder: &Path) {
    let mut text = "time_ms,x_px,y_px\n".to_owned();
    for place in 0..2_000_u32 {
        let x = if place / 125 % 2 == 0 { 200.0 } else { 800.0 } + 0.3 * f64::from(place % 7);
        text += &format!("{},{x:.1},{:.1}\n", place * 4, 250.0 + 0.3 * f64::from(place % 5));
    }
    std::fs::write(folder.join("gaze.csv"), text).unwrap();
    let areas = "[[area]]\nname = 'left'\nrectangle = [0, 0, 500, 500]\n[[area]]\nname = 'right'\nrectangle = [500, 0, 500, 500]\n";
    std::fs::write(folder.join("areas.toml"), areas).unwrap();
}

#[test]
fn areas_maps_paths_and_transitions_are_pictures_and_numbers() {
    let folder = folder();
    looks(folder.path());
    let arguments =
        ["gaze.csv", "--screen", "1000x500,0.5x0.25,0.6", "--areas", "areas.toml", "--detector", "ivt", "--json"];
    let output = analyse(folder.path(), &arguments);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
    let space = &summary["streams"][0]["space"];
    let dwell = |place: usize| space["areas"][place]["dwell_share"].as_f64().unwrap();
    assert!((dwell(0) - 0.5).abs() < 0.05 && (dwell(1) - 0.5).abs() < 0.05, "{space}");
    assert_eq!(space["transitions"]["counts"], serde_json::json!([0, 8, 7, 0]));
    let found = folder.path().join("gaze-analysis");
    for name in ["heatmap.png", "heatmap-plain.png", "scanpath.png", "transitions.png"] {
        let bytes = std::fs::read(found.join(name)).unwrap();
        assert!(bytes.starts_with(b"\x89PNG") && bytes.len() > 2_000, "{name}: {} bytes", bytes.len());
    }
    let map = std::fs::read_to_string(found.join("heatmap.svg")).unwrap();
    assert!(map.contains("to the right") && map.contains("seconds / ") && map.contains(">left<"), "axes, unit, areas");
    let table = std::fs::read_to_string(found.join("transitions.csv")).unwrap();
    assert!(table.contains("left,right,8") && table.contains("right,left,7"), "{table}");
    assert!(std::fs::read_to_string(found.join("areas.csv")).unwrap().lines().count() == 3);
}

/// Beats of forty minutes; after the first twenty they are quicker and more even, if `is_stepped`.
fn beats(folder: &Path, name: &str, is_stepped: bool) {
    let mut text = String::from("rr_ms\n");
    let (mut at_ms, mut state) = (0.0, 1_u64);
    while at_ms < 2_400_000.0 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let draw = (state >> 40) as f64 / f64::from(1 << 24) - 0.5;
        let rr = if is_stepped && at_ms > 1_200_000.0 { 700.0 + 40.0 * draw } else { 900.0 + 150.0 * draw };
        text.push_str(&format!("{rr:.1}\n"));
        at_ms += rr;
    }
    std::fs::write(folder.join(name), text).unwrap();
}

#[test]
fn a_level_that_shifts_is_told_with_its_moment_and_an_even_one_is_not() {
    let folder = folder();
    beats(folder.path(), "stepped.csv", true);
    beats(folder.path(), "even.csv", false);
    let told = |name: &str| -> Value {
        let output = analyse(folder.path(), &[name, "--json"]);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let stepped = told("stepped.csv");
    let all = stepped["changes"]["all"].as_array().unwrap();
    let rate = all.iter().find(|change| change["feature"].as_str().unwrap().contains("rate")).unwrap();
    let (from, to) = (rate["from_nanos"].as_i64().unwrap(), rate["to_nanos"].as_i64().unwrap());
    assert!((1_170..=1_230).contains(&(from / 1_000_000_000)) && to >= from, "{rate}");
    assert!(rate["after"].as_f64() > rate["before"].as_f64() && rate["p"].as_f64().unwrap() < 0.01, "{rate}");
    let hot = &stepped["changes"]["hot"][0];
    assert!(hot["highest"]["level"].as_f64() > hot["lowest"]["level"].as_f64(), "{hot}");
    let table = std::fs::read_to_string(folder.path().join("stepped-analysis/changes.csv")).unwrap();
    assert_eq!(table.lines().count(), all.len() + 1);
    let page = std::fs::read_to_string(folder.path().join("stepped-analysis/report.html")).unwrap();
    assert!(page.contains("Hot moments") && page.contains("<li>20:0"), "the moment of most features");
    assert!(page.matches("Highest: ").count() <= 4, "few pictures");

    let even = told("even.csv");
    assert_eq!(even["changes"]["all"].as_array().unwrap().len(), 0, "{}", even["changes"]);
    assert!(even["changes"]["looked_at"].as_u64().unwrap() > 5);
    let short = analyse(folder.path(), &["even.csv", "--window", "5m"]);
    assert!(
        said(&short).contains("changes of level: not available: the longest course of a feature has 8 windows"),
        "{}",
        said(&short)
    );
}
