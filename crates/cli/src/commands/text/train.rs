//! `attentive text train`: learns labels from a file of texts by the default recipe, judges them, and keeps the model when asked to.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use attentive_learn::metrics::ClassReport;
use attentive_learn::model_file::{Card, LearntFrom};
use attentive_text::label::{By, Judged, Labeller};
use attentive_text::labelled::{LabelledTexts, Labels};
use attentive_text::linear::{LinearModel, LinearSettings, OnFolds};
use serde_json::json;

use super::args::{TextModel, TrainTextArgs};
use super::{kept, read, report};
use crate::commands::Place;
use crate::commands::train::kept::DataHash;
use crate::commands::train::record::Recorder;
use crate::failure::{Failure, Outcome};
use crate::progress;

/// What runs of this are called.
const RUN: &str = "text";

/// Learns.
pub fn run(place: &Place, args: &TrainTextArgs) -> Outcome {
    args.save.as_deref().map_or(Ok(()), kept::check)?;
    let taught = read::texts(&args.train, &args.columns, Labels::Wanted)?;
    let asked = args.test.as_ref().map(|test| read::texts(test, &args.columns, Labels::Wanted)).transpose()?;
    tell_outside(args.oos.as_deref(), &taught);
    let mut record = Recorder::begin(&place.data_dir, RUN);
    let from = learnt_from(&args.train, &taught, args.seed)?;
    record.learns_from_texts(&args.train, &from);
    let began = Instant::now();
    let (model, on_folds) = learn(args, &taught)?;
    let seconds = began.elapsed().as_secs_f64();
    say!("{}", by_in_words(args.model, model.by()));
    say!("  {}", folds_in_words(&on_folds, &model, seconds));
    let judged = match &asked {
        Some(asked) => Judged::of(&model, &read::views(asked), &read::labels(asked), args.oos.as_deref()),
        None => None,
    };
    match &judged {
        Some(judged) => report::print(judged),
        None => {
            say!(
                "  judged on parts of the file that were left out in turn (a little too good, as C was chosen on them; --test FILE judges on others):"
            );
            let report = left_out_report(&on_folds, &model, &taught);
            report.iter().for_each(|report| report.text().lines().for_each(|line| say!("{line}")));
        }
    }
    let settings = [
        ("by", model.by().name().to_owned()),
        ("C", on_folds.c.to_string()),
        ("pieces", model.pieces().to_string()),
        ("temperature", format!("{:.4}", on_folds.temperature)),
        ("least probability", format!("{:.4}", model.scope().least)),
        ("label of the outside", args.oos.clone().unwrap_or_else(|| "none".to_owned())),
        ("read as", taught.read_as.clone()),
    ];
    settings.iter().for_each(|(name, value)| record.setting(name, value));
    if let Some(name) = &args.save {
        let how_good = how_good(&on_folds, judged.as_ref());
        let path = kept::keep(place, name, &model.to_file(from), &Card { how_good: &how_good, ..CARD })?;
        say!("kept: `attentive text label --with {name}` uses it: {}", path.display());
    } else {
        say!("nothing was kept; --save NAME keeps the model");
    }
    let run = record.finish(figures(&on_folds, judged.as_ref(), &taught))?;
    say!("the record of this run: {}", run.display());
    let Some(file) = &args.json else { return Ok(()) };
    let value = json!({
        "by": model.by(),
        "train": { "file": args.train, "texts": taught.texts.len(), "labels": taught.labels.len(), "left_out": taught.bad, "read_as": taught.read_as },
        "on_folds": { "c": on_folds.c, "accuracy": on_folds.accuracy, "temperature": on_folds.temperature },
        "least_probability": model.scope().least,
        "seconds": seconds,
        "seed": args.seed,
        "oos": args.oos,
        "test": judged,
        "left_out_report": if judged.is_none() { left_out_report(&on_folds, &model, &taught) } else { None },
        "record": run,
    });
    report::write(file, &value)
}

fn learn(args: &TrainTextArgs, taught: &LabelledTexts) -> Result<(LinearModel, OnFolds), Failure> {
    let outside = args.oos.as_deref().and_then(|name| taught.place_of(name));
    let settings = LinearSettings { seed: args.seed, ..LinearSettings::default() };
    let bar = progress::bar(1_000, "learning");
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a thousand")]
    let learnt = LinearModel::train(&taught.texts, &taught.class, &taught.labels, outside, &settings, &mut |share| {
        bar.set_position((1_000.0 * share) as u64);
    });
    bar.finish_and_clear();
    learnt.map_err(|fault| Failure::input(format!("could not learn: {fault}: {}", args.train.display())))
}

fn learnt_from(file: &Path, taught: &LabelledTexts, seed: u64) -> Result<LearntFrom, Failure> {
    let mut hash = DataHash::default();
    hash.add(file)?;
    Ok(LearntFrom { data_sha256: hash.finish(), files: 1, people: 0, samples: taught.texts.len(), seed })
}

/// An outside label that nothing is labelled with is no mistake, but should be known.
fn tell_outside(oos: Option<&str>, taught: &LabelledTexts) {
    if let Some(name) = oos.filter(|name| taught.place_of(name).is_none()) {
        eprintln!("no text to learn from is labelled {name:?}; texts are refused by how unlikely all labels are");
    }
}

fn by_in_words(asked: TextModel, by: By) -> String {
    let why = match (asked, by) {
        (TextModel::Auto, By::Linear) => {
            " (words and pieces of words; this version has no encoder that could learn instead)"
        }
        _ => "",
    };
    format!("learnt and answered by: {}{why}", by.name())
}

fn folds_in_words(on_folds: &OnFolds, model: &LinearModel, seconds: f64) -> String {
    let best = best(on_folds);
    format!(
        "{} words and pieces, {seconds:.1} s; on texts left out right in {:.1} % with C = {}, chosen from {}",
        model.pieces(),
        100.0 * best,
        on_folds.c,
        on_folds.accuracy.iter().map(|(c, _)| c.to_string()).collect::<Vec<_>>().join(", ")
    )
}

fn best(on_folds: &OnFolds) -> f64 {
    on_folds.accuracy.iter().find(|(c, _)| *c == on_folds.c).map_or(f64::NAN, |(_, accuracy)| *accuracy)
}

/// The report on texts that were left out in turn.
fn left_out_report(on_folds: &OnFolds, model: &LinearModel, taught: &LabelledTexts) -> Option<ClassReport> {
    let rows = on_folds.probabilities.chunks_exact(model.labels().len().max(1));
    let place = |place: usize| u16::try_from(place).unwrap_or(u16::MAX);
    let said: Vec<u16> = rows
        .map(|row| match model.scope().outside {
            Some(outside) => place(model.scope().inside(row).unwrap_or(outside)),
            None => model.scope().likeliest(row).map_or(u16::MAX, place),
        })
        .collect();
    ClassReport::of(&said, &taught.class, model.labels())
}

fn how_good(on_folds: &OnFolds, judged: Option<&Judged>) -> String {
    let folds = format!(
        "on texts of the file left out in turn right in {:.1} % (C was chosen on them)",
        100.0 * best(on_folds)
    );
    match judged {
        Some(judged) => format!(
            "On {} other texts accuracy {:.4}, macro F1 {:.4}; {folds}. `attentive text evaluate` judges on more.",
            judged.texts, judged.report.accuracy, judged.report.macro_mean.f1
        ),
        None => format!("Judged on no other texts; {folds}. `attentive text evaluate` judges on others."),
    }
}

fn figures(on_folds: &OnFolds, judged: Option<&Judged>, taught: &LabelledTexts) -> BTreeMap<String, f64> {
    let mut figures = BTreeMap::from([
        ("texts".to_owned(), taught.texts.len() as f64),
        ("labels".to_owned(), taught.labels.len() as f64),
        ("records left out".to_owned(), taught.bad as f64),
        ("accuracy on texts left out".to_owned(), best(on_folds)),
    ]);
    if let Some(judged) = judged {
        figures.insert("accuracy, test".to_owned(), judged.report.accuracy);
        figures.insert("macro F1, test".to_owned(), judged.report.macro_mean.f1);
        figures.insert("calibration error, test".to_owned(), judged.calibration_error);
        if let Some(outside) = judged.outside {
            let kept =
                [("in-scope accuracy, test", outside.in_scope_accuracy), ("out-of-scope recall, test", outside.recall)];
            figures.extend(kept.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
        }
    }
    figures
}

const CARD: Card<'_> = Card {
    title: "Labels of texts",
    does: "Tells which of the labels a text has, how likely that is and what else may be; says none of them where no label is likely enough.",
    data: "labelled by whoever made the file; a sample is a text.",
    how: "a linear support vector machine over words, pairs of words and pieces of words, with",
    how_good: "",
    weak: "texts whose words it never met, and texts in which the order of words makes the meaning.",
    terms: "those of the texts that it was learnt from. Hashes of their words are in it, from which words can be guessed.",
};
