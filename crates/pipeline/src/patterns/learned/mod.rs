//! The learned model of states: taught by the person's own word, on their own machine, and used only where it was better than what it replaces.
//!
//! ```text
//! corrections, self-reports ─> Lessons ─┐
//! features of windows ──────────────────┴─> learn ─> Learnt { model, worth } ─> LearnedStates ─> judge(row)
//!                                              └─> NotYet: what is lacking
//! ```
//!
//! | question | file |
//! | --- | --- |
//! | which windows did the person speak about, and what did they say? | [`Lessons`], `lessons.rs` |
//! | is there enough, and is it better than the transparent model on days that it has not seen? | [`learn`], `train.rs` |
//! | which words was it taught by, and do they still hold? | [`Words`], `words.rs` |
//! | is the world still the one that it learnt from, and what is to be learnt from now? | [`Look`], `watch.rs` |
//! | what is the state behind one row of features, how sure, and why? | [`LearnedStates`], here |
//!
//! It answers only for windows like those that it was told about: where the transparent model names a kind that it hardly ever named in them, such as resting, that
//! answer stands. It looks at the features of one window and at nothing that tells who or when.

mod lessons;
mod train;
mod watch;
mod words;

use attentive_learn::explain::Way;
use attentive_learn::model_file::{LearntFrom, Manifest, ModelFault, ModelFile, Tensors};
use attentive_learn::recipe::{CannotBeKept, CautiousModel};
use attentive_types::StateKind;

use super::transparent::{Abstained, Judgement, KINDS};
use crate::features::{ALL, Row};

pub use attentive_learn::drift::Miscalibration;
pub use lessons::{Lessons, Source};
pub use train::{Beside, Learnt, NotYet, learn};
pub use watch::{Drift, Look, Trial};
pub use words::Words;

/// What the file is for.
pub const KIND: &str = "desk-states";

/// The row of the file that says by which windows it was taught.
const TAUGHT_BY: &str = "taught_by";

/// The row of the file that says which words were heard.
const WORDS: &str = "words";

/// The rows of the file that say what was said before the person spoke: the minute of each window, how sure the model was, and whether it was right.
const TRIALS: [&str; 3] = ["trials.minute", "trials.said", "trials.came"];

/// The row of the file that says from which minute on it was learnt; lacks where it was learnt from all.
const SINCE: &str = "since";

/// The learned model.
#[derive(Debug)]
pub struct LearnedStates {
    model: CautiousModel,
    /// The kinds by the place of their class.
    kinds: Vec<StateKind>,
    /// In the order of [`KINDS`]: whether it was taught by windows that the transparent model takes for this kind, whatever the person said of them.
    taught_by: [bool; KINDS.len()],
    /// What had been said when it was learnt.
    words: Words,
    /// What it and the models before it said of windows before the person spoke of them, oldest first.
    trials: Vec<Trial>,
    /// The minute since 1970 from which on it was learnt; `None` for all.
    since: Option<u32>,
}

/// Its answer.
#[derive(Clone, Debug, PartialEq)]
pub struct LearnedJudgement {
    /// The kind.
    pub kind: StateKind,
    /// Its probability, 0 to 1; right about as often as it says where [`LearnedStates::is_calibrated`].
    pub confidence: f64,
    /// What each feature of [`ALL`] added to the probability of the kind, before it was calibrated.
    pub pushes: [f64; ALL.len()],
}

impl LearnedStates {
    /// A model whose classes are kinds by their names and whose columns are all features; `None` for any other.
    fn of(model: CautiousModel, taught_by: [bool; KINDS.len()], words: Words) -> Option<Self> {
        let known = |label: &String| StateKind::from_name(label).filter(|kind| KINDS.contains(kind));
        let kinds = model.labels.iter().map(known).collect::<Option<_>>()?;
        let is_sound = model.voters.columns() == names() && model.voters.of_row(&[0.0; ALL.len()], Way::Path).is_some();
        is_sound.then_some(Self { model, kinds, taught_by, words, trials: Vec::new(), since: None })
    }

    /// Names the state behind one row of features, or says why not.
    ///
    /// # Errors
    /// With the reason for which it abstains.
    #[expect(clippy::cast_possible_truncation, reason = "models look at single precision")]
    pub fn judge(&self, row: &Row) -> Result<LearnedJudgement, Abstained> {
        if row.iter().all(Option::is_none) {
            return Err(Abstained::TooLittleData);
        }
        let values = row.map(|value| value.map_or(f32::NAN, |value| value as f32));
        let (said, moved) = self.model.voters.of_row(&values, Way::Path).ok_or(Abstained::TooLittleData)?;
        let answer = self.model.answer(&said);
        if !answer.is_given {
            return Err(Abstained::Undecided);
        }
        let mut pushes = [0.0; ALL.len()];
        let of_class = moved.chunks_exact(self.kinds.len()).map(|push| push[answer.class]);
        pushes.iter_mut().zip(of_class).for_each(|(own, push)| *own = push);
        Ok(LearnedJudgement { kind: self.kinds[answer.class], confidence: answer.confidence, pushes })
    }

    /// Whether it was taught by windows that the transparent model takes for this kind.
    #[must_use]
    pub fn may_answer_for(&self, transparent: StateKind) -> bool {
        KINDS.iter().zip(self.taught_by).any(|(kind, is_taught)| *kind == transparent && is_taught)
    }

    /// Whether it answers for a window of which the transparent model says this.
    pub(super) fn is_asked(&self, transparent: &Result<Judgement, Abstained>) -> bool {
        match transparent {
            Ok(said) => self.may_answer_for(said.kind),
            Err(why) => *why != Abstained::TooLittleData,
        }
    }

    /// The kinds that it was told of.
    #[must_use]
    pub fn kinds(&self) -> &[StateKind] {
        &self.kinds
    }

    /// What had been said when it was learnt.
    #[must_use]
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// Whether its confidence was right about as often as it said, on days that it had not seen.
    #[must_use]
    pub fn is_calibrated(&self) -> bool {
        self.model.is_calibrated
    }

    /// As a file that can be kept.
    ///
    /// # Errors
    /// When a part has no form in a file.
    pub fn to_file(&self, learnt_from: LearntFrom) -> Result<ModelFile, CannotBeKept> {
        let units: Vec<(&str, &str)> = ALL.iter().map(|feature| (feature.info.name, feature.info.unit)).collect();
        let mut file = self.model.to_file(KIND, &units, learnt_from)?;
        file.tensors.put_whole(TAUGHT_BY, &self.taught_by.map(u32::from));
        file.tensors.put_whole(WORDS, &self.words.halves());
        file.tensors.put_whole(TRIALS[0], &self.trials.iter().map(|trial| trial.minute).collect::<Vec<_>>());
        file.tensors.put(TRIALS[1], &self.trials.iter().map(|trial| trial.said).collect::<Vec<_>>());
        file.tensors.put_whole(TRIALS[2], &self.trials.iter().map(|trial| u32::from(trial.came)).collect::<Vec<_>>());
        if let Some(since) = self.since {
            file.tensors.put_whole(SINCE, &[since]);
        }
        Ok(file)
    }

    /// The model of these bytes, and its manifest.
    ///
    /// # Errors
    /// When they are no such model, are damaged, or are made for other features or states; the error says which.
    pub fn from_bytes(bytes: &[u8]) -> Result<(Self, Manifest), ModelFault> {
        let (model, manifest) = CautiousModel::from_bytes(bytes, KIND)?;
        manifest.check_columns("rows", &names())?;
        let inconsistent = |what: &str| ModelFault::Inconsistent { what: what.to_owned() };
        let file = ModelFile::from_bytes(bytes, KIND, manifest.version)?;
        let taught = file.tensors.whole(TAUGHT_BY).and_then(|taught| <[u32; KINDS.len()]>::try_from(taught).ok());
        let taught =
            taught.ok_or_else(|| inconsistent("the kinds of windows that it was taught by"))?.map(|taught| taught == 1);
        let words = file.tensors.whole(WORDS).and_then(Words::of_halves);
        let words = words.ok_or_else(|| inconsistent("the words that it was learnt from"))?;
        let mut states = Self::of(model, taught, words).ok_or_else(|| inconsistent("the names of the states"))?;
        states.trials = trials(&file.tensors).ok_or_else(|| inconsistent("the record of what it said"))?;
        states.since = file.tensors.whole(SINCE).and_then(|since| since.first().copied());
        Ok((states, manifest))
    }
}

/// The record in a file; `None` when its rows do not fit each other.
fn trials(tensors: &Tensors) -> Option<Vec<Trial>> {
    let [minutes, came] = [tensors.whole(TRIALS[0])?, tensors.whole(TRIALS[2])?];
    let said = tensors.values(TRIALS[1])?;
    let fits = minutes.len() == said.len() && came.len() == said.len();
    let is_share = said.iter().all(|said| (0.0..=1.0).contains(said));
    let trial = |((minute, said), came): ((&u32, &f32), &u32)| Trial { minute: *minute, said: *said, came: *came == 1 };
    (fits && is_share).then(|| minutes.iter().zip(said).zip(came).map(trial).collect())
}

/// The columns, in their order.
fn names() -> Vec<String> {
    ALL.iter().map(|feature| feature.info.name.to_owned()).collect()
}

#[cfg(test)]
mod tests;
