//! How warm is the skin? Raw temperature in, smooth temperature without jumps out.
//!
//! ```text
//! clean    out of range, a jump and what lies within 10 s of it -> missing; moving median of 5 s
//! events   stretches in which the sensor told nothing of use
//! ```
//!
//! Channel in and out: `temperature_c`, and `usable` out.

mod clean;

pub use super::block_stream::clean;
pub use super::sample_quality::{SampleQuality, quality};
pub use super::unusable::{Unusable, unusable as events};
pub use clean::{CleanSettings, CleanStream};

/// A window of clean temperature.
pub type TemperatureWindow = super::SignalWindow<Unusable>;
