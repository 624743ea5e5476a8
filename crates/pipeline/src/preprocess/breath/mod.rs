//! How does the person breathe? A belt, a thermistor or another breathing signal in; breaths with their times and depths out.
//!
//! ```text
//! clean    band pass 0.05 to 3 Hz                                clean
//! events   trough, peak, trough: one breath after another        events
//! ```
//!
//! Without a belt, breathing can be read from how it moves the heart: [`rate_from_beats`].
//!
//! Channel in: `respiration_au`, in which breathing in goes up. Channels out: `respiration_au`, `scale_au` (what height a usual breath
//! has around here) and `usable`.

mod beats;
mod clean;
mod events;

pub use super::block_stream::clean;
pub use super::finder::events;
pub use super::sample_quality::{SampleQuality, quality};
pub use beats::{BeatRules, rate_from_beats};
pub use clean::{CleanSettings, CleanStream};
pub use events::{Breath, BreathStream, EventRules};

/// A window of clean breathing with the breaths whose peak lies in it.
pub type BreathWindow = super::SignalWindow<Breath>;
