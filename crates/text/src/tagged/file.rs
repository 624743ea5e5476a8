//! The model over an encoder as a file, and back: what was trained, and the name of the encoder that it stands upon, by its checksum.

use attentive_learn::SplitMix64;
use attentive_learn::model_file::{LearntFrom, Manifest, ModelFault, ModelFile, Tensors};
use attentive_learn::transformer::{Additions, Head, Tags, Tensor};

use super::scheme::TagSet;
use super::shape::SHAPES;
use super::split::Splitting;
use super::train::{TaggedModel, moves};
use super::words::Words;
use crate::encoder::TextEncoder;
use crate::tuned::{TunedFault, Tuning};

/// What it is for, as the manifest has it.
pub const KIND: &str = "text-tags-encoder";

/// What its numbers mean: the encoder alone, or words beside it, which a program that knows no words must not read over.
const WITHOUT_WORDS: u32 = 1;
const WITH_WORDS: u32 = 2;

const TUNING: &str = "tuning";
const ENCODER: &str = "encoder sha256";
const EMBEDDINGS: &str = "embeddings tuned";
const CONTEXT: &str = "words around";
const SPLITTING: &str = "texts parted by";

impl TaggedModel {
    /// The model as a file.
    #[must_use]
    pub fn to_file(&self, learnt_from: LearntFrom) -> ModelFile {
        let mut tensors = Tensors::default();
        let moved = |tensor: &&Tensor| moves(self.tuning, self.moves_embeddings, &tensor.name);
        let parts = [
            ("encoder", self.encoder.weights.tensors().iter().filter(moved).collect::<Vec<_>>()),
            ("added", self.added.tensors().iter().collect()),
            ("head", self.head.tensors().iter().collect()),
        ];
        for (part, list) in parts {
            for tensor in list {
                tensors.put_matrix(&format!("{part}/{}", tensor.name), &tensor.values, tensor.shape);
            }
        }
        if let Some(words) = &self.words {
            words.put(&mut tensors);
        }
        let made_with = [
            (TUNING, self.tuning.name().to_owned()),
            (ENCODER, self.encoder.sha256()),
            (EMBEDDINGS, self.moves_embeddings.to_string()),
            (CONTEXT, self.context.to_string()),
            (SPLITTING, self.splitting.name().to_owned()),
        ];
        let manifest = Manifest {
            kind: KIND.to_owned(),
            version: if self.words.is_some() { WITH_WORDS } else { WITHOUT_WORDS },
            program_version: env!("CARGO_PKG_VERSION").to_owned(),
            columns: [].into(),
            labels: self.tags.tags().to_vec(),
            units: [].into(),
            made_with: made_with.map(|(name, value)| (name.to_owned(), value)).into(),
            learnt_from,
        };
        ModelFile { manifest, tensors }
    }

    /// The model of these bytes upon this encoder, and what it is.
    ///
    /// # Errors
    /// When they are no such model, are damaged, do not fit together, or were tuned upon another encoder.
    pub fn from_bytes(bytes: &[u8], base: &TextEncoder) -> Result<(Self, Manifest), TunedFault> {
        let file = match ModelFile::from_bytes(bytes, KIND, WITH_WORDS) {
            Err(ModelFault::OtherVersion { found: WITHOUT_WORDS, .. }) => {
                ModelFile::from_bytes(bytes, KIND, WITHOUT_WORDS)
            }
            read => read,
        };
        let ModelFile { manifest, tensors } = file?;
        let lacks = |what: &str| ModelFault::Inconsistent { what: what.to_owned() };
        let made = |name: &str| manifest.made_with.get(name).map(String::as_str);
        let expected = made(ENCODER).ok_or_else(|| lacks("its encoder"))?;
        let found = base.sha256();
        if expected != found {
            return Err(TunedFault::OtherEncoder { expected: expected.to_owned(), found });
        }
        let tuning = made(TUNING).and_then(Tuning::named).ok_or_else(|| lacks("how it was tuned"))?;
        let moves_embeddings = made(EMBEDDINGS).and_then(|value| value.parse().ok());
        let moves_embeddings: bool = moves_embeddings.ok_or_else(|| lacks("whether its embeddings were tuned"))?;
        let context = made(CONTEXT).and_then(|value| value.parse().ok()).filter(|context| *context <= 10_000);
        let context: usize = context.ok_or_else(|| lacks("how many words around it reads"))?;
        let splitting = made(SPLITTING).and_then(Splitting::named).ok_or_else(|| lacks("how texts are parted"))?;
        let tags = TagSet::of_list(&manifest.labels).ok_or_else(|| lacks("its tags"))?;
        // Drawn for their sizes alone; each number is read over.
        let mut random = SplitMix64::new(0);
        let mut weights = base.weights.clone();
        weights.train_only(|name| moves(tuning, moves_embeddings, name));
        let mut added = Additions::drawn(&tuning.method(), weights.shape(), SHAPES, &mut random);
        let mut head = Tags::drawn(&tags.chain(), tags.tags().len(), weights.shape().hidden, &mut random);
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
        let words = Words::find(&tensors, &tags, splitting)?;
        let encoder = base.with_weights(weights);
        Ok((Self { encoder, added, head, tags, context, splitting, tuning, moves_embeddings, words }, manifest))
    }
}
