//! What does the skin's sweat say? Raw conductance (electrodermal activity, EDA) in, tonic level, phasic part and responses out.
//!
//! ```text
//! clean    low pass; out of range, too steep, and what lies within 5 s of that -> missing      clean, artefacts
//! part     tonic level (slow) + phasic part (fast)                                              tonic
//! events   skin conductance responses: onset, peak, half recovery                               events
//! ```
//!
//! Channel in: `eda_us`. Channels out: `eda_us`, `tonic_us`, `phasic_us` (microsiemens) and `usable`.

mod artefacts;
mod clean;
mod events;
mod tonic;

pub use super::block_stream::clean;
pub use super::finder::events;
pub use super::sample_quality::{SampleQuality, quality};
pub use artefacts::ArtefactRules;
pub use clean::{CleanSettings, CleanStream};
pub use events::{EventRules, SkinResponse, SkinStream};
pub use tonic::Parting;

/// A window of clean conductance with the responses that peak in it.
pub type SkinWindow = super::SignalWindow<SkinResponse>;
