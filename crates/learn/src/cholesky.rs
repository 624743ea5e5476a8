//! Which `x` gives `A x = b`, for a symmetric, positive A? Cholesky's factors: `A = L L'`, found once, used for as many `b` as there are.

/// What is not positive by rounding counts as a hair above 0.
const HAIR: f64 = 1e-12;

/// Turns a symmetric, positive matrix of `count` rows into its factor L, in place; what stands above the diagonal is not touched.
pub(crate) fn factor(matrix: &mut [f64], count: usize) {
    for row in 0..count {
        let (above, own) = matrix.split_at_mut(row * count);
        let own = &mut own[..count];
        for column in 0..row {
            let other = &above[column * count..][..count];
            let dot: f64 = own[..column].iter().zip(&other[..column]).map(|(one, other)| one * other).sum();
            own[column] = (own[column] - dot) / other[column];
        }
        let dot: f64 = own[..row].iter().map(|value| value * value).sum();
        own[row] = (own[row] - dot).max(HAIR).sqrt();
    }
}

/// Solves with a factor; `b` becomes x.
pub(crate) fn solve(factor: &[f64], b: &mut [f64]) {
    let count = b.len();
    for row in 0..count {
        let dot: f64 = factor[row * count..][..row].iter().zip(&*b).map(|(one, other)| one * other).sum();
        b[row] = (b[row] - dot) / factor[row * count + row];
    }
    for row in (0..count).rev() {
        let dot: f64 = (row + 1..count).map(|k| factor[k * count + row] * b[k]).sum();
        b[row] = (b[row] - dot) / factor[row * count + row];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The matrix [[4, 2], [2, 3]] times [1, -2] is [0, -4].
    #[test]
    fn two_equations_are_solved() {
        let mut matrix = [4.0, 2.0, 2.0, 3.0];
        factor(&mut matrix, 2);
        let mut b = [0.0, -4.0];
        solve(&matrix, &mut b);
        assert!((b[0] - 1.0).abs() < 1e-12 && (b[1] + 2.0).abs() < 1e-12, "{b:?}");
    }

    #[test]
    fn a_factor_times_itself_is_the_matrix() {
        let matrix = [6.0, 2.0, 1.0, 2.0, 5.0, 2.0, 1.0, 2.0, 4.0];
        let mut lower = matrix;
        factor(&mut lower, 3);
        for row in 0..3 {
            for column in 0..=row {
                let product: f64 = (0..=column).map(|k| lower[row * 3 + k] * lower[column * 3 + k]).sum();
                assert!((product - matrix[row * 3 + column]).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn what_is_not_positive_is_solved_without_a_panic() {
        let mut matrix = [1.0, 1.0, 1.0, 1.0];
        factor(&mut matrix, 2);
        let mut b = [1.0, 1.0];
        solve(&matrix, &mut b);
        assert!(b.iter().all(|value| value.is_finite()), "{b:?}");
        factor(&mut [], 0);
        solve(&[], &mut []);
    }
}
