//! What do the eyes do? Raw gaze in, one clean line of sight and events out.
//!
//! ```text
//! clean     raw positions -> degrees of visual angle, validity, short gaps, spikes, smoothing
//! velocity  degrees -> degrees per second
//! label     one of the methods: adaptive (the default), I-VT, I-DT; or anybody's own labels
//! events    runs of labels -> fixations, saccades, oscillations, pursuit, blinks
//! ```
//!
//! [`GazeStream`] does all of it piece by piece, with bounded memory and delay, and finds what the whole recording would give.

mod adaptive;
mod angle;
mod blinks;
mod channels;
mod clean;
mod decode;
mod detect;
mod events;
mod gaps;
mod idt;
mod ivt;
pub mod learned;
mod microsaccades;
mod motion;
mod noise;
mod pursuit;
mod quality;
mod saccade;
#[cfg(test)]
mod samples;
mod seen;
mod smooth;
mod stream;
mod velocity;
pub mod webcam;

pub use adaptive::AdaptiveSettings;
pub use angle::{degrees_to_px, px_to_degrees};
pub use channels::{Eyes, GazeError};
pub use clean::{CleanSettings, Cleaner, clean};
pub use detect::{COARSE_BELOW_HZ, GazeMethod, detect, labels_of};
pub use events::{EventFolder, events_from_labels};
pub use idt::DispersionSettings;
pub use ivt::{VelocitySettings, slow_runs};
pub use microsaccades::{Microsaccade, MicrosaccadeSettings, microsaccades};
pub use pursuit::PursuitSettings;
pub use quality::GazeQuality;
pub use saccade::SaccadeSettings;
pub use smooth::Smoothing;
pub use stream::GazeStream;
pub use velocity::{VELOCITY_WINDOW_MS, Velocity, engbert_kliegl, velocity};
