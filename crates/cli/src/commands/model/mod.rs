//! `attentive model`: encoders of texts on the person's disk, from a folder, from a package, or from a known name.

mod add;
mod args;
mod encoders;
mod known;

use attentive_text::encoder::SentenceEncoder;

pub use args::{EXAMPLES, ModelArgs};
pub use encoders::{find, find_for, find_transformer, names, stamp};

use self::args::ModelWhat;
use self::encoders::Encoders;
use super::Place;
use crate::failure::Outcome;

/// Does what was asked.
pub fn run(place: &Place, args: &ModelArgs) -> Outcome {
    let encoders = Encoders::of(&place.data_dir);
    match &args.what {
        ModelWhat::Add { source, name } => add::run(&encoders, source, name.as_deref()),
        ModelWhat::List { json } => list(&encoders, *json),
        ModelWhat::Card { name } => card(&encoders, name),
        ModelWhat::Remove { name } => {
            encoders.remove(name)?;
            say!("removed {name}; models that were tuned upon it cannot be used until it is added again");
            Ok(())
        }
    }
}

fn list(encoders: &Encoders, json: bool) -> Outcome {
    let all = encoders.all()?;
    if json {
        say!("{}", serde_json::to_string_pretty(&all)?);
        return Ok(());
    }
    if all.is_empty() {
        say!("no encoder was added yet: texts are labelled by words and pieces of words alone");
        for known in &known::ALL {
            say!("`attentive model add {}` adds one ({} MB): {}", known.name, known.megabytes, known.good_for);
        }
        say!("`attentive model --help` tells of others");
        return Ok(());
    }
    say!("{:<24} {:>7} {:>7} {:>9}  from", "name", "layers", "width", "numbers");
    for origin in all {
        say!(
            "{:<24} {:>7} {:>7} {:>8.1}M  {}",
            origin.name,
            if origin.is_multilingual() { "-".to_owned() } else { origin.layers.to_string() },
            origin.width,
            origin.numbers as f64 / 1e6,
            origin.from
        );
    }
    Ok(())
}

fn card(encoders: &Encoders, name: &str) -> Outcome {
    let origin = encoders.origin(name)?;
    let encoder = encoders.read(name)?;
    say!("# {name}");
    say!("");
    say!("- from: {}", origin.from);
    say!("- terms: {}", origin.terms.as_deref().unwrap_or("not stated in what it came from"));
    let millions = origin.numbers as f64 / 1e6;
    match &encoder {
        SentenceEncoder::Transformer(encoder) => {
            let shape = encoder.weights.shape();
            say!(
                "- size: {} layers of {} numbers with {} heads, {millions:.1} million numbers in all, {} tokens known",
                shape.layers,
                shape.hidden,
                shape.heads,
                shape.vocabulary
            );
            say!("- longest text: {} tokens; what is longer is cut", shape.longest());
        }
        SentenceEncoder::Multilingual(encoder) => {
            say!(
                "- size: convolutions over 2, 3 and 5 tokens, rows of {} numbers, {millions:.1} million numbers in all, {} pieces of words known",
                encoder.width(),
                encoder.tokens()
            );
            say!(
                "- languages: Arabic, Chinese (both scripts), Dutch, English, French, German, Italian, Japanese, Korean, Polish, Portuguese, Russian, Spanish, Thai, Turkish"
            );
            say!("- what it is for: rows of whole texts; it is not tuned, and does not tag words");
            say!("- longest text: 512 pieces of words; what is longer is cut");
        }
    }
    say!("- checksum of all its files: sha256 {}", encoder.sha256());
    for (file, sum) in &origin.sha256 {
        say!("  - {file}: {sum}");
    }
    Ok(())
}
