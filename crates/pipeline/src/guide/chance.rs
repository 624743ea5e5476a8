//! With which chance is a prompt shown and not held back? A fair coin by default. Where the person wants it, the chance follows what was learnt of the kind at this hour (Thompson
//! sampling), never so far that one could learn no more.
//!
//! The chance is worked out before the draw, the draw is made from it, and it is kept with the prompt: so trials, which weigh each occasion by it, stay right.

use attentive_learn::bandit::floored;
use attentive_types::time::{DAY, HOUR};
use attentive_types::{Effect, PromptKind, Timestamp};

use super::limits::PromptLimits;

/// Neither arm's chance falls below this: a kind that came to help, or helps no more, is still found out (this project's choice; decision 23 tells what it costs).
pub const LEAST_CHANCE: f64 = 0.2;
/// Chances are rounded to steps of this before the draw, so that a report of them stays short.
const STEPS: f64 = 20.0;

/// The chance of delivery for a prompt of that kind at that moment.
#[must_use]
pub fn deliver_chance(limits: &PromptLimits, effects: &[Effect], kind: PromptKind, at: Timestamp) -> f64 {
    adapted(limits, effects.iter().find(|effect| effect.kind == kind).and_then(|effect| at_hour(effect, at)))
}

/// The chance of delivery where prompts are so likely worth their interruption, if anything is known of that.
#[must_use]
pub fn adapted(limits: &PromptLimits, worth: Option<f64>) -> f64 {
    let written = limits.probability();
    // Always and never are the person's word, and beat what was learnt.
    if !limits.adapts || written <= 0.0 || written >= 1.0 {
        return written;
    }
    let Some(worth) = worth.filter(|worth| (0.0..=1.0).contains(worth)) else { return written };
    let chances = floored(&[worth, 1.0 - worth], LEAST_CHANCE);
    chances.first().map_or(written, |chance| (chance * STEPS).round() / STEPS)
}

fn at_hour(effect: &Effect, at: Timestamp) -> Option<f64> {
    let hour = usize::try_from(at.0.rem_euclid(DAY) / HOUR).ok()?;
    effect.worth_by_hour.get(hour).copied().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effect(worth_by_hour: Vec<Option<f64>>) -> Effect {
        Effect {
            kind: PromptKind::TakeBreak,
            delivered: 60,
            held_back: 60,
            gain_min: None,
            interval_min: None,
            fixed_gain_min: None,
            fixed_interval_min: None,
            odds_against: 1.0,
            is_retired: false,
            worth_by_hour,
            verdict: String::new(),
        }
    }

    #[test]
    fn the_chance_follows_the_hour_within_the_floor_and_only_where_it_is_wanted() {
        let mut worth = vec![Some(0.5); 24];
        (worth[9], worth[15], worth[20]) = (Some(1.0), Some(0.0), Some(0.62));
        (worth[21], worth[22]) = (Some(f64::NAN), None);
        let effects = [effect(worth)];
        let limits = PromptLimits { adapts: true, deliver_probability: 0.4, ..PromptLimits::default() };
        let chance = |hour| deliver_chance(&limits, &effects, PromptKind::TakeBreak, Timestamp(hour * HOUR + 5));
        // .2 + .6 x .62 = .572, to the next twentieth.
        assert_eq!([chance(9), chance(15), chance(12), chance(20)], [0.8, 0.2, 0.5, 0.55]);
        assert_eq!([chance(21), chance(22)], [0.4, 0.4], "what is no number says nothing");
        assert_eq!(deliver_chance(&limits, &effects, PromptKind::StartFocus, Timestamp(9 * HOUR)), 0.4);
        assert_eq!(deliver_chance(&limits, &[effect(vec![])], PromptKind::TakeBreak, Timestamp(9 * HOUR)), 0.4);
        let fixed = PromptLimits { adapts: false, ..limits.clone() };
        assert_eq!(deliver_chance(&fixed, &effects, PromptKind::TakeBreak, Timestamp(9 * HOUR)), 0.4);
        let always = PromptLimits { deliver_probability: 1.0, ..limits };
        assert_eq!(deliver_chance(&always, &effects, PromptKind::TakeBreak, Timestamp(15 * HOUR)), 1.0);
    }
}
