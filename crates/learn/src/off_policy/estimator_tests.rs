//! Against PyPI obp 0.4.1 on eight rounds, and what must be so by algebra.

use super::*;

const ACTION: [usize; 8] = [0, 1, 2, 1, 0, 2, 2, 0];
const REWARD: [f64; 8] = [1.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 1.0];
const PROPENSITY: [f64; 8] = [0.5, 0.25, 0.25, 0.1, 0.2, 0.6, 0.05, 0.5];
#[rustfmt::skip]
const TARGET: [f64; 24] = [
    0.2, 0.3, 0.5, 0.1, 0.1, 0.8, 0.6, 0.2, 0.2, 0.3, 0.4, 0.3,
    0.5, 0.25, 0.25, 0.2, 0.2, 0.6, 0.1, 0.2, 0.7, 0.9, 0.05, 0.05,
];
#[rustfmt::skip]
const EXPECTED: [f64; 24] = [
    0.5, 0.2, 0.1, 0.4, 0.3, 0.6, 0.2, 0.2, 0.7, 0.9, 0.1, 0.5,
    0.3, 0.35, 0.4, 0.6, 0.1, 0.2, 0.25, 0.5, 0.8, 0.45, 0.55, 0.65,
];

fn log() -> Log<'static> {
    let (reward, propensity, target, expected) = (&REWARD, &PROPENSITY, &TARGET, &EXPECTED);
    Log { actions: 3, action: &ACTION, reward, propensity, target, expected }
}

fn value(estimator: Estimator, log: &Log<'_>) -> f64 {
    Moments::of(&estimator.values(log)).mean().unwrap()
}

// Made once with obp 0.4.1 (PyPI) on the same arrays; `score off-policy` does it anew on ten thousand rounds.
#[test]
fn eight_rounds_come_out_as_in_obp() {
    let golden = [
        2.625,
        0.843_373_493_975_903_9,
        0.408_437_5,
        1.253_437_5,
        0.679_923_443_775_100_4,
        0.903_437_500_000_000_1,
        0.961_283_585_785_131_1,
    ];
    for (estimator, theirs) in Estimator::ALL.into_iter().zip(golden) {
        let ours = value(estimator, &log());
        assert!((ours - theirs).abs() < 1e-12, "{}: {ours} beside {theirs}", estimator.name());
    }
}

#[test]
fn the_policy_that_ran_is_worth_what_it_earned() {
    let target: Vec<f64> = (0..8).flat_map(|_| [0.5, 0.25, 0.25]).collect();
    let propensity: Vec<f64> = ACTION.iter().map(|action| [0.5, 0.25, 0.25][*action]).collect();
    let log = Log { propensity: &propensity, target: &target, expected: &[], ..log() };
    for estimator in [Estimator::InversePropensity, Estimator::SelfNormalised, Estimator::DoublyRobust] {
        assert!((value(estimator, &log) - 0.625).abs() < 1e-12, "{}", estimator.name());
    }
}

#[test]
fn a_limit_of_nothing_is_direct_and_a_limit_beyond_all_is_doubly_robust() {
    let direct = value(Estimator::Direct, &log());
    let robust = value(Estimator::DoublyRobust, &log());
    assert_eq!(value(Estimator::Switch { limit: 0.0 }, &log()), direct);
    assert_eq!(value(Estimator::Switch { limit: 1e9 }, &log()), robust);
    assert!((value(Estimator::Shrunken { strength: 0.0 }, &log()) - direct).abs() < 1e-12);
    assert!((value(Estimator::Shrunken { strength: 1e12 }, &log()) - robust).abs() < 1e-9);
}

#[test]
fn influences_have_a_mean_of_nothing_and_say_how_the_estimate_moves() {
    for estimator in Estimator::ALL {
        let influences = estimator.influences(&log());
        assert!(influences.iter().sum::<f64>().abs() < 1e-9, "{}", estimator.name());
        // The first round left out: to first order the estimate moves by its influence over the rounds that are left.
        let copies = 400;
        let rounds: Vec<usize> = (0..8 * copies).map(|round| round % 8).skip(1).collect();
        let action: Vec<usize> = rounds.iter().map(|round| ACTION[*round]).collect();
        let pick = |column: &[f64]| rounds.iter().map(|round| column[*round]).collect::<Vec<_>>();
        let whole =
            |column: &[f64]| rounds.iter().flat_map(|round| column[round * 3..][..3].to_vec()).collect::<Vec<_>>();
        let (reward, propensity) = (pick(&REWARD), pick(&PROPENSITY));
        let (target, expected) = (whole(&TARGET), whole(&EXPECTED));
        let left = Log {
            actions: 3,
            action: &action,
            reward: &reward,
            propensity: &propensity,
            target: &target,
            expected: &expected,
        };
        let moved = value(estimator, &log()) - value(estimator, &left);
        let told = influences[0] / (8.0 * f64::from(copies as u32));
        assert!((moved - told).abs() < 1e-3 * told.abs().max(1e-4), "{}: {moved} {told}", estimator.name());
    }
}
