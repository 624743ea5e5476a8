//! What do the electrodes on the head say? Raw potentials (electroencephalogram, EEG) in; filtered potentials without artefacts out.
//!
//! ```text
//! clean    band pass 0.5 to 45 Hz, notch of the mains; seconds that are too high, too steep or flat -> missing, electrode by electrode
//! events   stretches in which an electrode told nothing of use
//! window   the spectrum of each electrode, once for all features
//! ```
//!
//! Channels in and out: `<electrode>_uv`, such as `fp1_uv`, and `usable` out (1 where at least one electrode was good).

mod clean;
mod spectrum;
mod window;

pub use super::block_stream::clean;
pub use super::sample_quality::{SampleQuality, quality};
pub use super::unusable::{Unusable, unusable as events};
pub use clean::{ArtefactRules, CleanSettings, CleanStream};
pub use spectrum::{Aperiodic, aperiodic, pieced_spectrum};
pub use window::{BrainChannel, BrainWindow};
