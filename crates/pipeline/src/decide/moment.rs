//! What is known of this moment: the facts that a decision rests on.

use attentive_types::time::nanos_to_seconds;
use attentive_types::{
    FocusSession, LocalClock, PresenceKind, PresenceSignal, PresenceSpan, State, StateKind, Timestamp,
};

use super::breakpoint::{Breakpoints, SpellNow};
use super::outlook::Outlook;
use super::weights::Weights;

/// So many minutes after it a turn to something new is still a breakpoint: that a thing was left is known a minute later.
const TURN_MIN: f64 = 2.0;

/// The facts of one moment. What is `None` is not known, and the decision says so.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// When it is.
    pub now: Timestamp,
    /// The person's wall clock.
    pub clock: &'a LocalClock,
    /// What attention is like now.
    pub state: Option<&'a State>,
    /// Whether the person is at the machine now.
    pub presence: Option<&'a PresenceSpan>,
    /// The focus session that is going on.
    pub open_focus: Option<&'a FocusSession>,
    /// The spell on one thing that is going on.
    pub spell: Option<&'a SpellNow>,
    /// Expected share of this hour in focus, 0 to 1, from the person's own past.
    pub usual_focus_share: Option<f64>,
    /// The person's own median seconds to be back on a thing.
    pub resumption_s: Option<f64>,
    /// When things end by themselves, for this person.
    pub breakpoints: &'a Breakpoints,
}

impl Moment<'_> {
    /// Whether the person is known to be away.
    #[must_use]
    pub fn is_away(&self) -> bool {
        match self.presence {
            Some(presence) if presence.kind != PresenceKind::Unknown => presence.kind == PresenceKind::Away,
            _ => self.state.is_some_and(|state| state.kind == Some(StateKind::Away)),
        }
    }

    /// Whether the person is known to be at the machine.
    #[must_use]
    pub fn is_present(&self) -> bool {
        self.presence.is_some_and(|presence| presence.kind == PresenceKind::Present)
    }

    /// Whether the person is known to be in a call.
    #[must_use]
    pub fn is_in_call(&self) -> bool {
        let by_state = self.state.is_some_and(|state| state.kind == Some(StateKind::InCall));
        by_state
            || self.presence.is_some_and(|presence| presence.decided_by == PresenceSignal::Call && self.is_present())
    }

    /// Whether the person is in deep focus: a focus session is going on, or the state says focused and is more sure than not.
    #[must_use]
    pub fn is_in_focus(&self) -> bool {
        let says_focused = |state: &State| state.kind == Some(StateKind::Focused) && state.confidence >= Some(0.5);
        self.open_focus.is_some() || self.state.is_some_and(says_focused)
    }

    /// Minutes on the present thing, or else in the focus session that is going on; zero when neither is known.
    #[must_use]
    pub fn elapsed_min(&self) -> f64 {
        let since = self.spell.map(|spell| spell.since).or_else(|| self.open_focus.map(|focus| focus.span.start));
        since.map_or(0.0, |since| nanos_to_seconds((self.now - since).max(0)) / 60.0)
    }

    /// How soon the present thing will be left.
    #[must_use]
    pub fn outlook(&self) -> Outlook {
        self.breakpoints.outlook(self.elapsed_min(), self.spell.map(|spell| &spell.signs))
    }

    /// Whether it is a breakpoint at which something was left that had lasted, or the person has just come back.
    #[must_use]
    pub fn has_left_something(&self, weights: &Weights) -> bool {
        let lasted = |spell: &SpellNow| spell.before_min.is_none_or(|before| before >= weights.break_after_min);
        self.is_at_breakpoint(weights) && self.spell.is_some_and(lasted)
    }

    /// Whether one thing was just left for a new one: the moment between two things at which an interruption costs least. A return to what was
    /// left before is none.
    #[must_use]
    pub fn is_at_breakpoint(&self, weights: &Weights) -> bool {
        let turned = |spell: &SpellNow| {
            !spell.is_return
                && spell.age_min(self.now) <= TURN_MIN
                && spell.before_min.is_none_or(|before| before >= weights.worth_leaving_min)
        };
        self.open_focus.is_none() && self.spell.is_some_and(turned)
    }
}
