//! How does a person type? Times of presses in, bursts out. Never which key: nothing here could hold it.
//!
//! ```text
//! clean    impossible times -> missing; time since the press before
//! events   bursts: presses that follow each other within 2 s
//! ```
//!
//! A sample is a press, at its time. Channels in: `dwell_ms` (how long it was held), `flight_ms` (from the release of the key before to this
//! press; below zero where the keys overlap). Channels out: the same, `interval_ms` (since the press before) and `usable`.

mod clean;
mod events;

pub use super::finder::events;
pub use super::row_stream::clean;
pub use super::sample_quality::{SampleQuality, quality};
pub use clean::{CleanSettings, CleanStream};
pub use events::{Burst, BurstStream, EventRules};

/// A window of presses with the bursts that begin in it; its rate is 0, because samples are presses.
pub type KeyboardWindow = super::SignalWindow<Burst>;
