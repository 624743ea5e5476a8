//! Habits: what the last weeks say about how long things last and what goes with focus.
//!
//! Learning them takes some milliseconds and they change slowly, so who asks for advice every second keeps them for some minutes and
//! calls [`super::advise_with`].

use attentive_types::time::DAY;
use attentive_types::{LocalClock, Span, Timestamp};

use super::Analysis;
use crate::decide::{Breakpoints, stays};
use crate::recommend::{Finding, History, findings, hour_records};

/// How far back one looks: habits change (this project's choice: four weeks, so that every weekday is there four times).
const HISTORY_NANOS: i64 = 28 * DAY;

/// What the last weeks say.
#[derive(Clone, Debug, PartialEq)]
pub struct Habits {
    /// When things end by themselves.
    pub breakpoints: Breakpoints,
    /// What goes with more or less focus, largest difference first.
    pub findings: Vec<Finding>,
}

impl Habits {
    /// Learns from the last four weeks before `now`.
    #[must_use]
    pub fn learn(analysis: &Analysis, clock: &LocalClock, now: Timestamp) -> Self {
        let from = now.plus(-HISTORY_NANOS);
        let focus_sessions = between(&analysis.focus_sessions, from, now, |focus| focus.span);
        let stays = stays(&analysis.visits, from, now);
        let records = hour_records(&History {
            clock,
            presence: between(&analysis.presence, from, now, |presence| presence.span),
            focus_sessions,
            stays: &stays,
            states: between(&analysis.states, from, now, |state| state.span),
        });
        let visits = between(&analysis.visits, from, now, |visit| visit.span);
        Self { breakpoints: Breakpoints::learn(visits, clock), findings: findings(&records) }
    }
}

/// Of a list that is sorted by time, what ends after `from` and has begun by `until`.
pub(super) fn between<T>(items: &[T], from: Timestamp, until: Timestamp, span: impl Fn(&T) -> Span) -> &[T] {
    let first = items.partition_point(|item| span(item).end <= from);
    let last = items.partition_point(|item| span(item).start <= until);
    items.get(first..last).unwrap_or_default()
}
