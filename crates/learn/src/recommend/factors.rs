//! A short row of numbers for each person or item, and what is done with such rows.
//!
//! Rows are as long as a multiple of eight, filled up with zeros that stay zeros, so that loops run in the processor's wide registers. Sums are taken in a fixed
//! order whatever the width of the registers, so that a model is the same on every machine.

use crate::SplitMix64;
use crate::wide::wide;

/// Numbers that are worked on at once.
const TOGETHER: usize = 8;

/// Rows of numbers.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Factors {
    width: usize,
    step: usize,
    values: Vec<f32>,
}

impl Factors {
    /// So many rows of zeros.
    pub(super) fn zeros(rows: usize, width: usize) -> Self {
        let step = width.next_multiple_of(TOGETHER).max(TOGETHER);
        Self { width, step, values: vec![0.0; rows * step] }
    }

    /// Normal numbers of this spread.
    pub(super) fn drawn(rows: usize, width: usize, spread: f32, random: &mut SplitMix64) -> Self {
        let mut drawn = Self::zeros(rows, width);
        for row in drawn.values.chunks_exact_mut(drawn.step) {
            row[..width].iter_mut().for_each(|value| *value = spread * random.next_normal() as f32);
        }
        drawn
    }

    /// How many numbers of a row count.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// How far it is from one row to the next.
    pub(super) fn step(&self) -> usize {
        self.step
    }

    /// How many rows.
    pub(super) fn rows(&self) -> usize {
        self.values.len() / self.step
    }

    pub(super) fn values(&self) -> &[f32] {
        &self.values
    }

    pub(super) fn values_mut(&mut self) -> &mut [f32] {
        &mut self.values
    }

    /// A row; with zeros at its end.
    #[inline(always)]
    pub(super) fn row(&self, row: usize) -> &[f32] {
        &self.values[row * self.step..][..self.step]
    }

    #[inline(always)]
    pub(super) fn row_mut(&mut self, row: usize) -> &mut [f32] {
        &mut self.values[row * self.step..][..self.step]
    }
}

/// Sum of products, in thirty-two parts that run side by side, then eight.
#[inline(always)]
pub(super) fn dot(left: &[f32], right: &[f32]) -> f32 {
    let ((left, left_rest), (right, right_rest)) = (left.as_chunks::<32>(), right.as_chunks::<32>());
    let mut wide = [0.0_f32; 32];
    for (left, right) in left.iter().zip(right) {
        for lane in 0..32 {
            wide[lane] += left[lane] * right[lane];
        }
    }
    let mut sums = [0.0_f32; 8];
    for lane in 0..8 {
        sums[lane] = (wide[lane] + wide[lane + 8]) + (wide[lane + 16] + wide[lane + 24]);
    }
    for (left, right) in left_rest.as_chunks::<8>().0.iter().zip(right_rest.as_chunks::<8>().0) {
        for lane in 0..8 {
            sums[lane] += left[lane] * right[lane];
        }
    }
    ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]))
}

/// The product of each row with one.
pub(super) fn products(rows: &Factors, row: &[f32]) -> Vec<f32> {
    wide(
        #[inline(always)]
        || {
            let mut products = vec![0.0; rows.rows()];
            for (place, product) in products.iter_mut().enumerate() {
                *product = dot(rows.row(place), row);
            }
            products
        },
    )
}

/// `to += by from`.
#[inline(always)]
pub(super) fn add(to: &mut [f32], by: f32, from: &[f32]) {
    for (to, from) in to.as_chunks_mut::<8>().0.iter_mut().zip(from.as_chunks::<8>().0) {
        for lane in 0..8 {
            to[lane] += by * from[lane];
        }
    }
}

/// `left = keep left + by right` and at the same time `right = keep right + by left`: a step of both towards a common aim.
#[inline(always)]
pub(super) fn pull_together(left: &mut [f32], right: &mut [f32], keep: f32, by: f32) {
    for (left, right) in left.as_chunks_mut::<8>().0.iter_mut().zip(right.as_chunks_mut::<8>().0) {
        for lane in 0..8 {
            let (one, other) = (left[lane], right[lane]);
            left[lane] = keep * one + by * other;
            right[lane] = keep * other + by * one;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_filled_up_with_zeros_and_products_are_those_of_the_definition() {
        let mut random = SplitMix64::new(4);
        for width in [1, 8, 20, 45, 100] {
            let rows = Factors::drawn(2, width, 1.0, &mut random);
            assert_eq!((rows.rows(), rows.width(), rows.step() % 8), (2, width, 0));
            assert!(rows.row(1)[width..].iter().all(|value| *value == 0.0));
            let expected: f32 = rows.row(0).iter().zip(rows.row(1)).map(|(one, other)| one * other).sum();
            assert!((dot(rows.row(0), rows.row(1)) - expected).abs() < 1e-4);
            let mut sum = rows.row(0).to_vec();
            add(&mut sum, 2.0, rows.row(1));
            assert!((sum[width - 1] - rows.row(0)[width - 1] - 2.0 * rows.row(1)[width - 1]).abs() < 1e-6);
            let (mut one, mut other) = (rows.row(0).to_vec(), rows.row(1).to_vec());
            pull_together(&mut one, &mut other, 0.5, 2.0);
            assert_eq!(
                (one[0], other[0]),
                (0.5 * rows.row(0)[0] + 2.0 * rows.row(1)[0], 0.5 * rows.row(1)[0] + 2.0 * rows.row(0)[0])
            );
        }
    }
}
