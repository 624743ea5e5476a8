//! `attentive text label`: texts in, a line of JSON for each out.

use attentive_text::described::{DescribedLabels, parted};
use attentive_text::encoder::SentenceEncoder;
use attentive_text::label::Labeller;
use attentive_text::labelled::Labels;
use serde_json::{Value, json};

use super::args::LabelTextArgs;
use super::{embed, kept, lines, read};
use crate::commands::Place;
use crate::exit_codes;
use crate::failure::{Failure, Outcome};

/// How many other labels are told of those that nobody taught.
const MOST_OTHERS: usize = 3;

/// Labels.
pub fn run(place: &Place, args: &LabelTextArgs) -> Outcome {
    if args.among.is_empty() {
        let (model, _) = kept::find(place, args.with.as_deref())?;
        return each(args, &|text| Ok(by_model(model.as_ref(), text)));
    }
    let described: Vec<(String, String)> = args.among.iter().map(|word| parted(word)).collect();
    if described.len() < 2 || described.iter().any(|(label, _)| label.is_empty()) {
        let why = "--among wants two labels at least, as in --among card_arrival --among 'refund=wants money back'";
        return Err(Failure::new(exit_codes::USAGE, why));
    }
    let (name, encoder) = embed::encoder(place, args.encoder.as_deref())?;
    let refused = |fault: &dyn std::fmt::Display| Failure::input(format!("could not read texts: {fault}"));
    let labels = DescribedLabels::read(&encoder, &described).map_err(|fault| refused(&fault))?;
    each(args, &|text| by_meaning(&labels, &name, &encoder, text).map_err(|fault| refused(&fault)))
}

/// Answers each text that was asked for: those of the command line, of a file, or the lines of standard input.
fn each(args: &LabelTextArgs, answer: &dyn Fn(&str) -> Result<Vec<Value>, Failure>) -> Outcome {
    let tell = |text: &str| -> Outcome {
        for mut value in answer(text)? {
            value["text"] = json!(text);
            say!("{value}");
        }
        Ok(())
    };
    if let Some(file) = &args.file {
        return read::texts(file, &args.columns, Labels::Ignored)?.texts.iter().try_for_each(|text| tell(text));
    }
    if !args.texts.is_empty() {
        return args.texts.iter().try_for_each(|text| tell(text));
    }
    lines::each(&mut |line| match line {
        Ok(text) => tell(text),
        // Lines in and lines out stay side by side.
        Err(number) => {
            say!("{}", json!({ "label": null, "why": "not_utf8", "line": number }));
            Ok(())
        }
    })
}

fn by_model(model: &dyn Labeller, text: &str) -> Vec<Value> {
    model.label(&[text]).into_iter().map(|answer| json!(answer)).collect()
}

fn by_meaning(
    labels: &DescribedLabels,
    name: &str,
    encoder: &SentenceEncoder,
    text: &str,
) -> Result<Vec<Value>, attentive_text::encoder::EncoderFault> {
    let found = labels.closeness(encoder, text)?;
    let told = found.first().map(|(label, closeness)| {
        let others: Vec<_> = found.iter().skip(1).take(MOST_OTHERS).collect();
        json!({ "label": label, "closeness": closeness, "calibrated": false, "others": others, "by": "description", "encoder": name })
    });
    Ok(told.into_iter().collect())
}
