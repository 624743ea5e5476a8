//! `attentive text understand`: what asks for attention in, what was understood of it as a line of JSON out.

use std::path::Path;

use attentive_server::machine_now;
use attentive_text::demand::{Asked, DemandWords, Models, no_urgency, understand};
use attentive_text::label::Labeller;
use serde_json::json;

use super::args::UnderstandTextArgs;
use super::kept;
use crate::clock;
use crate::commands::Place;
use crate::exit_codes;
use crate::failure::{Failure, Outcome};

/// Understands.
pub fn run(place: &Place, args: &UnderstandTextArgs) -> Outcome {
    if args.print_words {
        DemandWords::own_text().lines().for_each(|line| say!("{line}"));
        return Ok(());
    }
    let own = args.words.as_deref().map(words).transpose()?;
    let labels = |name: &Option<String>| -> Result<Option<Box<dyn Labeller>>, Failure> {
        name.as_deref().map(|name| kept::find(place, Some(name)).map(|(model, _)| model)).transpose()
    };
    let (intent, topic, urgency) = (labels(&args.intent)?, labels(&args.topic)?, labels(&args.urgency)?);
    if let Some(why) = urgency.as_deref().and_then(no_urgency) {
        return Err(Failure::new(
            exit_codes::USAGE,
            format!("the model of --urgency cannot say how much it presses: {why}"),
        ));
    }
    let names = args.names.as_deref().map(|name| kept::find_tags(place, Some(name))).transpose()?;
    let models = Models {
        intent: intent.as_deref(),
        topic: topic.as_deref(),
        urgency: urgency.as_deref(),
        names: names.as_ref().map(|(model, _)| model.as_ref()),
    };
    let now = args.now.as_deref().map_or_else(|| Ok(machine_now()), clock::parse_moment)?;
    let local = clock::local_time(None)?;
    let asked = Asked {
        subject: args.subject.as_deref().unwrap_or_default(),
        body: &args.body,
        from: args.from.as_deref(),
        now,
        clock: &local.clock,
    };
    say!("{}", json!(understand(&asked, own.as_ref().unwrap_or(DemandWords::own()), &models)));
    Ok(())
}

fn words(file: &Path) -> Result<DemandWords, Failure> {
    let refused = |why: &dyn std::fmt::Display| {
        Failure::new(exit_codes::INPUT, format!("could not read the words: {why}: {}", file.display()))
    };
    let text = std::fs::read_to_string(file).map_err(|error| refused(&error))?;
    DemandWords::parse(&text).map_err(|fault| refused(&fault))
}
