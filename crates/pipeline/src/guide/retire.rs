//! Which kinds of prompts have shown that they do not help? They come up no more.
//!
//! The intervals hold at all times together (`attentive_learn::sequence`), so a kind may be retired on the day on which its own
//! leaves no hope.

use attentive_types::{Effect, PromptKind};

/// A kind whose gain is surely below this, in minutes of focus in half an hour, is not worth its interruption (this project's
/// choice).
pub const WORTHWHILE_MIN: f64 = 1.0;

/// Whether the trial of that kind says that it harms, or that it surely gains less than [`WORTHWHILE_MIN`].
#[must_use]
pub fn is_retired(effects: &[Effect], kind: PromptKind) -> bool {
    let own = effects.iter().find(|effect| effect.kind == kind);
    own.and_then(|effect| effect.interval_min).is_some_and(|(_, high)| high < WORTHWHILE_MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effect(interval_min: Option<(f64, f64)>) -> Effect {
        let verdict = String::new();
        Effect { kind: PromptKind::TakeBreak, delivered: 60, held_back: 60, gain_min: None, interval_min, verdict }
    }

    #[test]
    fn only_what_surely_does_not_help_is_retired() {
        for (interval, expected) in [
            (None, false),
            (Some((-3.0, 4.0)), false),
            (Some((0.5, 4.0)), false),
            (Some((-4.0, -0.5)), true),
            (Some((-0.6, 0.8)), true),
        ] {
            assert_eq!(is_retired(&[effect(interval)], PromptKind::TakeBreak), expected, "{interval:?}");
        }
        assert!(!is_retired(&[effect(Some((-4.0, -1.0)))], PromptKind::StartFocus));
    }
}
