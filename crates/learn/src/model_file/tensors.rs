//! Named rows and matrices of numbers.

use std::borrow::Cow;
use std::collections::BTreeMap;

use safetensors::{Dtype, SafeTensors, View};
use sha2::{Digest, Sha256};

use super::ModelFault;

/// Named rows and matrices of numbers, each of one type.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tensors {
    rows: BTreeMap<String, Row>,
}

#[derive(Clone, Debug, PartialEq)]
enum Row {
    Values(Vec<f32>),
    Whole(Vec<u32>),
    /// Rows x columns, row by row.
    Matrix(Vec<f32>, [usize; 2]),
}

impl Tensors {
    /// Adds numbers.
    pub fn put(&mut self, name: &str, values: &[f32]) {
        self.rows.insert(name.to_owned(), Row::Values(values.to_vec()));
    }

    /// Adds whole numbers.
    pub fn put_whole(&mut self, name: &str, values: &[u32]) {
        self.rows.insert(name.to_owned(), Row::Whole(values.to_vec()));
    }

    /// Adds a matrix, row by row.
    pub fn put_matrix(&mut self, name: &str, values: &[f32], shape: [usize; 2]) {
        debug_assert_eq!(values.len(), shape[0] * shape[1]);
        self.rows.insert(name.to_owned(), Row::Matrix(values.to_vec(), shape));
    }

    /// Finite numbers; `None` when they are lacking, of another type, a matrix, or not finite.
    #[must_use]
    pub fn values(&self, name: &str) -> Option<&[f32]> {
        match self.rows.get(name)? {
            Row::Values(values) => values.iter().all(|value| value.is_finite()).then_some(values),
            Row::Whole(_) | Row::Matrix(..) => None,
        }
    }

    /// A matrix of finite numbers, row by row, and its rows and columns; `None` when it is lacking, of another type, no matrix, or not finite.
    #[must_use]
    pub fn matrix(&self, name: &str) -> Option<(&[f32], [usize; 2])> {
        match self.rows.get(name)? {
            Row::Matrix(values, shape) => {
                values.iter().all(|value| value.is_finite()).then_some((values.as_slice(), *shape))
            }
            Row::Values(_) | Row::Whole(_) => None,
        }
    }

    /// Whole numbers; `None` when they are lacking or of another type.
    #[must_use]
    pub fn whole(&self, name: &str) -> Option<&[u32]> {
        match self.rows.get(name)? {
            Row::Whole(values) => Some(values),
            Row::Values(_) | Row::Matrix(..) => None,
        }
    }

    /// All rows as the writer of safetensors wants them.
    pub(super) fn views(&self) -> impl Iterator<Item = (&str, Laid<'_>)> {
        self.rows.iter().map(|(name, row)| (name.as_str(), Laid { row, shape: row.shape() }))
    }

    /// What a reader found.
    pub(super) fn of(found: &SafeTensors<'_>) -> Result<Self, ModelFault> {
        let mut rows = BTreeMap::new();
        for (name, view) in found.iter() {
            let (words, rest) = view.data().as_chunks::<4>();
            let values = || words.iter().map(|word| f32::from_le_bytes(*word)).collect();
            let row = match (view.dtype(), view.shape()) {
                (Dtype::F32, [_]) => Row::Values(values()),
                (Dtype::F32, [rows, columns]) => Row::Matrix(values(), [*rows, *columns]),
                (Dtype::U32, [_]) => Row::Whole(words.iter().map(|word| u32::from_le_bytes(*word)).collect()),
                (Dtype::F32 | Dtype::U32, _) => {
                    return Err(ModelFault::Inconsistent { what: format!("the shape of {name:?}") });
                }
                (other, _) => {
                    return Err(ModelFault::Inconsistent { what: format!("{name:?} holds numbers of type {other}") });
                }
            };
            if !rest.is_empty() || view.shape().iter().product::<usize>() != words.len() {
                return Err(ModelFault::Inconsistent { what: format!("the shape of {name:?}") });
            }
            rows.insert(name.to_owned(), row);
        }
        Ok(Self { rows })
    }

    pub(super) fn digest(&self, hash: &mut Sha256) {
        for (name, row) in &self.rows {
            hash.update((name.len() as u64).to_le_bytes());
            hash.update(name);
            hash.update(row.dtype().to_string());
            for length in row.shape() {
                hash.update((length as u64).to_le_bytes());
            }
            hash.update(row.bytes());
        }
    }
}

impl Row {
    fn len(&self) -> usize {
        match self {
            Self::Values(values) | Self::Matrix(values, _) => values.len(),
            Self::Whole(values) => values.len(),
        }
    }

    fn shape(&self) -> Vec<usize> {
        match self {
            Self::Values(_) | Self::Whole(_) => vec![self.len()],
            Self::Matrix(_, shape) => shape.to_vec(),
        }
    }

    fn dtype(&self) -> Dtype {
        match self {
            Self::Values(_) | Self::Matrix(..) => Dtype::F32,
            Self::Whole(_) => Dtype::U32,
        }
    }

    fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Values(values) | Self::Matrix(values, _) => {
                values.iter().flat_map(|value| value.to_le_bytes()).collect()
            }
            Self::Whole(values) => values.iter().flat_map(|value| value.to_le_bytes()).collect(),
        }
    }
}

/// A row as the writer of safetensors sees it.
pub(super) struct Laid<'a> {
    row: &'a Row,
    shape: Vec<usize>,
}

impl View for Laid<'_> {
    fn dtype(&self) -> Dtype {
        self.row.dtype()
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        self.row.bytes().into()
    }

    fn data_len(&self) -> usize {
        4 * self.row.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_and_what_does_not_fit_is_refused() {
        let mut tensors = Tensors::default();
        tensors.put("a", &[1.5, -2.0]);
        tensors.put_whole("b", &[7]);
        tensors.put("c", &[f32::NAN]);
        tensors.put_matrix("m", &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [2, 3]);
        assert_eq!(tensors.matrix("m"), Some((&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0][..], [2, 3])));
        assert_eq!((tensors.values("m"), tensors.whole("m"), tensors.matrix("a")), (None, None, None));
        assert_eq!(tensors.values("a"), Some(&[1.5, -2.0][..]));
        assert_eq!(tensors.whole("b"), Some(&[7][..]));
        assert_eq!((tensors.values("b"), tensors.values("c"), tensors.values("d")), (None, None, None));
        assert_eq!(tensors.whole("a"), None);
    }

    #[test]
    fn other_types_and_shapes_are_refused_by_name() {
        for (dtype, shape) in [("I32", "[2]"), ("U32", "[1,2]"), ("F32", "[1,1,2]")] {
            let header = format!(r#"{{"odd":{{"dtype":"{dtype}","shape":{shape},"data_offsets":[0,8]}}}}"#);
            let bytes = [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), &[0; 8]].concat();
            let fault = Tensors::of(&SafeTensors::deserialize(&bytes).unwrap()).unwrap_err();
            assert!(fault.to_string().contains("odd"), "{fault}");
        }
    }
}
