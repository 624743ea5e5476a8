//! Simulated logs with a known value: are intervals honest, and is a hopeless log refused?

use super::*;

/// Three actions; the reward of each depends on a context in (0, 1).
fn chance(context: f64, action: usize) -> f64 {
    [0.2 + 0.3 * context, 0.5 - 0.3 * context, 0.35][action]
}

struct Simulated {
    action: Vec<usize>,
    reward: Vec<f64>,
    propensity: Vec<f64>,
    target: Vec<f64>,
    expected: Vec<f64>,
}

impl Simulated {
    fn new(rounds: usize, generator: &mut SplitMix64) -> Self {
        let mut all = Self { action: vec![], reward: vec![], propensity: vec![], target: vec![], expected: vec![] };
        for _ in 0..rounds {
            let context = generator.next_unit();
            let logged = [0.2 + 0.2 * context, 0.5 - 0.3 * context, 0.3 + 0.1 * context];
            let draw = generator.next_unit();
            let action = usize::from(draw >= logged[0]) + usize::from(draw >= logged[0] + logged[1]);
            all.action.push(action);
            all.reward.push(f64::from(u8::from(generator.next_unit() < chance(context, action))));
            all.propensity.push(logged[action]);
            all.target.extend([0.7 - 0.5 * context, 0.1 + 0.5 * context, 0.2]);
            // Wrong on purpose.
            all.expected.extend([0.3, 0.3, 0.3]);
        }
        all
    }

    fn log(&self) -> Log<'_> {
        Log {
            actions: 3,
            action: &self.action,
            reward: &self.reward,
            propensity: &self.propensity,
            target: &self.target,
            expected: &self.expected,
        }
    }
}

/// The integral over the context of sum of target and chance: .14 + .11/2 - .15/3 for the first, .05 + .22/2 - .15/3 for the second,
/// .07 for the third.
const TRUTH: f64 = (0.14 + 0.055 - 0.05) + (0.05 + 0.11 - 0.05) + 0.07;

#[test]
fn intervals_hold_the_known_value_about_as_often_as_they_say() {
    let mut generator = SplitMix64::new(5);
    let mut held = [0_u32; 7];
    for _ in 0..600 {
        let simulated = Simulated::new(400, &mut generator);
        for (place, estimator) in Estimator::ALL.into_iter().enumerate() {
            let found = judge(&simulated.log(), estimator, Interval::Normal, 0.95, &Limits::default()).unwrap();
            held[place] += u32::from(found.value.holds(TRUTH));
        }
    }
    for (count, estimator) in held.into_iter().zip(Estimator::ALL) {
        // 570 are meant; the spread of 600 draws is 5.3. Those that lean on wrong guesses hold the truth more often than they say.
        let most = if estimator.is_biased() { 600 } else { 586 };
        assert!((554..=most).contains(&count), "{}: {count} of 600", estimator.name());
    }
}

#[test]
fn the_bootstrap_gives_about_the_same_interval_as_the_normal_distribution_in_a_long_log() {
    let simulated = Simulated::new(1_000, &mut SplitMix64::new(6));
    let judged = |interval| {
        judge(&simulated.log(), Estimator::SelfNormalised, interval, 0.95, &Limits::default()).unwrap().value
    };
    let (normal, drawn) = (judged(Interval::Normal), judged(Interval::Bootstrap { draws: 1_000, seed: 1 }));
    assert_eq!(normal.value, drawn.value);
    assert!(((drawn.high - drawn.low) / (normal.high - normal.low) - 1.0).abs() < 0.1, "{normal:?} {drawn:?}");
}

#[test]
fn what_the_log_cannot_tell_is_refused_with_the_reason() {
    let simulated = Simulated::new(200, &mut SplitMix64::new(7));
    let log = simulated.log();
    let refused =
        |log: &Log<'_>| judge(log, Estimator::DoublyRobust, Interval::Normal, 0.95, &Limits::default()).unwrap_err();
    let short = Simulated::new(20, &mut SplitMix64::new(8));
    assert!(matches!(refused(&short.log()), Refusal::TooFewRounds { rounds: 20, needed: 30 }));
    let halved: Vec<f64> = simulated.propensity.iter().map(|propensity| propensity / 2.0).collect();
    assert!(matches!(refused(&Log { propensity: &halved, ..log }), Refusal::WeightsOff { .. }));
    let mut heavy = simulated.propensity.clone();
    heavy[0] = 1e-6;
    assert!(matches!(refused(&Log { propensity: &heavy, ..log }), Refusal::TooFewEffective { .. }));
    let never: Vec<usize> = simulated.action.iter().map(|action| action.min(&1)).copied().collect();
    let said = refused(&Log { action: &never, ..log });
    assert!(matches!(said, Refusal::Unsupported { action: 2, .. }), "{said}");
    let level = judge(&log, Estimator::Direct, Interval::Normal, 1.0, &Limits::default());
    assert_eq!(level, Err(Refusal::Level(1.0)));
}
