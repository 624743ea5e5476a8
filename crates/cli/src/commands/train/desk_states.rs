//! The person's own model of states at the desk, from their corrections and answers in their own database.
//!
//! ```text
//! database ─> all stages ─> features, corrections, answers ─> learned::learn ─┬─> models/desk-states/
//!                                                                             └─> runs/ID/
//! ```
//!
//! The server does the same by itself in the background ([`Keeper`]); this command does it now, and says the figures.

use std::path::{Path, PathBuf};

use attentive_learn::metrics::Judgement;
use attentive_learn::model_file::{Card, LearntFrom};
use attentive_pipeline::patterns::learned::{KIND, LearnedStates, Learnt, Look, NotYet, Words};
use attentive_pipeline::run::{Settings, analyse};
use attentive_server::{KeepStates, machine_now};
use attentive_store::Range;
use attentive_types::{BucketColumns, Timestamp};

use super::kept::{self, DataHash};
use super::record::Recorder;
use crate::clock;
use crate::commands::Place;
use crate::commands::report::rules;
use crate::failure::{Failure, Outcome};
use crate::progress;

/// Learns now, and keeps the model when it is better than what it replaces.
pub fn run(place: &Place) -> Outcome {
    let began = machine_now();
    let store = place.open_store_to_read()?;
    kept::check(&place.data_dir, KIND)?;
    let local = clock::local_time(Some(&store))?;
    let spinner = progress::spinner("reading all that was sensed");
    let settings = Settings { clock: local.clock.clone(), rules: rules(&store)?, ..Settings::default() };
    let mut recording = Vec::new();
    for bucket in store.buckets()? {
        let events = store.columns(&bucket.id, Range { start: None, end: None })?;
        recording.push(BucketColumns { bucket, events });
    }
    let found = analyse(&recording, &settings);
    // One that is damaged is replaced, if there is enough to learn from.
    let kept = trained(&place.data_dir).ok().flatten().map(|(model, _)| model);
    let look = Look::at(kept.as_ref(), &found.features, &found.corrections, &found.self_reports, &local.days);
    let learnt = look.learn(&found.features);
    spinner.finish_and_clear();
    let learnt = learnt.map_err(|why| {
        let has_begun = !matches!(why, NotYet::TooLittle { .. });
        let goes_on = match trained(&place.data_dir) {
            Ok(Some((_, windows))) => format!("the model that was learnt from {windows} windows goes on"),
            Ok(None) => "the transparent model goes on".to_owned(),
            Err(damaged) => damaged.message,
        };
        let failure = Failure::input(format!("{goes_on}: {why}"));
        if !has_begun {
            return failure;
        }
        let mut record = Recorder::begun(&place.data_dir, KIND, began);
        record.learns_from(&place.database(), &learnt_from(&look.words, look.lessons.len()));
        match record.watch(|_| Err::<(), _>(failure)) {
            Err(failure) => failure,
            Ok(()) => Failure::input(why),
        }
    })?;
    let (folder, run) = keep(&place.data_dir, &learnt, began)?;
    let (judged, beside) = (&learnt.worth.judgement, &learnt.beside);
    say!(
        "learnt from your word on {} windows of {} days: {}",
        learnt.lessons.len(),
        learnt.lessons.days(),
        folder.display()
    );
    say!(
        "  on days left out right in {}, the transparent model in {:.1} %, always the commonest state in {:.1} %",
        figure(judged),
        100.0 * beside.transparent,
        100.0 * beside.majority
    );
    match &learnt.forward {
        Some(forward) => say!(
            "  learnt from the first days and judged on the {} that followed: right in {}",
            forward.people,
            figure(forward)
        ),
        None => say!("  there are too few days to judge it forward in time"),
    }
    say!(
        "  where it is sure enough to answer ({:.0} % of the windows): right in {}; confidence off by {:.3} on average{}",
        100.0 * judged.answered,
        judged.accuracy_of_answered.map_or_else(|| "none".to_owned(), |share| format!("{:.1} %", 100.0 * share)),
        judged.calibration_error,
        if learnt.model.is_calibrated() { "" } else { ", so it is not called calibrated" }
    );
    say!("the record of this run: {}", run.display());
    Ok(())
}

/// Share of right answers with its interval, in words.
fn figure(judged: &Judgement) -> String {
    let Judgement { accuracy, .. } = judged;
    format!(
        "{:.1} % (95 % over days {:.1} to {:.1})",
        100.0 * accuracy.value,
        100.0 * accuracy.low,
        100.0 * accuracy.high
    )
}

/// Keeps a model and the record of how it came about since the work began; where both lie.
fn keep(data_dir: &Path, learnt: &Learnt, began: Timestamp) -> Result<(PathBuf, PathBuf), Failure> {
    let from = learnt_from(learnt.model.words(), learnt.lessons.len());
    let judged = &learnt.worth.judgement;
    let how_good = format!(
        "on days left out right in {} of {} windows, the transparent model in {:.1} %, always the commonest state in {:.1} %.{} Where it is sure enough to answer ({:.0} \
         % of the windows) right in {}. The recipes were chosen on the same days, so the first figures are a little too good.",
        figure(judged),
        judged.rows,
        100.0 * learnt.beside.transparent,
        100.0 * learnt.beside.majority,
        learnt.forward.as_ref().map(|forward| format!(" Forward in time: {}.", figure(forward))).unwrap_or_default(),
        100.0 * judged.answered,
        judged.accuracy_of_answered.map_or_else(|| "none".to_owned(), |share| format!("{:.1} %", 100.0 * share)),
    );
    let file = learnt.model.to_file(from).map_err(|why| Failure::input(format!("could not keep the model: {why}")))?;
    let folder = kept::keep(data_dir, &file, &Card { how_good: &how_good, ..CARD })?;
    let mut record = Recorder::begun(data_dir, KIND, began);
    record.learns_from(&data_dir.join("attentive.db"), &file.manifest.learnt_from);
    for (recipe, reached) in &learnt.worth.alone {
        record.setting(&format!("alone, mean log-likelihood: {recipe}"), format!("{reached:.4}"));
    }
    let mut figures = vec![
        ("accuracy on days left out".to_owned(), judged.accuracy.value),
        ("accuracy, majority".to_owned(), learnt.beside.majority),
        ("accuracy, transparent model".to_owned(), learnt.beside.transparent),
        ("calibration error".to_owned(), judged.calibration_error),
        ("answered".to_owned(), judged.answered),
    ];
    figures.extend(judged.accuracy_of_answered.map(|value| ("accuracy where answered".to_owned(), value)));
    figures
        .extend(learnt.forward.iter().map(|forward| ("accuracy forward in time".to_owned(), forward.accuracy.value)));
    let run = record.finish(figures.into_iter().collect())?;
    Ok((folder, run))
}

/// What is learnt from: words, which are kept as numbers alone, on windows.
fn learnt_from(words: &Words, samples: usize) -> LearntFrom {
    let mut hash = DataHash::default();
    words.numbers().for_each(|number| hash.add_text(&format!("{number:016x}")));
    LearntFrom { data_sha256: hash.finish(), files: 1, people: 1, samples, seed: 1 }
}

const CARD: Card<'_> = Card {
    title: "Your own model of states at the desk",
    does: "Tells whether five minutes at the machine were focused, shifting, scattered or resting, as far as it was told of these, from how windows, keys and pointer \
           went; it abstains where it is not sure.",
    data: "your own corrections and answers; a sample is a window of five minutes.",
    how: "random forests and logistic regression, averaged and calibrated, over",
    how_good: "",
    weak: "it knows one person and the kinds of work that they spoke about; what people correct is not drawn at random, as one corrects what looks wrong.",
    terms: "it was learnt from your own data and is yours alone.",
};

/// The model that was learnt here; `None` when there is none. A damaged or foreign file is an error that says why.
pub fn trained(data_dir: &Path) -> Result<Option<(LearnedStates, usize)>, Failure> {
    let found = kept::find(data_dir, KIND, LearnedStates::from_bytes)?;
    Ok(found.map(|(model, manifest)| (model, manifest.learnt_from.samples)))
}

/// Where the server finds and keeps the model.
#[derive(Debug)]
pub struct Keeper {
    /// The data folder.
    pub data_dir: PathBuf,
}

impl KeepStates for Keeper {
    fn find(&self) -> Result<Option<(LearnedStates, usize)>, String> {
        trained(&self.data_dir).map_err(|failure| failure.message)
    }

    fn stamp(&self) -> Result<Option<String>, String> {
        kept::stamp(&self.data_dir, KIND).map_err(|failure| failure.message)
    }

    fn keep(&self, learnt: &Learnt, began: Timestamp) -> Result<(), String> {
        keep(&self.data_dir, learnt, began).map(|_| ()).map_err(|failure| failure.message)
    }

    fn remove(&self) -> Result<(), String> {
        kept::remove(&self.data_dir, KIND).map(|_| ()).map_err(|failure| failure.message)
    }
}
