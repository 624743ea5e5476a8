//! `attentive titles`: is what was in front focus, neutral or distraction to this person, who says so, and why?
//!
//! | question | file |
//! | --- | --- |
//! | what was it, and for how long? | `list.rs` |
//! | what does the person say of a title or an app? | `say.rs` |
//! | and of a category? | `category.rs` |

pub mod args;
mod category;
mod list;
mod say;

use super::Place;
use crate::failure::Outcome;
use args::{TitlesArgs, TitlesWhat};

/// Does what was asked.
pub fn run(place: &Place, args: &TitlesArgs) -> Outcome {
    match &args.what {
        None => list::run(place, &args.list),
        Some(TitlesWhat::Say { label, app, title }) => say::say(place, (*label).into(), app, title.as_deref()),
        Some(TitlesWhat::Unsay { app, title }) => say::unsay(place, app, title.as_deref()),
        Some(TitlesWhat::Category { name, label }) => category::run(place, name.as_deref().zip(*label)),
    }
}
