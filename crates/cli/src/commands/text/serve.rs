//! `attentive text serve`: labels and embeddings for other programs of this machine.

use attentive_server::{BoundTexts, ServerOptions, TextDesk};

use super::args::ServeTextArgs;
use super::kept;
use crate::commands::{Place, model};
use crate::failure::{Failure, Outcome};
use crate::serving;

/// Serves until told to stop.
pub fn run(place: &Place, args: &ServeTextArgs) -> Outcome {
    // Whoever asks for labels need not say which of several encoders would make rows.
    let is_open = args.encoder.is_none() && args.with.is_some() && model::names(place)?.len() > 1;
    let encoder = if is_open { None } else { model::find(place, args.encoder.as_deref())? };
    let labels = match &args.with {
        Some(name) => Some((name.clone(), kept::find(place, Some(name))?.0)),
        None => None,
    };
    if encoder.is_none() && labels.is_none() {
        return Err(Failure::input(
            "nothing to serve: give a kept model with --with NAME (`attentive text train TRAIN --save NAME` makes one), or add an encoder with `attentive model add minilm-l6`",
        ));
    }
    let address = serving::address(&place.config, args.port)?;
    let told = labels.as_ref().map(|(name, model)| format!("labels by {name} ({})", model.by().name()));
    let embeds = encoder.as_ref().map(|(name, _)| format!("embeddings by {name}"));
    let options: ServerOptions = serving::options(&place.config, address);
    let bound = BoundTexts::bind(TextDesk { labels, encoder }, options).map_err(serving::refused)?;
    let parts: Vec<String> = told.into_iter().chain(embeds).collect();
    tell!("Serves http://{}/api/text (this machine only): {}. Stop with Ctrl-C.", bound.local_addr(), parts.join(", "));
    serving::until_told(|stop| bound.serve(stop))
}
