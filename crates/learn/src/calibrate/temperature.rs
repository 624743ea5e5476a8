//! One number that makes all probabilities bolder or more cautious.
//!
//! Source: Guo, Pleiss, Sun and Weinberger 2017, "On calibration of modern neural networks".
//!
//! ```text
//! p'_k = p_k^(1/T) / sum p_j^(1/T)        T > 1 is more cautious, T < 1 bolder
//! ```
//!
//! T minimises the mean of -ln p' of what came, found by golden section over ln T: the loss is convex in 1/T.

/// Probabilities are raised to at least this, so that one certain mistake does not make all others vague.
const FLOOR: f64 = 1e-6;

/// ln T is looked for between -3 and 3: a twentieth to twenty.
const RANGE: f64 = 3.0;

/// The temperature of a model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Temperature(
    /// T, above 0.
    pub f64,
);

impl Temperature {
    /// Finds T from probabilities (`classes` values for each row) and what came. 1 without rows.
    #[must_use]
    pub fn fit<C: Copy + Into<usize>>(probabilities: &[f32], classes: usize, class: &[C]) -> Self {
        if class.is_empty() || classes == 0 {
            return Self(1.0);
        }
        let loss = |log_t: f64| {
            let temperature = Self(log_t.exp());
            let rows = probabilities.chunks_exact(classes).zip(class);
            rows.map(|(row, class)| {
                -temperature.bent(row).get((*class).into()).copied().unwrap_or(FLOOR).max(FLOOR).ln()
            })
            .sum::<f64>()
        };
        Self(golden_section(loss, -RANGE, RANGE).exp())
    }

    /// The probabilities of all rows, bent in place.
    #[expect(clippy::cast_possible_truncation, reason = "probabilities are kept in single precision")]
    pub fn apply(self, probabilities: &mut [f32], classes: usize) {
        for row in probabilities.chunks_exact_mut(classes.max(1)) {
            let bent = self.bent(row);
            row.iter_mut().zip(bent).for_each(|(old, new)| *old = new as f32);
        }
    }

    fn bent(self, row: &[f32]) -> Vec<f64> {
        let raised: Vec<f64> = row.iter().map(|p| (f64::from(*p).max(FLOOR).ln() / self.0).exp()).collect();
        let sum: f64 = raised.iter().sum();
        raised.into_iter().map(|value| value / sum).collect()
    }
}

/// The place between `low` and `high` at which a function with one valley is least (Kiefer 1953), to a ten-thousandth.
fn golden_section(f: impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> f64 {
    const SHARE: f64 = 0.618_033_988_749_894_9;
    let (mut left, mut right) = (high - SHARE * (high - low), low + SHARE * (high - low));
    let (mut at_left, mut at_right) = (f(left), f(right));
    while high - low > 1e-4 {
        if at_left <= at_right {
            (high, right, at_right) = (right, left, at_left);
            left = high - SHARE * (high - low);
            at_left = f(left);
        } else {
            (low, left, at_left) = (left, right, at_right);
            right = low + SHARE * (high - low);
            at_right = f(right);
        }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_that_is_too_bold_becomes_as_cautious_as_it_should_be() {
        // Says .95 and is right in 80 of 100.
        let probabilities: Vec<f32> = [0.95, 0.05].repeat(100);
        let class: Vec<u8> = (0..100).map(|row| u8::from(row % 5 == 0)).collect();
        let temperature = Temperature::fit(&probabilities, 2, &class);
        let mut row = vec![0.95, 0.05];
        temperature.apply(&mut row, 2);
        assert!((row[0] - 0.8).abs() < 0.002 && (row[0] + row[1] - 1.0).abs() < 1e-6, "{row:?}");
    }

    #[test]
    fn without_rows_nothing_is_bent() {
        assert_eq!(Temperature::fit::<u8>(&[], 2, &[]), Temperature(1.0));
    }
}
