//! How sure is any statistic? The percentile bootstrap.
//!
//! Source: B. Efron, 1979, "Bootstrap methods: another look at the jackknife", Annals of Statistics 7; percentile interval:
//! Efron and Tibshirani, 1993, chapter 13. Good for medians and other statistics of twenty values and more; with very few
//! values its intervals are too short, so prefer Student's for means.

use crate::estimate::Estimate;
use crate::quantile::quantile;
use crate::random::SplitMix64;

/// A statistic of `values` with the interval between the outer quantiles of its value over `resamples` samples drawn with
/// replacement. `None` when `values` is empty, when the statistic has no value for them, or for a `level` outside (0, 1).
pub fn bootstrap_interval(
    values: &[f64],
    statistic: impl Fn(&[f64]) -> Option<f64>,
    resamples: u32,
    level: f64,
    generator: &mut SplitMix64,
) -> Option<Estimate> {
    if !(level > 0.0 && level < 1.0) {
        return None;
    }
    let value = statistic(values)?;
    let mut drawn = Vec::with_capacity(values.len());
    let mut found = Vec::new();
    for _ in 0..resamples {
        drawn.clear();
        for _ in 0..values.len() {
            drawn.extend(generator.next_place(values.len()).and_then(|place| values.get(place)).copied());
        }
        found.extend(statistic(&drawn));
    }
    let tail = (1.0 - level) / 2.0;
    Some(Estimate { value, low: quantile(&found, tail)?, high: quantile(&found, 1.0 - tail)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::median;

    #[test]
    fn the_same_seed_gives_the_same_interval() {
        let values: Vec<f64> = (0..30).map(f64::from).collect();
        let run = |seed| bootstrap_interval(&values, median, 200, 0.95, &mut SplitMix64::new(seed));
        assert_eq!(run(5), run(5));
        assert_ne!(run(5), run(6));
    }

    #[test]
    fn intervals_of_the_median_hold_it_about_as_often_as_they_say() {
        let mut generator = SplitMix64::new(21);
        let mut held = 0;
        for _ in 0..400 {
            // Exponential with median ln 2.
            let values: Vec<f64> = (0..40).map(|_| -(1.0 - generator.next_unit()).ln()).collect();
            let found = bootstrap_interval(&values, median, 300, 0.9, &mut generator).unwrap();
            held += u32::from(found.holds(std::f64::consts::LN_2));
        }
        assert!((335..=385).contains(&held), "held {held} of 400, expected about 360");
    }

    #[test]
    fn nothing_has_no_interval() {
        assert_eq!(bootstrap_interval(&[], median, 100, 0.95, &mut SplitMix64::new(1)), None);
        assert_eq!(bootstrap_interval(&[1.0], median, 100, 1.0, &mut SplitMix64::new(1)), None);
    }
}
