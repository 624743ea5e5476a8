//! What is the mean when there are few values? A mean drawn towards what is known of all.
//!
//! Source: empirical Bayes (H. Robbins, 1956; C. Morris, 1983, "Parametric empirical Bayes inference", JASA 78) for normal
//! groups. The weight of the prior by the method of moments for one-way random effects (S. R. Searle, 1971, chapter 10).
//!
//! ```text
//! mean = (sum + k prior) / (n + k),   k = variance within groups / variance between groups
//! ```

use crate::moments::Moments;

/// The mean of `weight` observations with the given `sum`, drawn towards `prior` as if `prior_weight` observations of that
/// value had been seen as well. With an infinite `prior_weight` it is the prior. `None` when both weights are zero, or
/// something is negative or not a number.
#[must_use]
pub fn shrunk_mean(sum: f64, weight: f64, prior: f64, prior_weight: f64) -> Option<f64> {
    let is_sound = sum.is_finite() && weight.is_finite() && prior.is_finite() && weight >= 0.0 && prior_weight >= 0.0;
    if !is_sound || weight + prior_weight <= 0.0 {
        return None;
    }
    if prior_weight.is_infinite() {
        return Some(prior);
    }
    Some((sum + prior * prior_weight) / (weight + prior_weight))
}

/// How many observations the common mean is worth, from the groups themselves: infinite when groups differ no more than
/// chance makes them. `None` with fewer than two groups of values, or without a group of two.
#[must_use]
pub fn prior_weight_by_moments(groups: &[Moments]) -> Option<f64> {
    let groups: Vec<&Moments> = groups.iter().filter(|group| group.count() > 0).collect();
    let whole = groups.iter().fold(Moments::default(), |all, group| all.merged(group));
    let (count, size) = (groups.iter().map(|_| 1.0).sum::<f64>(), whole.size());
    if count < 2.0 || size <= count {
        return None;
    }
    let grand = whole.mean()?;
    let within: f64 = groups.iter().filter_map(|group| Some(group.variance()? * (group.size() - 1.0))).sum();
    let between: f64 = groups.iter().filter_map(|group| Some(group.size() * (group.mean()? - grand).powi(2))).sum();
    let within_mean = within / (size - count);
    let squares: f64 = groups.iter().map(|group| group.size() * group.size()).sum();
    let typical_size = (size - squares / size) / (count - 1.0);
    let variance_between = (between / (count - 1.0) - within_mean) / typical_size;
    Some(if variance_between > 0.0 { within_mean / variance_between } else { f64::INFINITY })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SplitMix64;
    use proptest::prelude::*;

    #[test]
    fn without_own_values_it_is_the_prior_and_with_many_it_is_their_mean() {
        assert!((shrunk_mean(0.0, 0.0, 0.4, 3.0).unwrap() - 0.4).abs() < 1e-12);
        assert!((shrunk_mean(9_000.0, 10_000.0, 0.1, 3.0).unwrap() - 0.9).abs() < 1e-3);
        assert_eq!(shrunk_mean(5.0, 5.0, 0.4, f64::INFINITY), Some(0.4));
        assert_eq!(shrunk_mean(0.0, 0.0, 0.4, 0.0), None);
    }

    #[test]
    fn the_weight_of_the_prior_is_found_again() {
        // Groups with spread 1 between and 3 within: the common mean is worth 9 observations.
        let mut generator = SplitMix64::new(31);
        let groups: Vec<Moments> = (0..3_000)
            .map(|_| {
                let middle = generator.next_normal();
                (0..6).map(|_| middle + 3.0 * generator.next_normal()).collect()
            })
            .collect();
        let weight = prior_weight_by_moments(&groups).unwrap();
        assert!((7.5..10.5).contains(&weight), "found {weight}");
    }

    #[test]
    fn shrunken_means_are_nearer_to_the_truth_than_plain_ones() {
        let mut generator = SplitMix64::new(32);
        let truth: Vec<f64> = (0..500).map(|_| generator.next_normal()).collect();
        let groups: Vec<Moments> =
            truth.iter().map(|middle| (0..4).map(|_| middle + 2.0 * generator.next_normal()).collect()).collect();
        let weight = prior_weight_by_moments(&groups).unwrap();
        let grand = Moments::of(&groups.iter().filter_map(Moments::mean).collect::<Vec<_>>()).mean().unwrap();
        let error = |guess: &dyn Fn(&Moments) -> f64| -> f64 {
            groups.iter().zip(&truth).map(|(group, truth)| (guess(group) - truth).powi(2)).sum()
        };
        let plain = error(&|group| group.mean().unwrap());
        let shrunk = error(&|g| shrunk_mean(g.mean().unwrap() * g.size(), g.size(), grand, weight).unwrap());
        assert!(shrunk < 0.7 * plain, "shrunk {shrunk}, plain {plain}");
    }

    #[test]
    fn groups_that_are_all_alike_give_the_prior_all_weight() {
        let groups = [Moments::of(&[1.0, 3.0]), Moments::of(&[3.0, 1.0]), Moments::of(&[0.0, 4.0])];
        assert_eq!(prior_weight_by_moments(&groups), Some(f64::INFINITY));
        assert_eq!(prior_weight_by_moments(&groups[..1]), None);
    }

    proptest! {
        #[test]
        fn a_shrunken_mean_lies_between_the_own_mean_and_the_prior(
            own in 0.0..1.0_f64, weight in 0.01..100.0_f64, prior in 0.0..1.0_f64, prior_weight in 0.0..100.0_f64,
        ) {
            let mean = shrunk_mean(own * weight, weight, prior, prior_weight).unwrap();
            prop_assert!(mean >= own.min(prior) - 1e-12 && mean <= own.max(prior) + 1e-12);
        }
    }
}
