//! The model as a file, and back: sums and remembered rows, and the name of the encoder by its checksum.

use attentive_learn::discriminant::ClassSums;
use attentive_learn::model_file::{LearntFrom, Manifest, ModelFault, ModelFile, Tensors};

use super::GrowingModel;
use super::memory::Memory;
use crate::encoder::SentenceEncoder;
use crate::label::Scope;
use crate::tuned::TunedFault;

/// What it is for, as the manifest has it.
pub const KIND: &str = "text-growing";

/// What its numbers mean.
const VERSION: u32 = 2;

const ENCODER: &str = "encoder sha256";
const OUTSIDE: &str = "outside";

impl GrowingModel {
    /// The model as a file.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "counts of texts")]
    pub fn to_file(&self, learnt_from: LearntFrom) -> ModelFile {
        let mut tensors = Tensors::default();
        self.sums.put("sums", &mut tensors);
        let (rows, class) = self.memory.rows();
        let wide = self.encoder.width();
        tensors.put_matrix("memory.rows", &rows, [class.len(), wide]);
        tensors.put("share", &[self.share as f32]);
        tensors.put_whole("memory.class", &class.iter().map(|class| *class as u32).collect::<Vec<_>>());
        tensors.put_whole("memory.seen", &self.memory.classes.iter().map(|(seen, _)| *seen as u32).collect::<Vec<_>>());
        let mut made_with = vec![(ENCODER.to_owned(), self.encoder.sha256())];
        made_with.extend(self.scope.outside.map(|place| (OUTSIDE.to_owned(), self.labels[place].clone())));
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
    /// When they are no such model, are damaged, do not fit together, or were made upon another encoder.
    pub fn from_bytes(bytes: &[u8], base: &SentenceEncoder) -> Result<(Self, Manifest), TunedFault> {
        let ModelFile { manifest, tensors } = ModelFile::from_bytes(bytes, KIND, VERSION)?;
        let lacks = |what: &str| ModelFault::Inconsistent { what: what.to_owned() };
        let expected = manifest.made_with.get(ENCODER).ok_or_else(|| lacks("its encoder"))?;
        let found = base.sha256();
        if *expected != found {
            return Err(TunedFault::OtherEncoder { expected: expected.clone(), found });
        }
        let wide = base.width();
        let labels = manifest.labels.clone();
        let sums = ClassSums::find(&tensors, "sums", wide).filter(|sums| sums.classes() <= labels.len());
        let sums = sums.ok_or_else(|| lacks("its sums"))?;
        let memory =
            memory(&tensors, wide, labels.len(), manifest.learnt_from.seed).ok_or_else(|| lacks("its rows"))?;
        let outside = match manifest.made_with.get(OUTSIDE) {
            None => None,
            Some(name) => Some(
                labels.iter().position(|label| label == name).ok_or_else(|| lacks("the label for what is outside"))?,
            ),
        };
        let scope = Scope { outside, least: 0.0 };
        let share = tensors.values("share").and_then(|values| <[f32; 1]>::try_from(values).ok());
        let [share] = share.filter(|[share]| (0.0..=1.0).contains(share)).ok_or_else(|| lacks("its share"))?;
        let share = f64::from(share);
        let mut model =
            Self { encoder: base.clone(), labels, sums, memory, found: None, share, temperature: 1.0, scope };
        model.settle();
        Ok((model, manifest))
    }
}

fn memory(tensors: &Tensors, wide: usize, labels: usize, seed: u64) -> Option<Memory> {
    let (rows, shape) = tensors.matrix("memory.rows")?;
    let (class, seen) = (tensors.whole("memory.class")?, tensors.whole("memory.seen")?);
    if shape != [class.len(), wide] || seen.len() > labels || rows.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let mut memory = Memory::new(seed);
    memory.classes = seen.iter().map(|seen| (u64::from(*seen), Vec::new())).collect();
    for (row, class) in rows.chunks_exact(wide).zip(class) {
        memory.classes.get_mut(*class as usize)?.1.push(row.to_vec());
    }
    Some(memory)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoder::tests::small_sentences as small;
    use crate::label::Labeller;

    fn model() -> GrowingModel {
        let mut model = GrowingModel::new(&small(), Some("none"), 3);
        let texts: Vec<String> = (0..40).map(|text| format!("{} {}", ["a b", "x y"][text % 2], text)).collect();
        let views: Vec<&str> = texts.iter().map(String::as_str).collect();
        let labels: Vec<&str> = (0..40).map(|text| ["one", "other"][text % 2]).collect();
        model.teach(&views, &labels, &mut |_| ()).unwrap();
        model
    }

    #[test]
    fn it_comes_back_says_the_same_and_learns_on() {
        let model = model();
        let bytes = model.to_file(LearntFrom { seed: 3, ..LearntFrom::default() }).to_bytes().unwrap();
        let (mut again, manifest) = GrowingModel::from_bytes(&bytes, &small()).unwrap();
        assert_eq!(manifest.labels, ["none", "one", "other"]);
        let asked = ["a b 1", "x y 2", "?"];
        let (one, other) = (model.probabilities(&asked), again.probabilities(&asked));
        assert!(one.iter().zip(&other).all(|(one, other)| (one - other).abs() < 1e-3), "{one:?} {other:?}");
        again.teach(&["1 2", "2 1", "1 1"], &["digits"; 3], &mut |_| ()).unwrap();
        assert_eq!((again.labels().len(), again.taught()), (4, 43));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let file = model().to_file(LearntFrom::default());
        let refused = |change: &dyn Fn(&mut ModelFile)| {
            let mut other = file.clone();
            change(&mut other);
            GrowingModel::from_bytes(&other.to_bytes().unwrap(), &small()).unwrap_err().to_string()
        };
        assert!(refused(&|file| file.manifest.labels.truncate(1)).contains("its sums"));
        assert!(refused(&|file| file.tensors.put_whole("memory.class", &[9])).contains("its rows"));
        assert!(
            refused(&|file| {
                file.manifest.made_with.insert(OUTSIDE.into(), "gone".into());
            })
            .contains("outside")
        );
        let mut other = file.clone();
        other.manifest.made_with.insert(ENCODER.into(), "00".into());
        let fault = GrowingModel::from_bytes(&other.to_bytes().unwrap(), &small()).unwrap_err();
        assert!(matches!(fault, TunedFault::OtherEncoder { .. }));
    }
}
