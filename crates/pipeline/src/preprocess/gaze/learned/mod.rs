//! A detector that has learnt from recordings which people coded by hand. Positions in, a kind of event for each sample out.
//!
//! ```text
//! degrees ──> sight    how the eye moves around each sample, 4 ms to 1 s       ──> first trees ──> probabilities
//!             decode   the likeliest sequence: changing costs something         ──> a kind for each sample
//! ```
//!
//! The work is done in blocks of four seconds that see one second to either side, whether the whole recording is there or
//! arrives bit by bit; so a live stream gives the same answer, at most five seconds later.
//!
//! No trained model ships with the program: [`train()`] makes one from coded recordings, [`Model::to_bytes`] and [`Model::from_bytes`] keep it.

mod blocks;
mod bytes;
mod decode;
mod detect;
mod kinds;
mod model;
mod sight;
mod table;
mod trace;
mod train;

pub(super) use blocks::BLOCK_MILLIS;
pub use bytes::ModelFault;
pub use detect::detect;
pub(super) use detect::{MARGIN_MILLIS, label};
pub use model::Model;
pub use train::{Lesson, TrainSettings, train};
