//! How long will it last, given how long it has lasted? A rate of ending that depends on age.
//!
//! The rate is constant within each age group (piecewise exponential; M. Friedman, 1982, "Piecewise exponential models for
//! survival data with covariates", Annals of Statistics 10). What has not ended yet counts as time at risk only. Each rate
//! has a gamma prior, so few observations give a rate near the common one, and none at all give the rate handed in:
//!
//! ```text
//! common = (k + ended) / (k * prior_mean_length + time at risk)
//! rate_g = (k + ended_g) / (k / common + time at risk_g)                k = prior_weight, in endings
//! P(lasts t more | lasted a) = exp(- integral of the rate from a to a + t)
//! ```

/// One life: how long it lasted, or has lasted so far.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lifetime {
    /// Its length; any unit, the same everywhere.
    pub length: f64,
    /// Whether it ended; otherwise it is still going on or was lost from sight.
    pub has_ended: bool,
}

/// A rate of ending by age.
#[derive(Clone, Debug, PartialEq)]
pub struct Hazard {
    /// Ages at which the rate changes, ascending, the first above zero.
    edges: Vec<f64>,
    /// Endings per unit of time in each age group, one more than there are edges.
    rates: Vec<f64>,
    ended: u32,
}

/// What was seen at the ages of one group.
#[derive(Clone, Copy, Default)]
struct Group {
    at_risk: f64,
    ended: u32,
}

impl Hazard {
    /// Fits the rates. `edges` are the ages that part the groups; those that are not ascending and above zero are left out.
    /// `prior_mean_length` and `prior_weight` (in endings) stand in until own observations speak. `None` when the priors
    /// are not above zero.
    #[must_use]
    pub fn fit(lifetimes: &[Lifetime], edges: &[f64], prior_mean_length: f64, prior_weight: f64) -> Option<Self> {
        let is_sound = prior_mean_length.is_finite() && prior_mean_length > 0.0;
        if !is_sound || !prior_weight.is_finite() || prior_weight <= 0.0 {
            return None;
        }
        let mut kept: Vec<f64> = Vec::new();
        for edge in edges.iter().copied().filter(|edge| edge.is_finite()) {
            if edge > kept.last().copied().unwrap_or(0.0) {
                kept.push(edge);
            }
        }
        let mut groups = vec![Group::default(); kept.len() + 1];
        for life in lifetimes.iter().filter(|life| life.length.is_finite() && life.length > 0.0) {
            let mut from = 0.0;
            for (place, group) in groups.iter_mut().enumerate() {
                let to = kept.get(place).copied().unwrap_or(f64::INFINITY);
                group.at_risk += life.length.min(to) - from;
                if life.length < to {
                    group.ended += u32::from(life.has_ended);
                    break;
                }
                from = to;
            }
        }
        let ended: u32 = groups.iter().map(|group| group.ended).sum();
        let at_risk: f64 = groups.iter().map(|group| group.at_risk).sum();
        let common = (prior_weight + f64::from(ended)) / (prior_weight * prior_mean_length + at_risk);
        let rate = |group: &Group| (prior_weight + f64::from(group.ended)) / (prior_weight / common + group.at_risk);
        let rates = groups.iter().map(rate).collect();
        Some(Self { edges: kept, rates, ended })
    }

    /// How many endings were seen.
    #[must_use]
    pub fn ended(&self) -> u32 {
        self.ended
    }

    /// Endings per unit of time at an age.
    #[must_use]
    pub fn rate(&self, age: f64) -> f64 {
        let group = self.edges.partition_point(|edge| *edge <= age);
        self.rates.get(group).copied().unwrap_or(f64::NAN)
    }

    /// P(lasts at least `further` more), given that it has lasted `age`.
    #[must_use]
    pub fn survival(&self, age: f64, further: f64) -> f64 {
        (-self.expected(age, further)).exp()
    }

    /// How many endings it expects from `age` on for `further`: the integral of the rate.
    #[must_use]
    pub fn expected(&self, age: f64, further: f64) -> f64 {
        self.pieces(age, further).map(|(length, rate)| length * rate).sum()
    }

    /// The mean of min(time left, `limit`), given that it has lasted `age`.
    #[must_use]
    pub fn mean_left_within(&self, age: f64, limit: f64) -> f64 {
        let (mut alive, mut sum) = (1.0, 0.0);
        for (length, rate) in self.pieces(age, limit) {
            let after = alive * (-rate * length).exp();
            sum += (alive - after) / rate;
            alive = after;
        }
        sum
    }

    /// The time after which it has ended with probability `p`, given that it has lasted `age`. `None` for `p` outside [0, 1).
    #[must_use]
    pub fn left_quantile(&self, age: f64, p: f64) -> Option<f64> {
        if !(0.0..1.0).contains(&p) {
            return None;
        }
        let mut needed = -(-p).ln_1p();
        let mut passed = 0.0;
        for (length, rate) in self.pieces(age, f64::INFINITY) {
            if length * rate >= needed {
                return Some(passed + needed / rate);
            }
            needed -= length * rate;
            passed += length;
        }
        None
    }

    /// The stretches of constant rate from `age` on for `further`, as `(length, rate)`.
    fn pieces(&self, age: f64, further: f64) -> impl Iterator<Item = (f64, f64)> + '_ {
        let from = age.max(0.0);
        let until = from + further.max(0.0);
        self.rates.iter().enumerate().filter_map(move |(group, rate)| {
            let start = group.checked_sub(1).and_then(|place| self.edges.get(place)).copied().unwrap_or(0.0).max(from);
            let end = self.edges.get(group).copied().unwrap_or(f64::INFINITY).min(until);
            (end > start).then_some((end - start, *rate))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SplitMix64;
    use proptest::prelude::*;

    fn ended(length: f64) -> Lifetime {
        Lifetime { length, has_ended: true }
    }

    #[test]
    fn without_observations_the_prior_mean_length_holds_at_every_age() {
        let hazard = Hazard::fit(&[], &[10.0, 30.0], 20.0, 3.0).unwrap();
        for age in [0.0, 15.0, 500.0] {
            assert!((hazard.mean_left_within(age, f64::INFINITY) - 20.0).abs() < 1e-9);
            assert!((hazard.left_quantile(age, 0.5).unwrap() - 20.0 * std::f64::consts::LN_2).abs() < 1e-9);
        }
    }

    #[test]
    fn an_exponential_is_found_again_although_some_lives_are_cut_off() {
        let mut generator = SplitMix64::new(41);
        let lives: Vec<Lifetime> = (0..4_000)
            .map(|_| {
                let whole = -8.0 * (1.0 - generator.next_unit()).ln();
                Lifetime { length: whole.min(12.0), has_ended: whole < 12.0 }
            })
            .collect();
        let hazard = Hazard::fit(&lives, &[2.0, 5.0, 10.0], 100.0, 2.0).unwrap();
        for age in [1.0, 3.0, 7.0, 11.0] {
            assert!((hazard.rate(age) * 8.0 - 1.0).abs() < 0.12, "rate at {age}: {}", hazard.rate(age));
        }
    }

    #[test]
    fn who_stays_long_stays_longer_when_the_rate_falls_with_age() {
        let mut lives = vec![ended(1.0); 80];
        lives.extend(vec![ended(60.0); 20]);
        let hazard = Hazard::fit(&lives, &[2.0, 10.0, 30.0], 10.0, 1.0).unwrap();
        assert!(hazard.left_quantile(0.0, 0.5).unwrap() < 2.0);
        assert!(hazard.left_quantile(5.0, 0.5).unwrap() > 20.0);
    }

    #[test]
    fn a_prior_of_nothing_gives_no_model() {
        assert_eq!(Hazard::fit(&[ended(1.0)], &[], 0.0, 1.0), None);
        assert_eq!(Hazard::fit(&[ended(1.0)], &[], 1.0, f64::NAN), None);
    }

    proptest! {
        #[test]
        fn survival_falls_and_the_quantile_undoes_it(
            lengths in prop::collection::vec(0.1..90.0_f64, 0..40), age in 0.0..100.0_f64, p in 0.01..0.99_f64,
        ) {
            let lives: Vec<Lifetime> = lengths.into_iter().map(ended).collect();
            let hazard = Hazard::fit(&lives, &[5.0, 10.0, 20.0, 40.0], 20.0, 3.0).unwrap();
            let left = hazard.left_quantile(age, p).unwrap();
            prop_assert!((hazard.survival(age, left) - (1.0 - p)).abs() < 1e-9);
            prop_assert!(hazard.survival(age, left + 1.0) < hazard.survival(age, left));
            prop_assert!(hazard.mean_left_within(age, left) <= left + 1e-9);
        }
    }
}
