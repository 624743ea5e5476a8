//! How likely is each of some independent unknowns the greatest?
//!
//! ```text
//! P(k is greatest) = integral of  F_1(x) ... F_{k-1}(x) F_{k+1}(x) ... F_K(x)  over dF_k(x)
//! ```
//!
//! The product grows with x, so over steps of a grid its values at the left and at the right ends give a lower and an upper sum that hold the
//! integral between them. We hand out the middle, and half of the distance as the error: no guess, a bound.

/// Grid points for each unknown, over where it has nearly all of its mass.
const POINTS: u32 = 161;
/// How many deviations the grid reaches to each side; beyond lie 1e-15 of a normal distribution's mass.
const REACH: f64 = 8.0;

/// Chances of being the greatest.
#[derive(Clone, Debug, PartialEq)]
pub struct BestOf {
    /// The chance of each; their sum is 1.
    pub chances: Vec<f64>,
    /// No chance is further from the true one than this.
    pub error: f64,
}

/// The chances, from each unknown's mean and deviation (which say where to look) and its distribution function, given its place and x. `None`
/// for no unknowns or for places and spreads that are not finite.
pub(super) fn best_of(places: &[(f64, f64)], cdf: impl Fn(usize, f64) -> f64) -> Option<BestOf> {
    let is_sound =
        places.iter().all(|(mean, deviation)| mean.is_finite() && deviation.is_finite() && *deviation >= 0.0);
    if places.is_empty() || !is_sound {
        return None;
    }
    let grid = grid(places);
    let at = |x: f64| (0..places.len()).map(|arm| cdf(arm, x).clamp(0.0, 1.0)).collect::<Vec<f64>>();
    let mut low = vec![0.0; places.len()];
    let mut high = vec![0.0; places.len()];
    let mut before = vec![0.0; places.len()];
    // The last step reaches to where every distribution function is 1.
    for here in grid.iter().map(|x| at(*x)).chain(std::iter::once(vec![1.0; places.len()])) {
        for arm in 0..places.len() {
            let mass = (here[arm] - before[arm]).max(0.0);
            low[arm] += mass * others(&before, arm);
            high[arm] += mass * others(&here, arm);
        }
        before = here;
    }
    let middle: Vec<f64> = low.iter().zip(&high).map(|(low, high)| f64::midpoint(*low, *high)).collect();
    let sum: f64 = middle.iter().sum();
    let widest = low.iter().zip(&high).map(|(low, high)| (high - low) / 2.0).fold(0.0, f64::max);
    // Bringing the sum to 1 moves each by at most this much more.
    let error = widest + (1.0 - 1.0 / sum).abs();
    Some(BestOf { chances: middle.into_iter().map(|chance| chance / sum).collect(), error })
}

fn others(distribution: &[f64], arm: usize) -> f64 {
    distribution.iter().enumerate().filter(|(other, _)| *other != arm).map(|(_, value)| value).product()
}

fn grid(places: &[(f64, f64)]) -> Vec<f64> {
    let mut grid = Vec::new();
    for (mean, deviation) in places {
        // A hair to each side of what is known for sure, so that its step lies between two points.
        let deviation = deviation.max(1e-12 * mean.abs().max(1.0));
        let step = |point: u32| REACH * (2.0 * f64::from(point) / f64::from(POINTS - 1) - 1.0);
        grid.extend((0..POINTS).map(|point| mean + deviation * step(point)));
    }
    grid.sort_by(f64::total_cmp);
    grid
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SplitMix64;
    use crate::normal::normal_cdf;

    fn normals(places: &[(f64, f64)]) -> BestOf {
        best_of(places, |arm, x| normal_cdf((x - places[arm].0) / places[arm].1.max(1e-12))).unwrap()
    }

    #[test]
    fn two_normals_have_a_closed_form() {
        for (one, other) in [((0.0_f64, 1.0_f64), (0.0, 1.0)), ((1.0, 0.5), (0.3, 2.0)), ((2.0, 1e-6), (1.0, 1.0))] {
            let found = normals(&[one, other]);
            let exact = normal_cdf((one.0 - other.0) / one.1.hypot(other.1));
            assert!((found.chances[0] - exact).abs() <= found.error, "{found:?} {exact}");
            assert!(found.error < 0.02, "{found:?}");
        }
    }

    #[test]
    fn four_normals_agree_with_draws_within_the_stated_error() {
        let places = [(0.0, 1.0), (0.4, 0.3), (-0.5, 2.0), (0.2, 0.1)];
        let found = normals(&places);
        let mut generator = SplitMix64::new(3);
        let mut won = [0_u32; 4];
        for _ in 0..40_000 {
            let drawn = places.map(|(mean, deviation)| mean + deviation * generator.next_normal());
            let best = (0..4).max_by(|one, other| drawn[*one].total_cmp(&drawn[*other])).unwrap();
            won[best] += 1;
        }
        for (chance, won) in found.chances.iter().zip(won) {
            assert!((chance - f64::from(won) / 40_000.0).abs() < found.error + 0.01, "{found:?} {won:?}");
        }
        assert!((found.chances.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn nothing_and_nonsense_have_no_chances() {
        assert_eq!(best_of(&[], |_, _| 0.5), None);
        assert_eq!(best_of(&[(f64::NAN, 1.0)], |_, _| 0.5), None);
    }
}
