//! Nearly fifty broken files, each handed to `attentive analyse` as a person would: either it is refused with words that say where and what
//! to do, or the report says what was left out. Never a panic, never silence.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed unwrap is a failed test")]

mod support;

use std::fmt::Write as _;
use std::fs::File;
use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use self::support::attentive;

/// One broken file, and what must be said of it.
struct Case {
    /// What is broken.
    what: &'static str,
    /// The name of the file that is analysed.
    file: &'static str,
    /// The files, with their bytes.
    files: Vec<(&'static str, Vec<u8>)>,
    code: i32,
    /// All of these stand in what the program says.
    says: &'static [&'static str],
}

fn case(
    what: &'static str,
    file: &'static str,
    bytes: impl Into<Vec<u8>>,
    code: i32,
    says: &'static [&'static str],
) -> Case {
    Case { what, file, files: vec![(file, bytes.into())], code, says }
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/recordings")
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(fixtures().join(name)).unwrap()
}

/// Twenty seconds of skin conductance at 20 Hz, some of its rows changed. A row: time in milliseconds, microsiemens.
fn skin(change: impl Fn(u32, &mut [String; 2])) -> String {
    let mut text = "t_ms,eda_us\n".to_owned();
    for row in 0..400_u32 {
        let seconds = f64::from(row) / 20.0;
        let mut cells =
            [(row * 50).to_string(), format!("{:.3}", 4.0 + 0.5 * (-((seconds - 8.0) / 2.0).powi(2)).exp())];
        change(row, &mut cells);
        writeln!(text, "{}", cells.join(",")).unwrap();
    }
    text
}

/// Times that lie 500 apart, and no word of their unit: three hours at 2 Hz, or ten seconds at 2,000.
fn halves() -> String {
    let mut text = "Time,eda_us\n".to_owned();
    for row in 0..20_000 {
        writeln!(text, "{},4.{}", row * 500, row % 10).unwrap();
    }
    text
}

fn changed(bytes: &[u8], at: usize, to: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at..at + to.len()].copy_from_slice(to);
    bytes
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(bytes).unwrap();
    gz.finish().unwrap()
}

/// 320 megabytes of comments behind a table, packed to a third of one.
fn bomb() -> Vec<u8> {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gz.write_all(skin(|_, _| ()).as_bytes()).unwrap();
    let line = [&b"#".repeat(65_535)[..], b"\n"].concat();
    for _ in 0..5_000 {
        gz.write_all(&line).unwrap();
    }
    gz.finish().unwrap()
}

/// So many bytes of the digit 7, and no end of line.
fn sevens(count: u64) -> impl Read {
    std::io::repeat(b'7').take(count)
}

fn tables_that_are_refused() -> Vec<Case> {
    vec![
        case("empty", "empty.csv", "", 4, &["the file is empty: empty.csv"]),
        case("blank", "blank.csv", " \r\n\n", 4, &["the file is empty: blank.csv"]),
        case(
            "header only",
            "header.csv",
            "t_ms,x_px,y_px\n",
            4,
            &["line 1: the table has a header and no rows; record or export it again: header.csv"],
        ),
        case(
            "a letter",
            "letter.txt",
            "Dear aunt, nothing here is a recording.\n",
            4,
            &["this text is no recording that is known; say its columns in a map (docs/reference/recordings.md)"],
        ),
        case(
            "decimal commas between commas",
            "commas.csv",
            "t_ms,x_px\n0,5,1,5\n2,5,3,5\n4,5,3,5\n",
            4,
            &[
                "line 1: the header has 2 names and the rows have 4 cells: the numbers seem",
                "export it again with points",
            ],
        ),
        case(
            "no header",
            "headless.csv",
            "0.1,0.2\n0.3,0.4\n",
            4,
            &["line 1: the table has no header; say its columns in a map"],
        ),
        case(
            "no time",
            "timeless.csv",
            "x_px,y_px\n1,2\n3,4\n",
            4,
            &["header: the table has no column of time that is known"],
        ),
        case(
            "nothing but a line of 64 MB",
            "endless.csv",
            b"7".repeat(64 << 20),
            4,
            &["this text is no recording that is known"],
        ),
        case(
            "a table of people",
            "people.csv",
            "participant,time_s,hr_bpm,eda_us\nP01,512,71,4.1\nP02,540,66,3.9\nP03,580,80,5.2\n",
            4,
            &[
                "header: column \"participant\" names another person in each row: this is a table of people, one row each",
                "give the recordings themselves, one file for each person: people.csv",
            ],
        ),
        case(
            "swapped columns",
            "swapped.csv",
            skin(|_, cells| cells.swap(0, 1)),
            4,
            &[
                "header: the times in \"t_ms\" step back in ",
                "If another column holds the time, say its columns in a map (docs/reference/recordings.md), with time = its name",
            ],
        ),
        case(
            "a unit of time that two could be",
            "unit.csv",
            halves(),
            4,
            &[
                "header: the times of \"Time\" may be milliseconds (2 samples per second; time_unit = \"ms\") or microseconds (2000 samples per \
                 second; time_unit = \"us\"), and nothing in the table tells which; say it in a map (docs/reference/recordings.md)",
            ],
        ),
        case("UTF-16 without its mark", "markless.tsv", &fixture("utf16.tsv")[2..], 4, &["this is no text"]),
    ]
}

fn tables_that_are_reported() -> Vec<Case> {
    let whole = skin(|_, _| ());
    let cell = |row: u32, place: usize, to: &'static str| {
        skin(move |found, cells| {
            if found == row {
                cells[place] = to.to_owned();
            }
        })
    };
    let later = |millis: i64| {
        skin(move |row, cells| {
            if row >= 200 {
                cells[0] = (i64::from(row) * 50 + millis).to_string();
            }
        })
    };
    vec![
        case(
            "truncated in a row",
            "cut.csv",
            format!("{whole}20000"),
            0,
            &["skipped: line 402: expected 2 cells, found 1; the line is cut off or broken", "400 samples"],
        ),
        case(
            "cells of NaN",
            "nan.csv",
            skin(|row, cells| {
                if row % 4 == 0 {
                    cells[1] = "NaN".to_owned()
                }
            }),
            0,
            &["400 samples", "75.0 % usable"],
        ),
        case(
            "nothing but NaN",
            "all-nan.csv",
            skin(|_, cells| cells[1] = "NaN".to_owned()),
            0,
            &["400 samples", "0 % usable"],
        ),
        case(
            "an infinite value",
            "inf.csv",
            cell(9, 1, "inf"),
            0,
            &["noticed: a cell that is no number, taken as missing (1 times, first at line 11)"],
        ),
        case(
            "a number too large",
            "huge.csv",
            cell(9, 1, "1e999"),
            0,
            &["noticed: a number beyond all measure, taken as missing (1 times, first at line 11)"],
        ),
        case(
            "times of no unit",
            "unit.csv",
            skin(|row, cells| cells[0] = (row * 500).to_string()).replace("t_ms", "Time"),
            0,
            &[
                "Time: taken as milliseconds, by their steps and the length of the recording",
                "eda (eda): 400 samples over 3.33 min at 2 Hz",
            ],
        ),
        case(
            "clock jump of 200,000 s",
            "jump.csv",
            later(200_000_000),
            0,
            &[
                "noticed: the time jumps by more than an hour (1 times, first at line 202)",
                "eda (eda): 400 samples over 19.9 s at 20 Hz",
            ],
        ),
        case(
            "time backwards",
            "back.csv",
            later(-500),
            0,
            &["noticed: the time steps back (1 times, first at line 202)", "400 samples"],
        ),
        case(
            "time stands still",
            "still.csv",
            skin(|row, cells| cells[0] = (row / 2 * 100).to_string()),
            0,
            &["noticed: the time stands still (200 times, first at line 3)"],
        ),
        case(
            "a time that is a word",
            "word.csv",
            cell(5, 0, "later"),
            0,
            &["skipped: line 7: expected a time, found something else or a time beyond all clocks"],
        ),
        case(
            "duplicate columns",
            "twice.csv",
            "t_ms,eda_us,eda_us\n".to_owned()
                + &whole.lines().skip(1).map(|row| format!("{row},1.5\n")).collect::<String>(),
            0,
            &["eda (eda): 400 samples"],
        ),
        case(
            "one decimal comma among points",
            "mixed.csv",
            cell(7, 1, "\"4,5\""),
            0,
            &["noticed: a cell that is no number, taken as missing (1 times, first at line 9)"],
        ),
        case("mixed line ends", "ends.csv", whole.replacen('\n', "\r\n", 200), 0, &["400 samples", "100 % usable"]),
        case(
            "a row of too many cells",
            "ragged.csv",
            cell(3, 1, "4,4,4"),
            0,
            &["noticed: a row has more cells than the header has names (1 times, first at line 5)"],
        ),
        case(
            "binary junk in the middle",
            "junk.csv",
            cell(300, 1, "\0\u{1}\u{2}"),
            0,
            &["noticed: a cell that is no number, taken as missing (1 times, first at line 302)"],
        ),
        case(
            "UTF-16 cut in half a character",
            "utf16.tsv",
            &fixture("utf16.tsv")[..20_001],
            0,
            &["guessed: ", "pupil (pupil): "],
        ),
    ]
}

fn packs() -> Vec<Case> {
    let zip = fixture("e4.zip");
    let entry = zip.windows(7).position(|bytes| bytes == b"EDA.csv").unwrap();
    // What repeats packs well: rows that do not, so that half of the packed file is some of the rows.
    let rows = skin(|row, cells| cells[1] = format!("4.{}", row.wrapping_mul(2_654_435_761) % 100_000));
    let gz = packed(rows.as_bytes());
    vec![
        case(
            "gzip cut off",
            "cut.csv.gz",
            &gz[..gz.len() / 2],
            0,
            &["broke off: ", "the packed file ends too early", "copy it again"],
        ),
        case(
            "a bomb of gzip",
            "bomb.csv.gz",
            bomb(),
            0,
            &[
                "broke off: ",
                "it unpacks to more than 250 times its size and more than 256 MB, as files do that are made to do harm",
                "400 samples",
            ],
        ),
        case(
            "zip cut off",
            "cut.zip",
            &zip[..zip.len() / 2],
            4,
            &["the archive: the archive ends too early or is damaged", "copy it again"],
        ),
        case(
            "a damaged file in a zip",
            "damaged.zip",
            changed(&zip, entry + 30, b"\xff\xff\xff\xff"),
            0,
            &["skipped: EDA.csv", "ppg (ppg): 1,920 samples"],
        ),
        case(
            "a spreadsheet",
            "table.xlsx",
            spreadsheet(),
            4,
            &["this is a document or a spreadsheet of an office program; export the table as CSV"],
        ),
    ]
}

fn spreadsheet() -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for name in ["[Content_Types].xml", "xl/workbook.xml"] {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(b"<x/>").unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn instruments() -> Vec<Case> {
    let (edf, xdf, fit, parquet) =
        (fixture("eeg.edf"), fixture("lsl.xdf"), fixture("run.fit"), fixture("heart.parquet"));
    let asc = String::from_utf8(fixture("eyelink.asc")).unwrap();
    let header = String::from_utf8(fixture("heart.hea")).unwrap();
    let record = |header: String, dat: Option<Vec<u8>>| {
        let mut files = vec![("heart.hea", header.into_bytes())];
        files.extend(dat.map(|dat| ("heart.dat", dat)));
        files
    };
    vec![
        case("junk", "junk.bin", b"\x00\x01\x02\xff junk".repeat(100), 4, &["this is no text; what can be imported: "]),
        case(
            "EDF under a wrong name",
            "eeg.csv",
            edf.clone(),
            0,
            &["eeg.csv: EDF / BDF", "1,536 samples over 12 s at 128 Hz"],
        ),
        case(
            "EDF cut in its header",
            "head.edf",
            &edf[..300],
            4,
            &["byte 300: the file ends inside its header; copy it again: head.edf"],
        ),
        case(
            "EDF cut in a record",
            "cut.edf",
            &edf[..edf.len() - 99],
            0,
            &["skipped: record 12: the file ends inside this record; copy it again", "1,408 samples"],
        ),
        case(
            "EDF of no rate",
            "rate.edf",
            changed(&edf, 244, b"0       "),
            4,
            &["byte 244: records of 0 seconds hold samples, so that their rate is unknown: rate.edf"],
        ),
        case(
            "EDF without a range",
            "range.edf",
            changed(&changed(&edf, 256 + 3 * 104, b"5       "), 256 + 3 * 112, b"5       "),
            0,
            &[
                "noticed: the range of values makes no sense; the converter's steps are handed out as they are (1 times, first at signal 1 (EEG Fpz))",
            ],
        ),
        case(
            "XDF cut off",
            "cut.xdf",
            &xdf[..xdf.len() - 300],
            0,
            &["skipped: byte 5857: the file ends inside these samples", "amp (eeg): 53 samples"],
        ),
        case(
            "XDF without a stream",
            "none.xdf",
            "XDF:",
            4,
            &["no stream is described in it; was the recording started?: none.xdf"],
        ),
        case(
            "FIT cut off",
            "cut.fit",
            &fit[..300],
            0,
            &[
                "skipped: message 20: the file ends inside this message; copy it again",
                "heart-rate (heart-rate): 6 samples",
            ],
        ),
        case(
            "FIT with a wrong checksum",
            "sum.fit",
            changed(&fit, fit.len() - 1, b"\x55"),
            0,
            &["noticed: the checksum differs; the file may be damaged", "heart-rate (heart-rate): 13 samples"],
        ),
        case(
            "Parquet cut off",
            "cut.parquet",
            &parquet[..parquet.len() - 50],
            4,
            &[
                "the file: the Parquet file is damaged (Parquet error: Invalid Parquet file. Corrupt footer); copy it again: cut.parquet",
            ],
        ),
        case(
            "Parquet damaged inside",
            "damaged.parquet",
            changed(&parquet, 600, &[0x77; 60]),
            0,
            &["noticed: the time steps back (1 times, first at row 275)"],
        ),
        case(
            "EyeLink without samples",
            "events.asc",
            "** CONVERTED FROM a.edf\n\n** END\n",
            4,
            &[
                "end of file: there is no sample; convert the recording again with samples (edf2asc without -e): events.asc",
            ],
        ),
        case(
            "EyeLink cut in a line",
            "cut.asc",
            &asc.as_bytes()[..15_003],
            0,
            &[
                "skipped: line 420: expected x, y and pupil of each eye; the line is cut off or broken",
                "gaze (gaze): 412 samples",
            ],
        ),
        case(
            "wrong rate",
            "rate.asc",
            asc.replace("RATE\t  60.00", "RATE\t 500.00"),
            0,
            &[
                "noticed: the rate is said to be 500.0000 Hz, the times say 58.8235 Hz (1 times, first at the whole of gaze)",
                "the file claims 500 samples per second, its times say 58.82; the times were believed",
            ],
        ),
        case(
            "JSON cut off",
            "cut.json",
            &fixture("webgazer.json")[..20_000],
            0,
            &["broke off: byte 20000: the file ends in a text; export or copy it again", "gaze (gaze): 309 samples"],
        ),
        case(
            "Apple Health cut off",
            "cut.xml",
            &fixture("export.xml")[..3000],
            0,
            &["skipped: byte 3000: what follows is no XML", "heart-rate (heart-rate): 16 samples"],
        ),
        Case {
            what: "a record without its signals",
            file: "heart.hea",
            files: record(header.clone(), None),
            code: 4,
            says: &["signal 1: its signal file heart.dat does not lie beside the header; put it there: heart.hea"],
        },
        Case {
            what: "a record with too few samples",
            file: "heart.hea",
            files: record(header.clone(), Some(fixture("heart.dat")[..9001].to_vec())),
            code: 0,
            says: &[
                "noticed: the signal files end before the 5000 frames that the header speaks of (1 times, first at frame 2250)",
            ],
        },
        Case {
            what: "a record of an impossible rate",
            file: "heart.hea",
            files: record(header.replace(" 250 ", " -250 "), Some(fixture("heart.dat"))),
            code: 4,
            says: &["line 1: -250 samples per second are impossible; correct the header: heart.hea"],
        },
    ]
}

/// Analyses a file in a gigabyte of address space, so that whoever takes a file into memory whole is found out.
fn analyse(folder: &Path, file: &str) -> Output {
    let whole = attentive(folder);
    let mut bounded = Command::new("sh");
    bounded.args(["-c", "ulimit -v 1048576; exec \"$0\" \"$@\""]).arg(whole.get_program()).args(whole.get_args());
    bounded.current_dir(folder).args(["analyse", file, "--out", "found"]).output().unwrap()
}

fn told(case: &Case) -> Result<(), String> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    for (name, bytes) in &case.files {
        File::create(folder.path().join(name)).unwrap().write_all(bytes).unwrap();
    }
    let output = analyse(folder.path(), case.file);
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let wrong = |why: String| Err(format!("== {}: {why}\n{said}", case.what));
    if output.status.code() != Some(case.code) {
        return wrong(format!("left with {:?}, not {}", output.status.code(), case.code));
    }
    if said.contains("panicked") {
        return wrong("it panicked".to_owned());
    }
    if !said.contains(case.file) {
        return wrong("the file is not named".to_owned());
    }
    for words in case.says {
        if !said.contains(words) {
            return wrong(format!("{words:?} is not said"));
        }
    }
    if (case.code == 0) != folder.path().join("found/report.html").exists() {
        return wrong("a report, or none, does not fit the code".to_owned());
    }
    Ok(())
}

fn all_told(cases: &[Case]) {
    let wrong: Vec<String> = cases.iter().filter_map(|case| told(case).err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn broken_tables_are_refused_in_plain_words() {
    all_told(&tables_that_are_refused());
}

#[test]
fn broken_tables_are_reported_in_plain_words() {
    all_told(&tables_that_are_reported());
}

#[test]
fn broken_archives_and_packed_files_are_refused_or_reported_in_plain_words() {
    all_told(&packs());
}

#[test]
fn broken_files_of_instruments_are_refused_or_reported_in_plain_words() {
    all_told(&instruments());
}

/// A file without an end of line, of so many bytes, written as it is needed.
fn long_line(bytes: u64) {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let mut file = File::create(folder.path().join("line.csv")).unwrap();
    file.write_all(skin(|_, _| ()).as_bytes()).unwrap();
    std::io::copy(&mut std::io::BufReader::with_capacity(1 << 20, sevens(bytes)), &mut file).unwrap();
    let output = analyse(folder.path(), "line.csv");
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("broke off: line 402: a line of more than a megabyte"), "{said}");
}

#[test]
fn a_line_of_64_megabytes_is_no_burden() {
    long_line(64 << 20);
}

#[test]
#[ignore = "writes two gigabytes; run it by hand with --run-ignored only"]
fn a_line_of_two_gigabytes_is_no_burden() {
    long_line(2 << 30);
}
