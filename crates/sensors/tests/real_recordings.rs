//! Real recordings of other people's devices. They lie outside the repository; without them nothing is tested here.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a failed unwrap is a failed test")]

use std::path::{Path, PathBuf};

use attentive_sensors::importers::signals::{ColumnMap, WholeRecording};
use attentive_sensors::importers::{Options, open_recording};

/// The folder of data sets: `$ATTENTIVE_DATA`, or `shared/data` beside the checkout.
fn data(name: &str) -> Option<PathBuf> {
    let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"));
    let folder = std::env::var_os("ATTENTIVE_DATA").map_or_else(beside, PathBuf::from);
    let path = Some(folder.join(name)).filter(|path| path.exists());
    if path.is_none() {
        println!("skipped: no data (set ATTENTIVE_DATA)");
    }
    path
}

fn whole(path: &Path, options: &Options) -> WholeRecording {
    open_recording(path, options).unwrap().whole().unwrap()
}

fn all_below(folder: &Path, to: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { all_below(&path, to) } else { to.push(path) }
    }
    to.sort();
}

/// The columns of a plain table, read the slow way.
fn slowly(path: &Path, separator: char, column: usize) -> Vec<Option<f64>> {
    use std::io::Read;
    let mut text = String::new();
    let file = std::fs::File::open(path).unwrap();
    if path.extension().is_some_and(|end| end == "gz") {
        flate2::read::MultiGzDecoder::new(file).read_to_string(&mut text).unwrap();
    } else {
        std::io::BufReader::new(file).read_to_string(&mut text).unwrap();
    }
    let rows = text.lines().skip(1).filter(|line| !line.trim().is_empty());
    rows.map(|row| row.split(separator).nth(column).and_then(|cell| cell.trim().parse().ok())).collect()
}

#[test]
fn hand_coded_gaze_of_lund_comes_in_whole() {
    let Some(folder) = data("gaze-lund2013/tsv") else { return };
    let mut files = Vec::new();
    all_below(&folder, &mut files);
    assert!(files.len() > 60);
    for path in files {
        let recording = whole(&path, &Options::default());
        let gaze = recording.signal("gaze").unwrap();
        let (times, xs) = (slowly(&path, '\t', 0), slowly(&path, '\t', 3));
        assert_eq!(gaze.len(), times.len(), "{}", path.display());
        let nanos: Vec<f64> = times.iter().map(|t| t.unwrap() * 1000.0).collect();
        #[expect(clippy::cast_precision_loss, reason = "tests")]
        let same_times = gaze.time_nanos.iter().zip(&nanos).all(|(ours, theirs)| (*ours as f64 - theirs).abs() < 1.0);
        assert!(same_times, "{}: {:?}", path.display(), recording.assumptions);
        let x = gaze.channel("x_px").unwrap();
        for (row, value) in xs.iter().enumerate() {
            assert!(
                x.get(row) == *value || (*value == Some(0.0) && x.get(row).is_none()),
                "{} row {row}",
                path.display()
            );
        }
        let labels = gaze.values("label").unwrap();
        assert!(labels.iter().all(|label| (0.0..=6.0).contains(label)), "{}", path.display());
        assert_eq!(recording.report.skipped, 0);
    }
}

#[test]
fn webcam_gaze_comes_in_with_the_hardware_beside_it() {
    let Some(folder) = data("gaze-webgazer-tobii") else { return };
    let mut files = Vec::new();
    all_below(&folder, &mut files);
    for path in files.iter().filter(|path| path.extension().is_some_and(|end| end == "json")) {
        let recording = whole(path, &Options::default());
        assert_eq!(recording.format, "WebGazer JSON");
        let gaze = recording.signal("gaze").unwrap();
        assert!(gaze.len() > 500, "{}: {}", path.display(), gaze.len());
        assert_eq!(recording.report.skipped, 0, "{}: {:?}", path.display(), recording.report.why);
        if path.to_string_lossy().contains("combined") {
            assert_eq!(recording.signal("gaze-hardware").unwrap().len(), gaze.len());
            assert!(recording.annotations.iter().any(|mark| mark.label == "fixation"));
        } else {
            assert!(recording.annotations.iter().any(|mark| mark.label == "calibrationData"));
        }
    }
}

#[test]
fn wristbands_come_in_by_the_folder() {
    let Some(folder) = data("wearable-stress-predict/raw") else { return };
    let mut people = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let recording = whole(&path, &Options::default());
        assert_eq!(recording.format, "Empatica E4");
        let eda = recording.signal("eda").unwrap();
        assert!(eda.len() > 4 * 60 * 30, "{}", path.display());
        let rr = recording.signal("rr").unwrap();
        let values = rr.values("rr_ms").unwrap();
        assert!(values.iter().all(|millis| (200.0..3000.0).contains(millis)), "{}", path.display());
        assert!(rr.time_nanos[0] >= eda.time_nanos[0]);
        assert!(recording.annotations.iter().filter(|mark| mark.label == "tag").count() >= 4, "{}", path.display());
        assert_eq!(recording.report.skipped, 0, "{}: {:?}", path.display(), recording.report.why);
        people += 1;
    }
    assert!(people >= 20);
}

#[test]
fn mouse_sessions_come_in_whole() {
    let Some(folder) = data("mouse-balabit") else { return };
    let mut files = Vec::new();
    all_below(&folder, &mut files);
    for path in files.iter().filter(|path| path.to_string_lossy().contains("session_")) {
        let recording = whole(path, &Options::default());
        assert_eq!(recording.format, "mouse log (Balabit)");
        assert_eq!(recording.signal("pointer").unwrap().len(), slowly(path, ',', 0).len());
        assert_eq!(recording.report.skipped, 0, "{}: {:?}", path.display(), recording.report);
        let odd = recording.report.noticed.iter().filter(|noticed| !noticed.what.starts_with("the time")).count();
        assert_eq!(odd, 0, "{}: {:?}", path.display(), recording.report.noticed);
    }
}

#[test]
fn gaze_without_a_header_comes_in_by_a_map() {
    let Some(path) = data("gaze-desktop-activity/P1/P1_READ.csv") else { return };
    let error = open_recording(&path, &Options::default()).unwrap_err().to_string();
    assert!(error.contains("the table has no header; say its columns in a map"), "{error}");
    let map = ColumnMap::parse("header = false\n[stream.gaze]\nrate_hz = 30\nunit = \"norm\"\nx = 1\ny = 2\n").unwrap();
    let recording = whole(&path, &Options { map: Some(map), ..Options::default() });
    let gaze = recording.signal("gaze").unwrap();
    assert_eq!(gaze.values("x_norm").unwrap()[0], 0.29863);
    assert_eq!(gaze.len(), slowly(&path, ',', 0).len() + 1);
    assert_eq!(gaze.time_nanos[30], 1_000_000_000);
}

#[test]
fn a_drive_comes_in_with_its_units() {
    let Some(path) = data("driving-uah/UAHDataset.csv.gz") else { return };
    let recording = whole(&path, &Options::default());
    let vehicle = recording.signal("vehicle").unwrap();
    assert_eq!(vehicle.values("speed_km_per_h").unwrap()[..2], [65.2, 64.5]);
    assert_eq!(vehicle.values("roll_deg").unwrap()[0], -1.5248);
    assert_eq!(recording.report.read, 24_916);
}

#[test]
fn hearts_come_in_from_plain_lists() {
    let Some(folder) = data("ecg-wfdb-samples") else { return };
    let beats = whole(&folder.join("systole_rr_ms.txt"), &Options::default());
    let rr = beats.signal("rr").unwrap();
    assert_eq!((rr.values("rr_ms").unwrap()[1], rr.time_nanos[1]), (1016.0, 2_008_000_000));
    let error = open_recording(&folder.join("systole_ppg_75hz.csv"), &Options::default()).unwrap_err().to_string();
    assert!(error.contains("no column of time"), "{error}");
    let map = ColumnMap::parse("[stream.ppg]\nrate_hz = 75\nppg = \"ppg\"\n").unwrap();
    let pulse = whole(&folder.join("systole_ppg_75hz.csv"), &Options { map: Some(map), ..Options::default() });
    assert_eq!(pulse.signal("ppg").unwrap().time_nanos[75], 1_000_000_000);
}

#[test]
fn other_tables_come_in_too() {
    if let Some(path) = data("gaze-code-cognitive-load/sample_P01_pupilLog.csv") {
        let recording = whole(&path, &Options::default());
        let pupil = recording.signal("pupil").unwrap();
        assert!(pupil.channel("left_pupil_au").is_some(), "{:?}", recording.streams);
        assert_eq!(pupil.time_nanos[1] - pupil.time_nanos[0], 8_361_000, "{:?}", recording.assumptions);
    }
    if let Some(path) = data("eeg-confused-student/EEG_data.csv") {
        let map = "[stream.eeg]\nrate_hz = 2\nraw = \"Raw\"\n[stream.attention]\nkind = \"other\"\nrate_hz = 2\nattention = \"Attention\"\n";
        let recording = whole(&path, &Options { map: Some(ColumnMap::parse(map).unwrap()), ..Options::default() });
        assert_eq!(recording.signal("eeg").unwrap().values("raw_uv").unwrap()[..2], [278.0, -50.0]);
    }
    if let Some(folder) = data("keyboard-stress-freihaut/heart_raw") {
        // Decimal commas; the strap itself tells some beats of 0 and of 5 s, which reading leaves as they are.
        let map = "[stream.rr]\nrr = \"IBI\"\n";
        let options = Options { map: Some(ColumnMap::parse(map).unwrap()), ..Options::default() };
        let recording = whole(&folder.join("3CDPvC116.csv.gz"), &options);
        let rr = recording.signal("rr").unwrap().values("rr_ms").unwrap();
        assert_eq!((rr.len(), rr[0]), (1_908, 587.8906));
        let ends = rr.iter().fold((f64::MAX, f64::MIN), |ends, rr| (ends.0.min(*rr), ends.1.max(*rr)));
        assert_eq!(ends, (284.1797, 767.5781));
    }
}
