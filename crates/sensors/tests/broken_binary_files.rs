//! Binary recordings that are broken: each gives a clear error, or a report of what was skipped, and never a panic or much memory.

use std::path::Path;

use attentive_sensors::importers::signals::WholeRecording;
use attentive_sensors::importers::{ImportError, Options, Piece, open_recording, open_recording_from};
use proptest::prelude::*;

fn golden(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/formats").join(name)).expect("a golden file")
}

fn read(bytes: Vec<u8>) -> Result<WholeRecording, ImportError> {
    open_recording_from(std::io::Cursor::new(bytes), "f", &Options::default())?.whole()
}

/// Words by which a panic of the Parquet library that was caught is told apart from an error of its own.
const CAUGHT: &str = "its parts contradict each other";

/// Reads all pieces; how many rows they have. Pieces are small whatever the bytes say, and no library panics beneath.
fn rows_of(bytes: &[u8]) -> usize {
    let mut recording = match open_recording_from(std::io::Cursor::new(bytes.to_vec()), "f", &Options::default()) {
        Ok(recording) => recording,
        Err(error) => {
            assert!(!error.to_string().contains(CAUGHT), "a panic was caught: {error}");
            return 0;
        }
    };
    let mut rows = 0;
    while let Ok(Some(piece)) = recording.next_piece() {
        let count = match piece {
            Piece::Samples(samples) => samples.len(),
            Piece::Annotations(marks) => marks.len(),
        };
        assert!(count <= 65_536);
        rows += count;
    }
    let why = &recording.report().why;
    assert!(!why.iter().any(|skipped| skipped.why.contains(CAUGHT)), "a panic was caught: {why:?}");
    rows
}

/// The files that are changed everywhere.
const BINARY: [&str; 6] = ["plus.edf", "plus.bdf", "lsl.xdf", "run.fit", "plain.parquet", "zstd.parquet"];

fn put(bytes: &mut [u8], at: usize, what: &[u8]) {
    bytes[at..at + what.len()].copy_from_slice(what);
}

fn error_of(bytes: Vec<u8>) -> String {
    read(bytes).expect_err("an error").to_string()
}

/// What the report says, in one text.
fn said(whole: &WholeRecording) -> String {
    let skipped = whole.report.why.iter().map(|skipped| format!("{}: {}", skipped.place, skipped.why));
    let noticed = whole.report.noticed.iter().map(|noticed| format!("{}: {}", noticed.place, noticed.what));
    skipped.chain(noticed).chain(whole.assumptions.sentences().iter().cloned()).collect::<Vec<_>>().join("\n")
}

#[test]
fn broken_edf_headers_are_refused_with_the_place() {
    let broken = |at: usize, what: &[u8]| {
        let mut bytes = golden("plus.edf");
        put(&mut bytes, at, what);
        error_of(bytes)
    };
    assert!(error_of(golden("plus.edf")[..100].to_vec()).contains("the file ends inside its header"));
    assert!(error_of(golden("plus.edf")[..700].to_vec()).contains("the file ends inside its header"));
    assert!(broken(252, b"9999").starts_with("byte 252: 9999 signals are no real recording"));
    assert!(broken(252, b"many").starts_with("byte 252: expected a number of signals, found \"many\""));
    assert!(broken(236, b"lots    ").starts_with("byte 236: expected a number of records"));
    assert!(broken(244, b"0       ").starts_with("byte 244: records of 0 seconds hold samples"));
    assert!(broken(244, b"NaN     ").starts_with("byte 244: the duration of a record is no number"));
    // Four signals: samples per record stand behind 216 bytes of each.
    assert!(broken(256 + 216 * 4, b"99999999").contains("bytes are no real recording"));
    assert!(broken(256 + 216 * 4, b"-5      ").starts_with("signal 1 (EEG Fpz-Cz): expected a number of samples"));
}

#[test]
fn broken_edf_records_are_reported_and_the_rest_is_read() {
    let broken = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = golden("plus.edf");
        change(&mut bytes);
        read(bytes).unwrap()
    };
    let whole = broken(&|bytes| put(bytes, 236, b"1000000 "));
    assert!(said(&whole).contains("the file ends before the 1000000 records"), "{}", said(&whole));
    assert_eq!(whole.signal("ecg").unwrap().len(), 300);
    let whole = broken(&|bytes| bytes.truncate(bytes.len() - 7));
    assert!(said(&whole).contains("the file ends inside this record"));
    assert_eq!(whole.report.skipped, 1);
    let whole = broken(&|bytes| bytes.extend([1; 50]));
    assert!(said(&whole).contains("more bytes follow than the header speaks of"));
    // Physical minimum and maximum stand behind 104 and 112 bytes of each signal.
    let whole = broken(&|bytes| {
        let equal = b"5       ";
        put(bytes, 256 + 104 * 4, equal);
        put(bytes, 256 + 112 * 4, equal);
    });
    assert!(said(&whole).contains("the range of values makes no sense"));
    let whole = broken(&|bytes| put(bytes, 168, b"99.99.9999.99.99"));
    assert!(said(&whole).contains("the file tells no date"));
}

/// What becomes of a file of a record, by its ending; `None` when it is to be missing.
type Change<'a> = &'a dyn Fn(&str, Vec<u8>) -> Option<Vec<u8>>;

/// A record in a folder, some of its files changed.
fn record(name: &str, change: Change<'_>) -> Result<WholeRecording, ImportError> {
    let folder = tempfile::tempdir().expect("a folder");
    for ending in ["hea", "dat", "atr"] {
        let file = format!("{name}.{ending}");
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/formats").join(&file);
        let Ok(bytes) = std::fs::read(from) else { continue };
        if let Some(bytes) = change(ending, bytes) {
            std::fs::write(folder.path().join(&file), bytes).expect("written");
        }
    }
    open_recording(&folder.path().join(format!("{name}.hea")), &Options::default())?.whole()
}

fn header(from: &str, to: &str) -> Result<WholeRecording, ImportError> {
    record("w212", &|ending, bytes| {
        if ending != "hea" {
            return Some(bytes);
        }
        let text = String::from_utf8(bytes).expect("text");
        assert!(text.contains(from));
        Some(text.replace(from, to).into_bytes())
    })
}

#[test]
fn broken_wfdb_headers_are_refused_with_the_line() {
    let error = |from, to| header(from, to).expect_err("an error").to_string();
    assert!(error("w212 2 250", "w212/3 2 250").contains("speaks of 3 segments, 2 are named"));
    assert!(error("dat 212 200", "dat 508 200").contains("signals in format 508 cannot be read"));
    assert!(error("dat 212 100", "dat 16 100").contains("signals of one file have different formats"));
    assert!(error("dat 212 100", "other.dat 212 100").contains("does not lie beside the header"));
    assert!(error("dat 212 100", "dat 212x99999999 100").starts_with("line 3: 99999999 samples in each frame"));
    assert!(error("dat 212 100", "dat 212:99999999 100").starts_with("line 3: a skew of 99999999 frames"));
    assert!(error("w212 2 250", "w212 3 250").contains("speaks of 3 signals, 2 are described"));
    assert!(error("100/mV", "inf/mV").starts_with("line 3: inf steps per unit are impossible"));
    for (line, rate) in [("w212 2 0", "0"), ("w212 2 -5", "-5"), ("w212 2 NaN", "NaN")] {
        let said = error("w212 2 250", line);
        let why = format!("line 1: {rate} samples per second are impossible; correct the header");
        assert!(said.starts_with(&why), "{said}");
    }
    assert!(error("w212 2 250", "w212 2 fast").starts_with("line 1: expected samples per second, found \"fast\""));
}

#[test]
fn broken_wfdb_data_is_reported_and_the_rest_is_read() {
    let whole = header("250 30 ", "250 1000000000000 ").unwrap();
    assert!(said(&whole).contains("the signal files end before the 1000000000000 frames"), "{}", said(&whole));
    assert_eq!(whole.signal("ecg").unwrap().len(), 30);
    let dat = |change: &dyn Fn(&mut Vec<u8>)| {
        record("w212", &|ending, mut bytes| {
            if ending == "dat" {
                change(&mut bytes);
            }
            Some(bytes)
        })
    };
    assert!(said(&dat(&|bytes| bytes[10] ^= 0x55).unwrap()).contains("do not add up to the header's checksum"));
    assert_eq!(dat(&|bytes| bytes.truncate(31)).unwrap().signal("ecg").unwrap().len(), 10);
    assert!(matches!(dat(&|bytes| bytes.clear()), Err(ImportError::Empty { .. })));
    let marks = |change: &dyn Fn(&mut Vec<u8>)| {
        record("w212", &|ending, mut bytes| {
            if ending == "atr" {
                change(&mut bytes);
            }
            Some(bytes)
        })
    };
    let cut = marks(&|bytes| bytes.truncate(50)).unwrap();
    assert!(said(&cut).contains("the annotations end without their end mark"));
    assert!(cut.annotations.len() < 5 && cut.signal("ecg").is_some());
    let junk = marks(&|bytes| bytes.fill(0xb4)).unwrap();
    assert!(said(&junk).contains("have a code without a meaning"), "{}", said(&junk));
    assert!(marks(&|bytes| bytes.clear()).unwrap().report.skipped == 1);
}

#[test]
fn broken_xdf_files_are_read_as_far_as_they_go() {
    assert!(error_of(b"XDF:".to_vec()).contains("no stream is described in it"));
    let whole = golden("lsl.xdf");
    let all = read(whole.clone()).unwrap();
    assert!(said(&all).contains("the clock of heart was reset 1 times"), "{}", said(&all));
    let cut = read(whole[..whole.len() - 300].to_vec()).unwrap();
    assert!(said(&cut).contains("the file ends inside"), "{}", said(&cut));
    // Where samples of the first stream begin to be damaged, the reader goes on behind the next boundary.
    let boundary = [0x43, 0xa5, 0x46, 0xdc];
    let places: Vec<usize> =
        whole.windows(4).enumerate().filter(|(_, bytes)| *bytes == boundary).map(|(at, _)| at).collect();
    let mut damaged = whole.clone();
    damaged[places[1] - 150..places[1] - 60].fill(0x99);
    let damaged = read(damaged).unwrap();
    assert!(damaged.report.skipped > 0 && said(&damaged).contains("boundary"), "{}", said(&damaged));
    let (all_rows, left) = (all.signal("amp").unwrap().len(), damaged.signal("amp").unwrap().len());
    assert!(left >= all_rows - 20, "{left} of {all_rows}");
    // A chunk of 2^60 bytes.
    let mut lying = b"XDF:\x08\0\0\0\0\0\0\0\x10\x02\0\x01\0\0\0<info/>".to_vec();
    assert!(error_of(lying.clone()).contains("no stream is described"));
    lying[4] = 9;
    assert!(error_of(lying).contains("no stream is described"));
    let text = String::from_utf8_lossy(&whole).into_owned();
    let at =
        text.find("<channel_count>2").map_or(0, |_| whole.windows(16).position(|w| w == b"<channel_count>2").unwrap());
    let mut many = whole.clone();
    put(&mut many, at, b"<channel_count>0");
    let many = read(many).unwrap();
    assert!(
        said(&many).contains("it says to have 0 channels") && said(&many).contains("which has no header"),
        "{}",
        said(&many)
    );
}

#[test]
fn broken_fit_files_are_read_as_far_as_they_go() {
    let whole = golden("run.fit");
    assert!(error_of(whole[..11].to_vec()).contains("is no text") || error_of(whole[..11].to_vec()).contains("header"));
    let cut = read(whole[..300].to_vec()).unwrap();
    assert!(said(&cut).contains("the file ends inside this message"), "{}", said(&cut));
    assert!(cut.signal("heart-rate").unwrap().len() >= 2);
    let changed = |at: usize, byte: u8| {
        let mut bytes = whole.clone();
        bytes[at] = byte;
        read(bytes).unwrap()
    };
    assert!(said(&changed(whole.len() - 1, 0)).contains("the checksum differs"));
    assert!(said(&changed(14, 0x0f)).contains("a message of kind 15 that was not defined"));
    // The length of the data, four times as long as it is, and nothing.
    assert!(said(&changed(5, 9)).contains("the file ends inside this message") || !said(&changed(5, 9)).is_empty());
    let mut none = whole.clone();
    put(&mut none, 4, &[0; 4]);
    assert!(said(&read(none).unwrap()).contains("the checksum differs"));
    // A clock that steps back by 200,000 s is said and every sample handed on.
    let mut twice = whole.clone();
    let second = whole[14..whole.len() - 2].to_vec();
    let start = 1_132_741_230_u32;
    let records = second.windows(4).enumerate().filter(|(_, w)| *w == (start + 3).to_be_bytes()).map(|(at, _)| at + 14);
    for at in records.collect::<Vec<_>>() {
        put(&mut twice, at, &(start - 200_000).to_be_bytes());
    }
    let twice = read(twice).unwrap();
    assert!(said(&twice).contains("the time steps back"), "{}", said(&twice));
    assert_eq!(twice.signal("heart-rate").unwrap().len(), 13);
}

/// A message of beats whose field claims to hold 64-bit floating point numbers instead of 16-bit whole ones.
#[test]
fn fit_beats_of_absurd_length_are_skipped_and_said() {
    let mut records = vec![0x40, 0, 0, 20, 0, 2, 253, 4, 0x86, 3, 1, 0x02]; // record: time, heart rate
    records.extend([0, 0, 0, 0, 62, 70]);
    records.extend([0x41, 0, 0, 78, 0, 1, 0, 24, 0x89]); // hrv: three numbers
    records.push(1);
    for millis in [-1e300_f64, 9e18, 800.0] {
        records.extend(millis.to_le_bytes());
    }
    let mut bytes = vec![14, 0x20, 0x34, 0x08];
    bytes.extend(u32::try_from(records.len()).unwrap().to_le_bytes());
    bytes.extend(b".FIT\0\0");
    bytes.extend(&records);
    bytes.extend([0, 0]);
    let whole = read(bytes).unwrap();
    assert_eq!(whole.signal("rr").unwrap().values("rr_ms"), Some(&[800.0][..]));
    assert!(said(&whole).contains("a beat whose length is below 0"), "{}", said(&whole));
}

#[test]
fn broken_parquet_files_are_refused_or_read_as_far_as_they_go() {
    let whole = golden("snappy.parquet");
    assert!(error_of(whole[..whole.len() - 20].to_vec()).contains("the Parquet file is damaged"));
    assert!(error_of(b"PAR1PAR1".to_vec()).contains("the Parquet file is damaged"));
    let mut page = whole.clone();
    page[600..640].fill(0x77);
    let damaged = read(page).map_or_else(|error| error.to_string(), |whole| said(&whole));
    assert!(damaged.contains("damaged") || damaged.contains("without a time"), "{damaged}");
}

#[test]
fn files_cut_anywhere_never_panic() {
    for name in BINARY {
        let whole = golden(name);
        let all = rows_of(&whole);
        for length in (0..whole.len()).step_by(7) {
            assert!(rows_of(&whole[..length]) <= all, "{name} cut at {length}");
        }
    }
}

#[test]
fn lengths_that_lie_anywhere_never_panic_and_cost_little() {
    for name in BINARY {
        let whole = golden(name);
        // Parquet's lengths stand at its end, those of the others at their beginning.
        let places =
            if name.ends_with("parquet") { whole.len() - 1_000..whole.len() } else { 0..whole.len().min(1_500) };
        for at in places {
            for lie in [[0xff; 8], [0; 8], *b"99999999"] {
                let mut bytes = whole.clone();
                let end = (at + 8).min(bytes.len());
                bytes[at..end].copy_from_slice(&lie[..end - at]);
                rows_of(&bytes);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_bytes_are_too_strange(kind in 0_usize..6, junk in proptest::collection::vec(any::<u8>(), 0..600)) {
        let begin: [&[u8]; 6] = [
            b"PAR1",
            b"0       ",
            b"\xffBIOSEMI",
            b"XDF:",
            b"\x0e\x10\x00\x00\xff\xff\x00\x00.FIT\x00\x00",
            b"<?xml version=\"1.0\"?><HealthData>",
        ];
        rows_of(&[begin[kind], &junk].concat());
    }

    #[test]
    fn bytes_changed_at_random_never_panic(
        which in 0..BINARY.len(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
    ) {
        let mut bytes = golden(BINARY[which]);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        rows_of(&bytes);
    }

    #[test]
    fn wfdb_files_changed_at_random_never_panic(
        ending in prop::sample::select(vec!["hea", "dat", "atr"]),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..10),
    ) {
        let _ = record("w212", &|own, mut bytes| {
            if own == ending {
                for (at, byte) in &changes {
                    let at = at.index(bytes.len());
                    bytes[at] = *byte;
                }
            }
            Some(bytes)
        });
    }
}
