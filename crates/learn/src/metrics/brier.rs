//! How far are probabilities from what happened? Source: Brier 1950, in its form for many classes: 0 is perfect, 2 the worst.

/// The mean over rows of the squared distance between the probabilities of all classes and what is. `probabilities` holds `classes` values
/// for each row.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts of rows")]
pub fn brier(probabilities: &[f32], classes: usize, is: &[u8]) -> Option<f64> {
    let rows = probabilities.chunks_exact(classes.max(1)).zip(is);
    let count = rows.len();
    let distance = |(row, is): (&[f32], &u8)| {
        let each = row.iter().enumerate().map(|(class, p)| {
            let happened = f64::from(u8::from(class == usize::from(*is)));
            (f64::from(*p) - happened).powi(2)
        });
        each.sum::<f64>()
    };
    (count > 0).then(|| rows.map(distance).sum::<f64>() / count as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certain_and_right_is_zero_and_certain_and_wrong_is_two() {
        assert_eq!(brier(&[1.0, 0.0, 1.0, 0.0], 2, &[0, 0]), Some(0.0));
        assert_eq!(brier(&[1.0, 0.0], 2, &[1]), Some(2.0));
        assert_eq!(brier(&[], 2, &[]), None);
    }
}
