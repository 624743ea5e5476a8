//! How does the body, or the device on it, move? Raw acceleration and rotation in; movement without gravity, and stillness out.
//!
//! ```text
//! clean    out of range -> missing; gravity (below 0.3 Hz) taken from each axis; jerk; still or not
//! events   stretches of stillness
//! ```
//!
//! Channels in: `acceleration_x_g`, `_y_g`, `_z_g`, and `rotation_x_deg_per_s`, ... where there is a gyroscope. Channels out:
//! `magnitude_g` (with gravity), `body_x_g`, `body_y_g`, `body_z_g` and `body_g` (without), `jerk_g_per_s`, `rotation_deg_per_s`, `still`
//! (1 or 0) and `usable`.

mod clean;
mod events;

pub use super::block_stream::clean;
pub use super::finder::events;
pub use super::sample_quality::{SampleQuality, quality};
pub use clean::{CleanSettings, CleanStream};
pub use events::{EventRules, Still, StillStream};

/// A window of clean movement with the stretches of stillness that begin in it.
pub type MovementWindow = super::SignalWindow<Still>;
