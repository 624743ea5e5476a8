//! What was made of a FAQ as a file, and back; the FAQ itself and the model of its classes are files of their own.

use std::collections::BTreeMap;

use attentive_learn::model_file::{LearntFrom, Manifest, ModelFault, ModelFile, Tensors};

use super::shelf::Embedded;
use super::{Faq, Shelf, Sureness};
use crate::linear::LinearModel;

/// What it is for, as the manifest has it.
pub const KIND: &str = "faq";

/// What its numbers mean; a change of what strength is, or of what counts as a word, is a new version.
pub const VERSION: u32 = 1;

/// What the manifest calls the encoder.
const ENCODER: &str = "encoder";

impl Shelf {
    /// The embeddings and the curves as a file. `learnt_from` tells the checksum of the FAQ.
    #[must_use]
    pub fn to_file(&self, learnt_from: LearntFrom) -> ModelFile {
        let mut tensors = Tensors::default();
        let put = |tensors: &mut Tensors, name: &str, sureness: &Sureness| {
            tensors.put(&format!("sureness.{name}"), &[sureness.first, sureness.among].concat());
        };
        put(&mut tensors, "words", &self.by_words);
        let mut made_with = BTreeMap::new();
        if let Some(embedded) = &self.embedded {
            put(&mut tensors, "both", &embedded.sureness);
            let entries = self.faq.entries().len();
            tensors.put_matrix("rows", &embedded.rows, [entries, embedded.rows.len() / entries.max(1)]);
            tensors.put_whole("is_used", &[u32::from(embedded.is_used)]);
            made_with.insert(ENCODER.to_owned(), embedded.encoder.clone());
        }
        let manifest = Manifest {
            kind: KIND.to_owned(),
            version: VERSION,
            program_version: env!("CARGO_PKG_VERSION").to_owned(),
            columns: [].into(),
            labels: self.faq.classes().into_iter().map(str::to_owned).collect(),
            units: [].into(),
            made_with,
            learnt_from,
        };
        ModelFile { manifest, tensors }
    }

    /// A FAQ that can be asked, from what was kept, and what its file says of itself.
    ///
    /// # Errors
    /// When the bytes are no such file, are damaged, or do not belong to this FAQ.
    pub fn from_bytes(bytes: &[u8], faq: Faq, classes: Option<LinearModel>) -> Result<(Self, Manifest), ModelFault> {
        let ModelFile { manifest, tensors } = ModelFile::from_bytes(bytes, KIND, VERSION)?;
        let lacks = |what: &str| ModelFault::Inconsistent { what: what.to_owned() };
        let sureness = |name: &str| {
            let values = tensors.values(&format!("sureness.{name}"));
            let [a, b, c, d, e, f] = values.and_then(|values| <[f32; 6]>::try_from(values).ok())?;
            Some(Sureness { first: [a, b, c], among: [d, e, f] })
        };
        let by_words = sureness("words").ok_or_else(|| lacks("how sure answers are"))?;
        let embedded = match manifest.made_with.get(ENCODER) {
            None => None,
            Some(encoder) => {
                let rows = tensors.matrix("rows").filter(|(_, shape)| shape[0] == faq.entries().len() && shape[1] > 0);
                let (rows, _) = rows.ok_or_else(|| lacks("the rows of its questions"))?;
                let sureness = sureness("both").ok_or_else(|| lacks("how sure answers are"))?;
                let is_used = match tensors.whole("is_used") {
                    Some([used @ (0 | 1)]) => *used == 1,
                    _ => return Err(lacks("whether its encoder is used")),
                };
                Some(Embedded { rows: rows.to_vec(), encoder: encoder.clone(), is_used, sureness })
            }
        };
        Ok((Self::of(faq, embedded, classes, by_words), manifest))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::faq;
    use super::*;

    fn small() -> Faq {
        faq(&[("lost card", "Call us.", "a"), ("card fee", "None.", "b"), ("open account", "Online.", "b")])
    }

    #[test]
    fn what_was_kept_answers_as_before() {
        let encoder = crate::encoder::tests::small_sentences();
        for encoder in [None, Some(&encoder)] {
            let (shelf, _) = Shelf::make(small(), encoder, &mut |_| ()).unwrap();
            let bytes = shelf.to_file(LearntFrom::default()).to_bytes().unwrap();
            let (again, manifest) = Shelf::from_bytes(&bytes, small(), None).unwrap();
            assert_eq!(manifest.labels, ["a", "b"]);
            let ask = |shelf: &Shelf| shelf.ask("fee for a lost card", encoder, None).unwrap();
            assert_eq!(ask(&shelf), ask(&again));
        }
    }

    #[test]
    fn parts_that_do_not_fit_are_named() {
        let encoder = crate::encoder::tests::small_sentences();
        let (shelf, _) = Shelf::make(small(), Some(&encoder), &mut |_| ()).unwrap();
        let file = shelf.to_file(LearntFrom::default());
        let refused = |change: &dyn Fn(&mut ModelFile)| {
            let mut other = file.clone();
            change(&mut other);
            Shelf::from_bytes(&other.to_bytes().unwrap(), small(), None).unwrap_err().to_string()
        };
        assert!(refused(&|file| file.tensors.put("sureness.words", &[1.0])).contains("how sure"));
        assert!(refused(&|file| file.tensors.put_whole("is_used", &[7])).contains("is used"));
        assert!(refused(&|file| file.tensors.put_matrix("rows", &[1.0], [1, 1])).contains("rows of its questions"));
        assert!(refused(&|file| file.manifest.version = 9).contains("version 9"));
        let more = faq(&[("lost card", "Call us.", "a")]);
        assert!(Shelf::from_bytes(&file.to_bytes().unwrap(), more, None).is_err());
        assert!(matches!(Shelf::from_bytes(b"text", small(), None), Err(ModelFault::NoTensors { .. })));
    }
}
