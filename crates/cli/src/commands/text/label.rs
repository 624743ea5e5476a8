//! `attentive text label`: texts in, a line of JSON for each out.

use std::io::stdin;

use attentive_text::label::Labeller;
use attentive_text::labelled::Labels;
use serde_json::json;

use super::args::LabelTextArgs;
use super::lines::next_line;
use super::{kept, read};
use crate::commands::Place;
use crate::failure::{Failure, Outcome};

/// Labels.
pub fn run(place: &Place, args: &LabelTextArgs) -> Outcome {
    let (model, _) = kept::find(place, args.with.as_deref())?;
    if let Some(file) = &args.file {
        let found = read::texts(file, &args.columns, Labels::Ignored)?;
        found.texts.iter().for_each(|text| answer(model.as_ref(), text));
        return Ok(());
    }
    if !args.texts.is_empty() {
        args.texts.iter().for_each(|text| answer(model.as_ref(), text));
        return Ok(());
    }
    let mut input = stdin().lock();
    let mut line = Vec::new();
    for number in 1_u64.. {
        if !next_line(&mut input, &mut line)
            .map_err(|error| Failure::input(format!("could not read on after line {}: {error}", number - 1)))?
        {
            break;
        }
        match std::str::from_utf8(&line) {
            Ok(text) => answer(model.as_ref(), text),
            // Lines in and lines out stay side by side.
            Err(_) => say!("{}", json!({ "label": null, "why": "not_utf8", "line": number })),
        }
    }
    Ok(())
}

fn answer(model: &dyn Labeller, text: &str) {
    for answer in model.label(&[text]) {
        let mut value = json!(answer);
        value["text"] = json!(text);
        say!("{value}");
    }
}
