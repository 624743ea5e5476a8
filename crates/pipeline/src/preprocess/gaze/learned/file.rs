//! The detector as a file, and back; see [`attentive_learn::model_file`].

use std::collections::BTreeMap;

use attentive_learn::model_file::{LearntFrom, Manifest, ModelFault, ModelFile, Tensors};

use super::model::{Model, Trees};
use super::{kinds, sight, stretches};

/// What the file is for.
const KIND: &str = "gaze-events";

/// Goes up when the numbers or the columns mean something else.
const VERSION: u32 = 3;

const LABELS: [&str; 5] = ["fixation", "saccade", "post-saccadic-oscillation", "smooth-pursuit", "blink or undefined"];

impl Model {
    /// The detector as a file that can be kept.
    #[must_use]
    pub fn to_file(&self, learnt_from: LearntFrom) -> ModelFile {
        let mut tensors = Tensors::default();
        self.sight.put("sight", &mut tensors);
        self.stretches.put("stretches", &mut tensors);
        let columns = [("sight", &self.sight.columns), ("stretches", &self.stretches.columns)];
        let manifest = Manifest {
            kind: KIND.to_owned(),
            version: VERSION,
            program_version: env!("CARGO_PKG_VERSION").to_owned(),
            columns: columns.map(|(part, names)| (part.to_owned(), names.clone())).into(),
            labels: LABELS.map(str::to_owned).into(),
            units: [("positions".to_owned(), "degrees of visual angle".to_owned())].into(),
            made_with: BTreeMap::new(),
            learnt_from,
        };
        ModelFile { manifest, tensors }
    }

    /// The detector of these bytes, and its manifest.
    ///
    /// # Errors
    /// When they are no such model, are damaged, or are made for other columns; the error says which.
    pub fn from_bytes(bytes: &[u8]) -> Result<(Self, Manifest), ModelFault> {
        let ModelFile { manifest, tensors } = ModelFile::from_bytes(bytes, KIND, VERSION)?;
        let trees = |part: &str, known: Vec<String>, classes| {
            manifest.check_columns(part, &known)?;
            Trees::find(&tensors, part, known, classes)
                .ok_or_else(|| ModelFault::Inconsistent { what: format!("the numbers of {part:?}") })
        };
        let sight = trees("sight", sight::names(), kinds::COUNT)?;
        let stretches = trees("stretches", stretches::names(), 2)?;
        Ok((Self { sight, stretches }, manifest))
    }
}

#[cfg(test)]
mod tests {
    use super::super::train::tests::{looking_around, small};
    use super::super::{Lesson, train};
    use super::*;

    fn model() -> Model {
        let (signal, kinds) = looking_around(4, 500.0, 1);
        train(&[Lesson { signal: &signal, kinds: &kinds, person: "a" }], &small(), &mut |_| ()).unwrap()
    }

    fn bytes(model: &Model) -> Vec<u8> {
        model.to_file(LearntFrom::default()).to_bytes().unwrap()
    }

    #[test]
    fn a_model_comes_back_from_its_bytes_and_every_damage_is_found() {
        let model = model();
        let bytes = bytes(&model);
        assert_eq!(Model::from_bytes(&bytes).unwrap().0, model);
        assert!(matches!(Model::from_bytes(b"junk"), Err(ModelFault::NoTensors { .. })));
        for length in [0, 7, 8, 12, 19, 30, bytes.len() - 1] {
            assert!(Model::from_bytes(&bytes[..length]).is_err(), "{length}");
        }
        for place in (0..bytes.len()).step_by(997).chain(0..16) {
            let mut other = bytes.clone();
            other[place] ^= 4;
            assert!(Model::from_bytes(&other).is_err(), "{place}");
        }
        let last = bytes.len() - 1;
        let mut other = bytes;
        other[last] ^= 1;
        assert_eq!(Model::from_bytes(&other), Err(ModelFault::Damaged));
    }

    #[test]
    fn a_model_for_something_else_is_refused() {
        let mut file = model().to_file(LearntFrom::default());
        file.manifest.kind = "taste".to_owned();
        let fault = Model::from_bytes(&file.to_bytes().unwrap()).unwrap_err();
        assert!(fault.to_string().contains("\"taste\""), "{fault}");
        file.manifest.kind = KIND.to_owned();
        file.manifest.version = 2;
        let fault = Model::from_bytes(&file.to_bytes().unwrap()).unwrap_err();
        assert_eq!(fault, ModelFault::OtherVersion { expected: VERSION, found: 2 });
    }

    #[test]
    fn columns_that_are_not_computed_are_named() {
        let mut model = model();
        model.sight.columns[3] = "aura_at_4ms".to_owned();
        let fault = Model::from_bytes(&bytes(&model)).unwrap_err();
        assert!(fault.to_string().contains("aura_at_4ms"), "{fault}");
    }

    #[test]
    fn trees_that_ask_for_a_column_outside_are_refused() {
        let mut model = model();
        model.sight.boosted.trees[0].column[0] = 4_000;
        let fault = Model::from_bytes(&bytes(&model)).unwrap_err();
        assert_eq!(fault, ModelFault::Inconsistent { what: "the numbers of \"sight\"".to_owned() });
    }
}
