//! Named rows of numbers in one run of bytes, in the layout of safetensors.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Where a tensor lies among the numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    dtype: String,
    shape: Vec<usize>,
    data_offsets: [usize; 2],
}

/// Tensors that are being written.
#[derive(Debug, Default)]
pub(super) struct Tensors {
    pub(super) places: BTreeMap<String, Place>,
    pub(super) numbers: Vec<u8>,
}

impl Tensors {
    pub(super) fn put(&mut self, name: String, values: &[f32]) {
        self.put_bytes(name, "F32", values.len(), values.iter().flat_map(|value| value.to_le_bytes()));
    }

    pub(super) fn put_whole(&mut self, name: String, values: &[u32]) {
        self.put_bytes(name, "U32", values.len(), values.iter().flat_map(|value| value.to_le_bytes()));
    }

    fn put_bytes(&mut self, name: String, dtype: &str, count: usize, bytes: impl Iterator<Item = u8>) {
        let from = self.numbers.len();
        self.numbers.extend(bytes);
        let place = Place { dtype: dtype.into(), shape: vec![count], data_offsets: [from, self.numbers.len()] };
        self.places.insert(name, place);
    }
}

/// Tensors that were read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found<'a> {
    pub(super) places: &'a BTreeMap<String, Place>,
    pub(super) numbers: &'a [u8],
}

impl Found<'_> {
    /// Finite numbers; `None` when they are lacking, of another type, or not finite.
    pub(super) fn values(&self, name: &str) -> Option<Vec<f32>> {
        let words = self.words(name, "F32")?;
        words.into_iter().map(f32::from_le_bytes).map(|value| value.is_finite().then_some(value)).collect()
    }

    /// Whole numbers; `None` when they are lacking or of another type.
    pub(super) fn whole(&self, name: &str) -> Option<Vec<u32>> {
        Some(self.words(name, "U32")?.into_iter().map(u32::from_le_bytes).collect())
    }

    fn words(&self, name: &str, dtype: &str) -> Option<Vec<[u8; 4]>> {
        let place = self.places.get(name).filter(|place| place.dtype == dtype)?;
        let (words, rest) = self.numbers.get(place.data_offsets[0]..place.data_offsets[1])?.as_chunks::<4>();
        (rest.is_empty() && place.shape == [words.len()]).then(|| words.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_and_what_does_not_fit_is_refused() {
        let mut tensors = Tensors::default();
        tensors.put("a".into(), &[1.5, -2.0]);
        tensors.put_whole("b".into(), &[7]);
        tensors.put("c".into(), &[f32::NAN]);
        let found = Found { places: &tensors.places, numbers: &tensors.numbers };
        assert_eq!(found.values("a"), Some(vec![1.5, -2.0]));
        assert_eq!(found.whole("b"), Some(vec![7]));
        assert_eq!((found.values("b"), found.values("c"), found.values("d")), (None, None, None));
        let cut = Found { numbers: &tensors.numbers[..6], ..found };
        assert_eq!(cut.values("a"), None);
    }
}
