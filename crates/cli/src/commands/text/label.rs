//! `attentive text label`: texts in, a line of JSON for each out.

use attentive_text::described::{DescribedLabels, parted};
use attentive_text::encoder::SentenceEncoder;
use attentive_text::label::Labeller;
use attentive_text::labelled::Labels;
use attentive_text::tuned::{Prompt, TunedModel};
use serde_json::{Value, json};

use super::args::LabelTextArgs;
use super::{embed, kept, lines, read};
use crate::commands::{Place, model};
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
    if let Some(pattern) = &args.cloze {
        return by_cloze(place, args, pattern);
    }
    let (name, encoder) = embed::encoder(place, args.encoder.as_deref())?;
    let refused = |fault: &dyn std::fmt::Display| Failure::input(format!("could not read texts: {fault}"));
    let labels = DescribedLabels::read(&encoder, &described).map_err(|fault| refused(&fault))?;
    each(args, &|text| by_meaning(&labels, &name, &encoder, text).map_err(|fault| refused(&fault)))
}

/// Labels by the words that fit a gap, by a model that was taught nothing.
fn by_cloze(place: &Place, args: &LabelTextArgs, pattern: &str) -> Outcome {
    let found = model::find_transformer(place, args.encoder.as_deref())?;
    let (name, encoder) = found.ok_or_else(|| {
        Failure::input("not available: no encoder was added yet; --cloze wants one that guesses words, such as a folder of bert-base (`attentive model add FOLDER`)")
    })?;
    let named: Vec<(String, Vec<String>)> = args.among.iter().map(|word| prompt_words(word)).collect();
    once(&named)?;
    let (labels, words): (Vec<String>, Vec<Vec<String>>) = named.into_iter().unzip();
    let prompt = Prompt { pattern: pattern.to_owned(), words };
    let model = TunedModel::untaught(&encoder, prompt, &labels)
        .map_err(|fault| Failure::input(format!("could not ask by a gap: {fault}: encoder {name}")))?;
    each(args, &|text| {
        let answers = by_model(&model, text).into_iter().map(|mut answer| {
            answer["by"] = json!("cloze");
            answer["calibrated"] = json!(false);
            answer["encoder"] = json!(name);
            answer
        });
        Ok(answers.collect())
    })
}

/// Refuses a label that is named twice, as one of both would be lost.
pub fn once(named: &[(String, Vec<String>)]) -> Result<(), Failure> {
    let twice = named.iter().enumerate().find(|(at, (label, _))| named[..*at].iter().any(|(other, _)| other == label));
    match twice {
        None => Ok(()),
        Some((_, (label, _))) => Err(Failure::new(
            exit_codes::USAGE,
            format!("the label {label:?} is named twice; give all its words at once, as in {label}=WORD,WORD"),
        )),
    }
}

/// `LABEL=WORD,WORD`, or a label that is its own word.
pub fn prompt_words(word: &str) -> (String, Vec<String>) {
    let (label, words) = word.split_once('=').unwrap_or((word, word));
    let words = words.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    (label.trim().to_owned(), words)
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
