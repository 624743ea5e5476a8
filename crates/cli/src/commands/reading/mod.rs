//! `attentive reading`: texts in the order in which a person would want to read them, by what was read before. No text is kept.
//!
//! ```text
//! HISTORY ─> texts, interest, times ─privacy filters─> sums, tried on themselves ─> reading/NAME.safetensors
//! TEXTS ─> in order, each with why            say TEXT ─> learnt at once
//! ```

pub mod args;
mod keeper;
mod kept;
mod learn;
mod rank;
mod tell;

use attentive_server::TextScreen;
use serde_json::json;

pub use self::keeper::Keeper as ReadingKeeper;

use self::args::{ReadingArgs, ReadingWhat, SayArgs};
use self::kept::Kept;
use super::Place;
use crate::failure::{Failure, Outcome};

/// The bucket by whose privacy filters texts are learnt from.
const BUCKET: &str = "attentive-reading";

/// Learns, ranks, hears, lists or removes.
pub fn run(place: &Place, args: &ReadingArgs) -> Outcome {
    match &args.what {
        ReadingWhat::Learn(args) => learn::run(place, args),
        ReadingWhat::Rank(args) => rank::run(place, args),
        ReadingWhat::Say(args) => hear(place, args),
        ReadingWhat::List { json } => list(place, *json),
        ReadingWhat::Remove { name } => {
            Kept::of(&place.data_dir).remove(name)?;
            say!("removed {name}");
            Ok(())
        }
    }
}

/// Learns what was said of a text.
fn hear(place: &Place, args: &SayArgs) -> Outcome {
    let kept = Kept::of(&place.data_dir);
    let name = args.name.clone().map_or_else(|| kept.only(), Ok)?;
    if args.text.trim().is_empty() {
        return Err(Failure::input("could not learn the text: it is empty"));
    }
    if let Some(screen) = screen(place)?
        && screen.text(BUCKET, &args.text).as_deref() != Some(args.text.as_str())
    {
        return Err(Failure::input("the text was not learnt: your privacy rules hide it"));
    }
    let learnt = ReadingKeeper::new(place).learn_text(&name, &args.text, args.interest.interest())?;
    let line = learnt.ok_or_else(|| kept.none(&name))?;
    say!("learnt: {} texts were interesting, {} were not", line.liked, line.disliked);
    Ok(())
}

fn list(place: &Place, json: bool) -> Outcome {
    let lines = ReadingKeeper::new(place).lines()?;
    if json {
        say!("{}", serde_json::to_string_pretty(&json!(lines))?);
        return Ok(());
    }
    if lines.is_empty() {
        say!(
            "no interests were learnt yet; `attentive reading learn HISTORY --name NAME` learns them, and `attentive reading --help` tells how such a file looks"
        );
        return Ok(());
    }
    say!("{:<24} {:>11} {:>11} {:>10}  pairs in the right order", "name", "interesting", "others", "half-life");
    for line in lines {
        if let Some(damaged) = &line.damaged {
            say!("{:<24} {damaged}", line.name);
            continue;
        }
        let half_life = line.half_life_days.map_or_else(|| "-".to_owned(), |days| format!("{days} days"));
        let area = line.trust.and_then(|trust| trust.in_order);
        let area = area.map_or_else(
            || "not known".to_owned(),
            |[area, low, high]| format!("{:.0} % ({:.0} to {:.0} %)", 100.0 * area, 100.0 * low, 100.0 * high),
        );
        say!("{:<24} {:>11} {:>11} {half_life:>10}  {area}", line.name, line.liked, line.disliked);
    }
    Ok(())
}

/// The person's privacy filters; none where there is no database yet.
fn screen(place: &Place) -> Result<Option<TextScreen>, Failure> {
    if !place.database().exists() {
        return Ok(None);
    }
    Ok(Some(TextScreen::of_store(&place.open_store()?)?))
}
