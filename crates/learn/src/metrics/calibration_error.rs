//! Do things happen as often as was said? The expected calibration error, and the picture behind it.
//!
//! Source: Naeini, Cooper and Hauskrecht 2015. Rows are put into `bins` of about as many rows by the confidence of the answer (equal mass:
//! bins of equal width leave most bins empty when a model is cautious; Nixon et al. 2019).
//!
//! ```text
//! ECE = sum over bins of (rows of the bin / all rows) * |share right - mean confidence|
//! ```

/// Rows of about the same confidence.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct ReliabilityBin {
    /// How many rows.
    pub rows: usize,
    /// What was said: the mean confidence, 0 to 1.
    pub said: f64,
    /// What came: the share that was right, 0 to 1.
    pub came: f64,
}

/// Rows by confidence: `confidence` is the probability that was given to the answer, `is_right` whether it was right.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts of rows")]
pub fn reliability(confidence: &[f64], is_right: &[bool], bins: usize) -> Vec<ReliabilityBin> {
    let mut rows: Vec<(f64, bool)> = confidence.iter().copied().zip(is_right.iter().copied()).collect();
    rows.sort_by(|one, other| one.0.total_cmp(&other.0));
    let bins = bins.clamp(1, rows.len().max(1));
    let border = |bin: usize| bin * rows.len() / bins;
    let bin = |bin| {
        let rows = &rows[border(bin)..border(bin + 1)];
        let count = rows.len() as f64;
        ReliabilityBin {
            rows: rows.len(),
            said: rows.iter().map(|row| row.0).sum::<f64>() / count,
            came: rows.iter().filter(|row| row.1).count() as f64 / count,
        }
    };
    (0..bins).map(bin).filter(|bin| bin.rows > 0).collect()
}

/// The expected calibration error, 0 to 1; `None` without rows. A tenth of a hundred rows is little: with few rows it is biased upwards.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts of rows")]
pub fn calibration_error(confidence: &[f64], is_right: &[bool], bins: usize) -> Option<f64> {
    let bins = reliability(confidence, is_right, bins);
    let rows: usize = bins.iter().map(|bin| bin.rows).sum();
    let each = bins.iter().map(|bin| bin.rows as f64 * (bin.said - bin.came).abs());
    (rows > 0).then(|| each.sum::<f64>() / rows as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_right_at_nine_tenths_is_off_by_four_tenths() {
        let error =
            calibration_error(&[0.9; 10], &[true, false, true, false, true, false, true, false, true, false], 1);
        assert!((error.unwrap() - 0.4).abs() < 1e-12);
        assert_eq!(calibration_error(&[], &[], 10), None);
    }

    #[test]
    fn bins_hold_about_as_many_rows() {
        let confidence: Vec<f64> = (0..10).map(|row| f64::from(row) / 10.0).collect();
        let bins = reliability(&confidence, &[true; 10], 3);
        assert_eq!(bins.iter().map(|bin| bin.rows).collect::<Vec<_>>(), [3, 3, 4]);
    }
}
