//! `attentive train`: learns on this machine, from data that lies on it, what may not ship with the program.
//!
//! ```text
//! data ─> lessons ─> (search for settings) ─> training in `pipeline` ─┬─> models/KIND/ model.safetensors, manifest.json, MODEL_CARD.md
//!                                                                     └─> runs/ID/ run.json, events.out.tfevents.*
//! ```

mod gaze_events;
mod kept;
pub mod record;
mod searching;
mod trees;
mod webcam_gaze;

pub use self::gaze_events::trained as trained_gaze_events;
pub use self::webcam_gaze::trained as trained_webcam_gaze;
use super::Place;
use crate::args::{TrainArgs, TrainWhat};
use crate::failure::Outcome;

/// Trains.
pub fn run(place: &Place, args: &TrainArgs) -> Outcome {
    match args.what {
        TrainWhat::GazeEvents => gaze_events::run(&place.data_dir, args),
        TrainWhat::WebcamGaze => webcam_gaze::run(&place.data_dir, args),
    }
}
