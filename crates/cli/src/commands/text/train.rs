//! `attentive text train`: learns labels from a file of texts by the default recipe, judges them, and keeps the model when asked to.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use attentive_learn::model_file::{Card, LearntFrom};
use attentive_text::label::Judged;
use attentive_text::labelled::{LabelledTexts, Labels};
use serde_json::json;

use super::args::TrainTextArgs;
use super::learnt::{self, Learnt};
use super::{kept, read, report};
use crate::commands::Place;
use crate::commands::train::kept::DataHash;
use crate::commands::train::record::Recorder;
use crate::failure::{Failure, Outcome};

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
    let learnt = record.watch(|_| learnt::learn(place, args, &taught))?;
    let seconds = began.elapsed().as_secs_f64();
    say!("{}", learnt.by_in_words(args.model));
    say!("  {}", learnt.in_words(seconds));
    let judged = match &asked {
        Some(asked) => Judged::of(learnt.model(), &read::views(asked), &read::labels(asked), args.oos.as_deref()),
        None => None,
    };
    match &judged {
        Some(judged) => report::print(judged),
        None => {
            say!("  judged on {}; --test FILE judges on others:", learnt.left_out_in_words());
            let report = learnt.left_out_report(&taught);
            report.iter().for_each(|report| report.text().lines().for_each(|line| say!("{line}")));
        }
    }
    let mut settings = learnt.settings();
    settings.push(("label of the outside", args.oos.clone().unwrap_or_else(|| "none".to_owned())));
    settings.push(("read as", taught.read_as.clone()));
    settings.iter().for_each(|(name, value)| record.setting(name, value));
    if let Some(name) = &args.save {
        let how_good = how_good(&learnt, judged.as_ref());
        let path = kept::keep(place, name, &learnt.to_file(from), &Card { how_good: &how_good, ..learnt.card() })?;
        say!("kept: `attentive text label --with {name}` uses it: {}", path.display());
    } else {
        say!("nothing was kept; --save NAME keeps the model");
    }
    let run = record.finish(figures(&learnt, judged.as_ref(), &taught))?;
    say!("the record of this run: {}", run.display());
    let Some(file) = &args.json else { return Ok(()) };
    let mut value = json!({
        "by": learnt.model().by(),
        "train": { "file": args.train, "texts": taught.texts.len(), "labels": taught.labels.len(), "left_out": taught.bad, "read_as": taught.read_as },
        "least_probability": learnt.model().scope().least,
        "seconds": seconds,
        "seed": args.seed,
        "oos": args.oos,
        "test": judged,
        "left_out_report": if judged.is_none() { learnt.left_out_report(&taught) } else { None },
        "record": run,
    });
    let (name, found) = learnt.left_out_json();
    value[name] = found;
    report::write(file, &value)
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

fn how_good(learnt: &Learnt, judged: Option<&Judged>) -> String {
    let folds = format!("right in {:.1} % on {}", 100.0 * learnt.left_out_accuracy(), learnt.left_out_in_words());
    match judged {
        Some(judged) => format!(
            "On {} other texts accuracy {:.4}, macro F1 {:.4}; {folds}. `attentive text evaluate` judges on more.",
            judged.texts, judged.report.accuracy, judged.report.macro_mean.f1
        ),
        None => format!("Judged on no other texts; {folds}. `attentive text evaluate` judges on others."),
    }
}

fn figures(learnt: &Learnt, judged: Option<&Judged>, taught: &LabelledTexts) -> BTreeMap<String, f64> {
    let mut figures = BTreeMap::from([
        ("texts".to_owned(), taught.texts.len() as f64),
        ("labels".to_owned(), taught.labels.len() as f64),
        ("records left out".to_owned(), taught.bad as f64),
        ("accuracy on texts left out".to_owned(), learnt.left_out_accuracy()),
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
