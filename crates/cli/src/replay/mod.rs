//! Recordings as they are going to be played: what comes when, and by which way in.

mod demo;
mod score;

pub use demo::recordings as demo_recordings;
pub use score::{Cue, Score, What};
