//! What does a kind of prompt do for this person? Delivered less held back, by [`Trial`].

use std::collections::BTreeSet;

use attentive_types::{Effect, Outcome, PromptKind};

use super::trial::Trial;

/// The effects of all kinds, in the order of [`PromptKind::ALL`]. Outcomes in any order; one that is there twice counts once.
#[must_use]
pub fn effects(outcomes: &[Outcome]) -> Vec<Effect> {
    let sorted = in_order(outcomes);
    PromptKind::ALL.into_iter().map(|kind| Trial::of(kind, &sorted).effect()).collect()
}

/// In the order of time, each once.
pub(super) fn in_order(outcomes: &[Outcome]) -> Vec<&Outcome> {
    let mut sorted: Vec<&Outcome> = outcomes.iter().collect();
    sorted.sort_by(|one, other| one.at.cmp(&other.at).then_with(|| one.prompt_id.cmp(&other.prompt_id)));
    let mut seen = BTreeSet::new();
    sorted.retain(|outcome| seen.insert(outcome.prompt_id.as_str()));
    sorted
}

#[cfg(test)]
#[path = "effect_tests.rs"]
mod tests;
