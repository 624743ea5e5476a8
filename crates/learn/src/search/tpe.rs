//! The next settings, where earlier ones were good: tree-structured Parzen estimators.
//!
//! ```text
//! told trials ─> the best tenth ─> density l ┐
//!            └─> all others     ─> density g ┴─> of 24 draws from l, the one with the greatest l / g
//! ```
//!
//! Source: Bergstra et al. 2011, "Algorithms for hyper-parameter optimization" (NIPS), section 4: one setting at a time, on the unit interval; each told value
//! is a bell as wide as the way to its farther neighbour, and one bell as wide as the whole interval stands for what is not known yet. The share of good ones and the least
//! width are those of Watanabe 2023, "Tree-structured Parzen estimator: understanding its algorithm components" (defaults of Optuna: a tenth, at most 25).
//!
//! The crate `optimizer` was tried first. Its estimator lacks the bell for the unknown, and was worse than chance on the bowl of the tests (mean of the best of 60 over
//! 20 seeds: .375, chance .318).

use super::space::{Space, Value, Values};
use super::{Settings, random};
use crate::SplitMix64;
use crate::normal::normal_cdf;

/// Trials that are drawn by chance before anything is estimated.
const FIRST_BY_CHANCE: usize = 10;
const GOOD_SHARE: f64 = 0.1;
const MOST_GOOD: usize = 25;
const DRAWS: usize = 24;
/// A bell is never narrower than one over the number of bells, or this.
const LEAST_WIDTH: f64 = 0.01;

/// The settings of trial `number`. `told` has the settings of earlier trials with a loss that is the less the better; failed ones have the greatest.
pub(super) fn settings(space: &Space, seed: u64, number: u32, told: &[(&Settings, f64)]) -> Settings {
    if told.len() < FIRST_BY_CHANCE {
        return random::settings(space, seed, number);
    }
    let mut order: Vec<&(&Settings, f64)> = told.iter().collect();
    order.sort_by(|one, other| one.1.total_cmp(&other.1));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of a count")]
    let good = ((GOOD_SHARE * told.len() as f64).ceil() as usize).clamp(1, MOST_GOOD);
    let (good, rest) = order.split_at(good);
    let mut chance = SplitMix64::keyed(seed, &[u64::from(number), 1]);
    let mut next = |(name, values): (&String, &Values)| {
        let of = |part: &[&(&Settings, f64)]| -> Vec<Value> {
            part.iter().filter_map(|(settings, _)| settings.get(name).cloned()).collect()
        };
        (name.clone(), estimated(values, &of(good), &of(rest), &mut chance))
    };
    space.iter().map(&mut next).collect()
}

fn estimated(values: &Values, good: &[Value], rest: &[Value], chance: &mut SplitMix64) -> Value {
    if let Values::Choice { of } = values {
        let (good, rest) = (shares(of, good), shares(of, rest));
        let draws = (0..DRAWS)
            .map(|_| drawn(&good, chance))
            .max_by(|one, other| (good[*one] / rest[*one]).total_cmp(&(good[*other] / rest[*other])));
        return Value::Choice(draws.and_then(|place| of.get(place)).cloned().unwrap_or_default());
    }
    let bells = |told: &[Value]| Bells::around(told.iter().filter_map(|value| values.place_of(value)).collect());
    let (good, rest) = (bells(good), bells(rest));
    let worth = |place: f64| good.density(place).ln() - rest.density(place).ln();
    let draws = (0..DRAWS).map(|_| good.draw(chance)).map(|place| (worth(place), place));
    values.at(draws.max_by(|one, other| one.0.total_cmp(&other.0)).map_or(0.5, |(_, place)| place))
}

/// How likely each word is, each counted once more than it was seen.
fn shares(words: &[String], told: &[Value]) -> Vec<f64> {
    let count = |word: &String| told.iter().filter(|value| matches!(value, Value::Choice(own) if own == word)).count();
    words.iter().map(|word| (count(word) + 1) as f64 / (told.len() + words.len()) as f64).collect()
}

fn drawn(shares: &[f64], chance: &mut SplitMix64) -> usize {
    let mut left = chance.next_unit() * shares.iter().sum::<f64>();
    let stops = |share: &f64| {
        left -= share;
        left < 0.0
    };
    shares.iter().position(stops).unwrap_or(shares.len().saturating_sub(1))
}

/// Bells on the unit interval, each counting the same; what would lie outside is not there.
struct Bells(Vec<Bell>);

struct Bell {
    middle: f64,
    width: f64,
    /// Its density in the middle.
    height: f64,
}

impl Bell {
    fn new(middle: f64, width: f64) -> Self {
        let within = normal_cdf((1.0 - middle) / width) - normal_cdf(-middle / width);
        Self { middle, width, height: 1.0 / (width * within * (2.0 * std::f64::consts::PI).sqrt()) }
    }
}

impl Bells {
    fn around(mut places: Vec<f64>) -> Self {
        places.sort_by(f64::total_cmp);
        let least = (1.0 / (places.len() + 1) as f64).max(LEAST_WIDTH);
        let width = |at: usize| {
            let before = if at == 0 { 0.0 } else { places[at - 1] };
            let after = places.get(at + 1).copied().unwrap_or(1.0);
            (places[at] - before).max(after - places[at]).clamp(least, 1.0)
        };
        let told = (0..places.len()).map(|at| Bell::new(places[at], width(at)));
        Self(told.chain([Bell::new(0.5, 1.0)]).collect())
    }

    fn density(&self, place: f64) -> f64 {
        let one = |bell: &Bell| bell.height * (-0.5 * ((place - bell.middle) / bell.width).powi(2)).exp();
        self.0.iter().map(one).sum::<f64>() / self.0.len() as f64
    }

    fn draw(&self, chance: &mut SplitMix64) -> f64 {
        let Some(Bell { middle, width, .. }) = chance.next_place(self.0.len()).and_then(|place| self.0.get(place))
        else {
            return chance.next_unit();
        };
        // At least a third of each bell lies within, so that a few draws do.
        let mut draws = (0..64).map(|_| middle + width * chance.next_normal());
        draws.find(|place| (0.0..=1.0).contains(place)).unwrap_or(*middle)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bells_have_all_of_their_mass_within_and_are_dense_where_values_are() {
        let bells = Bells::around(vec![0.0, 0.79, 0.8, 0.81]);
        let mass: f64 = (0..1_000).map(|step| bells.density((f64::from(step) + 0.5) / 1_000.0)).sum::<f64>() / 1_000.0;
        assert!((mass - 1.0).abs() < 0.01, "{mass}");
        assert!(bells.density(0.8) > 1.3 * bells.density(0.3));
        let mut chance = SplitMix64::new(1);
        let draws: Vec<f64> = (0..20_000).map(|_| bells.draw(&mut chance)).collect();
        assert!(draws.iter().all(|place| (0.0..=1.0).contains(place)));
        // As many as the density says, the bells being of different widths and cut off.
        let share = draws.iter().filter(|place| **place > 0.75).count() as f64 / 20_000.0;
        let said = (750..1_000).map(|step| bells.density((f64::from(step) + 0.5) / 1_000.0)).sum::<f64>() / 1_000.0;
        assert!((share - said).abs() < 0.01, "{share}, {said}");
    }

    #[test]
    fn words_that_were_good_are_drawn_more_often() {
        let of = ["a", "b"].map(String::from).to_vec();
        let told = vec![Value::Choice("b".into()); 6];
        let shares = shares(&of, &told);
        assert_eq!(shares, [0.125, 0.875]);
        let mut chance = SplitMix64::new(1);
        let second = (0..1_000).filter(|_| drawn(&shares, &mut chance) == 1).count();
        assert!((840..910).contains(&second), "{second}");
    }
}
