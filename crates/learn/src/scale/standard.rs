//! Each column minus its mean, by its standard deviation.

use crate::Moments;

/// Mean and spread of each column, learnt from the rows to learn from and used for all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standard {
    /// The mean of each column; 0 where a column has no number.
    pub mean: Vec<f32>,
    /// The standard deviation of each column (n - 1); 1 where it is 0 or unknown.
    pub spread: Vec<f32>,
}

impl Standard {
    /// Learns mean and spread; what is not finite is passed over.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "columns are kept in single precision")]
    pub fn fit(columns: &[&[f32]]) -> Self {
        let moments = columns
            .iter()
            .map(|column| column.iter().filter(|value| value.is_finite()).map(|value| f64::from(*value)).collect());
        let (mean, spread) = moments
            .map(|moments: Moments| {
                let spread = moments.variance().map_or(0.0, f64::sqrt);
                let spread = if spread > 1e-12 { spread } else { 1.0 };
                (moments.mean().unwrap_or(0.0) as f32, spread as f32)
            })
            .unzip();
        Self { mean, spread }
    }

    /// The columns in standard deviations from the mean. What is missing becomes 0, the mean: this is the one place that fills.
    #[must_use]
    pub fn scaled_and_filled(&self, columns: &[&[f32]]) -> Vec<Vec<f32>> {
        let scaled = |((column, mean), spread): ((&&[f32], &f32), &f32)| {
            column.iter().map(|value| if value.is_finite() { (value - mean) / spread } else { 0.0 }).collect()
        };
        columns.iter().zip(&self.mean).zip(&self.spread).map(scaled).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_learnt_from_has_mean_zero_and_spread_one() {
        let column = [1.0, 2.0, 3.0, f32::NAN];
        let standard = Standard::fit(&[&column]);
        assert_eq!((standard.mean[0], standard.spread[0]), (2.0, 1.0));
        assert_eq!(standard.scaled_and_filled(&[&column]), [[-1.0, 0.0, 1.0, 0.0]]);
    }

    #[test]
    fn a_column_of_one_value_or_of_none_stays_at_zero() {
        let columns: [&[f32]; 2] = [&[5.0, 5.0], &[f32::NAN, f32::INFINITY]];
        assert_eq!(Standard::fit(&columns).scaled_and_filled(&columns), [[0.0, 0.0], [0.0, 0.0]]);
    }
}
