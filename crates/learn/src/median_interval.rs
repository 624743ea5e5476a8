//! How far may the middle of a distribution lie from the middle of what was seen? An interval that asks nothing of the distribution.
//!
//! Source: Conover 1999, "Practical nonparametric statistics", section 3.2. The median lies between the k-th lowest and the k-th highest value but for the chance that
//! fewer than k of n fall on one side of it, which is binomial with one half; here by its normal approximation with a correction of one half.

use crate::estimate::Estimate;
use crate::normal::normal_quantile;
use crate::quantile::median;

/// The median with its interval at `level`; values that are not finite are passed over. `None` with too few values for that level: six at .95.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places among values"
)]
pub fn median_interval(values: &[f64], level: f64) -> Option<Estimate> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let below = (n - 1.0 - normal_quantile(0.5 + level / 2.0)? * n.sqrt()) / 2.0;
    if below < 0.0 {
        return None;
    }
    let place = below.floor() as usize;
    let (low, high) = (*sorted.get(place)?, *sorted.get(sorted.len().checked_sub(place + 1)?)?);
    Some(Estimate { value: median(&sorted)?, low, high })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SplitMix64;

    #[test]
    fn of_twenty_values_it_reaches_from_the_sixth_to_the_fifteenth() {
        // Conover's table of the binomial distribution: of 20, fewer than 6 fall on one side with a chance of .0207.
        let values: Vec<f64> = (1..=20).map(f64::from).collect();
        assert_eq!(median_interval(&values, 0.95), Some(Estimate { value: 10.5, low: 6.0, high: 15.0 }));
        assert!(median_interval(&values[..5], 0.95).is_none());
        assert!(median_interval(&values[..6], 0.95).is_some_and(|it| (it.low, it.high) == (1.0, 6.0)));
        assert!(median_interval(&[f64::NAN], 0.95).is_none());
    }

    #[test]
    fn it_holds_the_truth_about_as_often_as_it_says() {
        let mut random = SplitMix64::new(3);
        let holds = |_: &i32| {
            let values: Vec<f64> = (0..25).map(|_| random.next_normal().exp()).collect();
            median_interval(&values, 0.95).is_some_and(|it| it.holds(1.0))
        };
        let held = (0..1000).filter(holds).count();
        assert!((930..=985).contains(&held), "{held} of 1000");
    }
}
