//! Broken files: each gives a clear error, or a report that says what was left out. Nothing panics, nothing is lost in silence.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed unwrap is a failed test")]

use std::io::{Cursor, Read, Write};

use attentive_sensors::importers::signals::{ColumnMap, RECORDING_FORMATS, Source, WholeRecording};
use attentive_sensors::importers::{Options, Piece, open_recording_from};

fn read_with(bytes: &[u8], options: &Options) -> Result<WholeRecording, String> {
    let recording =
        open_recording_from(Cursor::new(bytes.to_vec()), "f", options).map_err(|error| error.to_string())?;
    recording.whole().map_err(|error| error.to_string())
}

fn read(bytes: impl AsRef<[u8]>) -> Result<WholeRecording, String> {
    read_with(bytes.as_ref(), &Options::default())
}

/// The error must hold each of the words.
fn refused(bytes: impl AsRef<[u8]>, words: &[&str]) {
    let error = read(bytes).expect_err("an error");
    for word in words {
        assert!(error.contains(word), "{word:?} is not in: {error}");
    }
}

/// So many rows are taken, so many left out, and the report says the words.
fn reported(bytes: impl AsRef<[u8]>, taken: u64, left_out: u64, words: &[&str]) -> WholeRecording {
    let whole = read(bytes).unwrap();
    assert_eq!((whole.report.read, whole.report.skipped), (taken, left_out), "{:?}", whole.report);
    let said = format!("{:?} {:?} {:?}", whole.report.why, whole.report.noticed, whole.assumptions);
    for word in words {
        assert!(said.contains(word), "{word:?} is not in: {said}");
    }
    whole
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(bytes).unwrap();
    gz.finish().unwrap()
}

const GAZE: &str = "t_ms,x_px,y_px\n0,1,2\n2,3,4\n4,5,6\n";

#[test]
fn files_that_hold_nothing_are_refused() {
    refused("", &["the file is empty"]);
    refused(" \n\n", &["the file is empty"]);
    refused("t_ms,x_px,y_px\n", &["a header and no rows"]);
    refused("# only a comment\n", &["no recording that is known"]);
    refused("dear diary, today was long\n", &["no recording that is known"]);
}

#[test]
fn files_of_other_kinds_are_refused_with_what_to_do() {
    refused(b"PK\x03\x04junk", &["the archive ends too early or is damaged", "copy it again"]);
    refused(b"\0\0\0\0\0\0\0\0\0\0", &["this is no text"]);
    refused("t,x\n1,5;2,5\n", &[]);
}

#[test]
fn a_packed_file_that_ends_too_early_is_said_to() {
    let text: String = (0..200_000).map(|n| format!("{},{},{}\n", n * 2, n % 1024, (n * 7) % 768)).collect();
    let gz = packed(format!("t_ms,x_px,y_px\n{text}").as_bytes());
    let mut recording =
        open_recording_from(Cursor::new(gz[..gz.len() / 2].to_vec()), "f.gz", &Options::default()).unwrap();
    let mut rows = 0;
    let error = loop {
        match recording.next_piece() {
            Ok(Some(Piece::Samples(piece))) => rows += piece.len() as u64,
            Ok(Some(_)) => {}
            Ok(None) => panic!("the end was not missed"),
            Err(error) => break error.to_string(),
        }
    };
    // What could be unpacked was handed out before.
    assert!(rows > 10_000 && rows == recording.report().read);
    assert!(error.contains("ends too early") && error.starts_with("line "), "{error}");
}

#[test]
fn a_row_that_is_cut_off_costs_that_row() {
    reported(format!("{GAZE}6,7"), 3, 1, &["line 5", "expected 3 cells, found 2"]);
    reported("t_ms,x_px,y_px\n0,1,2\n2\n4,5,6\n,,\n6,7,8\n", 3, 2, &["line 3", "line 5", "expected a time"]);
}

#[test]
fn cells_that_are_no_numbers_are_missing_and_noticed() {
    let whole = reported("t_ms,x_px,y_px\n0,1,2\n2,NaN,\n4,oops,6\n", 3, 0, &["a cell that is no number", "line 4"]);
    let x = whole.signal("gaze").unwrap().channel("x_px").unwrap();
    assert_eq!((x.get(0), x.get(1), x.get(2)), (Some(1.0), None, None));
    reported("t_ms,x_px,y_px\n0,1e999,2\n2,3,4\n4,5,6\n", 3, 0, &["beyond all measure", "line 2"]);
    let rows: String = (0..100).map(|n| format!("{},1,2\n", n * 2)).collect();
    let nul = format!("t_ms,x_px,y_px\n{rows}200,3\0,4\n202,5,6\n");
    reported(nul, 102, 0, &["a cell that is no number", "line 102"]);
    reported("t_ms,x_px,y_px\n0,0,0\n2,3,4\n4,5,6\n", 3, 0, &["taken as lost", "line 2"]);
}

#[test]
fn clocks_that_misbehave_are_noticed_and_no_sample_is_lost() {
    let back = reported("t_s,x_px,y_px\n5,1,2\n5.002,3,4\n1,5,6\n", 3, 0, &["the time steps back", "line 4"]);
    assert_eq!(back.signal("gaze").unwrap().time_nanos[2], 1_000_000_000);
    reported("t_s,x_px,y_px\n0,1,2\n0.002,3,4\n200000,5,6\n", 3, 0, &["jumps by more than an hour", "line 4"]);
    reported("t_s,x_px,y_px\n1,1,2\n1,3,4\n1.002,5,6\n", 3, 0, &["the time stands still", "line 3"]);
    let before = reported("t_s,x_px,y_px\n-1,1,2\n-0.5,3,4\n", 2, 0, &[]);
    assert_eq!(before.signal("gaze").unwrap().time_nanos, [-1_000_000_000, -500_000_000]);
    reported("t_s,x_px,y_px\n1e300,1,2\n0.5,3,4\n1,5,6\n", 2, 1, &["line 2", "beyond all clocks"]);
}

#[test]
fn a_rate_that_is_not_true_is_noticed() {
    let rows: String = (0..100).map(|n| format!("{},1.5,2.5\n", n * 5)).collect();
    let map =
        ColumnMap::parse("[stream.gaze]\ntime = \"t\"\ntime_unit = \"ms\"\nrate_hz = 500\nx = \"a\"\ny = \"b\"\n");
    let options = Options { map: Some(map.unwrap()), ..Options::default() };
    let whole = read_with(format!("t,a,b\n{rows}").as_bytes(), &options).unwrap();
    assert!(whole.report.noticed[0].what.contains("said to be 500.0000 Hz, the times say 200.0000 Hz"));
}

#[test]
fn maps_that_do_not_fit_are_refused_with_the_columns_that_there_are() {
    let with = |map: &str| {
        let options = Options { map: Some(ColumnMap::parse(map).unwrap()), ..Options::default() };
        read_with(GAZE.as_bytes(), &options).unwrap_err()
    };
    assert!(with("[stream.gaze]\ntime = \"t\"\nx = \"x_px\"\n").contains("the table has t_ms, x_px, y_px"));
    assert!(with("[stream.gaze]\ntime = 9\nx = 2\n").contains("there is no column 9; the table has 3"));
    assert!(with("[stream.gaze]\nx = \"x_px\"\n").contains("neither time"));
    assert!(with("[stream.gaze]\nrate_hz = 30\n").contains("no channel"));
}

#[test]
fn ways_of_writing_are_told_apart() {
    let commas = reported("t_ms;x_px;y_px\n0;1,5;2,5\n2;3,5;4,5\n", 2, 0, &[]);
    assert_eq!(commas.signal("gaze").unwrap().values("x_px"), Some(&[1.5, 3.5][..]));
    refused("t_ms,x_px\n0,5,1,5\n2,5,3,5\n4,5,3,5\n", &["decimal commas"]);
    let quoted = reported("\"t_ms\",\"x_px\",\"y_px\"\n\"0\",\"1\",\"2\"\n\"2\",\"3\",\"4\"\n", 2, 0, &[]);
    assert_eq!(quoted.signal("gaze").unwrap().values("y_px"), Some(&[2.0, 4.0][..]));
    reported("t_ms,x_px,y_px\n0,\"1,2\n2,3,4\n4,5,6\n", 3, 0, &["line 2"]);
    reported("t_ms,x_px,y_px\n0,1,2,9\n2,3,4\n4,5,6\n", 3, 0, &["more cells than the header"]);
    // Latin-1: the micro sign is no UTF-8.
    let latin = reported(b"t_s,EDA (\xb5S)\n0,0.5\n0.25,0.6\n", 2, 0, &[]);
    assert_eq!(latin.signal("eda").unwrap().values("eda_us"), Some(&[0.5, 0.6][..]));
    let dos = reported("t_ms,x_px,y_px\r\n0,1,2\r\n2,3,4\r\n", 2, 0, &[]);
    assert_eq!(dos.signal("gaze").unwrap().values("y_px"), Some(&[2.0, 4.0][..]));
}

#[test]
fn columns_in_another_order_are_found_by_name() {
    let whole = reported("y_px,t_ms,x_px\n2,0,1\n4,2,3\n", 2, 0, &[]);
    assert_eq!(whole.signal("gaze").unwrap().values("x_px"), Some(&[1.0, 3.0][..]));
    refused("0.1,0.2\n0.3,0.4\n", &["no header", "map"]);
    refused("x_px,y_px\n1,2\n3,4\n", &["no column of time"]);
}

#[test]
fn a_line_of_two_gigabytes_is_refused_in_little_memory() {
    let endless = Cursor::new(GAZE.as_bytes().to_vec()).chain(std::io::repeat(b'7').take(2 << 30));
    let error = open_recording_from(endless, "f", &Options::default()).unwrap().whole().unwrap_err().to_string();
    assert!(error.starts_with("line 5: a line of more than a megabyte"), "{error}");
    let text = std::io::Read::chain(&b"[{\"timestamp\":1,\"x\":1,\"y\":1},\""[..], std::io::repeat(b'x').take(2 << 30));
    let error = open_recording_from(text, "f", &Options::default()).unwrap().whole().unwrap_err().to_string();
    assert!(error.contains("more than a megabyte"), "{error}");
}

#[test]
fn broken_eyelink_files_are_said_to_be() {
    refused("** CONVERTED FROM a.edf\n\n** END\n", &["there is no sample"]);
    reported("** CONVERTED FROM a.edf\nMSG 1 hello\n** END\n", 1, 0, &[]);
    let head = "START\t1\tLEFT\tSAMPLES\nSAMPLES\tGAZE\tLEFT\tRATE\t500.00\n";
    reported(format!("{head}1 2 3 4 ...\n3 2 3\n5 2 3 4 ...\n"), 3, 1, &["line 4", "cut off"]);
    reported(format!("{head}1 2 3 4 ...\nEFIX L 1\n7 1 x 3 ...\n"), 3, 1, &["line 4", "no number", "line 5"]);
    reported(format!("{head}1 2 3 4 ...\n11 2 3 4 ...\n21 2 3 4 ...\n"), 4, 0, &["said to be 500.0000 Hz"]);
}

#[test]
fn broken_json_is_placed_by_its_byte() {
    refused("[{\"timestamp\":1,\"x\":1,\"y\"", &["ends too early", "byte 25"]);
    refused("[{\"timestamp\":1,\"x\":[1,\"y\":2}]", &["byte"]);
    let whole = reported(
        "[{\"timestamp\":1,\"x\":1,\"y\":2},{\"x\":1,\"y\":2},{\"timestamp\":1e300,\"x\":1,\"y\":2}]",
        1,
        2,
        &["no time"],
    );
    assert_eq!(whole.signal("gaze").unwrap().len(), 1);
}

#[test]
fn broken_wristband_files_are_said_to_be() {
    reported("1700000000.0\n4.0\n0.5\nx\n0.7\n", 3, 0, &["no number", "line 4"]);
    refused("1700000000.0\n0\n0.5\n0.6\n", &["no header"]);
    reported("1700000000.0, IBI\n1.5,0.75\nx,0.75\n2.25\n", 1, 2, &["line 3", "line 4"]);
}

#[test]
fn beats_that_cannot_be_are_left_out() {
    reported("rr_ms\n800\n-5\n0\n810\n", 2, 2, &["line 3", "above 0"]);
}

/// Beginnings that formats claim, so that what follows reaches their readers.
const BEGINNINGS: [&str; 10] = [
    "",
    "t_ms,x_px,y_px\n0,1,2\n",
    "START\t1\tLEFT\tSAMPLES\nSAMPLES\tGAZE\tLEFT\tRATE\t500\n1 2 3 4 ...\n",
    "[{\"timestamp\":1,\"x\":1,\"y\":2},",
    "[{\"timestamp\":{\"0\":1,\"1\":2},\"x\":{\"0\":1},\"y\":{\"0\":1},",
    "1700000000.0\n4.0\n0.5\n",
    "gaze_timestamp,world_index,confidence,norm_pos_x,norm_pos_y\n1,0,1,0.5,0.5\n",
    "Recording timestamp [ms]\tSensor\tGaze point X [DACS px]\tGaze point Y [DACS px]\n1\tEye Tracker\t1\t2\n",
    "record timestamp,client timestamp,button,state,x,y\n0.0,0.0,NoButton,Move,1,2\n",
    "id,start_timestamp,duration,end_timestamp,start_frame_index\n1,1.0,0.5,1.5,3\n",
];

/// Reads to the end, and holds what must hold of every piece.
fn survive(bytes: &[u8]) {
    let Ok(mut recording) = open_recording_from(Cursor::new(bytes.to_vec()), "f", &Options::default()) else { return };
    while let Ok(Some(piece)) = recording.next_piece() {
        let Piece::Samples(signal) = piece else { continue };
        assert!(signal.len() <= 65_536);
        assert!(signal.channels.iter().all(|channel| channel.values.len() == signal.len()));
        assert!(recording.streams().iter().any(|stream| stream.name == signal.name));
    }
}

proptest::proptest! {
    #[test]
    fn arbitrary_bytes_never_stop_any_format(begin in 0_usize..10, bytes: Vec<u8>) {
        let mut all = BEGINNINGS[begin].as_bytes().to_vec();
        all.extend_from_slice(&bytes);
        survive(&all);
        survive(&packed(&all));
        for format in RECORDING_FORMATS {
            if let Ok(source) = Source::of_reader(Cursor::new(all.clone()), "f")
                && let Ok(mut reader) = (format.open)(source, &Options::default())
            {
                for _ in 0..1000 {
                    if !matches!(reader.next_piece(), Ok(Some(_))) {
                        break;
                    }
                }
            }
        }
    }

    #[test]
    fn table_like_text_never_stops_any_format(
        begin in 0_usize..10,
        rows in proptest::collection::vec("[-0-9.,;e\t\" xA-Z{}\\[\\]:]{0,40}", 0..40),
    ) {
        survive(format!("{}{}", BEGINNINGS[begin], rows.join("\n")).as_bytes());
    }
}
