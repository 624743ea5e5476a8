//! Which kinds of prompts have shown that they do not help? They come up no more.
//!
//! The evidence comes from the person's own trials and may be looked at every day, so a kind retires on the day on which there is enough of it.

use attentive_types::{Effect, PromptKind};

/// Whether the trial of that kind says that it is surely not worth its interruption.
#[must_use]
pub fn is_retired(effects: &[Effect], kind: PromptKind) -> bool {
    effects.iter().any(|effect| effect.kind == kind && effect.is_retired)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_kind_whose_own_trial_says_so_is_retired() {
        let effect = |kind, is_retired| Effect {
            kind,
            delivered: 60,
            held_back: 60,
            gain_min: None,
            interval_min: None,
            fixed_gain_min: None,
            fixed_interval_min: None,
            odds_against: 1.0,
            is_retired,
            worth_by_hour: vec![],
            verdict: String::new(),
        };
        let effects = [effect(PromptKind::TakeBreak, true), effect(PromptKind::PickOneThing, false)];
        assert!(is_retired(&effects, PromptKind::TakeBreak));
        assert!(!is_retired(&effects, PromptKind::PickOneThing) && !is_retired(&effects, PromptKind::StartFocus));
    }
}
