//! Scores to probabilities.

/// Softmax of each row of `labels` scores, divided by the temperature, in place.
#[expect(clippy::cast_possible_truncation, reason = "probabilities are kept in single precision")]
pub(crate) fn soften(rows: &mut [f32], labels: usize, temperature: f64) {
    for row in rows.chunks_exact_mut(labels.max(1)) {
        let top = f64::from(row.iter().copied().fold(f32::NEG_INFINITY, f32::max));
        let raised: Vec<f64> = row.iter().map(|score| ((f64::from(*score) - top) / temperature).exp()).collect();
        let sum: f64 = raised.iter().sum();
        row.iter_mut().zip(raised).for_each(|(score, raised)| *score = (raised / sum) as f32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_sum_to_one_and_high_temperatures_are_less_sure() {
        let mut rows = [2.0, 0.0, -1e30, 500.0, 500.0, 0.0];
        soften(&mut rows, 3, 2.0);
        let first = 1.0_f32 / (1.0 + (-1.0_f32).exp());
        assert!((rows[0] - first).abs() < 1e-6 && rows[2] == 0.0 && (rows[3] - 0.5).abs() < 1e-6, "{rows:?}");
    }
}
