//! Reading: a few connections that only read, each call in one transaction, so that it sees one state of the file.
//!
//! What is read most, the events of one bucket as columns, is kept in memory and followed up by the writer: see [`cache`].

mod buckets;
pub(crate) mod cache;
mod columns;
mod events;
mod held;
mod info;
mod places;
mod pool;
mod rows;
pub(crate) mod samples;
mod settings;

pub(crate) use buckets::{bucket, buckets};
pub(crate) use columns::columns;
pub(crate) use events::{count, event, events};
pub(crate) use info::{audit_entries, info};
pub(crate) use pool::Readers;
pub(crate) use settings::{setting, settings};
