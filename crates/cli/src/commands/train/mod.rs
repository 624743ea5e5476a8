//! `attentive train`: learns on this machine, from data that lies on it, what may not ship with the program.
//!
//! ```text
//! data ─> lessons ─> (search for settings) ─> training in `pipeline` ─┬─> models/KIND/ model-SUM.safetensors, manifest.json, MODEL_CARD.md
//!                                                                     └─> runs/ID/ run.json, events.out.tfevents.*
//! ```

mod data_hash;
mod desk_states;
mod gaze_events;
pub mod kept;
pub mod record;
pub mod searching;
mod trees;
mod webcam_gaze;

pub use self::desk_states::{Keeper as StatesKeeper, trained as trained_desk_states};
pub use self::gaze_events::trained as trained_gaze_events;
pub use self::webcam_gaze::trained as trained_webcam_gaze;
use std::path::Path;

use super::{Place, states};
use crate::args::{TrainArgs, TrainWhat};
use crate::exit_codes;
use crate::failure::{Failure, Outcome};

/// The folder of the data.
fn data_of(args: &TrainArgs) -> Result<&Path, Failure> {
    let lacks =
        || Failure::new(exit_codes::USAGE, "--data DIR is lacking: the folder that holds what is to be learnt from");
    args.data.as_deref().ok_or_else(lacks).and_then(a_folder)
}

/// That folder, unless it is a file.
pub fn a_folder(data: &Path) -> Result<&Path, Failure> {
    if data.is_file() {
        let why = "the folder of the data is a file; --data names the folder that recordings and labels lie in";
        return Err(Failure::input(format!("{why}: {}", data.display())));
    }
    Ok(data)
}

/// Trains.
pub fn run(place: &Place, args: &TrainArgs) -> Outcome {
    if args.what != TrainWhat::States && !(args.marks.mark.is_empty() && args.marks.end_mark.is_empty()) {
        return Err(Failure::new(exit_codes::USAGE, "--mark and --end-mark are for `attentive train states` alone"));
    }
    if args.what != TrainWhat::States && args.search.is_none() && args.seed.is_some() {
        let why = "--seed is for `attentive train states`, or for a search (--search)";
        return Err(Failure::new(exit_codes::USAGE, why));
    }
    match args.what {
        TrainWhat::DeskStates if args.search.is_some() || args.score || args.data.is_some() => {
            let why = "desk-states learns from your own database and always scores itself: it takes no --data, --score or --search";
            Err(Failure::new(exit_codes::USAGE, why))
        }
        TrainWhat::DeskStates => desk_states::run(place),
        TrainWhat::States if args.score => {
            let why = "states always scores itself on people left out: it takes no --score";
            Err(Failure::new(exit_codes::USAGE, why))
        }
        TrainWhat::States => states::train::run(place, args, data_of(args)?),
        TrainWhat::GazeEvents => gaze_events::run(&place.data_dir, args),
        TrainWhat::WebcamGaze => webcam_gaze::run(&place.data_dir, args),
    }
}
