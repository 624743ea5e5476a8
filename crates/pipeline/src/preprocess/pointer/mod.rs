//! How does a hand move the pointer? Positions and buttons in; strokes and presses out.
//!
//! ```text
//! clean    impossible positions -> missing
//! events   strokes: movement without a pause of half a second; presses: clicks, double clicks, how long after the movement
//! ```
//!
//! A sample is what the system said, when it said it; times may be equal. Channels in and out: `x_px`, `y_px`, `button`, `is_down`,
//! `scroll`, and `usable` out.

mod clean;
mod events;
mod stroke;

pub use super::finder::events;
pub use super::row_stream::clean;
pub use super::sample_quality::{SampleQuality, quality};
pub use clean::{CleanSettings, CleanStream};
pub use events::{EventRules, PointerEvent, PointerStream, Press};
pub use stroke::{Stroke, TURN_BINS};

/// A window of clean pointer samples with the strokes and presses that begin in it; its rate is 0, because samples are events.
pub type PointerWindow = super::SignalWindow<PointerEvent>;
