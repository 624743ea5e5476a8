//! Did the level of a series that is known whole change somewhere, and where? Cumulative sums of ranks.
//!
//! Source: Pettitt 1979, "A non-parametric approach to the change-point problem". With `r` the rank of each of `n` values (the middle one of ties) and
//!
//! ```text
//! S(t) = sum of r_i - (n + 1) / 2 over the first t,    K = max |2 S(t)|,    p = 2 exp(-6 K^2 / (n^3 + n^2))
//! ```
//!
//! p is the chance of such a K where nothing changes, whatever the distribution; one wild value counts no more than the highest rank. Values that follow each other
//! are often alike, which would make p far too small (a simulation: one series in ten instead of one in a hundred at a correlation of .4). So n^3 + n^2 is multiplied by
//! `(1 + c) / (1 - c)`, where `c` is the correlation of neighbouring ranks. It is estimated from differences, which a few steps hardly touch (Hall and Van Keilegom 2003, "Using difference-based
//! methods for inference in nonparametric regression with time series errors"): where correlations fall off as powers of c,
//!
//! ```text
//! c = mean (r[i] - r[i-2])^2 / mean (r[i] - r[i-1])^2 - 1
//! ```
//!
//! with the pairs left out that lie on both sides of the step. Taken about the levels on both sides instead, it hides stairs of two steps (in a simulation 85 of 500 found in place of 477; a lone
//! step of two deviations in 56 values is found 348 times of 500 in place of 413).
//!
//! The place is the one that parts the ranks best, max `S(t)^2 / (t (n - t))`: K itself leans towards the middle.

use super::centred_ranks::centred_ranks;

/// Correlations are taken as this at most, so that the sums stay finite.
const MOST_ALIKE: f64 = 0.9;

/// A change of level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LevelChange {
    /// How many values came before it.
    pub before: usize,
    /// The chance of a step as clear as this where nothing changes.
    pub p: f64,
}

/// The clearest step in the series with at least `side` values on both sides, however unclear it is. `None` with fewer values, or with one that is not finite.
#[must_use]
pub fn level_change(values: &[f64], side: usize) -> Option<LevelChange> {
    let (n, side) = (values.len(), side.max(1));
    if n < 2 * side || values.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let off = centred_ranks(values);
    let mut sum = 0.0;
    let (mut greatest, mut before, mut clearest) = (0.0_f64, side, -1.0);
    for (place, off) in off.iter().enumerate() {
        sum += off;
        let passed = place + 1;
        if passed < side || n - passed < side {
            continue;
        }
        greatest = greatest.max((2.0 * sum).abs());
        let parts = sum * sum / (count(passed) * count(n - passed));
        if parts > clearest {
            (before, clearest) = (passed, parts);
        }
    }
    let alike = likeness_of_neighbours(&off, before);
    let spread = (count(n).powi(3) + count(n).powi(2)) * (1.0 + alike) / (1.0 - alike);
    Some(LevelChange { before, p: (2.0 * (-6.0 * greatest * greatest / spread).exp()).min(1.0) })
}

/// The correlation of neighbours from differences on either side of the step; 0 where it is below.
fn likeness_of_neighbours(ranks: &[f64], before: usize) -> f64 {
    let (first, second) = ranks.split_at(before);
    let apart = |by: usize| {
        let pairs = [first, second].into_iter().flat_map(|part| part.iter().zip(part.iter().skip(by)));
        let (sum, pairs) = pairs.fold((0.0, 0), |(sum, pairs), (one, other)| (sum + (one - other).powi(2), pairs + 1));
        sum / count(pairs.max(1))
    };
    let next = apart(1);
    if next > 0.0 { (apart(2) / next - 1.0).clamp(0.0, MOST_ALIKE) } else { 0.0 }
}

#[expect(clippy::cast_precision_loss, reason = "counts of values")]
fn count(values: usize) -> f64 {
    values as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SplitMix64;

    /// Values of deviation 1 whose neighbours correlate by `alike`; from `at` on they are higher by `step`.
    fn series(random: &mut SplitMix64, length: usize, alike: f64, at: usize, step: f64) -> Vec<f64> {
        let mut value = random.next_normal();
        let next = (0..length).map(|place| {
            value = alike * value + (1.0 - alike * alike).sqrt() * random.next_normal();
            value + if place < at { 0.0 } else { step }
        });
        next.collect()
    }

    #[test]
    fn k_and_p_are_those_of_the_formula() {
        // Six low and six high: 2 S(6) = 36, so p = 2 exp(-6 * 36^2 / (12^3 + 12^2)); neighbours at random would be as unlike as these.
        let values = [3.0, 1.0, 2.0, 1.5, 2.5, 0.5, 13.0, 11.0, 12.0, 11.5, 12.5, 10.5];
        let found = level_change(&values, 3).unwrap();
        assert_eq!(found.before, 6);
        assert!((found.p - 2.0 * (-6.0 * 1296.0 / 1872.0_f64).exp()).abs() < 1e-12, "{found:?}");
    }

    #[test]
    fn a_step_is_found_where_it_is() {
        let mut random = SplitMix64::new(4);
        let (mut found, mut off) = (0, 0);
        for _ in 0..200 {
            let change = level_change(&series(&mut random, 84, 0.2, 60, 2.0), 7).unwrap();
            found += usize::from(change.p < 0.0025);
            off += change.before.abs_diff(60);
        }
        assert!(found > 150 && off < 3 * 200, "{found} of 200, off by {off} in all");
    }

    #[test]
    fn without_a_step_false_alarms_are_about_as_seldom_as_p_says_also_where_neighbours_are_alike() {
        let mut random = SplitMix64::new(5);
        for (alike, most) in [(0.0, 12), (0.3, 20), (0.5, 25)] {
            let told = |_: &i32| level_change(&series(&mut random, 84, alike, 84, 0.0), 7).unwrap().p < 0.01;
            let alarms = (0..1000).filter(told).count();
            assert!(alarms <= most, "{alarms} of 1000 at {alike}");
        }
    }

    #[test]
    fn values_that_are_all_the_same_have_no_step_and_too_few_or_broken_ones_no_answer() {
        assert!(level_change(&[2.0; 30], 5).is_some_and(|change| change.p >= 1.0));
        assert_eq!(level_change(&[1.0, 2.0, 3.0], 2), None);
        assert_eq!(level_change(&[1.0, f64::NAN, 3.0, 4.0], 2), None);
    }
}
