//! The person's data on their own disk: events, settings, samples and a ledger in one file.
//!
//! The question that this crate answers: what was seen, when, and is it safe? `Event` and `SampleSignal` go in; `Event`,
//! `EventColumns` and `SampleSignal` come out.
//!
//! ```text
//! callers --jobs--> one writing thread --one commit for all that wait--> file --> replies
//!                                                  |
//!                                                  +--> columns in memory, listeners
//! callers --reads--> a few reading connections ----------------------------------> answers
//! ```
//!
//! - The file is one SQLite database with a write-ahead log. A reply to a write leaves after the commit was synced to the disk.
//! - Each distinct payload is kept once; an event is four numbers. Ids of events and payloads are never used twice.
//! - Samples of fast signals are kept as chunks in the same file, each with a checksum. They are not yet sealed into files of
//!   their own, so a stream with many samples a second needs a retention.
//! - Several programs may have the file open. What another one writes is noticed before the next write, and within a second
//!   otherwise.
//! - Records of training runs lie beside it, a folder each ([`RunFolder`]): they are files, so that other programs read them too.
//! - Erasing is real: deleted content is overwritten, the log emptied, the file rebuilt.
//!
//! ```
//! use attentive_store::{OpenOptions, Range, Store};
//! use attentive_types::{Bucket, Event, Payload, Timestamp};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! let store = Store::open(OpenOptions::new(folder.path().join("attentive.db")))?;
//! store.create_bucket(Bucket {
//!     id: "window".to_owned(),
//!     kind: "currentwindow".to_owned(),
//!     client: "example".to_owned(),
//!     hostname: "here".to_owned(),
//!     created: Timestamp(0),
//!     data: Payload::new(),
//!     extent: None,
//!     last_updated: None,
//! })?;
//! let stored = store.heartbeat("window", Event::default(), 0)?;
//! assert_eq!(store.events("window", Range::ALL, None)?, [stored]);
//! store.close()?;
//! # Ok(())
//! # }
//! ```

mod canonical;
mod changes;
mod error;
mod file;
mod options;
mod range;
mod read;
mod reports;
mod run_folder;
mod samples;
mod shared;
mod store;
mod sync;
mod write;

pub use changes::Change;
pub use error::StoreError;
pub use options::OpenOptions;
pub use range::Range;
pub use reports::{AuditEntry, ForgetReport, ImportReport, SampleRead, SampleStreamInfo, StoreInfo};
pub use run_folder::{RunFolder, RunRecord};
pub use store::Store;
