//! What other people taught, as a file, and back; see [`attentive_learn::model_file`].

use std::collections::BTreeMap;

use attentive_learn::forest::{BoostedMedian, ObliviousTree};
use attentive_learn::model_file::{LearntFrom, Manifest, ModelFault, ModelFile, Tensors};

use super::around::names;
use super::{Prior, Refiner, Sight, Teaching};

/// What the file is for.
const KIND: &str = "webcam-gaze";

/// Goes up when the numbers or the columns mean something else.
const VERSION: u32 = 1;

/// The part that looks at the columns.
const PART: &str = "around";

impl Teaching {
    /// What was taught, as a file that can be kept.
    #[must_use]
    pub fn to_file(&self, learnt_from: LearntFrom) -> ModelFile {
        let mut tensors = Tensors::default();
        for (name, values) in [("x", self.prior.x), ("y", self.prior.y), ("worth", self.prior.worth)] {
            tensors.put(&format!("prior.{name}"), &single(values));
        }
        for (name, trees) in [("refine_x", &self.refiner.x), ("refine_y", &self.refiner.y)] {
            tensors.put(&format!("{name}.base"), &[trees.base]);
            ObliviousTree::put_all(&trees.trees, name, &mut tensors);
        }
        let manifest = Manifest {
            kind: KIND.to_owned(),
            version: VERSION,
            program_version: env!("CARGO_PKG_VERSION").to_owned(),
            columns: [(PART.to_owned(), names(self.sight()))].into(),
            labels: Vec::new(),
            units: [("positions", "pixels of the screen"), ("times", "nanoseconds")]
                .map(|(what, unit)| (what.to_owned(), unit.to_owned()))
                .into(),
            made_with: BTreeMap::new(),
            learnt_from: LearntFrom { people: self.people, ..learnt_from },
        };
        ModelFile { manifest, tensors }
    }

    /// What was taught, of these bytes, and its manifest. Only what looks to both sides is read, as recordings need it.
    ///
    /// # Errors
    /// When they are no such model, are damaged, or are made for other columns; the error says which.
    pub fn from_bytes(bytes: &[u8]) -> Result<(Self, Manifest), ModelFault> {
        let ModelFile { manifest, tensors } = ModelFile::from_bytes(bytes, KIND, VERSION)?;
        let names = names(Sight::Both);
        manifest.check_columns(PART, &names)?;
        let inconsistent = |part: &str| ModelFault::Inconsistent { what: format!("the numbers of {part:?}") };
        let prior = |name: &str| three(&tensors, &format!("prior.{name}")).ok_or_else(|| inconsistent("prior"));
        let trees = |name: &str| trees(&tensors, name, names.len()).ok_or_else(|| inconsistent(name));
        let prior = Prior { x: prior("x")?, y: prior("y")?, worth: prior("worth")? };
        let refiner = Refiner { x: trees("refine_x")?, y: trees("refine_y")?, sight: Sight::Both };
        Ok((Self { prior, refiner, people: manifest.learnt_from.people }, manifest))
    }

    /// How many trees it holds.
    #[must_use]
    pub fn trees(&self) -> usize {
        self.refiner.x.trees.len() + self.refiner.y.trees.len()
    }
}

impl Prior {
    /// As it comes back from a file, so that what was kept answers just as what was learnt.
    pub(super) fn rounded(self) -> Self {
        let round = |values: [f64; 3]| single(values).map(f64::from);
        Self { x: round(self.x), y: round(self.y), worth: round(self.worth) }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "files hold single precision")]
fn single(values: [f64; 3]) -> [f32; 3] {
    values.map(|value| value as f32)
}

fn three(tensors: &Tensors, name: &str) -> Option<[f64; 3]> {
    let values: [f32; 3] = tensors.values(name)?.try_into().ok()?;
    Some(values.map(f64::from))
}

fn trees(tensors: &Tensors, name: &str, columns: usize) -> Option<BoostedMedian> {
    let [base] = tensors.values(&format!("{name}.base"))?[..] else { return None };
    Some(BoostedMedian { base, trees: ObliviousTree::find_all(tensors, name, columns, 1)? })
}

#[cfg(test)]
mod tests {
    use super::super::teach::tests::Made;
    use super::*;

    fn teaching(sight: Sight) -> Teaching {
        let others: Vec<Made> = (1..3).map(Made::new).collect();
        let others: Vec<_> = others.iter().map(Made::recorded).collect();
        Teaching::of(&others, sight).unwrap()
    }

    #[test]
    fn what_was_taught_comes_back_and_damage_is_found() {
        let taught = teaching(Sight::Both);
        let bytes = taught.to_file(LearntFrom::default()).to_bytes().unwrap();
        let (found, manifest) = Teaching::from_bytes(&bytes).unwrap();
        assert_eq!((found, manifest.learnt_from.people), (taught, 2));
        let mut other = bytes.clone();
        *other.last_mut().unwrap() ^= 1;
        assert_eq!(Teaching::from_bytes(&other), Err(ModelFault::Damaged));
        assert!(Teaching::from_bytes(&bytes[..bytes.len() / 2]).is_err());
    }

    #[test]
    fn what_only_looks_back_is_refused_for_recordings() {
        let bytes = teaching(Sight::Back).to_file(LearntFrom::default()).to_bytes().unwrap();
        assert!(matches!(
            Teaching::from_bytes(&bytes),
            Err(ModelFault::Inconsistent { .. } | ModelFault::UnknownColumn { .. })
        ));
    }
}
