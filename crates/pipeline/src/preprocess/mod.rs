//! What happened, cleaned? `Signal` in, `Episode` and `Window` out. Every step is a fold over time, so that a live stream and
//! a whole recording take the same way and give the same answer.
//!
//! ```text
//! pieces   A A A   B B      late, too long and future ones are counted          clock
//!   runs   [ A   ][ B  ]    touching pieces of one label are one run            lane
//!  paint   [ A ][ B ][A]    where two overlap, the one that began later holds   lane
//!  flood   [ A  ][ B ]      gaps up to 5 s are shared by their neighbours       flood
//!  sweep   |  |   |    |    all tracks cut at all borders: one stretch after another
//!            present / away / unknown, and which signal decided                 presence
//!            what was in front: app, title, site, category                      places
//!  visits, aways, sessions, and windows of 5 minutes for the features
//! ```
//!
//! Sampled signals of the body and the hands share one frame: a signal's settings say how a block or a row is cleaned ([`BlockCleaner`],
//! [`RowCleaner`]) and what an episode must be ([`EpisodeRules`]); streaming, counting and the whole are written once for all.
//!
//! A stretch of time is *settled* once nothing that can still come may change it. Only settled time is handed on; the open
//! end is computed on a copy and thrown away.

mod away;
mod block_stream;
mod blocks;
pub mod brain;
pub mod breath;
mod cleaning;
pub mod clock;
mod envelope;
mod finder;
mod flood;
pub mod gaze;
pub mod heart;
mod hold;
pub mod keyboard;
mod lane;
mod lanes;
pub mod movement;
#[cfg(test)]
mod pieces;
mod places;
pub mod pointer;
mod presence;
pub mod pupil;
mod quality;
mod row_stream;
mod said;
mod sample_quality;
mod sessions;
mod signal_window;
pub mod skin;
mod stretch;
mod sweep;
pub mod temperature;
mod thresholds;
mod track;
mod unbroken;
mod unusable;
pub mod vehicle;
mod visits;
mod window;
mod windowing;

pub use away::Aways;
pub use block_stream::{BlockCleaner, BlockStream, Cleaned};
pub use blocks::Blocks;
pub use cleaning::Cleaning;
pub use envelope::Envelope;
pub use finder::{EpisodeOf, EpisodeRules, Finder};
pub use lanes::{InputRecord, Lanes};
pub use places::{Place, Places};
pub use presence::{Evidence, Presences, decide};
pub use quality::{Quality, QualityLog, Tally};
pub use row_stream::{RowCleaner, RowStream};
pub use said::Said;
pub use sample_quality::{Fault, SampleQuality};
pub use sessions::Sessions;
pub use signal_window::{Moment, SignalWindow};
pub use stretch::Stretch;
pub use sweep::Sweep;
pub use thresholds::Thresholds;
pub use unbroken::{bridge, by_run, rate_hz, unbroken};
pub use unusable::{Unusable, unusable};
pub use visits::VisitCutter;
pub use window::{InputSums, PART_BINS, Part, PartKind, WINDOW_NANOS, Window, Windows};
pub use windowing::Windowing;
