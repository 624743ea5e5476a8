//! How high each value lies among all of a series.

/// The rank of each value less the mean rank; values that are the same share the middle of theirs.
#[expect(clippy::cast_precision_loss, reason = "counts of values")]
pub(super) fn centred_ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|one, other| values[*one].total_cmp(&values[*other]));
    let middle = values.len().saturating_sub(1) as f64 / 2.0;
    let mut ranks = vec![0.0; values.len()];
    let mut first = 0;
    for tied in order.chunk_by(|one, other| values[*one] >= values[*other]) {
        let rank = first as f64 + (tied.len() - 1) as f64 / 2.0 - middle;
        tied.iter().for_each(|place| ranks[*place] = rank);
        first += tied.len();
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_share_the_middle_of_their_ranks() {
        assert_eq!(centred_ranks(&[7.0, 1.0, 7.0, -0.0, 0.0]), [1.5, 0.0, 1.5, -1.5, -1.5]);
        assert_eq!(centred_ranks(&[]), Vec::<f64>::new());
    }
}
