//! A model as bytes, and back. What is damaged, or was made by another program or for other columns, is refused with the reason.
//!
//! The layout is that of safetensors, so that other programs can read the numbers too:
//!
//! ```text
//! 8 bytes   length of the header, little endian
//! header    JSON: for each tensor its type, shape and place; beside them `__metadata__`: format, names of the columns, checksum
//! numbers   little endian, 4 bytes each
//! ```

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::model::{Model, Trees};
use super::tensors::{self, Found, Tensors};
use super::{kinds, sight, stretches};

const FORMAT: &str = "attentive gaze-events 2";

/// Longest header that is read: names and places take a few kilobytes.
const MOST_HEADER: usize = 1 << 20;

/// Why bytes are no model that can be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ModelFault {
    /// They do not begin as a model does.
    #[error(
        "it is no detector of gaze events that this version of the program wrote; train again with `attentive train gaze-events`"
    )]
    Foreign,
    /// The checksum does not fit: bytes were changed or are lacking.
    #[error("it is damaged: its checksum does not fit; train again with `attentive train gaze-events`")]
    Damaged,
    /// It was made for columns that are not computed (any more).
    #[error(
        "it looks at {column:?}, which this version does not compute; train again with `attentive train gaze-events`"
    )]
    UnknownColumn {
        /// The first of them.
        column: String,
    },
    /// Its parts do not fit together.
    #[error("its parts do not fit together: {what}; train again with `attentive train gaze-events`")]
    Inconsistent {
        /// Which.
        what: &'static str,
    },
}

#[derive(Serialize, Deserialize)]
struct Metadata {
    format: String,
    /// Names one after another, parted by commas.
    sight_columns: String,
    stretch_columns: String,
    checksum: String,
}

#[derive(Serialize, Deserialize)]
struct Header {
    #[serde(rename = "__metadata__")]
    metadata: Metadata,
    #[serde(flatten)]
    places: BTreeMap<String, tensors::Place>,
}

impl Model {
    /// The model as bytes, the same on every machine.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut tensors = Tensors::default();
        self.sight.write("sight", &mut tensors);
        self.stretches.write("stretches", &mut tensors);
        let metadata = Metadata {
            format: FORMAT.into(),
            sight_columns: self.sight.columns.join(","),
            stretch_columns: self.stretches.columns.join(","),
            checksum: String::new(),
        };
        let mut header = Header { metadata, places: tensors.places };
        header.metadata.checksum = checksum(&header, &tensors.numbers);
        let mut text = serde_json::to_vec(&header).unwrap_or_default();
        text.resize(text.len().next_multiple_of(8), b' ');
        [&(text.len() as u64).to_le_bytes()[..], &text, &tensors.numbers].concat()
    }

    /// The model of these bytes.
    ///
    /// # Errors
    /// When they are no model, are damaged, or are made for other columns; the error says which.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelFault> {
        let (length, rest) = bytes.split_first_chunk::<8>().ok_or(ModelFault::Foreign)?;
        let length = usize::try_from(u64::from_le_bytes(*length)).ok().filter(|length| *length <= MOST_HEADER);
        let (text, numbers) = length.and_then(|length| rest.split_at_checked(length)).ok_or(ModelFault::Foreign)?;
        let header: Header = serde_json::from_slice(text).map_err(|_| ModelFault::Foreign)?;
        if header.metadata.format != FORMAT {
            return Err(ModelFault::Foreign);
        }
        if header.metadata.checksum != checksum(&header, numbers) {
            return Err(ModelFault::Damaged);
        }
        let found = Found { places: &header.places, numbers };
        let sight = trees(&found, "sight", &header.metadata.sight_columns, &sight::names(), kinds::COUNT)?;
        let stretches = trees(&found, "stretches", &header.metadata.stretch_columns, &stretches::names(), 2)?;
        Ok(Self { sight, stretches })
    }
}

fn trees(found: &Found<'_>, of: &str, columns: &str, known: &[String], classes: usize) -> Result<Trees, ModelFault> {
    let columns: Vec<String> = columns.split(',').map(String::from).collect();
    if let Some(column) = columns.iter().find(|column| !known.contains(*column)) {
        return Err(ModelFault::UnknownColumn { column: column.clone() });
    }
    // Rows are written in the order of the names.
    if columns != known {
        return Err(ModelFault::Inconsistent { what: "the order of the columns" });
    }
    Trees::read(found, of, columns, classes).ok_or(ModelFault::Inconsistent { what: "the numbers" })
}

/// FNV-1a (Fowler, Noll and Vo), 64 bits, over the places, the names and the numbers: finds accidents, not attacks.
fn checksum(header: &Header, numbers: &[u8]) -> String {
    let names = [header.metadata.sight_columns.as_bytes(), header.metadata.stretch_columns.as_bytes()].concat();
    let places = serde_json::to_vec(&header.places).unwrap_or_default();
    let all = places.iter().chain(&names).chain(numbers);
    let sum = all.fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    let mut digits = String::new();
    let _ = write!(digits, "{sum:016x}");
    digits
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

    #[test]
    fn a_model_comes_back_from_its_bytes_and_every_damage_is_found() {
        let model = model();
        let bytes = model.to_bytes();
        assert_eq!(Model::from_bytes(&bytes), Ok(model));
        assert_eq!(Model::from_bytes(b"junk"), Err(ModelFault::Foreign));
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
    fn columns_that_are_not_computed_are_named() {
        let mut model = model();
        model.sight.columns[3] = "aura_at_4ms".to_owned();
        let fault = Model::from_bytes(&model.to_bytes()).unwrap_err();
        assert!(fault.to_string().contains("aura_at_4ms"), "{fault}");
    }

    #[test]
    fn trees_that_ask_for_a_column_outside_are_refused() {
        let mut model = model();
        model.sight.boosted.trees[0].column[0] = 4_000;
        assert_eq!(Model::from_bytes(&model.to_bytes()), Err(ModelFault::Inconsistent { what: "the numbers" }));
    }
}
