//! A detector that has learnt from recordings which people coded by hand. Positions in, a kind of event for each sample out.
//!
//! ```text
//! degrees ──> moments    where something may happen: around fast movements and losses; all else is slow
//!             sight      how the eye moves around each sample there, 6 to 200 ms    ──> first trees ──> scores
//!             decode     the likeliest sequence: changing costs something            ──> slow, saccade, oscillation, nothing
//!             stretches  how the eye moves between saccades, and did before         ──> second trees ──> rests or follows
//! ```
//!
//! The work is done in blocks of four seconds that see one second to either side, whether the whole recording is there or
//! arrives bit by bit; so a live stream gives the same answer, at most five seconds later. Trackers above 750 Hz are read at about 500 Hz, the rate at
//! which experts code.
//!
//! No trained model ships with the program: [`train()`] makes one from coded recordings, [`Model::to_file`] and [`Model::from_bytes`] keep it.

mod blocks;
mod decode;
mod detect;
mod file;
mod kinds;
mod model;
mod moments;
mod rows;
mod scan;
mod sight;
mod stretches;
mod trace;
mod train;

pub(super) use blocks::Block;
pub use blocks::READABLE_HZ;
pub(super) use detect::Reader;
pub use detect::detect;
pub use model::Model;
pub use train::{Lesson, Step, TrainSettings, train};
