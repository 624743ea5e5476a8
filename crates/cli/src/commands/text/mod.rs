//! `attentive text`: labels for texts and tags for their words, learnt on this machine from a person's own file.
//!
//! ```text
//! TRAIN ─> texts, labels ─> model ─┬─> judged on TEST (else on parts left out) ─> report
//!                                  ├─> models/text-NAME/, or a file
//!                                  └─> runs/ID/ run.json
//! ```

pub mod args;
mod embed;
mod evaluate;
pub mod kept;
mod label;
mod learnt;
pub mod lines;
mod read;
mod report;
mod serve;
mod tags;
mod teach;
mod train;
mod understand;

use self::args::{TextArgs, TextWhat};
use super::Place;
use crate::failure::Outcome;

/// Learns, judges, labels, embeds or serves.
pub fn run(place: &Place, args: &TextArgs) -> Outcome {
    match &args.what {
        TextWhat::Train(args) if args.tags => tags::train(place, args),
        TextWhat::Train(args) => train::run(place, args),
        TextWhat::Teach(args) => teach::run(place, args),
        TextWhat::Evaluate(args) if args.tags => tags::evaluate(place, args),
        TextWhat::Evaluate(args) => evaluate::run(place, args),
        TextWhat::Tag(args) => tags::tag(place, args),
        TextWhat::Label(args) => label::run(place, args),
        TextWhat::Understand(args) => understand::run(place, args),
        TextWhat::Embed(args) => embed::run(place, args),
        TextWhat::Serve(args) => serve::run(place, args),
    }
}
