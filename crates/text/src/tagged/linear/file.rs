//! The model as a file, and back; what is damaged or does not fit together is refused with the reason.

use attentive_learn::crf::Chain;
use attentive_learn::model_file::{LearntFrom, Manifest, ModelFault, ModelFile, Tensors};

use super::LinearTagger;
use crate::tagged::scheme::TagSet;
use crate::tagged::split::Splitting;

/// What it is for, as the manifest has it.
pub const KIND: &str = "text-tags-linear";

/// What its numbers mean; a change of the pieces or of their hashes is a new version.
const VERSION: u32 = 1;

const SPLITTING: &str = "texts parted by";

impl LinearTagger {
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
            labels: self.tags.tags().to_vec(),
            units: [].into(),
            made_with: [(SPLITTING.to_owned(), self.splitting.name().to_owned())].into(),
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
        let lacks = |what: &str| ModelFault::Inconsistent { what: what.to_owned() };
        let tags = TagSet::of_list(&manifest.labels).ok_or_else(|| lacks("its tags"))?;
        let splitting = manifest.made_with.get(SPLITTING).and_then(|name| Splitting::named(name));
        let splitting = splitting.ok_or_else(|| lacks("how texts are parted"))?;
        Ok((Self::find(&tensors, "", tags, splitting)?, manifest))
    }

    /// Puts its numbers under names that begin with `of`.
    pub(in crate::tagged) fn put(&self, of: &str, tensors: &mut Tensors) {
        tensors.put_whole(&format!("{of}pieces.hash"), &self.hashes);
        let shape = [self.hashes.len(), self.tags.tags().len()];
        tensors.put_matrix(&format!("{of}pieces.weight"), &self.weights, shape);
        tensors.put(&format!("{of}chain"), self.chain.values());
        tensors.put(&format!("{of}reluctance"), &[self.reluctance]);
    }

    /// The model whose numbers stand under names that begin with `of`.
    pub(in crate::tagged) fn find(
        tensors: &Tensors,
        of: &str,
        tags: TagSet,
        splitting: Splitting,
    ) -> Result<Self, ModelFault> {
        let lacks = |what: &str| ModelFault::Inconsistent { what: what.to_owned() };
        let wide = tags.tags().len();
        let hashes = tensors.whole(&format!("{of}pieces.hash"));
        let hashes = hashes.filter(|hashes| hashes.is_sorted_by(|one, other| one < other));
        let hashes = hashes.ok_or_else(|| lacks("its pieces"))?.to_vec();
        let weights = tensors.matrix(&format!("{of}pieces.weight")).filter(|(_, shape)| *shape == [hashes.len(), wide]);
        let weights = weights.ok_or_else(|| lacks("its weights"))?.0.to_vec();
        let chain = tensors.values(&format!("{of}chain")).and_then(|values| Chain::of(wide, values));
        let chain = chain.ok_or_else(|| lacks("its chain"))?;
        let reluctance =
            tensors.values(&format!("{of}reluctance")).and_then(|values| <[f32; 1]>::try_from(values).ok());
        let [reluctance] = reluctance.ok_or_else(|| lacks("its reluctance"))?;
        Ok(Self { tags, hashes, weights, chain, reluctance, splitting })
    }
}

#[cfg(test)]
mod tests {
    use super::super::LinearTaggerSettings;
    use super::*;
    use crate::tagged::Sentence;

    fn model() -> LinearTagger {
        let sentence = |words: &str, tags: &str| {
            let parted = |text: &str| text.split(' ').map(str::to_owned).collect();
            Sentence { words: parted(words), tags: parted(tags) }
        };
        let taught = [sentence("we met Bo Smith", "O O B-PER I-PER"), sentence("we saw nothing", "O O O")];
        LinearTagger::train(&taught, &LinearTaggerSettings::default(), &mut |_, _| ()).unwrap()
    }

    #[test]
    fn a_model_comes_back_and_says_the_same() {
        let model = model();
        let from = LearntFrom { seed: 1, samples: 2, ..LearntFrom::default() };
        let (again, manifest) = LinearTagger::from_bytes(&model.to_file(from).to_bytes().unwrap()).unwrap();
        assert_eq!((again, manifest.learnt_from.samples), (model, 2));
    }

    #[test]
    fn parts_that_do_not_fit_are_named() {
        let file = model().to_file(LearntFrom::default());
        let refused = |change: &dyn Fn(&mut ModelFile)| {
            let mut other = file.clone();
            change(&mut other);
            LinearTagger::from_bytes(&other.to_bytes().unwrap()).unwrap_err().to_string()
        };
        assert!(refused(&|file| file.manifest.labels.push("junk".into())).contains("its tags"));
        assert!(refused(&|file| file.manifest.labels.clear()).contains("its tags"));
        assert!(refused(&|file| file.manifest.made_with.clear()).contains("parted"));
        assert!(refused(&|file| file.tensors.put_whole("pieces.hash", &[3, 3])).contains("its pieces"));
        assert!(refused(&|file| file.tensors.put_whole("pieces.hash", &[3])).contains("its weights"));
        assert!(refused(&|file| file.tensors.put("chain", &[0.0])).contains("its chain"));
        assert!(refused(&|file| file.tensors.put("reluctance", &[])).contains("its reluctance"));
        assert!(refused(&|file| file.manifest.version = 9).contains("version 9"));
        assert!(matches!(LinearTagger::from_bytes(b"text"), Err(ModelFault::NoTensors { .. })));
    }
}
