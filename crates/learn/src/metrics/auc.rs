//! Is a positive row ranked above a negative one? The area under the curve of receiver operating characteristics.
//!
//! Source: Hanley and McNeil 1982; it is the Mann-Whitney statistic by the number of pairs, with mean ranks where scores are equal.
//!
//! ```text
//! AUC = (sum of the ranks of positive rows - p (p + 1) / 2) / (p n)
//! ```

/// The area, 0 to 1; a half is chance. `None` unless there are positive and negative rows. A score that is not a number ranks lowest.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts of rows")]
pub fn auc(score: &[f64], is_positive: &[bool]) -> Option<f64> {
    let ranked = |score: f64| if score.is_nan() { f64::NEG_INFINITY } else { score };
    let mut rows: Vec<(f64, bool)> =
        score.iter().zip(is_positive).map(|(score, positive)| (ranked(*score), *positive)).collect();
    rows.sort_unstable_by(|one, other| one.0.total_cmp(&other.0));
    let positives = rows.iter().filter(|row| row.1).count() as f64;
    let negatives = rows.len() as f64 - positives;
    let mut before = 0.0;
    let mut ranks = 0.0;
    for equal in rows.chunk_by(|one, other| one.0 == other.0) {
        let mean_rank = before + (equal.len() as f64 + 1.0) / 2.0;
        ranks += mean_rank * equal.iter().filter(|row| row.1).count() as f64;
        before += equal.len() as f64;
    }
    (positives > 0.0 && negatives > 0.0)
        .then(|| (ranks - positives * (positives + 1.0) / 2.0) / (positives * negatives))
}

#[cfg(test)]
mod tests {
    use super::*;

    // sklearn.metrics.roc_auc_score([0, 0, 1, 1], [.1, .4, .35, .8]) = .75.
    #[test]
    fn it_agrees_with_scikit_learn() {
        assert_eq!(auc(&[0.1, 0.4, 0.35, 0.8], &[false, false, true, true]), Some(0.75));
    }

    #[test]
    fn equal_scores_are_chance_and_one_kind_of_rows_has_none() {
        assert_eq!(auc(&[3.0; 4], &[false, true, true, false]), Some(0.5));
        assert_eq!(auc(&[1.0, 2.0], &[true, true]), None);
        assert_eq!(auc(&[f64::NAN, 2.0], &[false, true]), Some(1.0));
    }
}
