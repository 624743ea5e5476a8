//! How it is learnt: once without a tenth of the texts, on which temperature and limit are found, then from all of them.
//!
//! ```text
//! texts ──nine tenths──> a first model ──the tenth──> share of the words, accuracy, temperature, limit
//!    ├──────all────────> the model that is kept, with those
//!    └──────all────────> words and pieces beside it, if they have a share
//! ```

use attentive_learn::SplitMix64;
use attentive_learn::calibrate::Temperature;
use attentive_learn::split::{Split, stratified_folds};
use attentive_learn::transformer::{Additions, Aim, Cloze, Goes, Labels, Model, Pace, Step, Text, TextHead, train};

use super::file::Made;
use super::prompt::Prompt;
use super::settings::{TunedSettings, Tuning};
use super::words::Words;
use super::{Gapped, TunedFault, TunedModel};
use crate::encoder::TextEncoder;
use crate::label::Scope;
use crate::soften::soften;

/// One part in so many is left out at first.
const FOLDS: usize = 10;

/// What was found on texts that were left out.
#[derive(Clone, Debug, PartialEq)]
pub struct OnAside {
    /// Places of the texts that were left out.
    pub places: Vec<usize>,
    /// Calibrated probabilities of each: as many as there are labels.
    pub probabilities: Vec<f32>,
    /// Share of them that got the right label.
    pub accuracy: f64,
    /// The temperature.
    pub temperature: f64,
    /// How much the words count beside the encoder, 0 to 1.
    pub words: f64,
    /// Rounds through the texts.
    pub rounds: usize,
    /// Loss of the last step of the model that is kept.
    pub last_loss: f64,
}

impl OnAside {
    /// Nothing was left out.
    fn none(rounds: usize, last_loss: f64) -> Self {
        Self {
            places: Vec::new(),
            probabilities: Vec::new(),
            accuracy: f64::NAN,
            temperature: 1.0,
            words: 0.0,
            rounds,
            last_loss,
        }
    }
}

impl TunedModel {
    /// One that was taught nothing: an encoder that guesses words says which word of a label fits the gap. What each word has without any text is taken away; the probabilities are not
    /// calibrated, and each text gets a label.
    ///
    /// # Errors
    /// When the encoder cannot guess words, or a word is none of its own.
    pub fn untaught(base: &TextEncoder, prompt: Prompt, labels: &[String]) -> Result<Self, TunedFault> {
        let head = prompt.head(base, labels)?;
        let mut random = SplitMix64::new(0);
        let tuning = Tuning::Head;
        let mut weights = base.weights.clone();
        weights.train_only(|_| false);
        let added = Additions::drawn(&tuning.method(), weights.shape(), 0, &mut random);
        let head = TextHead::Cloze(Box::new(head));
        let made = Made::of(tuning, base, &weights, &added, &head);
        let mut model = Self {
            encoder: base.with_weights(weights),
            added,
            head,
            prompt: Some(prompt),
            labels: labels.to_vec(),
            temperature: 1.0,
            scope: Scope::default(),
            words: None,
            made,
        };
        let empty = model.logits(&[Gapped::read(base, model.prompt.as_ref(), "")?])?;
        if let TextHead::Cloze(head) = &mut model.head {
            head.without(&empty);
        }
        Ok(model)
    }

    /// Tunes an encoder to texts and what they are. `class` is the place of each text's label in `labels`; `outside` is the label that stands for "none of the others", if one does.
    /// `told` hears which share of the work is done, 0 to 1, and the loss; it stops the training by answering [`Goes::Stop`], and what was learnt so far is kept.
    ///
    /// # Errors
    /// When there is nothing to tell apart, a text cannot be read, or the loss leaves all bounds.
    pub fn train<T: AsRef<str>>(
        base: &TextEncoder,
        texts: &[T],
        class: &[u16],
        labels: &[String],
        outside: Option<usize>,
        settings: &TunedSettings,
        told: &mut dyn FnMut(f64, f64) -> Goes,
    ) -> Result<(Self, OnAside), TunedFault> {
        let first = class.first().ok_or(TunedFault::NoTexts)?;
        if class.iter().all(|other| other == first) {
            let label = labels.get(usize::from(*first)).cloned().unwrap_or_default();
            return Err(TunedFault::OneLabel { label, texts: class.len() });
        }
        let split = aside(class, settings.seed);
        let words = if settings.with_words && settings.is_calibrated && settings.tuning == Tuning::Full {
            Words::learn(texts, class, labels, outside, &split.test, settings.seed)?
        } else {
            None
        };
        let head = settings.prompt.as_ref().map(|prompt| prompt.head(base, labels)).transpose()?;
        let read = |text: &T| Gapped::read(base, settings.prompt.as_ref(), text.as_ref());
        let texts: Vec<Gapped> = texts.iter().map(read).collect::<Result<_, _>>()?;
        let targets: Vec<Aim> =
            texts.iter().zip(class).map(|(text, class)| Aim { gap: text.gap, label: usize::from(*class) }).collect();
        let (part, all) = (split.train.len() as f64, class.len() as f64);
        let one = Learning { base, labels, settings, all: texts.len(), head: head.as_ref() };
        let rounds = settings.rounds_for(texts.len(), texts.len(), labels.len());
        if !settings.is_calibrated {
            let (model, last_loss) = one.learn(&texts, &targets, told)?;
            return Ok((model, OnAside::none(rounds, last_loss)));
        }
        let first_share = part / (part + all);
        let (first, _) =
            one.learn(&pick(&texts, &split.train), &pick(&targets, &split.train), &mut |share, loss| {
                told(share * first_share, loss)
            })?;
        let mut probabilities = first.logits(&pick(&texts, &split.test))?;
        drop(first);
        soften(&mut probabilities, labels.len(), 1.0);
        let is: Vec<u16> = pick(class, &split.test);
        let words = words.and_then(|(words, left_out)| words.share(&left_out, &mut probabilities, &is));
        let temperature = Temperature::fit(&probabilities, labels.len(), &is);
        temperature.apply(&mut probabilities, labels.len());
        let scope = Scope::fit(&probabilities, labels.len(), &is, outside);
        let (mut model, last_loss) =
            one.learn(&texts, &targets, &mut |share, loss| told(first_share + share * (1.0 - first_share), loss))?;
        model.temperature = temperature.0;
        model.scope = scope;
        let share = words.as_ref().map_or(0.0, |words| f64::from(words.share));
        model.words = words;
        let accuracy = share_right(&probabilities, &is, labels.len());
        Ok((
            model,
            OnAside {
                places: split.test,
                probabilities,
                accuracy,
                temperature: temperature.0,
                words: share,
                rounds,
                last_loss,
            },
        ))
    }
}

#[derive(Clone, Copy, Debug)]
struct Learning<'a> {
    base: &'a TextEncoder,
    labels: &'a [String],
    settings: &'a TunedSettings,
    /// Texts that there are, of which a part may be learnt from.
    all: usize,
    /// What is to stand in the gap, where there is one.
    head: Option<&'a Cloze>,
}

impl Learning<'_> {
    /// A model from these texts, not calibrated yet, and the loss of its last step.
    fn learn(
        self,
        texts: &[Gapped],
        targets: &[Aim],
        told: &mut dyn FnMut(f64, f64) -> Goes,
    ) -> Result<(TunedModel, f64), TunedFault> {
        let TunedSettings { tuning, rate, seed, both, .. } = *self.settings;
        let mut random = SplitMix64::keyed(seed, &[0x7475_6e65]);
        let mut weights = self.base.weights.clone();
        weights.train_only(|name| tuning.moves(name));
        let added = Additions::drawn(&tuning.method(), weights.shape(), 0, &mut random);
        let wide = weights.shape().hidden;
        let rate = rate.unwrap_or_else(|| tuning.rate(weights.shape()));
        let head = match self.head {
            Some(cloze) => TextHead::Cloze(Box::new(cloze.clone())),
            None => TextHead::Labels(Labels::drawn(self.labels.len(), wide, self.base.pooling, &mut random)),
        };
        // What fills the gap was learnt long before: it takes steps as small as the encoder.
        let head_rate = if self.head.is_some() { rate.min(1e-3) } else { 3e-3 };
        let texts: Vec<Text> = texts.iter().map(|text| text.text.clone()).collect();
        let mut model = Model { weights, added, head };
        let pace = Pace {
            rounds: self.settings.rounds_for(texts.len(), self.all, self.labels.len()),
            batch: self.settings.batch_for(self.all),
            rate,
            head_rate,
            directions_kept: if tuning == Tuning::Adalora { 0.5 } else { 1.0 },
            seed,
            both,
            ..Pace::default()
        };
        let mut last = f64::NAN;
        train(&mut model, &texts, targets, &pace, &mut |step: Step, _| {
            last = step.loss;
            told(step.done as f64 / step.all as f64, step.loss)
        })?;
        let Model { weights, added, head } = model;
        let made = Made::of(tuning, self.base, &weights, &added, &head);
        let encoder = self.base.with_weights(weights);
        let labels = self.labels.to_vec();
        let model = TunedModel {
            encoder,
            added,
            head,
            prompt: self.settings.prompt.clone(),
            labels,
            temperature: 1.0,
            scope: Scope::default(),
            words: None,
            made,
        };
        Ok((model, last))
    }
}

/// A tenth of the texts, with its share of each label, is left out.
fn aside(class: &[u16], seed: u64) -> Split {
    let folds = FOLDS.clamp(2, class.len().max(2));
    let mut splits = stratified_folds(class, folds, &mut SplitMix64::keyed(seed, &[1]));
    splits.swap_remove(0)
}

fn pick<T: Clone>(values: &[T], places: &[usize]) -> Vec<T> {
    places.iter().map(|place| values[*place].clone()).collect()
}

fn share_right(probabilities: &[f32], is: &[u16], labels: usize) -> f64 {
    let open = Scope::default();
    let right = probabilities
        .chunks_exact(labels.max(1))
        .zip(is)
        .filter(|(row, is)| open.likeliest(row) == Some(usize::from(**is)));
    right.count() as f64 / is.len().max(1) as f64
}
