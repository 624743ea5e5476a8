//! Files as sources. What happened, as a file tells it? Noun in: bytes; noun out: [`Imported`].
//!
//! A file's format is known by its content, never by its name. One bad record costs that record, is counted and
//! reported with its place; the import goes on. A file that is no such format at all is refused whole.

use std::path::Path;

use attentive_types::{Bucket, Event, SampleSignal};

/// What a file held.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Imported {
    /// The format that was recognised, such as `activitywatch export`.
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
    /// Where the first of those stood, and why they were left out; at most 20.
    pub why: Vec<Skipped>,
}

/// One record that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its place, such as `line 7, bucket aw-watcher-afk_host, event 12`.
    pub place: String,
    /// What is wrong with it.
    pub why: String,
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
    /// No importer knows it.
    #[error("{found}; what can be imported: {known}: {path}")]
    Unknown {
        /// What it looks like, and what to do.
        found: String,
        /// What can be imported.
        known: String,
        /// The file.
        path: String,
    },
    /// It is of a known format and broken.
    #[error("line {line}, column {column}: {why}; nothing was imported: {path}")]
    Broken {
        /// The line, from 1.
        line: usize,
        /// The column, from 1; 0 when the whole line is meant.
        column: usize,
        /// What is wrong.
        why: String,
        /// The file.
        path: String,
    },
}

/// Reads a file, whatever its format, by its content.
///
/// # Errors
/// When the file cannot be read, is of no known format, or is broken; the error says where.
pub fn read(path: &Path) -> Result<Imported, ImportError> {
    let shown = || path.display().to_string();
    let bytes = std::fs::read(path).map_err(|source| ImportError::Io { source, path: shown() })?;
    read_bytes(&bytes, &shown())
}

/// Reads the content of a file; `path` is only for messages.
///
/// # Errors
/// As [`read`].
pub fn read_bytes(bytes: &[u8], path: &str) -> Result<Imported, ImportError> {
    if bytes.is_empty() {
        return Err(ImportError::Empty { path: path.to_owned() });
    }
    Err(ImportError::Unknown {
        found: "this is no file that is known".to_owned(),
        known: String::new(),
        path: path.to_owned(),
    })
}
