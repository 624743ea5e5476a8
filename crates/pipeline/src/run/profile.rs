//! The profile: what was learnt of one person, for the next step. All of it can be computed again from the store.

use std::collections::BTreeMap;

use attentive_types::{Outcome, Profile, PromptKind, PromptPreference};

use super::{Analysis, Settings};
use crate::evaluate::{days_seen, effects, median_focus_min, median_resumption_s};

/// Learns the profile from the whole past: what was sensed, what followed the prompts, and what the person wished.
#[must_use]
pub fn learn_profile(
    analysis: &Analysis,
    outcomes: &[Outcome],
    preferences: &BTreeMap<PromptKind, PromptPreference>,
    settings: &Settings,
) -> Profile {
    Profile {
        hours: analysis.hours(&settings.clock),
        days_seen: days_seen(&analysis.presence, &settings.clock),
        median_focus_min: median_focus_min(&analysis.focus_sessions),
        median_resumption_s: median_resumption_s(&analysis.focus_sessions, &analysis.visits),
        breakers: analysis.breakers().into_iter().map(|breaker| (breaker.name, breaker.count)).collect(),
        preferences: preferences.clone(),
        effects: effects(outcomes),
    }
}
