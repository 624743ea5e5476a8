//! The model as a file, and back. A file holds what was trained and the name of the encoder that it stands upon, by its checksum: adapters are small files beside one encoder.

use attentive_learn::SplitMix64;
use attentive_learn::model_file::{LearntFrom, Manifest, ModelFault, ModelFile, Tensors};
use attentive_learn::transformer::{Additions, Head, Labels, Tensor, TextHead, Weights};

use super::prompt::Prompt;
use super::settings::Tuning;
use super::words::Words;
use super::{TunedFault, TunedModel};
use crate::encoder::TextEncoder;
use crate::label::Scope;

/// What it is for, as the manifest has it.
pub const KIND: &str = "text-encoder";

/// What its numbers mean.
const VERSION: u32 = 3;

const NO_OUTSIDE: u32 = u32::MAX;

/// The sentence with a gap, in the manifest.
const PROMPT: &str = "prompt";

/// How a model was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Made {
    pub(super) tuning: Tuning,
    /// Numbers that were trained.
    pub(super) trained: usize,
    /// Numbers of the encoder.
    pub(super) whole: usize,
    /// The encoder that it stands upon.
    pub(super) upon: String,
}

impl Made {
    pub(super) fn of(
        tuning: Tuning,
        base: &TextEncoder,
        weights: &Weights,
        added: &Additions,
        head: &TextHead,
    ) -> Self {
        let count = |tensors: &[Tensor]| -> usize {
            tensors.iter().filter(|tensor| tensor.is_trained).map(|tensor| tensor.values.len()).sum()
        };
        Self {
            tuning,
            trained: count(weights.tensors()) + count(added.tensors()) + count(head.tensors()),
            whole: weights.tensors().iter().map(|tensor| tensor.values.len()).sum(),
            upon: base.sha256(),
        }
    }
}

impl TunedModel {
    /// The model as a file.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "there are fewer labels than that, and models are kept in single precision"
    )]
    pub fn to_file(&self, learnt_from: LearntFrom) -> ModelFile {
        let mut tensors = Tensors::default();
        let trained = self.encoder.weights.tensors().iter().filter(|tensor| self.made.tuning.moves(&tensor.name));
        let parts = [("encoder", trained.collect::<Vec<_>>())]
            .into_iter()
            .chain([("added", self.added.tensors().iter().collect()), ("head", self.head.tensors().iter().collect())]);
        for (part, list) in parts {
            for tensor in list {
                tensors.put_matrix(&format!("{part}/{}", tensor.name), &tensor.values, tensor.shape);
            }
        }
        tensors.put("temperature", &[self.temperature as f32]);
        tensors.put_whole("scope.outside", &[self.scope.outside.map_or(NO_OUTSIDE, |outside| outside as u32)]);
        tensors.put("scope.least", &[self.scope.least]);
        if let Some(words) = &self.words {
            words.put(&mut tensors);
        }
        let mut made_with = vec![
            ("tuning".to_owned(), self.made.tuning.name().to_owned()),
            ("encoder sha256".to_owned(), self.made.upon.clone()),
        ];
        made_with.extend(
            self.prompt.as_ref().and_then(|prompt| Some((PROMPT.to_owned(), serde_json::to_string(prompt).ok()?))),
        );
        let manifest = Manifest {
            kind: KIND.to_owned(),
            version: VERSION,
            program_version: env!("CARGO_PKG_VERSION").to_owned(),
            columns: [].into(),
            labels: self.labels.clone(),
            units: [].into(),
            made_with: made_with.into_iter().collect(),
            learnt_from,
        };
        ModelFile { manifest, tensors }
    }

    /// The model of these bytes upon this encoder, and what it is.
    ///
    /// # Errors
    /// When they are no such model, are damaged, do not fit together, or were tuned upon another encoder.
    pub fn from_bytes(bytes: &[u8], base: &TextEncoder) -> Result<(Self, Manifest), TunedFault> {
        let ModelFile { manifest, tensors } = ModelFile::from_bytes(bytes, KIND, VERSION)?;
        let lacks = |what: &str| ModelFault::Inconsistent { what: what.to_owned() };
        let tuning = manifest.made_with.get("tuning").and_then(|name| Tuning::named(name));
        let tuning = tuning.ok_or_else(|| lacks("how it was tuned"))?;
        let expected = manifest.made_with.get("encoder sha256").ok_or_else(|| lacks("its encoder"))?;
        let found = base.sha256();
        if *expected != found {
            return Err(TunedFault::OtherEncoder { expected: expected.clone(), found });
        }
        let labels = manifest.labels.clone();
        let shape = base.weights.shape().clone();
        // Drawn for their sizes alone; each number is read over.
        let mut random = SplitMix64::new(0);
        let mut weights = base.weights.clone();
        weights.train_only(|name| tuning.moves(name));
        let mut added = Additions::drawn(&tuning.method(), &shape, 0, &mut random);
        let prompt: Option<Prompt> = match manifest.made_with.get(PROMPT) {
            None => None,
            Some(text) => Some(serde_json::from_str(text).map_err(|_| lacks("its sentence with a gap"))?),
        };
        let mut head = match &prompt {
            Some(prompt) => TextHead::Cloze(Box::new(prompt.head(base, &labels)?)),
            None => TextHead::Labels(Labels::drawn(labels.len(), shape.hidden, base.pooling, &mut random)),
        };
        let fill = |part: &str, list: &mut [Tensor]| -> Result<(), ModelFault> {
            for tensor in list.iter_mut().filter(|tensor| tensor.is_trained) {
                let name = format!("{part}/{}", tensor.name);
                match tensors.matrix(&name) {
                    Some((values, shape)) if shape == tensor.shape => tensor.values.copy_from_slice(values),
                    _ => return Err(lacks(&format!("the weight {name:?}"))),
                }
            }
            Ok(())
        };
        fill("encoder", weights.tensors_mut())?;
        fill("added", added.tensors_mut())?;
        fill("head", head.tensors_mut())?;
        let one = |name: &str| tensors.values(name).and_then(|values| <[f32; 1]>::try_from(values).ok());
        let [temperature] = one("temperature").filter(|[t]| *t > 0.0).ok_or_else(|| lacks("its temperature"))?;
        let [least] =
            one("scope.least").filter(|[least]| (0.0..=1.0).contains(least)).ok_or_else(|| lacks("its limit"))?;
        let outside = match tensors.whole("scope.outside") {
            Some([NO_OUTSIDE]) => None,
            Some([outside]) if (*outside as usize) < labels.len() => Some(*outside as usize),
            _ => return Err(lacks("the label for what is outside").into()),
        };
        let made = Made::of(tuning, base, &weights, &added, &head);
        let encoder = base.with_weights(weights);
        let scope = Scope { outside, least };
        let words = Words::find(&tensors, &labels)?;
        let temperature = f64::from(temperature);
        Ok((Self { encoder, added, head, prompt, labels, temperature, scope, words, made }, manifest))
    }
}
