//! How wide are the pupils? Sizes as the device gives them in, sizes without blinks' edges and jumps out.
//!
//! ```text
//! clean    each eye: jumps, edges of gaps -> missing, short gaps filled      clean
//! both     the mean of the eyes; where one is lost, the other with half of their usual difference taken off      eyes
//! events   stretches in which the pupil was not seen
//! ```
//!
//! Channels in: `pupil_mm`, or `left_pupil_mm` and `right_pupil_mm`; `_px` or `_au` in place of `_mm`. Channels out: `pupil_mm` (the same unit)
//! and `usable`.

mod clean;
mod eyes;

pub use super::unusable::{Unusable, unusable as events};
pub use clean::{PupilQuality, PupilSettings, PupilSignal, clean};
pub use eyes::{CleanStream, EyesSettings};
