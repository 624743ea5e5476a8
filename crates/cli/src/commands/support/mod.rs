//! `attentive support`: prepared answers for messages, from a person's own list of questions and answers. Drafts alone; nothing is sent, and messages are not kept.
//!
//! ```text
//! FAQ ─> entries ─> embedded, limits found on its own texts ─> faqs/NAME/
//! message ─> draft | may be one of these | ask a person
//! ```

mod add;
pub mod args;
mod ask;
mod keeper;
mod kept;

pub use self::keeper::Keeper as SupportKeeper;

use self::args::{SupportArgs, SupportWhat};
use serde_json::json;

use self::kept::{About, Faqs};
use super::Place;
use crate::failure::{Failure, Outcome};

/// Adds, lists, removes or asks.
pub fn run(place: &Place, args: &SupportArgs) -> Outcome {
    let faqs = Faqs::of(&place.data_dir);
    match &args.what {
        SupportWhat::Add(args) => add::run(place, args),
        SupportWhat::List { json } => list(&faqs, *json),
        SupportWhat::Remove { name } => {
            faqs.remove(name)?;
            say!("removed {name}");
            Ok(())
        }
        SupportWhat::Ask(args) => ask::run(place, args),
    }
}

fn list(faqs: &Faqs, json: bool) -> Outcome {
    let names = faqs.names()?;
    // A damaged one hides no other.
    let all: Vec<_> = names.iter().map(|name| (name, faqs.about(name))).collect();
    if json {
        let value = |(name, about): &(&String, Result<About, Failure>)| match about {
            Ok(about) => json!(about),
            Err(failure) => json!({ "name": name, "damaged": failure.message }),
        };
        say!("{}", serde_json::to_string_pretty(&all.iter().map(value).collect::<Vec<_>>())?);
        return Ok(());
    }
    if all.is_empty() {
        say!(
            "no FAQ was added yet; `attentive support add FILE --name NAME` adds one, and `attentive support --help` tells how such a file looks"
        );
        return Ok(());
    }
    say!("{:<24} {:>9} {:>8} {:>8}  {:<16} from", "name", "questions", "answers", "classes", "found by");
    for (name, about) in all {
        let about = match about {
            Ok(about) => about,
            Err(failure) => {
                say!("{name:<24} {}", failure.message);
                continue;
            }
        };
        let by = about.encoder.as_deref().map_or_else(|| "words".to_owned(), |name| format!("words, {name}"));
        say!(
            "{:<24} {:>9} {:>8} {:>8}  {by:<16} {}",
            about.name,
            about.questions,
            about.answers,
            about.classes.len(),
            about.from
        );
    }
    Ok(())
}
