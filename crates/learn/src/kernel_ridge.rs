//! A number from rows, by likeness to the rows learnt from: exact, for some thousand rows at most.
//!
//! Source: Saunders, Gammerman and Vovk 1998, "Ridge regression learning algorithm in dual variables". With [`Goal::Quantile`] it is kernel quantile
//! regression (Takeuchi, Le, Sears and Smola 2006) with a little ridge around 0, solved by weighting rows anew until they stand still.
//!
//! ```text
//! f(x) = m + sum_i a_i (k(x_i, x) + c),   (K + c + l W^-1) a = y - m       solved by Cholesky's factors
//! mean:      m the mean of y,        c = 0, W = I
//! quantile:  m the q quantile of y,  c = 3, W = 2 |q - [y < f]| / max(|y - f|, s)      s a hundredth of the range of y
//! ```

use crate::cholesky;
use crate::quantile::quantile;
use crate::svm::Kernel;

/// A free level for quantiles; large beside a likeness, which is at most 1.
const LEVEL: f64 = 3.0;

/// How often rows are weighted anew.
const ROUNDS: usize = 25;

/// What the answer is meant to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Goal {
    /// The mean of what may be.
    Mean,
    /// This quantile of what may be, above 0 and below 1: a half goes for the middle, more errs on the upper side.
    Quantile(f64),
}

/// Fitted weights, and the rows they belong to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KernelRidge {
    kernel: Option<Kernel>,
    middle: f64,
    level: f64,
    columns: Vec<Vec<f32>>,
    squares: Vec<f32>,
    weights: Vec<f64>,
}

impl KernelRidge {
    /// Fits; columns must be scaled and without gaps. `strictness` (l, above 0) draws answers to the middle. Without rows the answer is 0.
    #[must_use]
    pub fn fit(columns: &[Vec<f32>], target: &[f64], kernel: Kernel, goal: Goal, strictness: f64) -> Self {
        let (middle, level) = match goal {
            Goal::Mean => (target.iter().copied().collect::<crate::Moments>().mean(), 0.0),
            Goal::Quantile(q) => (quantile(target, q), LEVEL),
        };
        let middle = middle.unwrap_or(0.0);
        let squares = crate::svm::squares(columns, target.len());
        let mut model =
            Self { kernel: Some(kernel), middle, level, columns: columns.to_vec(), squares, weights: Vec::new() };
        let alike: Vec<Vec<f64>> = (0..target.len()).map(|row| model.likeness(&row_of(columns, row))).collect();
        let rest: Vec<f64> = target.iter().map(|value| value - middle).collect();
        let solved = |loose: &[f64]| {
            let mut matrix = alike.concat();
            loose.iter().enumerate().for_each(|(row, loose)| matrix[row * rest.len() + row] += strictness * loose);
            let mut weights = rest.clone();
            cholesky::factor(&mut matrix, rest.len());
            cholesky::solve(&matrix, &mut weights);
            weights
        };
        let mut loose = vec![1.0; rest.len()];
        model.weights = solved(&loose);
        if let Goal::Quantile(q) = goal {
            let range = quantile(target, 1.0).unwrap_or(0.0) - quantile(target, 0.0).unwrap_or(0.0);
            let least = (range / 100.0).max(1e-9);
            for _ in 1..ROUNDS {
                for ((loose, alike), rest) in loose.iter_mut().zip(&alike).zip(&rest) {
                    let left = rest - dot(alike, &model.weights);
                    *loose = left.abs().max(least) / (2.0 * if left > 0.0 { q } else { 1.0 - q });
                }
                model.weights = solved(&loose);
            }
        }
        model
    }

    /// The number of each row; columns stand in the order in which they were learnt from.
    #[must_use]
    pub fn answers(&self, columns: &[Vec<f32>]) -> Vec<f64> {
        let rows = columns.first().map_or(0, Vec::len);
        (0..rows).map(|row| self.middle + dot(&self.likeness(&row_of(columns, row)), &self.weights)).collect()
    }

    /// How alike a row is to each row learnt from, with the free level.
    fn likeness(&self, row: &[f32]) -> Vec<f64> {
        let mut likeness = vec![0.0; self.squares.len()];
        if let Some(kernel) = self.kernel {
            kernel.fill(row, &self.columns, &self.squares, &mut likeness);
        }
        likeness.into_iter().map(|value| f64::from(value) + self.level).collect()
    }
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

fn row_of(columns: &[Vec<f32>], row: usize) -> Vec<f32> {
    columns.iter().map(|column| column[row]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    // sklearn: KernelRidge(alpha=.5, kernel="rbf", gamma=.2).fit(x, y - 2) at 1.5, plus 2, x = 0, 1, 2, 4, y = 1, 3, 2, 2.
    #[test]
    fn it_agrees_with_scikit_learn() {
        let model = KernelRidge::fit(
            &[vec![0.0, 1.0, 2.0, 4.0]],
            &[1.0, 3.0, 2.0, 2.0],
            Kernel::Rbf { gamma: 0.2 },
            Goal::Mean,
            0.5,
        );
        let found = model.answers(&[vec![1.5]])[0];
        assert!((found - 2.238082008).abs() < 1e-5, "{found}");
    }

    #[test]
    fn a_higher_quantile_leaves_fewer_above_and_wild_values_do_not_draw_the_middle() {
        let x: Vec<f32> = (0..60_u8).map(|row| f32::from(row) / 10.0).collect();
        let mut y: Vec<f64> =
            x.iter().enumerate().map(|(row, x)| f64::from(*x) + f64::from(u8::try_from(row % 3).unwrap())).collect();
        y[30] = 500.0;
        let columns = [x];
        let above = |q| {
            let model = KernelRidge::fit(&columns, &y, Kernel::Rbf { gamma: 0.1 }, Goal::Quantile(q), 0.05);
            model.answers(&columns).iter().zip(&y).filter(|(said, is)| *said < is).count()
        };
        let counts = [0.25, 0.5, 0.85].map(above);
        assert!(
            (38..=52).contains(&counts[0]) && (22..=38).contains(&counts[1]) && (3..=15).contains(&counts[2]),
            "{counts:?}"
        );
    }

    #[test]
    fn a_strict_model_says_the_mean_and_an_empty_one_nothing() {
        let columns = [vec![0.0, 1.0, 2.0]];
        let strict = KernelRidge::fit(&columns, &[3.0, 5.0, 7.0], Kernel::Linear, Goal::Mean, 1e9);
        assert!(strict.answers(&columns).iter().all(|answer| (answer - 5.0).abs() < 1e-3));
        assert_eq!(KernelRidge::default().answers(&[vec![1.0]]), [0.0]);
    }
}
