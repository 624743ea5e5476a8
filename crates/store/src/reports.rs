//! What the store answers about itself and about what it did.

use std::path::PathBuf;

use attentive_types::{SampleSignal, Span, Timestamp};

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Events that were new.
    pub inserted: usize,
    /// Events that were there already, by start, duration and data.
    pub skipped: usize,
}

/// What was erased.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ForgetReport {
    /// Events that were deleted or cut.
    pub events: u64,
    /// Those of them that reached over an edge of the range: they were cut and keep what lies outside.
    pub cut_events: u64,
    /// Samples that were deleted.
    pub samples: u64,
    /// Distinct payloads that no event refers to any more; they were erased.
    pub payloads: u64,
}

/// Samples as read, and what could not be read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SampleRead {
    /// The samples, oldest first.
    pub signal: SampleSignal,
    /// Chunks that were skipped because their checksum or their form is wrong.
    pub damaged_chunks: usize,
}

/// One stream of samples.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleStreamInfo {
    /// Its name.
    pub name: String,
    /// From its first sample to its last.
    pub extent: Span,
    /// How many samples.
    pub samples: u64,
    /// In how many chunks.
    pub chunks: u64,
}

/// One line of the audit ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its number; later lines have greater ones.
    pub entry_id: i64,
    /// When it was written.
    pub at: Timestamp,
    /// Who did it.
    pub who: String,
    /// What was done.
    pub what: String,
    /// To what, in the caller's words.
    pub detail: String,
}

/// Facts about the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreInfo {
    /// The database file.
    pub path: PathBuf,
    /// Bytes on the disk, with the write-ahead log.
    pub bytes: u64,
    /// How many events in all buckets.
    pub events: u64,
    /// The version of the schema.
    pub schema_version: i64,
}
