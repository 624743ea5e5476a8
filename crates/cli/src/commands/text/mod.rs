//! `attentive text`: labels for texts, learnt on this machine from a person's own file.
//!
//! ```text
//! TRAIN ─> texts, labels ─> model ─┬─> judged on TEST (else on parts left out) ─> report
//!                                  ├─> models/text-NAME/, or a file
//!                                  └─> runs/ID/ run.json
//! ```

pub mod args;
mod evaluate;
pub mod kept;
mod label;
mod learnt;
mod read;
mod report;
mod train;

use self::args::{TextArgs, TextWhat};
use super::Place;
use crate::failure::Outcome;

/// Learns, judges or labels.
pub fn run(place: &Place, args: &TextArgs) -> Outcome {
    match &args.what {
        TextWhat::Train(args) => train::run(place, args),
        TextWhat::Evaluate(args) => evaluate::run(place, args),
        TextWhat::Label(args) => label::run(place, args),
    }
}
