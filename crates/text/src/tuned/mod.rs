//! A model of labels that a transformer was tuned for. It needs weights from elsewhere, and is better than [`linear`](crate::linear) where the order of words makes the meaning.
//!
//! ```text
//! text ──encoder──> a row for each token ──pooled──> one row ──head──> logits ──┬─temperature──> probabilities
//!  └─────────────────────────(words and pieces of words)───────────────────────┘
//! ```
//!
//! An encoder that is tuned as a whole has [`linear`](crate::linear) beside it, with the share that serves best on texts left out: it knows words that the encoder does not, and other languages.
//!
//! | question | file |
//! | --- | --- |
//! | how is it learnt? | `train.rs`, `settings.rs` |
//! | how is a text asked about by a sentence with a gap? | [`Prompt`], `prompt.rs` |
//! | what do words say beside the encoder, and how much do they count? | `words.rs` |
//! | how is it kept? | `file.rs` |
//! | why can it not be learnt or read? | `fault.rs` |

mod fault;
mod file;
mod prompt;
mod settings;
mod train;
mod words;

use attentive_learn::calibrate::Temperature;
use attentive_learn::transformer::{Additions, Encoder, Read, Text, TextHead, TransformerFault};

pub use fault::TunedFault;
pub use file::KIND;
pub use prompt::{Prompt, PromptFault};
pub use settings::{TunedSettings, Tuning};
pub use train::OnAside;

use crate::encoder::{EncoderFault, TextEncoder, batches};
use crate::label::{By, Labeller, Scope};
use crate::soften::soften;

/// A fitted model over an encoder.
#[derive(Clone, Debug)]
pub struct TunedModel {
    encoder: TextEncoder,
    added: Additions,
    head: TextHead,
    prompt: Option<Prompt>,
    labels: Vec<String>,
    temperature: f64,
    scope: Scope,
    words: Option<words::Words>,
    made: file::Made,
}

/// Tokens of a text that are read at most: what a text is about stands in its beginning, and sentence encoders were trained on no more.
const LONGEST: usize = 256;

/// A text that was taken apart, and where its gap is; 0 where it has none.
#[derive(Clone, Debug)]
struct Gapped {
    text: Text,
    gap: usize,
}

impl Gapped {
    fn read(base: &TextEncoder, prompt: Option<&Prompt>, text: &str) -> Result<Self, EncoderFault> {
        match prompt {
            None => Ok(Self { text: base.tokens.text_within(text, LONGEST)?, gap: 0 }),
            Some(prompt) => prompt.text(&base.tokens, text).map(|(text, gap)| Self { text, gap }),
        }
    }
}

impl TunedModel {
    /// How it was tuned, and by how many numbers: those that were trained, and those of the whole encoder.
    #[must_use]
    pub fn trained(&self) -> (Tuning, usize, usize) {
        (self.made.tuning, self.made.trained, self.made.whole)
    }

    /// Logits of texts that are taken apart already.
    fn logits(&self, texts: &[Gapped]) -> Result<Vec<f32>, TransformerFault> {
        let gaps: Vec<usize> = texts.iter().map(|text| text.gap).collect();
        let texts: Vec<Text> = texts.iter().map(|text| text.text.clone()).collect();
        let mut gaps = gaps.as_slice();
        let encoder = Encoder::new(&self.encoder.weights, &self.added);
        let wide = self.encoder.weights.shape().hidden;
        let mut logits = Vec::with_capacity(texts.len() * self.labels.len());
        for batch in batches(&texts) {
            let rows = encoder.forward(&batch)?;
            let (own, rest) = gaps.split_at(batch.len());
            gaps = rest;
            logits.extend(self.head.logits(Read { batch: &batch, rows: &rows, wide }, own));
        }
        Ok(logits)
    }
}

impl Labeller for TunedModel {
    fn by(&self) -> By {
        By::Encoder
    }

    fn labels(&self) -> &[String] {
        &self.labels
    }

    fn scope(&self) -> &Scope {
        &self.scope
    }

    /// To the encoder texts that it cannot read are as likely of one label as of another. (Tokenizer and weights are held against one another when the encoder is read.)
    fn probabilities(&self, texts: &[&str]) -> Vec<f32> {
        let labels = self.labels.len();
        let even = || vec![1.0 / labels as f32; labels];
        let one = |text: &str| Gapped::read(&self.encoder, self.prompt.as_ref(), text).ok();
        let read: Vec<Option<Gapped>> = texts.iter().map(|text| one(text)).collect();
        let whole: Vec<Gapped> = read.iter().flatten().cloned().collect();
        let mut rows = self.logits(&whole).unwrap_or_else(|_| whole.iter().flat_map(|_| even()).collect());
        soften(&mut rows, labels, 1.0);
        let mut rows = rows.chunks_exact(labels.max(1));
        let mut all: Vec<f32> = read
            .iter()
            .flat_map(|text| match text {
                Some(_) => rows.next().map_or_else(even, <[f32]>::to_vec),
                None => even(),
            })
            .collect();
        if let Some(words) = &self.words {
            words.join(texts, &mut all);
        }
        Temperature(self.temperature).apply(&mut all, labels);
        all
    }
}

#[cfg(test)]
mod tests {
    use attentive_learn::SplitMix64;
    use attentive_learn::model_file::LearntFrom;
    use attentive_learn::transformer::Goes;

    use super::*;
    use crate::encoder::tests::small;

    /// Texts of two kinds: with a "z" or with a "q" among other letters, and some with neither.
    fn taught() -> (Vec<String>, Vec<u16>, Vec<String>) {
        let mut random = SplitMix64::new(1);
        let one = |place: usize| {
            let mut letters: Vec<char> =
                (0..6).map(|_| ['a', 'b', 'c', 'd'][random.next_place(4).unwrap_or(0)]).collect();
            if place % 3 < 2 {
                letters[random.next_place(6).unwrap_or(0)] = ['z', 'q'][place % 3];
            }
            letters.iter().map(|letter| format!("{letter} ")).collect::<String>()
        };
        let texts: Vec<String> = (0..240).map(one).collect();
        (texts, (0..240).map(|place| (place % 3) as u16).collect(), ["z", "q", "none"].map(str::to_owned).to_vec())
    }

    #[test]
    fn by_a_sentence_with_a_gap_it_answers_untaught_learns_and_comes_back_from_its_file() {
        use super::prompt::tests::{guessing, prompt};
        let (texts, class, labels) = taught();
        let base = guessing();
        let asked = prompt(&["z", "q", "e"]);
        let untaught = TunedModel::untaught(&base, asked.clone(), &labels).unwrap();
        let empty = untaught.probabilities(&[""]);
        assert!(empty.iter().all(|share| (share - 1.0 / 3.0).abs() < 1e-4), "{empty:?}");
        assert_eq!(untaught.label(&["a z b c"]).len(), 1);
        let settings = TunedSettings {
            rate: Some(1e-2),
            rounds: Some(12),
            batch: Some(8),
            prompt: Some(asked),
            with_words: false,
            ..TunedSettings::default()
        };
        let train = |base: &TextEncoder| {
            TunedModel::train(base, &texts, &class, &labels, Some(2), &settings, &mut |_, _| Goes::On)
        };
        let (model, aside) = train(&base).unwrap();
        assert!(aside.accuracy > 0.8, "{}", aside.accuracy);
        let bytes = model.to_file(LearntFrom::default()).to_bytes().unwrap();
        let (again, _) = TunedModel::from_bytes(&bytes, &base).unwrap();
        let texts = ["a z b c", "d c q a", "a b c d"];
        let (one, other) = (model.probabilities(&texts), again.probabilities(&texts));
        assert!(one.iter().zip(&other).all(|(one, other)| (one - other).abs() < 1e-5), "{one:?} {other:?}");
        assert!(matches!(train(&small()), Err(TunedFault::Prompt(PromptFault::NoHead))));
    }

    fn tuned(tuning: Tuning) -> (TunedModel, OnAside) {
        let (texts, class, labels) = taught();
        // Weighed directions begin without any weight, and leave all bounds at rates that suit the others; prefixes take high ones.
        let (rate, rounds) = match tuning {
            Tuning::Adalora => (2e-3, 25),
            Tuning::Prefix => (5e-2, 25),
            _ => (1e-2, 12),
        };
        let settings = TunedSettings {
            tuning,
            rate: Some(rate),
            rounds: Some(rounds),
            batch: Some(8),
            ..TunedSettings::default()
        };
        TunedModel::train(&small(), &texts, &class, &labels, Some(2), &settings, &mut |_, _| Goes::On).unwrap()
    }

    #[test]
    fn each_way_of_tuning_learns_and_comes_back_from_its_file() {
        for tuning in [Tuning::Full, Tuning::Lora, Tuning::Adalora, Tuning::Adapter, Tuning::Prefix] {
            let (model, aside) = tuned(tuning);
            assert!(aside.accuracy > 0.8, "{tuning:?}: {}", aside.accuracy);
            let texts = ["a z b c", "d c q a", "a b c d"];
            let said: Vec<Option<String>> = model.label(&texts).into_iter().map(|answer| answer.label).collect();
            assert_eq!(said, [Some("z".to_owned()), Some("q".to_owned()), None], "{tuning:?}");
            let bytes = model.to_file(LearntFrom::default()).to_bytes().unwrap();
            let (again, manifest) = TunedModel::from_bytes(&bytes, &small()).unwrap();
            assert_eq!(manifest.labels, model.labels);
            let (one, other) = (model.probabilities(&texts), again.probabilities(&texts));
            assert!(one.iter().zip(&other).all(|(one, other)| (one - other).abs() < 1e-5), "{tuning:?}");
            assert_eq!(again.trained(), model.trained());
            // But for a full tuning the encoder is not in the file.
            let is_within = model
                .to_file(LearntFrom::default())
                .tensors
                .matrix("encoder/encoder.layer.0.output.dense.weight")
                .is_some();
            assert_eq!(tuning == Tuning::Full, is_within, "{tuning:?}");
        }
    }

    #[test]
    fn a_file_of_another_encoder_or_a_damaged_one_is_refused() {
        let (model, _) = tuned(Tuning::Lora);
        let file = model.to_file(LearntFrom::default());
        let mut other = file.clone();
        other.manifest.made_with.insert("encoder sha256".into(), "00".into());
        let refused = |bytes: &[u8]| TunedModel::from_bytes(bytes, &small()).unwrap_err();
        assert!(matches!(refused(&other.to_bytes().unwrap()), TunedFault::OtherEncoder { .. }));
        let mut short = file.clone();
        short.manifest.labels.pop();
        assert!(refused(&short.to_bytes().unwrap()).to_string().contains("head/labels.weight"));
        let mut bytes = file.to_bytes().unwrap();
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        assert!(matches!(refused(&bytes), TunedFault::File(_)));
    }

    #[test]
    fn what_cannot_be_told_apart_is_refused_and_training_stops_when_told() {
        let train = |texts: &[&str], class: &[u16], goes: Goes| {
            let labels = ["a".to_owned(), "b".to_owned()];
            TunedModel::train(&small(), texts, class, &labels, None, &TunedSettings::default(), &mut |_, _| goes)
                .map(|_| ())
        };
        assert_eq!(train(&[], &[], Goes::On), Err(TunedFault::NoTexts));
        assert_eq!(
            train(&["x", "y"], &[1, 1], Goes::On),
            Err(TunedFault::OneLabel { label: "b".to_owned(), texts: 2 })
        );
        assert_eq!(train(&["x", "y", "x x", "y y"], &[0, 1, 0, 1], Goes::Stop), Ok(()));
    }
}
