//! What the person says of a title, or of all titles of an app. A running server heeds it at the next question.

use attentive_server::titles::{self, Saying};
use attentive_server::{TextScreen, machine_now};
use attentive_types::TitleLabel;

use crate::commands::Place;
use crate::failure::{Failure, Outcome};
use crate::{exit_codes, machine};

/// Keeps a word.
pub fn say(place: &Place, label: TitleLabel, app: &str, title: Option<&str>) -> Outcome {
    let saying = Saying { app: app.to_owned(), title: title.map(str::to_owned), site: None, label };
    if let Some(fault) = saying.fault() {
        return Err(Failure::new(exit_codes::USAGE, fault));
    }
    let store = place.open_store()?;
    let screen = TextScreen::of_store(&store)?;
    let kept = titles::say(&store, &screen, &machine::hostname(), machine_now(), saying)?;
    store.close()?;
    let Some(kept) = kept else {
        return Err(Failure::input(
            "your privacy filters hide or change this title, so nothing was kept; say it of the title as `attentive titles` shows it, or of the app",
        ));
    };
    match kept.title {
        Some(title) => tell!("noted: {} is {} ({})", quoted(&title), label.name(), kept.app),
        None => tell!("noted: all titles of {} are {}", kept.app, label.name()),
    }
    Ok(())
}

/// Takes words back.
pub fn unsay(place: &Place, app: &str, title: Option<&str>) -> Outcome {
    let store = place.open_store()?;
    let withdrawn = titles::withdraw(&store, app, title)?;
    store.close()?;
    let what = title.map_or_else(|| format!("all titles of {app}"), |title| format!("{} in {app}", quoted(title)));
    if withdrawn == 0 {
        return Err(Failure::input(format!(
            "you have said nothing of {what}; `attentive titles --json` lists what you said"
        )));
    }
    tell!("taken back what you said of {what}");
    Ok(())
}

fn quoted(title: &str) -> String {
    if title.is_empty() { "a window without a title".to_owned() } else { format!("{title:?}") }
}
