//! Files as sources. What happened, as a file tells it? Noun in: bytes; noun out: [`Imported`].
//!
//! A file's format is known by its content, never by its name. One bad record costs that record, is counted and
//! reported with its place; the import goes on. A file that is no such format at all, or broken in its structure, is
//! refused whole, so that nobody believes half of it to be all.
//!
//! A new format is its file, its `mod` line and its place in [`FORMATS`].

pub mod activitywatch;
mod fields;
mod place;
pub mod recording;
pub mod signals;
pub mod tasks;

use std::borrow::Cow;
use std::path::Path;

use attentive_types::{Bucket, Event, SampleSignal};

pub use place::Place;
pub use signals::{Options, Piece, Recording, RecordingFormat, RecordingReader, open_recording, open_recording_from};

/// One format that can be read.
#[derive(Debug)]
pub struct Format {
    /// Its name for people.
    pub name: &'static str,
    /// Whether the text looks like it, from its beginning.
    pub claims: fn(&str) -> bool,
    /// Reads it.
    pub read: fn(&str) -> Result<Imported, Fault>,
}

/// All formats, the most particular first.
pub const FORMATS: &[Format] = &[recording::FORMAT, activitywatch::FORMAT];

/// What a file held.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Imported {
    /// The format that was recognised, such as `ActivityWatch export`.
    pub format: &'static str,
    /// The buckets with their events, in the order of the file; each bucket id stands once.
    pub buckets: Vec<ImportedBucket>,
    /// Samples of fast signals, in the order of the file.
    pub samples: Vec<SampleSignal>,
    /// What was read and what was not.
    pub report: ReadReport,
}

/// One bucket with its events.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportedBucket {
    /// Whose events these are.
    pub bucket: Bucket,
    /// The events, in the order of the file, without row ids.
    pub events: Vec<Event>,
}

/// What was read and what was not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadReport {
    /// How many records were taken.
    pub read: u64,
    /// How many records were left out.
    pub skipped: u64,
    /// Where the first of those stood, and why they were left out; at most [`ReadReport::MOST_REASONS`].
    pub why: Vec<Skipped>,
    /// What is strange about records that were taken, such as a clock that steps back; one entry for each kind.
    pub noticed: Vec<Noticed>,
}

/// Something strange about records that were taken all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noticed {
    /// What is strange, such as `the time steps back`.
    pub what: String,
    /// How often.
    pub count: u64,
    /// Where it was first seen.
    pub place: String,
}

/// One record that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its place, such as `line 7, column 3 (event 12 of aw-watcher-afk_host)`.
    pub place: String,
    /// What is wrong with it.
    pub why: String,
}

impl ReadReport {
    /// How many reasons are kept; the count goes on.
    pub const MOST_REASONS: usize = 20;

    /// Counts a record that is left out. `place` is only asked for when the reason is kept.
    pub fn skip(&mut self, place: impl FnOnce() -> String, why: impl Into<String>) {
        self.skipped += 1;
        if self.why.len() < Self::MOST_REASONS {
            self.why.push(Skipped { place: place(), why: why.into() });
        }
    }

    /// Counts something strange about a record that is taken. `place` is only asked for the first time.
    pub fn notice(&mut self, place: impl FnOnce() -> String, what: &str) {
        match self.noticed.iter_mut().find(|noticed| noticed.what == what) {
            Some(noticed) => noticed.count += 1,
            None => self.noticed.push(Noticed { what: what.to_owned(), count: 1, place: place() }),
        }
    }
}

/// Why a text of a known format is refused whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// What is wrong, and what to do.
    pub why: String,
}

impl Fault {
    /// A fault that the JSON parser found in the whole text.
    fn json(error: &serde_json::Error) -> Self {
        let place = Place { line: error.line(), column: error.column() };
        // The parser's own words end with the place, which we say ourselves.
        let words = error.to_string();
        let words = words.split(" at line ").next().unwrap_or_default();
        let why = if error.is_eof() {
            format!("the file ends too early ({words}); export or copy it again")
        } else {
            format!("this is no JSON ({words})")
        };
        Self { place, why }
    }
}

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file could not be opened or read.
    #[error("the file cannot be read ({source}): {path}")]
    Io {
        /// What the system says.
        source: std::io::Error,
        /// The file.
        path: String,
    },
    /// The file is empty.
    #[error("the file is empty: {path}")]
    Empty {
        /// The file.
        path: String,
    },
    /// It is a pipe, a device or a socket.
    #[error("this is a pipe or a device, which can be read only once; write it to a file first: {path}")]
    NoFile {
        /// Its path.
        path: String,
    },
    /// No importer knows it.
    #[error("{found}; what can be imported: {known}: {path}")]
    Unknown {
        /// What it looks like, and what to do.
        found: &'static str,
        /// What can be imported.
        known: String,
        /// The file.
        path: String,
    },
    /// It is of a known format and broken.
    #[error("{place}: {why}; nothing was imported: {path}")]
    Broken {
        /// Where.
        place: Place,
        /// What is wrong, and what to do.
        why: String,
        /// The file.
        path: String,
    },
    /// A recording is of a known format and cannot be read, or not behind this place.
    #[error("{place}: {why}: {path}")]
    Recording {
        /// Where, such as `line 7` or `byte 1024`.
        place: String,
        /// What is wrong, and what to do.
        why: String,
        /// The file.
        path: String,
    },
}

/// Refuses a pipe or a device: a file is looked at before it is read, and a pipe that nobody writes into would be waited for.
///
/// # Errors
/// When the path is there, and is neither a file nor a folder.
pub fn refuse_pipe(path: &Path) -> Result<(), ImportError> {
    match std::fs::metadata(path) {
        Ok(found) if !found.is_file() && !found.is_dir() => {
            Err(ImportError::NoFile { path: path.display().to_string() })
        }
        // What is not there is told by whoever opens it.
        _ => Ok(()),
    }
}

/// Reads a file, whatever its format, by its content.
///
/// # Errors
/// When the file cannot be read, is of no known format, or is broken; the error says where.
pub fn read(path: &Path) -> Result<Imported, ImportError> {
    refuse_pipe(path)?;
    let shown = path.display().to_string();
    match std::fs::read(path) {
        Ok(bytes) => read_bytes(&bytes, &shown),
        Err(source) => Err(ImportError::Io { source, path: shown }),
    }
}

/// Reads the content of a file; `path` is only for messages.
///
/// # Errors
/// As [`read`].
pub fn read_bytes(bytes: &[u8], path: &str) -> Result<Imported, ImportError> {
    let text = text_of(bytes, path)?;
    let format = FORMATS.iter().find(|format| (format.claims)(&text));
    let format = format.ok_or_else(|| unknown(no_format(&text), path))?;
    (format.read)(&text).map_err(|fault| broken(fault, path))
}

/// The text of a file without its byte order mark, or what it is instead of text.
fn text_of<'a>(bytes: &'a [u8], path: &str) -> Result<Cow<'a, str>, ImportError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ImportError::Empty { path: path.to_owned() });
    }
    if let Some(text) = signals::utf16_text(bytes) {
        return Ok(Cow::Owned(text));
    }
    if let Some(found) = not_text(bytes) {
        return Err(unknown(found, path));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| {
        let place = Place::of_offset(bytes, error.valid_up_to());
        let why = "here are bytes that are not UTF-8; save the file as UTF-8".to_owned();
        broken(Fault { place, why }, path)
    })
}

/// What bytes are that are certainly no text, and what to do; `None` when they may be text.
fn not_text(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x1f, 0x8b, ..] => Some("this is a compressed file (gzip); unpack it first"),
        [b'P', b'K', 3, 4, ..] => Some("this is an archive (zip); unpack it first"),
        _ if bytes.starts_with(b"SQLite format 3\0") => Some(
            "this is a database; export it as JSON from the program that it belongs to (in ActivityWatch: Raw Data, Export)",
        ),
        _ if bytes.iter().take(512).any(|byte| *byte == 0) => Some("this is no text"),
        _ => None,
    }
}

/// What a text is that no format claims.
fn no_format(text: &str) -> &'static str {
    match text.trim_start().as_bytes().first() {
        Some(b'[') => "this is a list without the name of its bucket; export the whole bucket",
        Some(b'{') => "this is JSON, but it has neither \"buckets\" nor \"events\"",
        _ => "this is text of an unknown form",
    }
}

fn unknown(found: &'static str, path: &str) -> ImportError {
    let known = FORMATS.iter().map(|format| format.name).collect::<Vec<_>>().join(", ");
    ImportError::Unknown { found, known, path: path.to_owned() }
}

fn broken(fault: Fault, path: &str) -> ImportError {
    ImportError::Broken { place: fault.place, why: fault.why, path: path.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error_of(bytes: &[u8]) -> String {
        read_bytes(bytes, "f.json").expect_err("an error").to_string()
    }

    #[test]
    fn a_file_that_is_missing_or_empty_is_said_to_be() {
        assert!(matches!(read(Path::new("/nonexistent/file")), Err(ImportError::Io { .. })));
        assert_eq!(error_of(b""), "the file is empty: f.json");
        assert_eq!(error_of(b" \n\t"), "the file is empty: f.json");
    }

    #[test]
    fn what_is_no_text_is_named_with_what_to_do() {
        let known = "; what can be imported: Attentive recording, ActivityWatch export: f.json";
        assert_eq!(error_of(b"\x1f\x8b\x08junk"), format!("this is a compressed file (gzip); unpack it first{known}"));
        assert!(error_of(b"SQLite format 3\0...").starts_with("this is a database; export it as JSON"));
        assert!(error_of(b"\x7fELF\x02\0\0").starts_with("this is no text"));
    }

    #[test]
    fn text_in_utf16_is_read_as_text() {
        let text = r#"{"buckets": {"b_h": {"id": "b_h", "type": "t", "client": "b", "hostname": "h", "events": []}}}"#;
        let bytes: Vec<u8> = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(read_bytes(&bytes, "f").unwrap(), read_bytes(text.as_bytes(), "f").unwrap());
    }

    #[test]
    fn text_of_no_known_form_is_described() {
        assert!(error_of(b"hello").starts_with("this is text of an unknown form"));
        assert!(error_of(b"[1, 2]").starts_with("this is a list without the name of its bucket"));
        assert!(error_of(b"{\"a\": 1}").starts_with("this is JSON, but"));
    }

    #[test]
    fn bytes_that_are_not_utf8_are_placed() {
        assert_eq!(
            error_of(b"{\"buckets\": {\n  \"caf\xe9\": 1}}"),
            "line 2, column 7: here are bytes that are not UTF-8; save the file as UTF-8; nothing was imported: f.json"
        );
    }

    proptest::proptest! {
        #[test]
        fn arbitrary_bytes_never_stop_the_program(bytes: Vec<u8>) {
            let _ = read_bytes(&bytes, "f");
        }

        #[test]
        fn arbitrary_text_never_stops_any_format(text in "(\\{\"(buckets|events|attentive_recording)\":)?\\PC*") {
            for format in FORMATS {
                let _ = (format.read)(&text);
            }
        }
    }
}
