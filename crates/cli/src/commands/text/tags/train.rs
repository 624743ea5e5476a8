//! `attentive text train --tags`: learns tags from a file of tagged words by the default recipe, judges them, and keeps the model when asked to.

use std::collections::BTreeMap;
use std::time::Instant;

use attentive_learn::SplitMix64;
use attentive_learn::model_file::{Card, LearntFrom};
use attentive_text::tagged::{Document, JudgedTags, TaggedTexts};
use serde_json::json;

use super::learnt::Learner;
use super::read;
use crate::commands::Place;
use crate::commands::text::args::TrainTextArgs;
use crate::commands::text::{kept, report};
use crate::commands::train::kept::DataHash;
use crate::commands::train::record::Recorder;
use crate::failure::{Failure, Outcome};

/// What runs of this are called.
const RUN: &str = "tags";

/// One part in so many is left out of a first model where nothing is given to be judged on.
const PARTS: usize = 5;

/// Learns.
pub fn run(place: &Place, args: &TrainTextArgs) -> Outcome {
    args.save.as_deref().map_or(Ok(()), kept::check)?;
    let taught = read::tagged(&args.train)?;
    let asked = args.test.as_ref().map(|test| read::tagged(test)).transpose()?;
    let learner = Learner::find(place, args, taught.splitting)?;
    let mut record = Recorder::begin(&place.data_dir, RUN);
    let from = learnt_from(args, &taught)?;
    record.learns_from_texts(&args.train, &from);
    let began = Instant::now();
    let (learnt, judged) = record.watch(|_| {
        let judged = match &asked {
            Some(_) => None,
            None => left_out(&learner, args, &taught)?,
        };
        let learnt = learner.learn(args, &taught.documents, "learning")?;
        let judged = match &asked {
            Some(asked) => judge(&learnt, &asked.documents)?,
            None => judged,
        };
        Ok((learnt, judged))
    })?;
    let seconds = began.elapsed().as_secs_f64();
    say!("learnt and answered by: {}", learner.in_words(args.model));
    say!("  {}, {seconds:.1} s", learnt.size_in_words());
    match &judged {
        Some(judged) => {
            if asked.is_none() {
                say!("  judged on a fifth of the file that a first model had left out; --test FILE judges on others:");
            }
            print(judged);
        }
        None => say!("  there are too few sentences to leave some out; --test FILE judges on others"),
    }
    for (name, value) in [("by", learnt.model().by().name()), ("read as", taught.read_as.as_str())] {
        record.setting(name, value);
    }
    if let Some(name) = &args.save {
        let how_good = how_good(judged.as_ref(), asked.is_some());
        let card = Card { how_good: &how_good, ..learnt.card() };
        let path = kept::keep_tags(place, name, &learnt.to_file(from), &card)?;
        say!("kept: `attentive text tag --with {name}` uses it: {}", path.display());
    } else {
        say!("nothing was kept; --save NAME keeps the model");
    }
    let run = record.finish(figures(judged.as_ref(), &taught))?;
    say!("the record of this run: {}", run.display());
    let Some(file) = &args.json else { return Ok(()) };
    let (test, left_out) = if asked.is_some() { (judged, None) } else { (None, judged) };
    let value = json!({
        "by": learnt.model().by(),
        "train": { "file": args.train, "sentences": taught.sentences(), "words": read::words(&taught.documents), "tags": learnt.model().tag_set().tags(), "left_out": taught.bad, "read_as": taught.read_as },
        "seconds": seconds,
        "seed": args.seed,
        "test": test,
        "left_out_report": left_out,
        "record": run,
    });
    report::write(file, &value)
}

/// Prints figures.
pub fn print(judged: &JudgedTags) {
    judged.text().lines().for_each(|line| say!("{line}"));
    let sure = judged.calibration_error.map_or_else(
        || "nothing was found".to_owned(),
        |error| format!("how sure it is, off by {error:.3} on average"),
    );
    say!("");
    let (sentences, words, macro_f1) = (judged.sentences, judged.words, judged.macro_f1);
    say!("{sentences} sentences, {words} words, mean F1 of the kinds {macro_f1:.4}, {sure}");
}

fn judge(learnt: &super::learnt::Learnt, documents: &[Document]) -> Result<Option<JudgedTags>, Failure> {
    JudgedTags::of(learnt.model(), documents).map_err(|fault| Failure::input(format!("could not tag: {fault}")))
}

/// How good a model from four fifths is on the other fifth; `None` where there are too few sentences. Documents stay whole where there are several.
fn left_out(learner: &Learner, args: &TrainTextArgs, taught: &TaggedTexts) -> Result<Option<JudgedTags>, Failure> {
    let mut parts: Vec<Document> = match taught.documents.as_slice() {
        documents if documents.len() >= 2 * PARTS => documents.to_vec(),
        documents => documents.iter().flatten().map(|sentence| vec![sentence.clone()]).collect(),
    };
    if parts.len() < PARTS {
        return Ok(None);
    }
    SplitMix64::keyed(args.seed, &[0x6c65_6674]).shuffle(&mut parts);
    let aside = parts.split_off(parts.len() - parts.len() / PARTS);
    judge(&learner.learn(args, &parts, "a first model")?, &aside)
}

fn learnt_from(args: &TrainTextArgs, taught: &TaggedTexts) -> Result<LearntFrom, Failure> {
    let mut hash = DataHash::default();
    hash.add(&args.train)?;
    Ok(LearntFrom { data_sha256: hash.finish(), files: 1, people: 0, samples: taught.sentences(), seed: args.seed })
}

fn how_good(judged: Option<&JudgedTags>, on_others: bool) -> String {
    let Some(judged) = judged else {
        return "Judged on nothing, as there were too few sentences. `attentive text evaluate --tags` judges on others.".to_owned();
    };
    let on = if on_others { "other sentences" } else { "sentences that a first model had left out" };
    format!(
        "On {} {on}: precision {:.4}, recall {:.4}, F1 {:.4} of entities. `attentive text evaluate --tags` judges on more.",
        judged.sentences, judged.all.precision, judged.all.recall, judged.all.f1
    )
}

fn figures(judged: Option<&JudgedTags>, taught: &TaggedTexts) -> BTreeMap<String, f64> {
    let mut figures = BTreeMap::from([
        ("sentences".to_owned(), taught.sentences() as f64),
        ("sentences left out as bad".to_owned(), taught.bad as f64),
    ]);
    if let Some(judged) = judged {
        let kept = [("precision", judged.all.precision), ("recall", judged.all.recall), ("F1", judged.all.f1)];
        figures.extend(kept.map(|(name, value)| (format!("{name} of entities"), value)));
    }
    figures
}
