//! The model as a file, and back; what is damaged or does not fit together is refused with the reason.

use attentive_learn::linear_svm::LinearSvm;
use attentive_learn::model_file::{LearntFrom, Manifest, ModelFault, ModelFile, Tensors};

use super::LinearModel;
use super::vocabulary::Vocabulary;
use crate::label::{Labeller, Scope};

/// What it is for, as the manifest has it.
pub const KIND: &str = "text-linear";

/// What its numbers mean; a change of the pieces or of their hashes is a new version.
pub const VERSION: u32 = 2;

/// No label stands for the outside.
const NO_OUTSIDE: u32 = u32::MAX;

impl LinearModel {
    /// The model as a file.
    #[must_use]
    pub fn to_file(&self, learnt_from: LearntFrom) -> ModelFile {
        let mut tensors = Tensors::default();
        self.put("", &mut tensors);
        let manifest = Manifest {
            kind: KIND.to_owned(),
            version: VERSION,
            program_version: env!("CARGO_PKG_VERSION").to_owned(),
            columns: [].into(),
            labels: self.labels.clone(),
            units: [].into(),
            made_with: [].into(),
            learnt_from,
        };
        ModelFile { manifest, tensors }
    }

    /// The model of these bytes, and what it is.
    ///
    /// # Errors
    /// When they are no such model, are damaged, or do not fit together; the error says what.
    pub fn from_bytes(bytes: &[u8]) -> Result<(Self, Manifest), ModelFault> {
        let ModelFile { manifest, tensors } = ModelFile::from_bytes(bytes, KIND, VERSION)?;
        Ok((Self::find(&tensors, "", &manifest.labels, 0)?, manifest))
    }

    /// Adds all numbers under names that begin with `of`.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "there are fewer labels than that, and models are kept in single precision"
    )]
    pub(crate) fn put(&self, of: &str, tensors: &mut Tensors) {
        tensors.put_whole(&format!("{of}pieces.hash"), self.vocabulary.hashes());
        tensors.put(&format!("{of}pieces.rarity"), self.vocabulary.rarity());
        self.svm.put(&format!("{of}svm"), tensors);
        tensors.put(&format!("{of}temperature"), &[self.temperature as f32]);
        let outside = self.scope.outside.map_or(NO_OUTSIDE, |outside| outside as u32);
        tensors.put_whole(&format!("{of}scope.outside"), &[outside]);
        tensors.put(&format!("{of}scope.least"), &[self.scope.least]);
    }

    /// What was put under `of`, with so many columns beside the words.
    ///
    /// # Errors
    /// When numbers are lacking or do not fit together.
    pub(crate) fn find(tensors: &Tensors, of: &str, labels: &[String], beside: usize) -> Result<Self, ModelFault> {
        let lacks = |what: &str| ModelFault::Inconsistent { what: what.to_owned() };
        let labels = labels.to_vec();
        let vocabulary = tensors
            .whole(&format!("{of}pieces.hash"))
            .zip(tensors.values(&format!("{of}pieces.rarity")))
            .and_then(|(hashes, rarity)| Vocabulary::of(hashes, rarity))
            .ok_or_else(|| lacks("its words"))?;
        let svm = LinearSvm::find(tensors, &format!("{of}svm"), vocabulary.len() + beside, labels.len())
            .ok_or_else(|| lacks("its weights"))?;
        let one =
            |name: &str| tensors.values(&format!("{of}{name}")).and_then(|values| <[f32; 1]>::try_from(values).ok());
        let temperature = one("temperature").filter(|[t]| *t > 0.0).ok_or_else(|| lacks("its temperature"))?[0];
        let least =
            one("scope.least").filter(|[least]| (0.0..=1.0).contains(least)).ok_or_else(|| lacks("its limit"))?[0];
        let outside = match tensors.whole(&format!("{of}scope.outside")) {
            Some([NO_OUTSIDE]) => None,
            Some([outside]) if (*outside as usize) < labels.len() => Some(*outside as usize),
            _ => return Err(lacks("the label for what is outside")),
        };
        let temperature = f64::from(temperature);
        let model = Self { labels, vocabulary, svm, temperature, scope: Scope { outside, least } };
        debug_assert_eq!(model.labels().len(), model.svm.classes());
        Ok(model)
    }
}

#[cfg(test)]
mod tests {
    use super::super::LinearSettings;
    use super::super::tests::taught;
    use super::*;

    #[test]
    fn a_model_comes_back_and_says_the_same() {
        let (texts, class, labels) = taught();
        let settings = LinearSettings::default();
        let (model, _) = LinearModel::train(&texts, &class, &labels, Some(2), &settings, &mut |_| ()).unwrap();
        let bytes = model.to_file(LearntFrom { seed: 1, samples: 12, ..LearntFrom::default() }).to_bytes().unwrap();
        let (again, manifest) = LinearModel::from_bytes(&bytes).unwrap();
        assert_eq!((again.scope, manifest.labels, manifest.learnt_from.samples), (model.scope, labels, 12));
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let near = |one: f32, other: f32| (one - other).abs() < 1e-5;
        assert!(
            model
                .probabilities(&texts)
                .into_iter()
                .zip(again.probabilities(&texts))
                .all(|(one, other)| near(one, other))
        );
    }

    #[test]
    fn parts_that_do_not_fit_are_named() {
        let (texts, class, labels) = taught();
        let (model, _) =
            LinearModel::train(&texts, &class, &labels, None, &LinearSettings::default(), &mut |_| ()).unwrap();
        let file = model.to_file(LearntFrom::default());
        let refused = |change: &dyn Fn(&mut ModelFile)| {
            let mut other = file.clone();
            change(&mut other);
            LinearModel::from_bytes(&other.to_bytes().unwrap()).unwrap_err().to_string()
        };
        assert!(refused(&|file| file.manifest.labels.push("more".into())).contains("its weights"));
        assert!(refused(&|file| file.tensors.put("temperature", &[0.0])).contains("its temperature"));
        assert!(refused(&|file| file.tensors.put("scope.least", &[1.5])).contains("its limit"));
        assert!(refused(&|file| file.tensors.put_whole("scope.outside", &[3])).contains("outside"));
        assert!(refused(&|file| file.tensors.put_whole("pieces.hash", &[3])).contains("its words"));
        assert!(refused(&|file| file.manifest.version = 9).contains("version 9"));
        assert!(matches!(LinearModel::from_bytes(b"text"), Err(ModelFault::NoTensors { .. })));
    }
}
