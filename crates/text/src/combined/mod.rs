//! Labels for texts by their words and by what they mean, both in one linear model: pieces of words, and beside them the row that a sentence encoder makes of the text.
//!
//! ```text
//! text ──pieces──> sparse row ─┐
//!    └──encoder──> row ────────┴──> LinearSvm ──temperature──> probabilities
//! ```
//!
//! The words know what was taught; the row knows words that were never taught but mean the same. It learns in seconds, as the encoder stays as it is, and is what answers in languages for which
//! there is no encoder that could be tuned. Figures: `docs/decisions/0028-chinese.md`.

mod file;

use crate::encoder::{EncoderFault, SentenceEncoder};
use crate::label::{By, Labeller, Scope};
use crate::linear::{Beside, LinearModel, LinearSettings, OnFolds};
use crate::tuned::TunedFault;

pub use file::KIND;

/// Texts that are read at once.
const AT_ONCE: usize = 64;
/// Share of the work of learning that the encoder does.
const OF_READING: f64 = 0.5;

/// A fitted model and the encoder that it stands upon.
#[derive(Clone, Debug)]
pub struct CombinedModel {
    encoder: SentenceEncoder,
    words: LinearModel,
}

impl CombinedModel {
    /// Learns from texts and what they are; as [`LinearModel::train`].
    ///
    /// # Errors
    /// When there is nothing to tell apart, or a text cannot be read.
    pub fn train<T: AsRef<str>>(
        encoder: &SentenceEncoder,
        texts: &[T],
        class: &[u16],
        labels: &[String],
        outside: Option<usize>,
        settings: &LinearSettings,
        told: &mut dyn FnMut(f64),
    ) -> Result<(Self, OnFolds), TunedFault> {
        let mut rows = Vec::with_capacity(texts.len() * encoder.width());
        for part in texts.chunks(AT_ONCE) {
            let part: Vec<&str> = part.iter().map(AsRef::as_ref).collect();
            rows.extend(encoder.embed(&part)?);
            told(OF_READING * rows.len() as f64 / (texts.len() * encoder.width()) as f64);
        }
        Self::train_read(encoder, texts, &rows, class, labels, outside, settings, &mut |share| {
            told(OF_READING + (1.0 - OF_READING) * share);
        })
    }

    /// The same of texts that the encoder has read: as many rows as texts, one behind the other.
    ///
    /// # Errors
    /// When there is nothing to tell apart.
    #[expect(clippy::too_many_arguments, reason = "as `train`, and the rows")]
    pub fn train_read<T: AsRef<str>>(
        encoder: &SentenceEncoder,
        texts: &[T],
        rows: &[f32],
        class: &[u16],
        labels: &[String],
        outside: Option<usize>,
        settings: &LinearSettings,
        told: &mut dyn FnMut(f64),
    ) -> Result<(Self, OnFolds), TunedFault> {
        let beside = Beside { rows, width: encoder.width() };
        let (words, found) = LinearModel::train_beside(texts, Some(beside), class, labels, outside, settings, told)?;
        Ok((Self { encoder: encoder.clone(), words }, found))
    }

    /// How many words and pieces it knows.
    #[must_use]
    pub fn pieces(&self) -> usize {
        self.words.pieces()
    }

    /// The probabilities of texts that the encoder has read.
    #[must_use]
    pub fn probabilities_read(&self, texts: &[&str], rows: &[f32]) -> Vec<f32> {
        self.words.probabilities_beside(texts, Some(Beside { rows, width: self.encoder.width() }))
    }

    fn read(&self, texts: &[&str]) -> Result<Vec<f32>, EncoderFault> {
        Ok(self.probabilities_read(texts, &self.encoder.embed(texts)?))
    }
}

impl Labeller for CombinedModel {
    fn by(&self) -> By {
        By::Combined
    }

    fn labels(&self) -> &[String] {
        self.words.labels()
    }

    fn scope(&self) -> &Scope {
        self.words.scope()
    }

    /// Texts that the encoder cannot read are as likely of one label as of another, so that they get none.
    fn probabilities(&self, texts: &[&str]) -> Vec<f32> {
        let labels = self.labels().len();
        let one = |text: &&str| self.read(&[text]).unwrap_or_else(|_| vec![1.0 / labels.max(1) as f32; labels]);
        let part = |texts: &[&str]| self.read(texts).unwrap_or_else(|_| texts.iter().flat_map(one).collect());
        texts.chunks(AT_ONCE).flat_map(part).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoder::multilingual::tests::small;

    pub(super) fn taught() -> (SentenceEncoder, Vec<&'static str>, Vec<u16>, Vec<String>) {
        let texts = vec!["where card ?", "card card", "where where", "我的卡", "我的 里", "卡 里 我的", "?", "???"];
        (small().into(), texts, vec![0, 0, 0, 1, 1, 1, 2, 2], ["card", "中文", "?"].map(str::to_owned).to_vec())
    }

    #[test]
    fn it_learns_what_was_taught_and_probabilities_sum_to_one() {
        let (encoder, texts, class, labels) = taught();
        let mut shares = Vec::new();
        let (model, found) =
            CombinedModel::train(&encoder, &texts, &class, &labels, None, &LinearSettings::default(), &mut |share| {
                shares.push(share);
            })
            .unwrap();
        assert!(shares.is_sorted() && shares.last() == Some(&1.0), "{shares:?}");
        assert_eq!((model.by(), found.probabilities.len()), (By::Combined, 24));
        let odd = ["", "🦀", "card 我的卡", "zzz"];
        for text in texts.iter().chain(&odd) {
            let sum: f32 = model.probabilities(&[text]).iter().sum();
            assert!((sum - 1.0).abs() < 1e-4, "{text} {sum}");
        }
        let likeliest = |text: &str| Scope::default().likeliest(&model.probabilities(&[text]));
        assert_eq!((likeliest("where card"), likeliest("我的卡 里")), (Some(0), Some(1)));
    }

    #[test]
    fn texts_of_one_label_are_refused() {
        let (encoder, texts, _, labels) = taught();
        let class = vec![1; texts.len()];
        let fault =
            CombinedModel::train(&encoder, &texts, &class, &labels, None, &LinearSettings::default(), &mut |_| ())
                .unwrap_err();
        assert!(fault.to_string().contains("中文"), "{fault}");
    }
}
