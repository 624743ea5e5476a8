//! What does a kind of prompt do for this person? The mean difference in focus, delivered less held back, with an interval that
//! holds however often one looks ([`TrialSequence`]).

use std::collections::BTreeSet;

use attentive_learn::{Assignment, TrialSequence};
use attentive_types::{Arm, Effect, Outcome, PromptKind};

/// Fewer known outcomes than this in either arm, and it is too early to say (this project's choice; the simulations of the sequence
/// look from twenty occasions on, and both arms need some).
pub const MIN_PER_ARM: u64 = 15;
/// The promise of the interval.
const LEVEL: f64 = 0.95;
/// Occasions at which the interval shall be narrowest: a few months of one kind.
const NARROWEST_AT: f64 = 100.0;
/// Minutes of focus in half an hour to start from; about the usual third.
const FIRST_GUESS_MIN: f64 = 10.0;

/// The effects of all kinds, in the order of [`PromptKind::ALL`]. Outcomes in any order; one that is there twice counts once.
#[must_use]
pub fn effects(outcomes: &[Outcome]) -> Vec<Effect> {
    let mut sorted: Vec<&Outcome> = outcomes.iter().collect();
    sorted.sort_by(|one, other| one.at.cmp(&other.at).then_with(|| one.prompt_id.cmp(&other.prompt_id)));
    let mut seen = BTreeSet::new();
    sorted.retain(|outcome| seen.insert(outcome.prompt_id.as_str()));
    PromptKind::ALL.into_iter().map(|kind| effect_of(kind, &sorted)).collect()
}

fn effect_of(kind: PromptKind, outcomes: &[&Outcome]) -> Effect {
    let own = || outcomes.iter().filter(|outcome| outcome.kind == kind && outcome.focus_min.is_some());
    let count = |arm: Arm| u32::try_from(own().filter(|outcome| outcome.arm == arm).count()).unwrap_or(u32::MAX);
    let mut trial = TrialSequence::new(LEVEL, NARROWEST_AT, FIRST_GUESS_MIN);
    for outcome in own() {
        trial.push(Assignment {
            is_treated: outcome.arm == Arm::Deliver,
            probability: outcome.deliver_probability,
            outcome: outcome.focus_min.unwrap_or(f64::NAN),
        });
    }
    let is_enough = trial.treated() >= MIN_PER_ARM && trial.untreated() >= MIN_PER_ARM;
    let found = trial.effect().filter(|_| is_enough);
    let verdict = match found {
        _ if kind == PromptKind::AskFocus => "not on trial",
        Some(found) if found.is_above_zero() => "helps",
        Some(found) if found.is_below_zero() => "harms",
        Some(_) => "does nothing sure",
        None => "too early to say",
    };
    Effect {
        kind,
        delivered: count(Arm::Deliver),
        held_back: count(Arm::HoldBack),
        gain_min: found.map(|found| found.value),
        interval_min: found.map(|found| (found.low, found.high)),
        verdict: verdict.to_owned(),
    }
}

#[cfg(test)]
#[path = "effect_tests.rs"]
mod tests;
