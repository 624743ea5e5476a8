//! How much worse has a model become for those who came before?
//!
//! Source: Chaudhry, Dokania, Ajanthan and Torr 2018, "Riemannian walk for incremental learning". With a(j, k) the score on person j after k people were
//! learnt, the forgetting of person j after the last is the best score that it ever had minus the score that it has now; the measure is the mean over people
//! who are not the last.

/// The mean forgetting from scores, one list for each person in the order in which they were learnt: the scores after they themselves were learnt, then after each
/// further person. Below 0 where later people helped. `None` unless somebody has two scores; scores that are not finite are passed over.
#[must_use]
pub fn forgetting(scores: &[Vec<f64>]) -> Option<f64> {
    let fall = |scores: &Vec<f64>| {
        let finite: Vec<f64> = scores.iter().copied().filter(|score| score.is_finite()).collect();
        let (now, before) = finite.split_last().filter(|(_, before)| !before.is_empty())?;
        Some(before.iter().copied().fold(f64::NEG_INFINITY, f64::max) - now)
    };
    let falls: Vec<f64> = scores.iter().filter_map(fall).collect();
    #[expect(clippy::cast_precision_loss, reason = "a count of people")]
    let count = falls.len() as f64;
    (count > 0.0).then(|| falls.iter().sum::<f64>() / count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_that_was_is_held_against_what_is() {
        // The first person fell from .9 to .7, the second rose from .6 to .65, the third has one score.
        let found = forgetting(&[vec![0.8, 0.9, 0.7], vec![0.6, 0.65], vec![0.5]]).unwrap();
        assert!((found - (0.2 - 0.05) / 2.0).abs() < 1e-12, "{found}");
        assert_eq!(forgetting(&[vec![0.5], vec![f64::NAN, 0.1]]), None);
    }
}
