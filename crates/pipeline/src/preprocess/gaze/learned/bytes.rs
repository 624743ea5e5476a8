//! A model as bytes, and back. What is damaged, or was made by another program or for other columns, is refused with the reason.
//!
//! ```text
//! 8 bytes   ATTGAZE1
//! 8 bytes   checksum of all that follows (FNV-1a, 64 bits)
//! 4 bytes   length of the header
//! header    JSON: names of the columns with their units, how many classes and trees
//! numbers   little endian, 4 bytes each: base scores, costs, then for each tree its depth, columns, cuts and leaves
//! ```

use attentive_learn::forest::{BoostedClassifier, ObliviousTree};
use attentive_types::GazeSignal;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::decode::Costs;
use super::model::Model;
use super::trace::Trace;
use super::{kinds, sight};

const MAGIC: [u8; 8] = *b"ATTGAZE1";

/// Deepest tree that is read: it has a thousand leaves.
const MOST_DEPTH: u32 = 10;

/// Why bytes are no model that can be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ModelFault {
    /// They do not begin as a model does.
    #[error("it is no detector of gaze events that this program wrote")]
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
struct Header {
    columns: Vec<String>,
    classes: usize,
    trees: usize,
}

impl Model {
    /// The model as bytes, the same on every machine.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let header =
            Header { columns: self.sight_columns.clone(), classes: self.sight.classes, trees: self.sight.trees.len() };
        let header = serde_json::to_vec(&header).unwrap_or_default();
        let mut body = u32::try_from(header.len()).unwrap_or(u32::MAX).to_le_bytes().to_vec();
        body.extend(header);
        let mut put = |values: &[f32]| body.extend(values.iter().flat_map(|value| value.to_le_bytes()));
        put(&self.sight.base);
        put(&[self.costs.trust_per_ms]);
        put(&self.costs.change);
        for tree in &self.sight.trees {
            let depth = u32::try_from(tree.column.len()).unwrap_or(u32::MAX);
            for number in std::iter::once(&depth).chain(&tree.column) {
                body.extend(number.to_le_bytes());
            }
            for value in tree.cut.iter().chain(&tree.leaf_scores) {
                body.extend(value.to_le_bytes());
            }
        }
        [&MAGIC[..], &checksum(&body).to_le_bytes(), &body].concat()
    }

    /// The model of these bytes.
    ///
    /// # Errors
    /// When they are no model, are damaged, or are made for other columns; the error says which.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelFault> {
        let rest = bytes.strip_prefix(&MAGIC).ok_or(ModelFault::Foreign)?;
        let (sum, body) = rest.split_first_chunk::<8>().ok_or(ModelFault::Damaged)?;
        if u64::from_le_bytes(*sum) != checksum(body) {
            return Err(ModelFault::Damaged);
        }
        let mut numbers = Numbers(body);
        let length = numbers.whole().ok_or(ModelFault::Damaged)? as usize;
        let header = numbers.0.get(..length).ok_or(ModelFault::Damaged)?;
        numbers.0 = &numbers.0[length..];
        let header: Header =
            serde_json::from_slice(header).map_err(|_| ModelFault::Inconsistent { what: "the header" })?;
        if header.classes != kinds::COUNT {
            return Err(ModelFault::Inconsistent { what: "the number of kinds" });
        }
        let known = known_columns();
        if let Some(column) = header.columns.iter().find(|column| !known.contains(*column)) {
            return Err(ModelFault::UnknownColumn { column: column.clone() });
        }
        numbers.model(header).ok_or(ModelFault::Inconsistent { what: "the numbers" })
    }
}

/// Names of all columns that are computed.
fn known_columns() -> Vec<String> {
    let empty = GazeSignal::default();
    sight::table(&Trace::new(&empty.x_deg, &empty.y_deg, 500.0)).names
}

/// FNV-1a (Fowler, Noll and Vo), 64 bits: finds accidents, not attacks.
fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Numbers that were not read yet.
struct Numbers<'a>(&'a [u8]);

impl Numbers<'_> {
    fn whole(&mut self) -> Option<u32> {
        let (number, rest) = self.0.split_first_chunk::<4>()?;
        self.0 = rest;
        Some(u32::from_le_bytes(*number))
    }

    fn values(&mut self, count: usize) -> Option<Vec<f32>> {
        let (values, rest) = self.0.split_at_checked(count.checked_mul(4)?)?;
        self.0 = rest;
        let values = values.chunks_exact(4).map(|value| f32::from_le_bytes([value[0], value[1], value[2], value[3]]));
        values.map(|value| value.is_finite().then_some(value)).collect()
    }

    /// `None` when numbers are lacking, left over, not finite, or point outside.
    fn model(&mut self, header: Header) -> Option<Model> {
        let classes = header.classes;
        let base = self.values(classes)?;
        let trust_per_ms = self.values(1)?[0];
        let costs = Costs { kinds: classes, change: self.values(classes * classes)?, trust_per_ms };
        let mut trees = Vec::new();
        for _ in 0..header.trees {
            trees.push(self.tree(header.columns.len(), classes)?);
        }
        let sight = BoostedClassifier { classes, base, trees };
        self.0.is_empty().then_some(Model { sight_columns: header.columns, sight, costs })
    }

    fn tree(&mut self, columns: usize, classes: usize) -> Option<ObliviousTree> {
        let depth = self.whole().filter(|depth| *depth <= MOST_DEPTH)?;
        let column = (0..depth).map(|_| self.whole().filter(|column| (*column as usize) < columns));
        let column = column.collect::<Option<Vec<u32>>>()?;
        Some(ObliviousTree { cut: self.values(column.len())?, leaf_scores: self.values(classes << depth)?, column })
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

    #[test]
    fn a_model_comes_back_from_its_bytes_and_every_damage_is_found() {
        let model = model();
        let bytes = model.to_bytes();
        assert_eq!(Model::from_bytes(&bytes), Ok(model));
        assert_eq!(Model::from_bytes(b"junk"), Err(ModelFault::Foreign));
        for length in [0, 7, 8, 12, 19, 30, bytes.len() - 1] {
            assert!(Model::from_bytes(&bytes[..length]).is_err(), "{length}");
        }
        for place in (0..bytes.len()).step_by(997) {
            let mut other = bytes.clone();
            other[place] ^= 4;
            assert!(Model::from_bytes(&other).is_err(), "{place}");
        }
    }

    #[test]
    fn columns_that_are_not_computed_are_named() {
        let mut model = model();
        model.sight_columns[3] = "aura_at_4ms".to_owned();
        let fault = Model::from_bytes(&model.to_bytes()).unwrap_err();
        assert!(fault.to_string().contains("aura_at_4ms"), "{fault}");
    }

    #[test]
    fn trees_that_ask_for_a_column_outside_are_refused() {
        let mut model = model();
        model.sight.trees[0].column[0] = 4_000;
        assert_eq!(Model::from_bytes(&model.to_bytes()), Err(ModelFault::Inconsistent { what: "the numbers" }));
    }
}
