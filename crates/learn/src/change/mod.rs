//! When did a series of numbers begin to be different?
//!
//! | question | file |
//! | --- | --- |
//! | has the level moved away from the usual one? one number is kept, any length | [`Cusum`], `cusum.rs` |
//! | how likely is it that a new stretch began at each moment? level and spread may both change | [`RunLengths`], `run_lengths.rs` |
//! | where did the level of a finished series shift, and how likely is that by chance? | [`level_shifts`], `level_shifts.rs` |
//! | did the level of a short finished series, such as days, step once, and where? | [`level_change`], `level.rs` |

mod centred_ranks;
mod cusum;
mod level;
mod level_shifts;
mod run_lengths;

pub use cusum::{Cusum, Shift};
pub use level::{LevelChange, level_change};
pub use level_shifts::{LEAST_STRETCH, LevelShift, level_shifts};
pub use run_lengths::{RunLengthSettings, RunLengths};
