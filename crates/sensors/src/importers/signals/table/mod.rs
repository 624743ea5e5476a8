//! Tables: what most devices export. Each line is a row, its cells are parted by tabs, commas, semicolons or blanks.
//!
//! ```text
//! Head ── Sketch ──> what parts cells, names, first rows      (guessed)
//!            └───── Draft ──> Plan: time, streams, units      (by names, by a map, or by what a format is known to hold)
//!                              └───── TableReader ──> Piece, Piece, ...
//! ```
//!
//! A row whose time cannot be read, or that has too few cells, is left out and counted. A cell that is no number is
//! missing, and noticed.

mod dialect;
mod draft;
pub mod generic;
mod header;
mod map;
mod number;
mod plan;
mod reader;
mod time_unit;
mod unit;

pub(super) use dialect::is_blank;
pub use dialect::{Dialect, Sketch};
pub use draft::{Draft, Known, start_nanos};
pub use header::{Meaning, Role};
pub use map::{ColumnMap, ColumnName, StreamMap};
pub use number::{Decimal, number};
pub use plan::{ChannelPlan, LabelPlan, Plan, StreamPlan, TimeRule};
pub use reader::TableReader;
pub use time_unit::{Clues, TimeGuess, time_power};
pub use unit::Unit;
