//! The model as a file, and back: the words with the columns beside them, and the name of the encoder by its checksum.

use attentive_learn::model_file::{LearntFrom, Manifest, ModelFault, ModelFile, Tensors};

use super::CombinedModel;
use crate::encoder::SentenceEncoder;
use crate::label::Labeller;
use crate::linear::LinearModel;
use crate::tuned::TunedFault;

/// What it is for, as the manifest has it.
pub const KIND: &str = "text-combined";

/// What its numbers mean.
const VERSION: u32 = 1;

const ENCODER: &str = "encoder sha256";
const WORDS: &str = "words.";

impl CombinedModel {
    /// The model as a file.
    #[must_use]
    pub fn to_file(&self, learnt_from: LearntFrom) -> ModelFile {
        let mut tensors = Tensors::default();
        self.words.put(WORDS, &mut tensors);
        let manifest = Manifest {
            kind: KIND.to_owned(),
            version: VERSION,
            program_version: env!("CARGO_PKG_VERSION").to_owned(),
            columns: [].into(),
            labels: self.labels().to_vec(),
            units: [].into(),
            made_with: [(ENCODER.to_owned(), self.encoder.sha256())].into(),
            learnt_from,
        };
        ModelFile { manifest, tensors }
    }

    /// The model of these bytes upon this encoder, and what it is.
    ///
    /// # Errors
    /// When they are no such model, are damaged, do not fit together, or were made upon another encoder.
    pub fn from_bytes(bytes: &[u8], base: &SentenceEncoder) -> Result<(Self, Manifest), TunedFault> {
        let ModelFile { manifest, tensors } = ModelFile::from_bytes(bytes, KIND, VERSION)?;
        let lacks = |what: &str| ModelFault::Inconsistent { what: what.to_owned() };
        let expected = manifest.made_with.get(ENCODER).ok_or_else(|| lacks("its encoder"))?;
        let found = base.sha256();
        if *expected != found {
            return Err(TunedFault::OtherEncoder { expected: expected.clone(), found });
        }
        let words = LinearModel::find(&tensors, WORDS, &manifest.labels, base.width())?;
        Ok((Self { encoder: base.clone(), words }, manifest))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::taught;
    use super::*;
    use crate::encoder::tests::small_sentences;
    use crate::linear::LinearSettings;

    #[test]
    fn a_model_comes_back_upon_its_encoder_alone_and_says_the_same() {
        let (encoder, texts, class, labels) = taught();
        let (model, _) =
            CombinedModel::train(&encoder, &texts, &class, &labels, Some(2), &LinearSettings::default(), &mut |_| ())
                .unwrap();
        let bytes = model.to_file(LearntFrom::default()).to_bytes().unwrap();
        let (again, manifest) = CombinedModel::from_bytes(&bytes, &encoder).unwrap();
        assert_eq!((manifest.labels, again.scope()), (labels, model.scope()));
        let (one, other) = (model.probabilities(&texts), again.probabilities(&texts));
        assert!(one.iter().zip(other).all(|(one, other)| (one - other).abs() < 1e-5));
        let fault = CombinedModel::from_bytes(&bytes, &small_sentences()).unwrap_err();
        assert!(matches!(fault, TunedFault::OtherEncoder { .. }), "{fault}");
        let mut torn = model.to_file(LearntFrom::default());
        torn.tensors.put("words.temperature", &[0.0]);
        assert!(
            CombinedModel::from_bytes(&torn.to_bytes().unwrap(), &encoder)
                .unwrap_err()
                .to_string()
                .contains("temperature")
        );
    }
}
