//! How the model is learnt. C, the temperature and the limit below which it abstains all come from folds of the texts that it learns from.
//!
//! ```text
//! texts ──> vocabulary ──> rows ──folds──> scores of texts left out, for each C ──> C that is right most often
//!                            │                                                     └─> temperature, limit
//!                            └──────────────────────────────────────────────────────> the model, from all texts
//! ```
//!
//! Which words count and how rare they are is learnt once, from all texts without their labels.

use attentive_learn::calibrate::Temperature;
use attentive_learn::linear_svm::{LinearSvm, LinearSvmSettings, left_out_scores};
use attentive_learn::split::stratified_folds;
use attentive_learn::{SparseRows, SplitMix64};
use thiserror::Error;

use super::LinearModel;
use super::vocabulary::Vocabulary;
use crate::label::Scope;
use crate::soften::soften;

/// Numbers of the weights at most: 400 MB. With very many labels rare pieces are left out until they fit.
const MOST_WEIGHTS: usize = 100_000_000;

/// From so many texts on, a piece that stands in only one of them is left out: it can tell nothing of another text that C would not rather forget, and doubles the model.
const MANY_TEXTS: usize = 2_000;

/// From so many texts on, three folds do: they tell C as well, in half of the time.
const VERY_MANY_TEXTS: usize = 5_000;

/// How it is learnt.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearSettings {
    /// The values of C to choose from, ascending.
    pub cs: Vec<f64>,
    /// Parts of the texts that are left out in turn; three for very many texts.
    pub folds: usize,
    /// Where chance begins.
    pub seed: u64,
}

impl Default for LinearSettings {
    fn default() -> Self {
        Self { cs: vec![0.1, 0.3, 1.0, 3.0, 10.0], folds: 5, seed: 1 }
    }
}

/// What was found on texts that were left out.
#[derive(Clone, Debug, PartialEq)]
pub struct OnFolds {
    /// The C that was chosen.
    pub c: f64,
    /// Share of texts that got the right label, for each C. The best is a little too good, as it was chosen by it.
    pub accuracy: Vec<(f64, f64)>,
    /// The probabilities that the chosen C gives, calibrated: one for each label for each text.
    pub probabilities: Vec<f32>,
    /// The temperature.
    pub temperature: f64,
}

/// Why nothing can be learnt.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TrainFault {
    /// No text.
    #[error("there is no text to learn from")]
    NoTexts,
    /// All texts have one label.
    #[error("all {texts} texts have the label {label:?}; there must be two labels at least")]
    OneLabel {
        /// The label.
        label: String,
        /// How many texts.
        texts: usize,
    },
    /// No text has a word.
    #[error("no text has a word or a letter")]
    NoWords,
}

/// Numbers that stand beside the words of each text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Beside<'a> {
    /// Row after row.
    pub(crate) rows: &'a [f32],
    /// Numbers of a row.
    pub(crate) width: usize,
}

impl Beside<'_> {
    /// A row of length 1 counts as much as all words and pieces of its text together.
    pub(crate) fn join(self, words: &SparseRows) -> SparseRows {
        words.beside(self.rows, self.width, 1.0)
    }
}

impl LinearModel {
    /// Learns from texts and what they are. `class` is the place of each text's label in `labels`; `outside` is the label that stands for "none of the others",
    /// if one does. `told` hears which share of the work is done, 0 to 1.
    ///
    /// # Errors
    /// When there is nothing to tell apart.
    pub fn train<T: AsRef<str>>(
        texts: &[T],
        class: &[u16],
        labels: &[String],
        outside: Option<usize>,
        settings: &LinearSettings,
        told: &mut dyn FnMut(f64),
    ) -> Result<(Self, OnFolds), TrainFault> {
        Self::train_beside(texts, None, class, labels, outside, settings, told)
    }

    /// The same, with a row of numbers beside the words of each text.
    pub(crate) fn train_beside<T: AsRef<str>>(
        texts: &[T],
        beside: Option<Beside<'_>>,
        class: &[u16],
        labels: &[String],
        outside: Option<usize>,
        settings: &LinearSettings,
        told: &mut dyn FnMut(f64),
    ) -> Result<(Self, OnFolds), TrainFault> {
        let first = class.first().ok_or(TrainFault::NoTexts)?;
        if class.iter().all(|other| other == first) {
            let label = labels.get(usize::from(*first)).cloned().unwrap_or_default();
            return Err(TrainFault::OneLabel { label, texts: class.len() });
        }
        let classes = labels.len();
        let least = if texts.len() >= MANY_TEXTS { 2 } else { 1 };
        let texts = || texts.iter().map(AsRef::as_ref);
        let vocabulary = Vocabulary::learn(texts(), least, MOST_WEIGHTS / classes.max(1));
        if vocabulary.is_empty() {
            return Err(TrainFault::NoWords);
        }
        let rows = vocabulary.rows(texts());
        let rows = match beside {
            Some(beside) => beside.join(&rows),
            None => rows,
        };
        told(0.05);
        let solver = LinearSvmSettings { seed: settings.seed, ..LinearSvmSettings::default() };
        let folds = if class.len() >= VERY_MANY_TEXTS { 3 } else { settings.folds };
        let splits = stratified_folds(class, folds.clamp(2, class.len()), &mut SplitMix64::keyed(settings.seed, &[0]));
        let work = (splits.len() * classes).max(1);
        #[expect(clippy::cast_precision_loss, reason = "counts of labels")]
        let left_out = left_out_scores(&rows, class, classes, &splits, &settings.cs, &solver, &mut |done| {
            told(0.05 + 0.75 * done as f64 / work as f64);
        });
        let on_folds = OnFolds::of(left_out, class, classes, &settings.cs);
        let scope = Scope::fit(&on_folds.probabilities, classes, class, outside);
        #[expect(clippy::cast_precision_loss, reason = "counts of labels")]
        let svm = LinearSvm::fit(&rows, class, classes, &LinearSvmSettings { c: on_folds.c, ..solver }, &mut |done| {
            told(0.8 + 0.2 * done as f64 / classes as f64);
        });
        let labels = labels.to_vec();
        Ok((Self { labels, vocabulary, svm, temperature: on_folds.temperature, scope }, on_folds))
    }
}

impl OnFolds {
    fn of(left_out: Vec<Vec<f32>>, class: &[u16], classes: usize, cs: &[f64]) -> Self {
        let accuracy: Vec<(f64, f64)> =
            cs.iter().zip(&left_out).map(|(c, scores)| (*c, share_right(scores, class, classes))).collect();
        // The least of several that are alike: it holds the weights back most.
        let best =
            (0..accuracy.len()).rev().max_by(|one, other| accuracy[*one].1.total_cmp(&accuracy[*other].1)).unwrap_or(0);
        let mut probabilities = left_out.into_iter().nth(best).unwrap_or_default();
        soften(&mut probabilities, classes, 1.0);
        let temperature = Temperature::fit(&probabilities, classes, class);
        temperature.apply(&mut probabilities, classes);
        Self { c: cs.get(best).copied().unwrap_or(1.0), accuracy, probabilities, temperature: temperature.0 }
    }
}

/// Share of rows whose greatest score is that of what they are.
#[expect(clippy::cast_precision_loss, reason = "counts of texts")]
fn share_right(scores: &[f32], class: &[u16], classes: usize) -> f64 {
    let open = Scope::default();
    let is_right = |(row, class): &(&[f32], &u16)| open.likeliest(row) == Some(usize::from(**class));
    scores.chunks_exact(classes.max(1)).zip(class).filter(is_right).count() as f64 / class.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::super::tests::taught;
    use super::*;

    #[test]
    fn what_cannot_be_told_apart_is_refused_in_words() {
        let train = |texts: &[&str], class: &[u16]| {
            LinearModel::train(
                texts,
                class,
                &["a".to_owned(), "b".to_owned()],
                None,
                &LinearSettings::default(),
                &mut |_| (),
            )
            .map(|_| ())
        };
        assert_eq!(train(&[], &[]), Err(TrainFault::NoTexts));
        assert_eq!(train(&["x", "y"], &[1, 1]), Err(TrainFault::OneLabel { label: "b".to_owned(), texts: 2 }));
        assert_eq!(train(&[" ", "\u{1}"], &[0, 1]), Err(TrainFault::NoWords));
        assert_eq!(train(&["x", "y"], &[0, 1]), Ok(()));
    }

    #[test]
    fn the_same_texts_and_seed_give_the_same_model_and_progress_only_rises() {
        let (texts, class, labels) = taught();
        let mut shares = Vec::new();
        let mut train = || {
            LinearModel::train(&texts, &class, &labels, None, &LinearSettings::default(), &mut |share| {
                shares.push(share)
            })
            .unwrap()
        };
        assert_eq!(train(), train());
        let one = &shares[..shares.len() / 2];
        assert!(one.is_sorted() && one.last() == Some(&1.0), "{one:?}");
    }

    #[test]
    fn of_values_of_c_that_are_alike_the_least_is_chosen() {
        let scores = vec![vec![0.1, 0.0, 0.0, 0.1]; 3];
        let found = OnFolds::of(scores, &[0, 1], 2, &[0.1, 1.0, 10.0]);
        assert_eq!((found.c, found.accuracy[2]), (0.1, (10.0, 1.0)));
    }
}
