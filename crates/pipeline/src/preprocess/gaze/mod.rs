//! What do the eyes do? Raw gaze in, one clean line of sight and events out.
//!
//! ```text
//! clean     raw positions -> degrees of visual angle, validity, short gaps, spikes, smoothing
//! velocity  degrees -> degrees per second
//! a label for each sample, then events_from_labels -> fixations, saccades, ...
//! ```

mod angle;
mod channels;
mod clean;
mod decode;
mod events;
mod gaps;
mod quality;
mod smooth;
mod velocity;

pub use angle::{degrees_to_px, px_to_degrees};
pub use channels::{Eyes, GazeError};
pub use clean::{CleanSettings, Cleaner, clean};
pub use events::{EventFolder, events_from_labels};
pub use quality::GazeQuality;
pub use smooth::Smoothing;
pub use velocity::{VELOCITY_WINDOW_MS, Velocity, engbert_kliegl, velocity};
