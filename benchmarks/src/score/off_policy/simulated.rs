//! Logs of a policy and rewards that are known.
//!
//! A round has a context x in (0, 1) and four actions. The policy that runs prefers by x, the judged one otherwise, rewards are 0 or 1; the guessed rewards are wrong on purpose.
//! The value of the judged policy is an integral over x, found here by Simpson's rule on polynomials of low degree, for which it is exact.

use attentive_learn::off_policy::{Estimator, Interval, Limits, Log, judge};
use attentive_learn::{SplitMix64, wilson_interval};

use crate::report::Row;

const ACTIONS: usize = 4;
const ROUNDS: usize = 800;
const LEVEL: f64 = 0.95;
/// One in so many logs is judged by the bootstrap as well.
const BOOTSTRAP_EACH: u64 = 10;

fn chance(x: f64) -> [f64; ACTIONS] {
    [0.1 + 0.3 * x, 0.5 - 0.3 * x, 0.25, 0.15 + 0.2 * x]
}

fn logged(x: f64) -> [f64; ACTIONS] {
    [0.1 + 0.3 * x, 0.5 - 0.4 * x, 0.3, 0.1 + 0.1 * x]
}

fn judged(x: f64) -> [f64; ACTIONS] {
    [0.5 - 0.4 * x, 0.1 + 0.2 * x, 0.1, 0.3 + 0.2 * x]
}

fn truth() -> f64 {
    let at = |x: f64| judged(x).iter().zip(chance(x)).map(|(share, chance)| share * chance).sum::<f64>();
    (at(0.0) + 4.0 * at(0.5) + at(1.0)) / 6.0
}

/// How often intervals hold the known value.
pub fn coverage(simulations: u64) -> anyhow::Result<Vec<Row>> {
    let truth = truth();
    let mut held = [(0_u32, 0_u32, 0_u32, 0_u32); Estimator::ALL.len()];
    for simulation in 0..simulations {
        let mut generator = SplitMix64::keyed(23, &[simulation]);
        let (mut action, mut reward, mut propensity, mut target, mut expected) =
            (vec![], vec![], vec![], vec![], vec![]);
        for _ in 0..ROUNDS {
            let x = generator.next_unit();
            let shares = logged(x);
            let mut left = generator.next_unit();
            let taken = shares.iter().position(|share| {
                left -= share;
                left < 0.0
            });
            let taken = taken.unwrap_or(ACTIONS - 1);
            action.push(taken);
            propensity.push(shares[taken]);
            reward.push(f64::from(u8::from(generator.next_unit() < chance(x)[taken])));
            target.extend(judged(x));
            expected.extend([0.4, 0.2 + 0.1 * x, 0.3, 0.1]);
        }
        let log = Log {
            actions: ACTIONS,
            action: &action,
            reward: &reward,
            propensity: &propensity,
            target: &target,
            expected: &expected,
        };
        for (estimator, held) in Estimator::ALL.into_iter().zip(&mut held) {
            let found = judge(&log, estimator, Interval::Normal, LEVEL, &Limits::default())?;
            held.0 += u32::from(found.value.holds(truth));
            held.1 += 1;
            if simulation % BOOTSTRAP_EACH == 0 {
                let interval = Interval::Bootstrap { draws: 400, seed: simulation };
                let found = judge(&log, estimator, interval, LEVEL, &Limits::default())?;
                held.2 += u32::from(found.value.holds(truth));
                held.3 += 1;
            }
        }
    }
    let row = |(estimator, (held, all, drawn, of)): (Estimator, (u32, u32, u32, u32))| {
        let found = wilson_interval(held, all, LEVEL);
        Row {
            low: found.map(|found| found.low),
            high: found.map(|found| found.high),
            baseline: Some(f64::from(drawn) / f64::from(of)),
            ..Row::new(estimator.name(), "coverage", f64::from(held) / f64::from(all), "").beside(LEVEL)
        }
    };
    Ok(Estimator::ALL.into_iter().zip(held).map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_are_distributions_and_every_estimator_gets_a_row() {
        for x in [0.0, 0.3, 1.0] {
            assert!((logged(x).iter().sum::<f64>() - 1.0).abs() < 1e-12);
            assert!((judged(x).iter().sum::<f64>() - 1.0).abs() < 1e-12);
        }
        let rows = coverage(20).unwrap();
        assert_eq!(rows.len(), Estimator::ALL.len());
        assert!(rows.iter().all(|row| row.value > 0.7), "{rows:?}");
    }
}
