//! Of many looks, which may be said? The step-up rule that holds the expected share of chance among what is said.
//!
//! ```text
//! p_(1) <= ... <= p_(m):   say all up to the last k with  p_(k) <= share * k / m       intervals of what is said: level 1 - share * k / m
//! ```
//!
//! Sources: Y. Benjamini and Y. Hochberg, 1995, Journal of the Royal Statistical Society B 57 (the rule; it holds for looks that are independent or
//! depend on each other positively); Y. Benjamini and D. Yekutieli, 2005, Journal of the American Statistical Association 100 (the level: of
//! the intervals of what was chosen, a share `share` misses at most, although it was chosen for being large).

/// What may be said.
#[derive(Clone, Debug, PartialEq)]
pub struct Discoveries {
    /// For each look, in the order in which they came.
    pub is_found: Vec<bool>,
    /// The level of the intervals of what is said.
    pub level: f64,
}

/// Chooses among looks by their probabilities under chance; of what is chosen a share `share` is expected to be chance.
///
/// ```
/// use attentive_pipeline::recommend::goes_with::discovery::discoveries;
/// assert_eq!(discoveries(&[0.001, 0.9, 0.04], 0.1).is_found, [true, false, true]);
/// ```
#[must_use]
pub fn discoveries(chances: &[f64], share: f64) -> Discoveries {
    let mut order: Vec<f64> = chances.to_vec();
    order.sort_by(f64::total_cmp);
    #[expect(clippy::cast_precision_loss, reason = "a count of looks")]
    let limit = |place: usize| share * (place + 1) as f64 / order.len() as f64;
    let last = (0..order.len()).rev().find(|place| order[*place] <= limit(*place));
    let (most, level) = last.map_or((f64::NEG_INFINITY, 1.0 - share), |place| (order[place], 1.0 - limit(place)));
    Discoveries { is_found: chances.iter().map(|chance| *chance <= most).collect(), level }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_look_is_held_to_the_share_and_many_to_less() {
        assert_eq!(discoveries(&[0.09], 0.1), Discoveries { is_found: vec![true], level: 0.9 });
        assert_eq!(discoveries(&[0.09, 0.5, 0.6], 0.1).is_found, [false, false, false]);
        assert_eq!(discoveries(&[], 0.1).is_found, Vec::<bool>::new());
    }

    #[test]
    fn a_later_one_that_passes_takes_the_earlier_ones_along() {
        let found = discoveries(&[0.06, 0.05, 0.07, 0.8], 0.1);
        assert_eq!(found.is_found, [true, true, true, false]);
        assert!((found.level - 0.925).abs() < 1e-12);
    }
}
