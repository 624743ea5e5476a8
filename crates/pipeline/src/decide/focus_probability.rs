//! How likely is it that the person is focused now?
//!
//! Formula (this project): with the state's kind `k` at confidence `c`, and `u` the usual share of this hour in focus,
//!
//! ```text
//! focused      P = c                       otherwise    P = (1 - c) u
//! abstains     P = u                       open focus session    P = max(P, .8)
//! on one thing for so long that it becomes a focus session with probability b         P = max(P, b)
//! ```
//!
//! The mass that the state does not give to its own kind is spread by the person's usual hour. A focus session is found by
//! looking back over many minutes and so weighs more than one window's state.

use attentive_types::time::nanos_to_seconds;
use attentive_types::{Reason, StateKind};

use super::moment::Moment;
use super::reason::measured;
use super::weights::Weights;

/// Share of an hour in focus when nothing is known of the person's own hours (this project's choice: about a third).
pub const USUAL_SHARE: f64 = 0.35;
/// Least probability of focus while a focus session is going on (this project's choice).
pub const OPEN_SESSION: f64 = 0.8;

/// From this many minutes on one thing on it is a focus session, as of `patterns`.
const SESSION_MIN: f64 = 15.0;

/// The probability that the person is focused now, 0 to 1, and what it rests on.
#[must_use]
pub fn focus_probability(moment: &Moment<'_>, weights: &Weights) -> (f64, Vec<Reason>) {
    let usual = moment.usual_focus_share.map_or(USUAL_SHARE, |share| share.clamp(0.0, 1.0));
    let state = moment.state.and_then(|state| Some((state.kind?, state.confidence.unwrap_or(0.5).clamp(0.0, 1.0))));
    let mut reasons = Vec::new();
    let mut probability = match state {
        Some((StateKind::Focused, confidence)) => confidence,
        Some((_, confidence)) => (1.0 - confidence) * usual,
        None => usual,
    };
    match state {
        Some((kind, confidence)) => {
            let text = format!("the state is {} with confidence {confidence:.2}", kind.name());
            let sign = if kind == StateKind::Focused { -1.0 } else { 1.0 };
            reasons.push(measured(&format!("state-{}", kind.name()), text, (confidence, ""), sign * confidence));
        }
        None => {
            let text =
                format!("the state is not known, so the usual share of this hour in focus stands in ({usual:.2})");
            reasons.push(measured("state-unknown", text, (usual, ""), -usual));
        }
    }
    if let Some(focus) = moment.open_focus {
        let minutes = nanos_to_seconds((moment.now - focus.span.start).max(0)) / 60.0;
        probability = probability.max(OPEN_SESSION);
        let text = format!("a focus session has been going on for {minutes:.0} min");
        reasons.push(measured("open-focus-session", text, (minutes, "min"), -OPEN_SESSION));
    }
    if let Some(spell) = moment.spell.filter(|_| weights.foresees_focus && moment.open_focus.is_none()) {
        let age_min = spell.age_min(moment.now);
        let becomes = moment.breakpoints.reaches(age_min, SESSION_MIN, Some(&spell.signs));
        if becomes > probability {
            probability = becomes;
            let text = format!("{age_min:.0} min on one thing become a focus session with probability {becomes:.2}");
            reasons.push(measured("becomes-focus", text, (becomes, ""), -becomes));
        }
    }
    (probability, reasons)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::Breakpoints;
    use attentive_types::{LocalClock, Span, State, Timestamp};

    fn probability(kind: Option<StateKind>, confidence: f64, usual: Option<f64>) -> f64 {
        let state = State {
            span: Span::default(),
            kind,
            confidence: kind.map(|_| confidence),
            is_calibrated: false,
            by: "transparent".into(),
            reasons: vec![],
        };
        let clock = LocalClock::utc();
        let breakpoints = Breakpoints::learn(&[], &clock);
        let moment = Moment {
            now: Timestamp(0),
            clock: &clock,
            state: Some(&state),
            presence: None,
            open_focus: None,
            spell: None,
            usual_focus_share: usual,
            resumption_s: None,
            breakpoints: &breakpoints,
        };
        focus_probability(&moment, &Weights::default()).0
    }

    #[test]
    fn a_surer_state_of_focus_is_a_higher_probability_and_a_surer_other_state_a_lower_one() {
        assert!((probability(Some(StateKind::Focused), 0.9, None) - 0.9).abs() < 1e-12);
        assert!((probability(Some(StateKind::Scattered), 0.8, Some(0.5)) - 0.1).abs() < 1e-12);
        assert!((probability(Some(StateKind::Scattered), 0.2, Some(0.5)) - 0.4).abs() < 1e-12);
    }

    #[test]
    fn when_the_model_abstains_the_usual_share_of_the_hour_answers() {
        assert!((probability(None, 0.0, Some(0.6)) - 0.6).abs() < 1e-12);
        assert!((probability(None, 0.0, None) - USUAL_SHARE).abs() < 1e-12);
    }
}
