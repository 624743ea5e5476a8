//! The present: the last hours of an analysis up to a moment, and the moment that they make for the broker.

use attentive_types::time::{HOUR, MINUTE, SECOND};
use attentive_types::{FocusSession, LocalClock, PresenceKind, PresenceSpan, Profile, Span, State, Timestamp, Visit};

use super::Analysis;
use super::habits::{Habits, between};
use crate::decide::{FocusShares, Moment, SpellNow};

/// What was sensed last holds for this long when nothing newer came; after that the moment is not known.
const FRESH_NANOS: i64 = 5 * MINUTE;
/// Silence at the end counts only after this long: watchers of presence, ours and ActivityWatch's, tell after 180 s that nobody is
/// there, and it takes them some seconds to say so.
const TOLD_LATE_NANOS: i64 = 200 * SECOND;
/// How far back one looks for what is going on.
const RECENT_NANOS: i64 = 12 * HOUR;

/// The last hours of an analysis, and what is going on.
#[derive(Clone, Debug)]
pub struct Present<'a> {
    now: Timestamp,
    clock: &'a LocalClock,
    /// Presence, oldest first.
    pub presence: &'a [PresenceSpan],
    /// Focus sessions, oldest first.
    pub focus_sessions: &'a [FocusSession],
    /// Visits, oldest first.
    pub visits: &'a [Visit],
    /// States, oldest first.
    pub states: &'a [State],
    spell: Option<SpellNow>,
}

impl<'a> Present<'a> {
    /// What an analysis says of that moment.
    #[must_use]
    pub fn of(analysis: &'a Analysis, now: Timestamp, clock: &'a LocalClock) -> Self {
        let from = now.plus(-RECENT_NANOS);
        let (presence, states) = (&analysis.presence, &analysis.states);
        let visits = between(&analysis.visits, from, now, |visit| visit.span);
        Self {
            now,
            clock,
            presence: without_late(between(presence, from, now, |presence| presence.span), now, |presence| {
                (presence.span, presence.kind == PresenceKind::Unknown)
            }),
            focus_sessions: between(&analysis.focus_sessions, from, now, |focus| focus.span),
            visits,
            states: without_late(between(states, from, now, |state| state.span), now, |state| {
                (state.span, state.kind.is_none())
            }),
            spell: SpellNow::of(visits, now, clock),
        }
    }

    /// The moment for the broker, with what was learnt of the person.
    #[must_use]
    pub fn moment(&'a self, shares: &FocusShares, profile: &Profile, habits: &'a Habits) -> Moment<'a> {
        let (now, clock) = (self.now, self.clock);
        Moment {
            now,
            clock,
            state: self.states.last().filter(|state| is_fresh(state.span, now)),
            presence: self.presence.last().filter(|presence| is_fresh(presence.span, now)),
            open_focus: self.focus_sessions.last().filter(|focus| focus.is_open && is_fresh(focus.span, now)),
            spell: self.spell.as_ref(),
            usual_focus_share: shares.expected(clock.weekday(now), clock.hour(now)).map(|expected| expected.share),
            resumption_s: profile.median_resumption_s,
            breakpoints: &habits.breakpoints,
        }
    }
}

/// Without the end that says nothing yet: a watcher of presence tells only after minutes that nobody is there, and a window
/// of features that has just begun holds too little. Until then the last word holds.
fn without_late<T>(items: &[T], now: Timestamp, silent: impl Fn(&T) -> (Span, bool)) -> &[T] {
    let is_late = |item: &&T| {
        let (span, is_silent) = silent(item);
        is_silent && now - span.start <= TOLD_LATE_NANOS
    };
    let late = items.iter().rev().take_while(is_late).count();
    let (told, _) = items.split_at(items.len() - late);
    if told.last().is_some_and(|last| !silent(last).1) { told } else { items }
}

fn is_fresh(span: Span, now: Timestamp) -> bool {
    span.start <= now && now - span.end <= FRESH_NANOS
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seconds from when to when, and whether it says nothing.
    type Item = (i64, i64, bool);

    fn told(items: &[Item], now_s: i64) -> usize {
        let silent = |item: &Item| (Span::new(Timestamp(item.0 * SECOND), Timestamp(item.1 * SECOND)), item.2);
        without_late(items, Timestamp(now_s * SECOND), silent).len()
    }

    #[test]
    fn the_last_word_holds_until_silence_has_lasted() {
        let items = [(0, 1000, false), (1000, 1100, true)];
        assert_eq!(told(&items, 1100), 1);
        assert_eq!(told(&items, 1201), 2);
    }

    #[test]
    fn silence_alone_stays_silence() {
        assert_eq!(told(&[(1000, 1010, true)], 1010), 1);
        assert_eq!(told(&[], 1010), 0);
    }
}
