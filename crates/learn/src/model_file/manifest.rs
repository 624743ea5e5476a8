//! What a model is and where it came from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ModelFault;

/// What a model is and where it came from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// What it is for, such as `gaze-events`.
    pub kind: String,
    /// Version of the kind: what its numbers mean.
    pub version: u32,
    /// The program that trained it.
    pub program_version: String,
    /// The columns that it looks at, in their order, by the part that looks at them; each ends in its unit.
    pub columns: BTreeMap<String, Vec<String>>,
    /// What it tells apart; empty for numbers.
    pub labels: Vec<String>,
    /// Units of what goes in and comes out.
    pub units: BTreeMap<String, String>,
    /// How what it looks at was made, as settings by name, such as `window_s`: what it is asked about must be made alike. Empty where there is but one way.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub made_with: BTreeMap<String, String>,
    /// The data.
    pub learnt_from: LearntFrom,
}

/// The data that a model was learnt from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LearntFrom {
    /// SHA-256 over the names and contents of all files, in order.
    pub data_sha256: String,
    /// How many files.
    pub files: usize,
    /// How many people.
    pub people: usize,
    /// How many samples.
    pub samples: usize,
    /// Where chance began.
    pub seed: u64,
}

impl Manifest {
    /// Checks that a part looks at just the columns that are computed, in their order: rows are filled by place.
    ///
    /// # Errors
    /// When a column is not known, or is lacking, or stands at another place.
    pub fn check_columns(&self, part: &str, known: &[String]) -> Result<(), ModelFault> {
        let columns = self.columns.get(part).map_or(&[][..], Vec::as_slice);
        if let Some(column) = columns.iter().find(|column| !known.contains(*column)) {
            return Err(ModelFault::UnknownColumn { column: column.clone() });
        }
        if columns == known {
            Ok(())
        } else {
            Err(ModelFault::Inconsistent { what: format!("the order of the columns of {part:?}") })
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in super::super) fn manifest() -> Manifest {
        Manifest {
            kind: "scales".into(),
            version: 3,
            program_version: "0.1.0".into(),
            columns: [("body".to_owned(), vec!["mass_kg".to_owned(), "height_m".to_owned()])].into(),
            labels: vec!["light".into(), "heavy".into()],
            units: [("mass".to_owned(), "kg".to_owned())].into(),
            made_with: BTreeMap::new(),
            learnt_from: LearntFrom { data_sha256: "ab".into(), files: 1, people: 2, samples: 30, seed: 4 },
        }
    }

    #[test]
    fn columns_must_be_the_known_ones_in_their_order() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let check = |known: &[&str]| manifest().check_columns("body", &names(known));
        assert_eq!(check(&["mass_kg", "height_m"]), Ok(()));
        let unknown = ModelFault::UnknownColumn { column: "height_m".into() };
        assert_eq!(check(&["mass_kg"]), Err(unknown));
        assert!(matches!(check(&["height_m", "mass_kg"]), Err(ModelFault::Inconsistent { .. })));
        assert!(matches!(manifest().check_columns("soul", &names(&["mass_kg"])), Err(ModelFault::Inconsistent { .. })));
    }
}
