//! The file: where it lies, whose it is, whether it is whole, and which schema it has.
//!
//! ```text
//! path -> place -> connection -> identity -> integrity -> migrations -> a connection to write with
//! ```

pub(crate) mod connection;
mod holder;
pub(crate) mod integrity;
pub(crate) mod meta;
pub(crate) mod migrations;
mod open;
mod place;

pub(crate) use holder::Holder;
pub(crate) use open::{open_for_reading, open_for_writing};
pub(crate) use place::beside;
