//! Whole trials with a known answer: is the effect found, and is nothing called helpful that is not?

use attentive_learn::SplitMix64;
use attentive_types::time::DAY;
use attentive_types::{Arm, Outcome, PromptKind, Timestamp};

use super::super::trial::MIN_PER_ARM;
use super::effects;

/// Two occasions a day; focus in half an hour is often none, sometimes all, and drifts over the weeks.
fn outcomes(days: i64, gain_min: f64, probability: f64, seed: u64) -> Vec<Outcome> {
    let mut chance = SplitMix64::new(seed);
    let mut outcomes = Vec::new();
    for occasion in 0..days * 2 {
        let is_delivered = chance.next_unit() < probability;
        let drift = 5.0 * (occasion as f64 / 40.0).sin();
        let base = if chance.next_unit() < 0.4 { 0.0 } else { 22.0 * chance.next_unit() + drift };
        let gain = if is_delivered { gain_min } else { 0.0 };
        // One in ten is not known, because too little was sensed.
        let focus_min = (chance.next_unit() > 0.1).then_some((base + gain).clamp(0.0, 30.0));
        outcomes.push(Outcome {
            prompt_id: format!("p{occasion}"),
            kind: PromptKind::StartFocus,
            arm: if is_delivered { Arm::Deliver } else { Arm::HoldBack },
            deliver_probability: probability,
            at: Timestamp(occasion * DAY / 2),
            focus_min,
            answer: None,
        });
    }
    outcomes
}

fn own(outcomes: &[Outcome]) -> attentive_types::Effect {
    effects(outcomes).into_iter().find(|effect| effect.kind == PromptKind::StartFocus).unwrap()
}

#[test]
fn a_gain_of_seven_minutes_is_found_with_its_size() {
    let mut helps = 0;
    let mut held = 0;
    for seed in 0..60 {
        // The clamp at 30 and at 0 makes the true mean gain a little less than 7.
        let effect = own(&outcomes(120, 7.0, 0.5, seed));
        let (low, high) = effect.interval_min.unwrap();
        helps += u32::from(effect.verdict == "helps");
        held += u32::from(low <= 6.8 && 6.8 <= high);
        assert_ne!(effect.verdict, "harms");
    }
    assert!(helps >= 50, "found in {helps} of 60");
    assert!(held >= 57, "the interval held the truth in {held} of 60");
}

#[test]
fn what_does_nothing_is_seldom_called_anything_though_one_looks_every_day() {
    let mut called = 0;
    for seed in 0..100 {
        let all = outcomes(90, 0.0, if seed % 2 == 0 { 0.5 } else { 0.8 }, 1_000 + seed);
        called += u32::from((1..=90).any(|day| {
            let verdict = own(&all[..day * 2]).verdict;
            verdict == "helps" || verdict == "harms"
        }));
    }
    // At most 5 are promised; 3 more are left to chance (a binomial with p = .05 exceeds 8 of 100 in 6 % of all cases).
    assert!(called <= 8, "{called} of 100");
}

#[test]
fn what_takes_eight_minutes_away_is_called_harmful() {
    let all: Vec<Outcome> = outcomes(150, 8.0, 0.5, 77)
        .into_iter()
        .map(|outcome| Outcome {
            arm: if outcome.arm == Arm::Deliver { Arm::HoldBack } else { Arm::Deliver },
            ..outcome
        })
        .collect();
    assert_eq!(own(&all).verdict, "harms");
}

#[test]
fn with_few_outcomes_it_is_too_early_to_say() {
    let all = outcomes(400, 25.0, 0.5, 3);
    let mut known = (0, 0);
    for place in 0..all.len() {
        match (all[place].arm, all[place].focus_min) {
            (Arm::Deliver, Some(_)) => known.0 += 1,
            (Arm::HoldBack, Some(_)) => known.1 += 1,
            _ => {}
        }
        let effect = own(&all[..=place]);
        assert_eq!((effect.delivered, effect.held_back), known);
        let is_early = u64::from(known.0.min(known.1)) < MIN_PER_ARM;
        assert_eq!(effect.verdict == "too early to say", is_early);
        assert_eq!(effect.gain_min.is_none() && effect.interval_min.is_none(), is_early);
    }
}

#[test]
fn an_outcome_that_is_there_twice_counts_once_and_order_does_not_matter() {
    let all = outcomes(60, 5.0, 0.5, 4);
    let mut shuffled: Vec<Outcome> = all.iter().chain(&all).cloned().collect();
    shuffled.reverse();
    assert_eq!(own(&all), own(&shuffled));
}

#[test]
fn questions_are_not_on_trial_and_every_kind_is_listed() {
    let effects = effects(&[]);
    assert_eq!(effects.iter().map(|effect| effect.kind).collect::<Vec<_>>(), PromptKind::ALL);
    for effect in effects {
        let expected = if effect.kind == PromptKind::AskFocus { "not on trial" } else { "too early to say" };
        assert_eq!(effect.verdict, expected);
    }
}

#[test]
fn a_prompt_that_was_always_delivered_teaches_nothing() {
    let all = outcomes(200, 10.0, 1.0, 5);
    assert_eq!(own(&all).verdict, "too early to say");
}
