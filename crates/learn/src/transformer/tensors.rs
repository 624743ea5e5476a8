//! Named matrices of weights, and their gradients beside them.

use super::TransformerFault;

/// A matrix of weights; a row of numbers is a matrix of one row.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// Its name, as the widespread libraries name it.
    pub name: String,
    /// Rows and columns.
    pub shape: [usize; 2],
    /// Row by row.
    pub values: Vec<f32>,
    /// Whether training moves it.
    pub is_trained: bool,
}

impl Tensor {
    /// A matrix that training moves.
    #[must_use]
    pub fn new(name: impl Into<String>, shape: [usize; 2], values: Vec<f32>) -> Self {
        debug_assert_eq!(values.len(), shape[0] * shape[1]);
        Self { name: name.into(), shape, values, is_trained: true }
    }

    /// Drawn from a normal distribution of this width.
    #[must_use]
    pub fn drawn(name: impl Into<String>, shape: [usize; 2], width: f64, random: &mut crate::SplitMix64) -> Self {
        let values = (0..shape[0] * shape[1]).map(|_| (width * random.next_normal()) as f32).collect();
        Self::new(name, shape, values)
    }

    /// All of one value.
    #[must_use]
    pub fn filled(name: impl Into<String>, shape: [usize; 2], value: f32) -> Self {
        Self::new(name, shape, vec![value; shape[0] * shape[1]])
    }

    /// Looks whether all numbers are finite.
    ///
    /// # Errors
    /// When one is not.
    pub fn check(&self) -> Result<(), TransformerFault> {
        if self.values.iter().all(|value| value.is_finite()) {
            Ok(())
        } else {
            Err(TransformerFault::NotFinite { name: self.name.clone() })
        }
    }
}

/// A gradient for each matrix of a list, in the same order; that of a matrix which stays as it is holds nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gradients {
    values: Vec<Vec<f32>>,
    /// Rows of a tall table that were touched; `None` where all rows count.
    touched: Vec<Option<Vec<u32>>>,
}

/// A table this tall, of which a batch touches a few rows, is kept by the rows that were touched.
const TALL: usize = 4_096;

impl Gradients {
    /// Of zeros.
    #[must_use]
    pub fn of(tensors: &[Tensor]) -> Self {
        let values = tensors.iter().map(|tensor| vec![0.0; if tensor.is_trained { tensor.values.len() } else { 0 }]);
        let touched = tensors.iter().map(|tensor| (tensor.shape[0] >= TALL).then(Vec::new));
        Self { values: values.collect(), touched: touched.collect() }
    }

    /// The gradient of one matrix; empty when it is not trained.
    #[must_use]
    pub fn get(&self, place: usize) -> &[f32] {
        &self.values[place]
    }

    /// The gradient to add to, `None` when the matrix is not trained.
    pub fn to_add(&mut self, place: usize) -> Option<&mut [f32]> {
        let values = &mut self.values[place];
        (!values.is_empty()).then_some(values.as_mut_slice())
    }

    /// One row to add to, `None` when the matrix is not trained.
    pub(super) fn row_to_add(&mut self, place: usize, row: usize, columns: usize) -> Option<&mut [f32]> {
        let values = &mut self.values[place];
        if values.is_empty() {
            return None;
        }
        if let Some(touched) = &mut self.touched[place] {
            touched.push(u32::try_from(row).unwrap_or(u32::MAX));
        }
        Some(&mut values[row * columns..(row + 1) * columns])
    }

    /// The rows that were touched, each once and in order; `None` where all rows count.
    pub(super) fn touched(&self, place: usize) -> Option<Vec<u32>> {
        self.touched[place].as_ref().map(|rows| {
            let mut rows = rows.clone();
            rows.sort_unstable();
            rows.dedup();
            rows
        })
    }

    /// Adds those of another part of the batch.
    pub(super) fn add(&mut self, other: &Self, tensors: &[Tensor]) {
        for (place, tensor) in tensors.iter().enumerate() {
            let (columns, from) = (tensor.shape[1], &other.values[place]);
            match other.touched(place) {
                Some(rows) if !from.is_empty() => {
                    for row in rows {
                        let places = row as usize * columns..(row as usize + 1) * columns;
                        add(&mut self.values[place][places.clone()], &from[places]);
                    }
                    let moved = other.touched[place].as_deref().unwrap_or_default();
                    self.touched[place].get_or_insert_default().extend_from_slice(moved);
                }
                _ => add(&mut self.values[place], from),
            }
        }
    }

    /// Back to zeros.
    pub(super) fn clear(&mut self, tensors: &[Tensor]) {
        for (place, tensor) in tensors.iter().enumerate() {
            match self.touched(place) {
                Some(rows) if !self.values[place].is_empty() => {
                    let columns = tensor.shape[1];
                    for row in rows {
                        self.values[place][row as usize * columns..(row as usize + 1) * columns].fill(0.0);
                    }
                    self.touched[place] = Some(Vec::new());
                }
                _ => self.values[place].fill(0.0),
            }
        }
    }

    /// Sum of squares.
    pub(super) fn squares(&self, tensors: &[Tensor]) -> f64 {
        (0..tensors.len())
            .map(|place| match self.touched(place) {
                Some(rows) if !self.values[place].is_empty() => {
                    let columns = tensors[place].shape[1];
                    rows.iter()
                        .map(|row| squares(&self.values[place][*row as usize * columns..(*row as usize + 1) * columns]))
                        .sum()
                }
                _ => squares(&self.values[place]),
            })
            .sum()
    }
}

fn add(to: &mut [f32], from: &[f32]) {
    to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
}

fn squares(values: &[f32]) -> f64 {
    let (chunks, rest) = values.as_chunks::<16>();
    let mut sums = [0.0_f32; 16];
    let mut whole = 0.0;
    for block in chunks.chunks(1_024) {
        sums.fill(0.0);
        for chunk in block {
            sums.iter_mut().zip(chunk).for_each(|(sum, value)| *sum += value * value);
        }
        whole += sums.iter().map(|sum| f64::from(*sum)).sum::<f64>();
    }
    whole + rest.iter().map(|value| f64::from(value * value)).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tall_table_is_added_cleared_and_measured_by_the_rows_that_were_touched() {
        let mut still = Tensor::filled("still", [1, 2], 1.0);
        still.is_trained = false;
        let tensors = [Tensor::filled("tall", [TALL, 2], 0.0), still, Tensor::filled("small", [1, 3], 0.0)];
        let (mut one, mut other) = (Gradients::of(&tensors), Gradients::of(&tensors));
        assert!(one.to_add(1).is_none());
        one.row_to_add(0, 7, 2).unwrap()[1] += 2.0;
        other.row_to_add(0, 7, 2).unwrap()[1] += 2.0;
        other.row_to_add(0, 9, 2).unwrap()[1] += 2.0;
        other.to_add(2).unwrap()[0] = 3.0;
        one.add(&other, &tensors);
        assert_eq!((one.get(0)[15], one.get(0)[19], one.get(2)[0]), (4.0, 2.0, 3.0));
        assert_eq!(one.touched(0), Some(vec![7, 9]));
        assert_eq!(one.squares(&tensors), 16.0 + 4.0 + 9.0);
        one.clear(&tensors);
        assert_eq!(one, Gradients::of(&tensors));
    }
}
