//! What the fuzz targets do with arbitrary bytes, and what must hold of whatever comes out.
//!
//! A target that reads one file takes the bytes as that file. One that needs several takes them apart at lines
//! `%%%% NAME`, each of which begins a file of that name (see [`parts`]).
//!
//! Nothing may panic, hang or eat memory; pieces are small, whole and of streams that were named; what an error or a report
//! says is never empty.

use std::io::Cursor;
use std::panic::{set_hook, take_hook};
use std::sync::{LazyLock, Once};

use attentive_learn::model_file::ModelFile;
use attentive_pipeline::preprocess::gaze::learned::Model;
use attentive_query::{Engine, Limits};
use attentive_sensors::importers::signals::{ColumnMap, MOST_ROWS, RECORDING_FORMATS, Source};
use attentive_sensors::importers::{self, ImportError, Options, Piece, ReadReport, RecordingReader};
use attentive_store::{OpenOptions, Store};
use attentive_text::labelled::{Asked, LabelledTexts, Labels};
use attentive_types::{Span, StreamInfo, Timestamp};

/// The beginning of a line that begins a file.
const PART: &[u8] = b"%%%% ";

/// Reads bytes as a recording of the format that they show, then by the importer of that name whatever they show.
///
/// # Panics
/// When something does not hold.
pub fn recording(format: &str, bytes: &[u8]) {
    any_recording(bytes);
    by_name(format, &Options::default(), || Source::of_reader(Cursor::new(bytes.to_vec()), "f"));
}

/// Reads bytes as a recording of the format that they show.
///
/// # Panics
/// When something does not hold.
pub fn any_recording(bytes: &[u8]) {
    let_caught_panics_pass();
    match importers::open_recording_from(Cursor::new(bytes.to_vec()), "f", &Options::default()) {
        Err(error) => refused(&error),
        Ok(mut recording) => {
            let mut checked = Checked::default();
            loop {
                let next = recording.next_piece();
                if !checked.piece(&next, recording.streams()) {
                    break;
                }
            }
            checked.end(recording.report());
        }
    }
}

/// Reads bytes as texts with labels, with and without labels wanted, and by columns asked for by number.
///
/// # Panics
/// When something does not hold.
pub fn labelled_texts(bytes: &[u8]) {
    let numbered = Asked { text: vec!["1".to_owned()], label: Some("2".to_owned()) };
    for (asked, labels) in [(Asked::default(), Labels::Wanted), (Asked::default(), Labels::Ignored), (numbered, Labels::Wanted)] {
        match LabelledTexts::read(bytes, &asked, labels) {
            Err(fault) => assert!(!fault.to_string().is_empty()),
            Ok(found) => {
                assert!(!found.texts.is_empty() && found.texts.iter().all(|text| !text.trim().is_empty() && !text.contains('\0')));
                assert_eq!(found.class.len(), if labels == Labels::Wanted { found.texts.len() } else { 0 });
                assert!(found.class.iter().all(|class| usize::from(*class) < found.labels.len()));
                assert!(found.labels.is_sorted_by(|one, other| one < other));
                assert!(found.told.len() <= found.bad && found.told.is_sorted_by_key(|bad| bad.line));
            }
        }
    }
}

/// Reads a map of columns and, by it, a table: the parts `map` and `table`.
///
/// # Panics
/// When something does not hold.
pub fn mapped(format: &str, bytes: &[u8]) {
    let files = parts(bytes);
    let part = |name: &str| files.iter().find(|(found, _)| found == name).map(|(_, bytes)| bytes.clone());
    let (Some(map), Some(table)) = (part("map"), part("table")) else { return };
    let Ok(map) = String::from_utf8(map) else { return };
    let map = match ColumnMap::parse(&map) {
        Ok(map) => map,
        Err(why) => return assert!(!why.is_empty()),
    };
    let options = Options { map: Some(map), ..Options::default() };
    by_name(format, &options, || Source::of_reader(Cursor::new(table.clone()), "f"));
}

/// Reads the parts as the files of a folder.
///
/// # Panics
/// When something does not hold.
pub fn folder(format: &str, bytes: &[u8]) {
    by_name(format, &Options::default(), || Source::of_files(parts(bytes), "folder"));
}

/// Reads the parts as the files of a WFDB record whose header is `r.hea`.
///
/// # Panics
/// When something does not hold.
pub fn wfdb(bytes: &[u8]) {
    let files = parts(bytes);
    by_name("WFDB record", &Options::default(), || {
        let folder = Source::of_files(files.clone(), "folder")?;
        let header = folder.beside("r.hea")?;
        Ok(header.unwrap_or(folder))
    });
}

/// Reads bytes as history: buckets and events.
///
/// # Panics
/// When something does not hold.
pub fn history(bytes: &[u8]) {
    match importers::read_bytes(bytes, "f") {
        Err(error) => refused(&error),
        Ok(imported) => reported(&imported.report),
    }
}

/// Runs a query over an empty store.
///
/// # Panics
/// When something does not hold.
pub fn query(bytes: &[u8]) {
    static ENGINE: LazyLock<(tempfile::TempDir, Engine)> = LazyLock::new(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(OpenOptions::new(folder.path().join("attentive.db"))).expect("a store");
        (folder, Engine::new(store).with_limits(Limits::default()))
    });
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let period = Span::new(Timestamp(0), Timestamp(1_000_000_000_000_000_000));
    if let Err(error) = ENGINE.1.run(text, period, "name") {
        assert!(!error.to_string().is_empty());
    }
}

/// Reads bytes as a trained detector. Its checksum is put right first: it finds accidents, and would hide all else from here.
///
/// # Panics
/// When something does not hold.
pub fn gaze_model(bytes: &[u8]) {
    let sealed = ModelFile::resealed(bytes);
    match Model::from_bytes(sealed.as_deref().unwrap_or(bytes)) {
        Err(fault) => assert!(!fault.to_string().is_empty()),
        Ok((model, manifest)) => {
            let written = model.to_file(manifest.learnt_from).to_bytes().expect("a file");
            assert_eq!(Model::from_bytes(&written).expect("what was written").0, model);
        }
    }
}

/// The files that the bytes name: each begins with a line `%%%% NAME`; a line end before the next such line is no part of it.
#[must_use]
pub fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut begins: Vec<usize> =
        bytes.windows(PART.len()).enumerate().filter(|(_, found)| *found == PART).map(|(at, _)| at).collect();
    begins.retain(|at| *at == 0 || bytes[at - 1] == b'\n');
    begins.truncate(12);
    let ends = begins.iter().skip(1).map(|next| next - 1).chain([bytes.len()]);
    let part = |(begin, end): (&usize, usize)| {
        let part = bytes.get(begin + PART.len()..end)?;
        let line = part.iter().position(|byte| *byte == b'\n')?;
        Some((std::str::from_utf8(&part[..line]).ok()?.to_owned(), part[line + 1..].to_vec()))
    };
    begins.iter().zip(ends).filter_map(part).collect()
}

/// The importer catches panics of the Parquet library and tells them as damage. libFuzzer would end at each before it can be caught;
/// now it ends at those that nobody catches, and at all others as ever.
fn let_caught_panics_pass() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let end = take_hook();
        set_hook(Box::new(move |panic| {
            let file = panic.location().map_or("", |place| place.file());
            if !["/parquet-", "/bytes-"].iter().any(|library| file.contains(library)) {
                end(panic);
            }
        }));
    });
}

fn by_name(format: &str, options: &Options, source: impl Fn() -> Result<Source, ImportError>) {
    let_caught_panics_pass();
    let format = RECORDING_FORMATS.iter().find(|known| known.name == format).expect("a format of that name");
    let source = match source() {
        Ok(source) => source,
        Err(error) => return refused(&error),
    };
    // Whether it claims them must be said without a panic too.
    let _ = (format.claims)(&source.head());
    match (format.open)(source, options) {
        Err(error) => refused(&error),
        Ok(mut reader) => drain(reader.as_mut()),
    }
}

fn drain(reader: &mut dyn RecordingReader) {
    let mut checked = Checked::default();
    loop {
        let next = reader.next_piece();
        if !checked.piece(&next, reader.streams()) {
            break;
        }
    }
    checked.end(reader.report());
}

/// What came so far.
#[derive(Default)]
struct Checked {
    pieces: usize,
    records: u64,
}

impl Checked {
    /// More pieces than any input of a few kilobytes can honestly give.
    const MOST_PIECES: usize = 4_000;

    /// Holds what must hold of a piece; whether to go on.
    fn piece(&mut self, next: &Result<Option<Piece>, ImportError>, streams: &[StreamInfo]) -> bool {
        match next {
            Err(error) => {
                refused(error);
                return false;
            }
            Ok(None) => return false,
            Ok(Some(Piece::Annotations(marks))) => {
                assert!(!marks.is_empty() && marks.len() <= MOST_ROWS);
                assert!(marks.iter().all(|mark| mark.span.start <= mark.span.end));
                self.records += marks.len() as u64;
            }
            Ok(Some(Piece::Samples(signal))) => {
                assert!(!signal.is_empty() && signal.len() <= MOST_ROWS);
                let stream = streams.iter().find(|stream| stream.name == signal.name).expect("a stream that was named");
                assert!(
                    stream
                        .channels
                        .iter()
                        .map(|channel| &channel.name)
                        .eq(signal.channels.iter().map(|channel| &channel.name))
                );
                assert!(signal.channels.iter().all(|channel| channel.values.len() == signal.len()));
                assert!(signal.channels.iter().all(|channel| channel.values.iter().all(|value| !value.is_infinite())));
                self.records += signal.len() as u64;
            }
        }
        self.pieces += 1;
        self.pieces < Self::MOST_PIECES
    }

    fn end(&self, report: &ReadReport) {
        reported(report);
        assert!(self.records == 0 || report.read > 0, "{} records, and the report says none", self.records);
    }
}

fn reported(report: &ReadReport) {
    assert!(report.why.len() <= ReadReport::MOST_REASONS && report.skipped >= report.why.len() as u64);
    assert!(report.why.iter().all(|skipped| !skipped.why.is_empty() && !skipped.place.is_empty()));
    assert!(report.noticed.iter().all(|noticed| noticed.count > 0 && !noticed.what.is_empty()));
}

fn refused(error: &ImportError) {
    assert!(error.to_string().len() > 10, "{error}");
}
