//! `attentive train`: learns on this machine, from data that lies on it, what may not ship with the program.
//!
//! ```text
//! data ─> lessons ─> training in `pipeline` ─> models/KIND/ model.safetensors, manifest.json, MODEL_CARD.md
//! ```

mod gaze_events;
mod kept;

pub use self::gaze_events::trained as trained_gaze_events;
use super::Place;
use crate::args::{TrainArgs, TrainWhat};
use crate::failure::Outcome;

/// Trains.
pub fn run(place: &Place, args: &TrainArgs) -> Outcome {
    match args.what {
        TrainWhat::GazeEvents => gaze_events::run(&place.data_dir, &args.data),
    }
}
