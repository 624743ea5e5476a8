//! The product of a few rows with one matrix, again and again: what a recurrent step asks for.
//!
//! The matrix is laid out once in panels of sixteen columns, and each panel is read in order for four rows at a time, so that sums stay in registers.
//! A general product would lay it out anew at every step.

use crate::curves::fused;

/// Columns of a panel: two wide registers of eight.
const WIDE: usize = 16;
/// Rows that are worked on together: with two registers each they fill half of the sixteen that there are.
const ROWS: usize = 4;

/// A matrix in panels.
#[derive(Debug)]
pub(super) struct Panels {
    inner: usize,
    outer: usize,
    /// Panel by panel, row by row; columns beyond the last are 0.
    values: Vec<[f32; WIDE]>,
}

impl Panels {
    /// Of a matrix of `inner` x `outer`, row by row.
    pub(super) fn new(matrix: &[f32], inner: usize, outer: usize) -> Self {
        Self::filled(inner, outer, |row, column| matrix[row * outer + column])
    }

    /// Of the transpose of a matrix of `outer` x `inner`, row by row.
    pub(super) fn transposed(matrix: &[f32], inner: usize, outer: usize) -> Self {
        Self::filled(inner, outer, |row, column| matrix[column * inner + row])
    }

    fn filled(inner: usize, outer: usize, value: impl Fn(usize, usize) -> f32) -> Self {
        let mut values = vec![[0.0; WIDE]; outer.div_ceil(WIDE) * inner];
        for (place, row) in values.iter_mut().enumerate() {
            let (panel, inner_row) = (place / inner, place % inner);
            for (column, cell) in (panel * WIDE..outer).zip(row) {
                *cell = value(inner_row, column);
            }
        }
        Self { inner, outer, values }
    }

    /// `out += left * self`; `left` holds rows of `inner`, `out` as many rows of `outer`.
    #[inline(always)]
    pub(super) fn add_product<const FUSED: bool>(&self, left: &[f32], out: &mut [f32]) {
        for (place, panel) in self.values.chunks_exact(self.inner).enumerate() {
            let (from, to) = (place * WIDE, self.outer.min((place + 1) * WIDE));
            let mut lefts = left.chunks_exact(self.inner * ROWS);
            let mut outs = out.chunks_exact_mut(self.outer * ROWS);
            for (left, out) in lefts.by_ref().zip(outs.by_ref()) {
                let sums = block::<ROWS, FUSED>(left, panel);
                for (sum, out) in sums.iter().zip(out.chunks_exact_mut(self.outer)) {
                    add(&mut out[from..to], sum);
                }
            }
            let rest = lefts.remainder().chunks_exact(self.inner);
            for (left, out) in rest.zip(outs.into_remainder().chunks_exact_mut(self.outer)) {
                let [sum] = block::<1, FUSED>(left, panel);
                add(&mut out[from..to], &sum);
            }
        }
    }
}

#[inline(always)]
fn add(out: &mut [f32], sum: &[f32; WIDE]) {
    if let Some(whole) = out.first_chunk_mut::<WIDE>() {
        for (out, sum) in whole.iter_mut().zip(sum) {
            *out += sum;
        }
    } else {
        out.iter_mut().zip(sum).for_each(|(out, sum)| *out += sum);
    }
}

#[inline(always)]
fn block<const ROWS: usize, const FUSED: bool>(left: &[f32], panel: &[[f32; WIDE]]) -> [[f32; WIDE]; ROWS] {
    let inner = panel.len();
    let rows: [&[f32]; ROWS] = std::array::from_fn(|row| &left[row * inner..(row + 1) * inner]);
    let mut sums = [[0.0; WIDE]; ROWS];
    for (place, weights) in panel.iter().enumerate() {
        for (sum, row) in sums.iter_mut().zip(rows) {
            let value = row[place];
            for (sum, weight) in sum.iter_mut().zip(weights) {
                *sum = fused::<FUSED>(value, *weight, *sum);
            }
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SplitMix64;

    #[test]
    fn the_product_is_that_of_the_definition_for_whole_and_torn_panels() {
        let mut random = SplitMix64::new(1);
        for (rows, inner, outer) in [(1, 1, 1), (4, 3, 16), (7, 5, 20), (9, 16, 33)] {
            let mut draw = |count: usize| (0..count).map(|_| random.next_normal() as f32).collect::<Vec<f32>>();
            let (left, matrix) = (draw(rows * inner), draw(inner * outer));
            let turned: Vec<f32> =
                (0..inner * outer).map(|place| matrix[place % inner * outer + place / inner]).collect();
            let both = [Panels::new(&matrix, inner, outer), Panels::transposed(&turned, inner, outer)];
            for panels in both {
                let mut out = vec![1.0; rows * outer];
                panels.add_product::<true>(&left, &mut out);
                for (place, found) in out.iter().enumerate() {
                    let (row, column) = (place / outer, place % outer);
                    let sum: f32 =
                        (0..inner).map(|k| left[row * inner + k] * matrix[k * outer + column]).sum::<f32>() + 1.0;
                    assert!((found - sum).abs() < 1e-4, "{rows} x {inner} x {outer}: {found}, not {sum}");
                }
            }
        }
    }
}
