//! `attentive text embed`: texts in, for each a row of numbers out that says what it means.

use attentive_text::encoder::SentenceEncoder;
use attentive_text::labelled::Labels;
use serde_json::json;

use super::args::EmbedTextArgs;
use super::{lines, read};
use crate::commands::{Place, model};
use crate::failure::{Failure, Outcome};

/// Texts that are worked on at once.
const AT_ONCE: usize = 64;

/// Embeds.
pub fn run(place: &Place, args: &EmbedTextArgs) -> Outcome {
    let (name, encoder) = encoder(place, args.encoder.as_deref())?;
    let mut waiting: Vec<String> = Vec::new();
    let mut take = |text: &str| -> Outcome {
        waiting.push(text.to_owned());
        if waiting.len() == AT_ONCE { answer(&name, &encoder, &mut waiting) } else { Ok(()) }
    };
    if let Some(file) = &args.file {
        let found = read::texts(file, &args.columns, Labels::Ignored)?;
        found.texts.iter().try_for_each(|text| take(text))?;
    } else if args.texts.is_empty() {
        lines::each(&mut |line| match line {
            Ok(text) => take(text),
            Err(number) => Err(Failure::input(format!("line {number} is not UTF-8; turn it into UTF-8 first"))),
        })?;
    } else {
        args.texts.iter().try_for_each(|text| take(text))?;
    }
    answer(&name, &encoder, &mut waiting)
}

/// The encoder of a name, or the only one.
pub fn encoder(place: &Place, name: Option<&str>) -> Result<(String, SentenceEncoder), Failure> {
    model::find(place, name)?.ok_or_else(|| {
        Failure::input(
            "not available: no encoder was added yet; `attentive model add minilm-l6` adds a small one for English",
        )
    })
}

fn answer(name: &str, encoder: &SentenceEncoder, waiting: &mut Vec<String>) -> Outcome {
    let views: Vec<&str> = waiting.iter().map(String::as_str).collect();
    let rows = encoder.embed(&views).map_err(|fault| Failure::input(format!("could not embed texts: {fault}")))?;
    for (text, row) in views.iter().zip(rows.chunks_exact(encoder.width())) {
        say!("{}", json!({ "text": text, "by": name, "embedding": row }));
    }
    waiting.clear();
    Ok(())
}
