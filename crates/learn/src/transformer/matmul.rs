//! The product of two matrices, either of them turned if need be, put in the place of what is there or added to it.

use gemm_common::Parallelism;
use gemm_f32::gemm::f32::get_gemm_fn;

/// A matrix that lies in a row of numbers: how many rows and columns, and how far it is from one to the next.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Matrix<'a> {
    values: &'a [f32],
    rows: usize,
    columns: usize,
    row_step: usize,
    column_step: usize,
}

impl<'a> Matrix<'a> {
    /// Row by row, without gaps.
    pub(crate) fn new(values: &'a [f32], rows: usize, columns: usize) -> Self {
        Self::part(values, rows, columns, columns)
    }

    /// The first columns of rows that are `row_step` long.
    pub(crate) fn part(values: &'a [f32], rows: usize, columns: usize, row_step: usize) -> Self {
        Self { values, rows, columns, row_step, column_step: 1 }
    }

    /// Rows as columns.
    pub(crate) fn turned(self) -> Self {
        Self { rows: self.columns, columns: self.rows, row_step: self.column_step, column_step: self.row_step, ..self }
    }
}

/// Where a product goes: its first place, and how far it is from one row to the next.
#[derive(Debug)]
pub(crate) struct Out<'a> {
    pub(crate) values: &'a mut [f32],
    pub(crate) row_step: usize,
    /// Whether what is there stays and the product is added to it.
    pub(crate) adds: bool,
}

/// `out = scale left right`, or `out += scale left right`.
///
/// # Panics
/// When shapes do not fit: that is a fault of this module, never of outside data.
#[expect(unsafe_code, reason = "the product is asked for by raw pointers; all places are checked just before")]
pub(crate) fn multiply(out: Out<'_>, left: Matrix<'_>, right: Matrix<'_>, scale: f32) {
    let (rows, inner, columns) = (left.rows, left.columns, right.columns);
    assert_eq!(inner, right.rows, "inner sides differ");
    if rows == 0 || columns == 0 {
        return;
    }
    assert!(reach(rows, columns, out.row_step, 1) < out.values.len(), "the product does not fit where it goes");
    if inner == 0 {
        if !out.adds {
            out.values.chunks_mut(out.row_step).take(rows).for_each(|row| row[..columns].fill(0.0));
        }
        return;
    }
    for side in [left, right] {
        assert!(
            reach(side.rows, side.columns, side.row_step, side.column_step) < side.values.len(),
            "a matrix is longer than its values"
        );
    }
    let step = |step: usize| isize::try_from(step).expect("steps lie within a slice");
    // SAFETY: the last place that is read of either side, and written of `out`, lies within its slice (asserted above), steps are
    // positive, and `out` is borrowed alone.
    unsafe {
        get_gemm_fn()(
            rows,
            columns,
            inner,
            out.values.as_mut_ptr(),
            1,
            step(out.row_step),
            out.adds,
            left.values.as_ptr(),
            step(left.column_step),
            step(left.row_step),
            right.values.as_ptr(),
            step(right.column_step),
            step(right.row_step),
            1.0,
            scale,
            false,
            false,
            false,
            Parallelism::None,
        );
    }
}

/// The last place of a matrix.
fn reach(rows: usize, columns: usize, row_step: usize, column_step: usize) -> usize {
    (rows - 1) * row_step + (columns - 1) * column_step
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SplitMix64;

    #[test]
    fn products_are_those_of_the_definition_turned_or_not_added_or_not() {
        let mut random = SplitMix64::new(1);
        for (rows, inner, columns) in [(1, 1, 1), (3, 5, 2), (17, 33, 9), (8, 0, 3)] {
            let mut draw = |count: usize| (0..count).map(|_| random.next_normal() as f32).collect::<Vec<f32>>();
            let (left, right, before) = (draw(rows * inner), draw(inner * columns), draw(rows * columns));
            let turn = |values: &[f32], rows: usize, columns: usize| -> Vec<f32> {
                (0..rows * columns).map(|place| values[place % rows * columns + place / rows]).collect()
            };
            let (left_turned, right_turned) = (turn(&left, rows, inner), turn(&right, inner, columns));
            for adds in [false, true] {
                for turned in [false, true] {
                    let mut out = before.clone();
                    let (left, right) = if turned {
                        (
                            Matrix::new(&left_turned, inner, rows).turned(),
                            Matrix::new(&right_turned, columns, inner).turned(),
                        )
                    } else {
                        (Matrix::new(&left, rows, inner), Matrix::new(&right, inner, columns))
                    };
                    multiply(Out { values: &mut out, row_step: columns, adds }, left, right, 2.0);
                    for (place, found) in out.iter().enumerate() {
                        let (row, column) = (place / columns, place % columns);
                        let sum: f32 = (0..inner)
                            .map(|k| left_at(&left_turned, rows, row, k) * right_turned[column * inner + k])
                            .sum();
                        let expected = 2.0 * sum + if adds { before[place] } else { 0.0 };
                        assert!((found - expected).abs() < 1e-3, "{rows} x {inner} x {columns}: {found} {expected}");
                    }
                }
            }
        }
    }

    fn left_at(turned: &[f32], rows: usize, row: usize, k: usize) -> f32 {
        turned[k * rows + row]
    }

    #[test]
    fn parts_of_rows_are_read_and_written_where_they_lie() {
        let left = [1.0, 9.0, 9.0, 2.0, 9.0, 9.0];
        let mut out = vec![7.0; 6];
        multiply(
            Out { values: &mut out[1..], row_step: 3, adds: false },
            Matrix::part(&left, 2, 1, 3),
            Matrix::new(&[10.0], 1, 1),
            1.0,
        );
        assert_eq!(out, [7.0, 10.0, 7.0, 7.0, 20.0, 7.0]);
    }

    #[test]
    #[should_panic(expected = "does not fit")]
    fn a_product_that_does_not_fit_is_a_fault() {
        let ones = [1.0; 4];
        let (left, right) = (Matrix::new(&ones, 2, 2), Matrix::new(&ones, 2, 2));
        multiply(Out { values: &mut [0.0; 3], row_step: 2, adds: false }, left, right, 1.0);
    }
}
