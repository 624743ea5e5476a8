//! Which class, when each column pushes for or against it in a straight line? Multinomial logistic regression with L2.
//!
//! ```text
//! minimise  - sum_i w_i ln p_i(class_i)  +  1/2 lambda sum of the squared slopes,   p = softmax(intercept + x slope)
//! ```
//!
//! Source: Hastie, Tibshirani and Friedman 2009, section 4.4. Found by gradient descent with Nesterov's momentum and a step from the
//! Lipschitz constant (Beck and Teboulle 2009, FISTA), restarted when the loss rises (O'Donoghue and Candes 2015). Scale the columns first.

use crate::classifier::Classifier;
use crate::explain::{Reasons, Way};
use crate::model_file::Tensors;
use crate::recipe::Kind;

/// How it is fitted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogisticSettings {
    /// How much slopes are held back, at least 0; 1 is the default of scikit-learn (C = 1).
    pub l2: f64,
    /// Steps at most.
    pub steps: usize,
    /// Stop when no derivative, by the number of rows, is further from 0.
    pub tolerance: f64,
}

impl Default for LogisticSettings {
    fn default() -> Self {
        Self { l2: 1.0, steps: 2_000, tolerance: 1e-5 }
    }
}

/// A fitted model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LogisticRegression {
    /// One for each class.
    pub intercept: Vec<f64>,
    /// For each column one for each class, column by column.
    pub slope: Vec<f64>,
}

impl LogisticRegression {
    /// Fits on columns without missing values. `weight` is empty when all rows count 1.
    #[must_use]
    pub fn fit(columns: &[&[f32]], class: &[u8], classes: usize, weight: &[f32], settings: &LogisticSettings) -> Self {
        let task = Task { columns, class, classes, weight, l2: settings.l2 };
        let count = classes * (columns.len() + 1);
        let (mut at, mut before) = (vec![0.0; count], vec![0.0; count]);
        let mut slope = vec![0.0; count];
        let step = 1.0 / task.steepest();
        let (mut momentum, mut least) = (1.0_f64, f64::INFINITY);
        for _ in 0..settings.steps {
            let next_momentum = f64::midpoint(1.0, (1.0 + 4.0 * momentum * momentum).sqrt());
            let push = (momentum - 1.0) / next_momentum;
            let ahead: Vec<f64> = at.iter().zip(&before).map(|(at, before)| at + push * (at - before)).collect();
            let loss = task.loss(&ahead, &mut slope);
            let rows = class.len().max(1);
            #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
            if slope.iter().all(|slope| slope.abs() <= settings.tolerance * rows as f64) {
                at = ahead;
                break;
            }
            momentum = if loss > least { 1.0 } else { next_momentum };
            least = loss;
            before.clone_from(&at);
            at = ahead.iter().zip(&slope).map(|(ahead, slope)| ahead - step * slope).collect();
        }
        let slopes = at.split_off(classes);
        Self { intercept: at, slope: slopes }
    }

    /// What speaks for each class before the softmax: `classes` values for each row.
    #[must_use]
    pub fn scores(&self, columns: &[&[f32]]) -> Vec<f64> {
        scores(&self.intercept, &self.slope, columns)
    }
}

impl Classifier for LogisticRegression {
    fn classes(&self) -> usize {
        self.intercept.len()
    }

    #[expect(clippy::cast_possible_truncation, reason = "probabilities are kept in single precision")]
    fn probabilities(&self, columns: &[&[f32]]) -> Vec<f32> {
        let mut scores = self.scores(columns);
        scores.chunks_exact_mut(self.classes().max(1)).for_each(|row| {
            soften(row);
        });
        scores.into_iter().map(|value| value as f32).collect()
    }

    #[expect(clippy::cast_possible_truncation, reason = "models are kept in single precision")]
    fn put(&self, of: &str, tensors: &mut Tensors) -> Option<u32> {
        let kept = |values: &[f64]| values.iter().map(|value| *value as f32).collect::<Vec<_>>();
        tensors.put(&format!("{of}.intercept"), &kept(&self.intercept));
        tensors.put(&format!("{of}.slope"), &kept(&self.slope));
        Some(Kind::Logistic.number())
    }

    /// What a column adds to the score of a class beside the mean of all classes, all of them stretched by one factor for each class so that they sum to
    /// the way from the probability at the columns' zero (their mean, as they are scaled) to the row's.
    fn reasons(&self, row: &[f32], _: Way) -> Option<Reasons> {
        let classes = self.classes();
        let ends = |row: &[f32]| {
            let columns: Vec<&[f32]> = row.iter().map(std::slice::from_ref).collect();
            let found = if columns.is_empty() { self.intercept.clone() } else { self.scores(&columns) };
            let mut found = found;
            soften(&mut found);
            found
        };
        let (base, at) = (ends(&vec![0.0; row.len()]), ends(row));
        let mut push = Vec::with_capacity(row.len() * classes);
        for (value, slope) in row.iter().zip(self.slope.chunks_exact(classes.max(1))) {
            let added: Vec<f64> = slope.iter().map(|slope| slope * f64::from(*value)).collect();
            #[expect(clippy::cast_precision_loss, reason = "a count of classes")]
            let mean = added.iter().sum::<f64>() / classes as f64;
            push.extend(added.iter().map(|added| added - mean));
        }
        for class in 0..classes {
            let sum: f64 = push.iter().skip(class).step_by(classes).sum();
            let by = if sum.abs() > 1e-9 { (at[class] - base[class]) / sum } else { 0.0 };
            // The others may gain more than this class: then the factor would turn all signs round.
            let by = by.max(0.0);
            push.iter_mut().skip(class).step_by(classes).for_each(|push| *push *= by);
        }
        Some(Reasons { base, push })
    }
}

impl LogisticRegression {
    /// The model that was put under `of`, for so many columns and classes; `None` when numbers are lacking, left over or not finite.
    #[must_use]
    pub fn find(tensors: &Tensors, of: &str, columns: usize, classes: usize) -> Option<Self> {
        let wide = |name: &str| {
            tensors.values(&format!("{of}.{name}")).map(|kept| kept.iter().map(|value| f64::from(*value)).collect())
        };
        let (intercept, slope): (Vec<f64>, Vec<f64>) = (wide("intercept")?, wide("slope")?);
        (intercept.len() == classes && slope.len() == columns.checked_mul(classes)?)
            .then_some(Self { intercept, slope })
    }
}

fn scores(intercept: &[f64], slope: &[f64], columns: &[&[f32]]) -> Vec<f64> {
    let classes = intercept.len();
    let rows = columns.first().map_or(0, |column| column.len());
    let mut scores = intercept.repeat(rows);
    for (column, slope) in columns.iter().zip(slope.chunks_exact(classes.max(1))) {
        for (scores, value) in scores.chunks_exact_mut(classes.max(1)).zip(*column) {
            scores.iter_mut().zip(slope).for_each(|(score, slope)| *score += slope * f64::from(*value));
        }
    }
    scores
}

/// Scores to probabilities in place; ln of the sum of their exponentials.
fn soften(row: &mut [f64]) -> f64 {
    let top = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for value in row.iter_mut() {
        *value = (*value - top).exp();
        sum += *value;
    }
    row.iter_mut().for_each(|value| *value /= sum);
    top + sum.ln()
}

struct Task<'a> {
    columns: &'a [&'a [f32]],
    class: &'a [u8],
    classes: usize,
    weight: &'a [f32],
    l2: f64,
}

impl Task<'_> {
    fn weight_of(&self, row: usize) -> f64 {
        self.weight.get(row).copied().map_or(1.0, f64::from)
    }

    /// A bound on the curvature: half of the summed squared lengths would do; the trace is cheaper than the greatest eigenvalue, so that is found by
    /// twenty steps of the power method and raised by a tenth.
    fn steepest(&self) -> f64 {
        let mut direction = vec![1.0; self.columns.len() + 1];
        let mut length = 1.0;
        for _ in 0..20 {
            let mut product = vec![direction[0]; self.class.len()];
            for (column, direction) in self.columns.iter().zip(&direction[1..]) {
                product.iter_mut().zip(*column).for_each(|(sum, value)| *sum += direction * f64::from(*value));
            }
            product.iter_mut().enumerate().for_each(|(row, value)| *value *= self.weight_of(row));
            direction[0] = product.iter().sum();
            for (column, direction) in self.columns.iter().zip(&mut direction[1..]) {
                *direction = column.iter().zip(&product).map(|(value, product)| f64::from(*value) * product).sum();
            }
            length = direction.iter().map(|value| value * value).sum::<f64>().sqrt().max(1e-12);
            direction.iter_mut().for_each(|value| *value /= length);
        }
        0.55 * length + self.l2
    }

    /// The loss, and its derivatives into `slope`.
    fn loss(&self, at: &[f64], slope: &mut [f64]) -> f64 {
        let classes = self.classes;
        let (intercept, slopes) = at.split_at(classes);
        let mut rows = scores(intercept, slopes, self.columns);
        if self.columns.is_empty() {
            rows = intercept.repeat(self.class.len());
        }
        let mut loss = slopes.iter().map(|slope| slope * slope).sum::<f64>() * self.l2 / 2.0;
        for (row, (values, class)) in rows.chunks_exact_mut(classes.max(1)).zip(self.class).enumerate() {
            let class = usize::from(*class);
            let own = values[class];
            let weight = self.weight_of(row);
            loss += weight * (soften(values) - own);
            values[class] -= 1.0;
            values.iter_mut().for_each(|value| *value *= weight);
        }
        slope.fill(0.0);
        for values in rows.chunks_exact(classes.max(1)) {
            slope[..classes].iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
        }
        let of_columns = slope[classes..].chunks_exact_mut(classes.max(1)).zip(slopes.chunks_exact(classes.max(1)));
        for ((slope, at), column) in of_columns.zip(self.columns) {
            for (values, x) in rows.chunks_exact(classes.max(1)).zip(*column) {
                slope.iter_mut().zip(values).for_each(|(sum, value)| *sum += value * f64::from(*x));
            }
            slope.iter_mut().zip(at).for_each(|(slope, at)| *slope += self.l2 * at);
        }
        loss
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // sklearn.linear_model.LogisticRegression(C=1) on x = 0..7, y = 0 0 0 1 0 1 1 1: coefficient 0.86781, intercept -3.03733. Ours keeps one slope for each
    // class; with L2 they are opposite, and their difference has half of the penalty, so l2 = 2 is the same task.
    #[test]
    fn it_agrees_with_scikit_learn() {
        let column: Vec<f32> = (0..8_u8).map(f32::from).collect();
        let settings = LogisticSettings { l2: 2.0, steps: 100_000, tolerance: 1e-9 };
        let model = LogisticRegression::fit(&[&column], &[0, 0, 0, 1, 0, 1, 1, 1], 2, &[], &settings);
        let (slope, intercept) = (model.slope[1] - model.slope[0], model.intercept[1] - model.intercept[0]);
        assert!((slope - 0.867_81).abs() < 1e-4 && (intercept + 3.037_33).abs() < 1e-3, "{slope} {intercept}");
    }

    #[test]
    fn without_columns_the_answer_is_the_share_of_each_class() {
        let model = LogisticRegression::fit(&[&[0.0; 4]], &[0, 0, 0, 1], 2, &[], &LogisticSettings::default());
        assert!((model.probabilities(&[&[0.0]])[1] - 0.25).abs() < 1e-3);
    }

    #[test]
    fn heavy_rows_count_more() {
        let columns: [&[f32]; 1] = [&[0.0; 2]];
        let model = LogisticRegression::fit(&columns, &[0, 1], 2, &[1.0, 3.0], &LogisticSettings::default());
        assert!((model.probabilities(&[&[0.0]])[1] - 0.75).abs() < 1e-3);
    }
}
