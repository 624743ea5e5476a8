//! The history as one record for each hour of the wall clock: how much presence and focus it had, and what went before it.

use std::collections::BTreeMap;

use attentive_types::time::{HOUR, MINUTE, nanos_to_seconds};
use attentive_types::{FocusSession, LocalClock, PresenceKind, PresenceSpan, Span, State, StateKind, Timestamp};
use rustc_hash::FxHashMap;

use crate::decide::Stay;

/// An absence that counts as a break, at least: five minutes, the shorter end of what health and safety bodies advise for screen work
/// (UK Health and Safety Executive, "Work routine and breaks": 5 to 10 minutes every hour).
pub const BREAK_NANOS: i64 = 5 * MINUTE;
/// How far before an hour one looks whether it began scattered.
const BEFORE_NANOS: i64 = 15 * MINUTE;

/// The person's past as the stages before gave it, each list oldest first.
#[derive(Clone, Copy, Debug)]
pub struct History<'a> {
    /// The person's wall clock.
    pub clock: &'a LocalClock,
    /// Presence.
    pub presence: &'a [PresenceSpan],
    /// Focus sessions.
    pub focus_sessions: &'a [FocusSession],
    /// Stays in apps.
    pub stays: &'a [Stay<'a>],
    /// States.
    pub states: &'a [State],
}

/// One hour of the wall clock.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HourRecord<'a> {
    /// Number of the local day.
    pub day: i64,
    /// Hour of the local day, 0 to 23.
    pub hour: u8,
    /// Time present, in seconds.
    pub present_s: f64,
    /// Time inside focus sessions, in seconds.
    pub focused_s: f64,
    /// Time in each app, in seconds.
    pub apps: FxHashMap<&'a str, f64>,
    /// Time since the last break when the first presence in the hour begins, in seconds; `None` without presence.
    pub since_break_s: Option<f64>,
    /// Share of the quarter of an hour before it that was scattered, among what had a state; `None` when nothing had.
    pub scattered_before: Option<f64>,
}

impl HourRecord<'_> {
    /// Minutes in focus.
    #[must_use]
    pub fn focused_min(&self) -> f64 {
        self.focused_s / 60.0
    }
}

/// Records of all hours with presence, oldest first.
#[must_use]
pub fn hour_records<'a>(history: &History<'a>) -> Vec<HourRecord<'a>> {
    let mut records: BTreeMap<i64, HourRecord<'a>> = BTreeMap::new();
    let clock = history.clock;
    let mut stretch_from: Option<Span> = None;
    for present in history.presence.iter().filter(|presence| presence.kind == PresenceKind::Present) {
        let stretch = match stretch_from {
            Some(stretch) if present.span.start - stretch.end < BREAK_NANOS => {
                Span::new(stretch.start, present.span.end)
            }
            _ => present.span,
        };
        stretch_from = Some(stretch);
        by_hour(present.span, clock, |place, piece| {
            let record = record_at(&mut records, place);
            record.present_s += piece.seconds();
            record.since_break_s.get_or_insert(nanos_to_seconds(piece.start - stretch.start));
        });
    }
    for focus in history.focus_sessions {
        by_hour(focus.span, clock, |place, piece| {
            if let Some(record) = records.get_mut(&place) {
                record.focused_s += piece.seconds();
            }
        });
    }
    for stay in history.stays {
        by_hour(stay.span, clock, |place, piece| {
            if let Some(record) = records.get_mut(&place) {
                *record.apps.entry(stay.app).or_default() += piece.seconds();
            }
        });
    }
    let mut scattered: FxHashMap<i64, (f64, f64)> = FxHashMap::default();
    for state in history.states {
        let Some(kind) = state.kind else { continue };
        // What lies in the last quarter before a full hour counts for the hour after it.
        by_hour(Span::new(state.span.start + BEFORE_NANOS, state.span.end + BEFORE_NANOS), clock, |place, piece| {
            let into_hour = clock.local_nanos(piece.start).rem_euclid(HOUR);
            if into_hour < BEFORE_NANOS {
                let seen = scattered.entry(place).or_default();
                seen.1 += piece.seconds();
                seen.0 += if kind == StateKind::Scattered { piece.seconds() } else { 0.0 };
            }
        });
    }
    for (place, record) in &mut records {
        record.scattered_before = scattered.get(place).filter(|seen| seen.1 > 0.0).map(|seen| seen.0 / seen.1);
    }
    records.into_values().collect()
}

fn record_at<'r, 'a>(records: &'r mut BTreeMap<i64, HourRecord<'a>>, place: i64) -> &'r mut HourRecord<'a> {
    records.entry(place).or_insert_with(|| HourRecord {
        day: place.div_euclid(24),
        hour: u8::try_from(place.rem_euclid(24)).unwrap_or(0),
        ..HourRecord::default()
    })
}

/// Cuts a span at the full hours of the wall clock; gives each piece with the number of its local hour.
fn by_hour(span: Span, clock: &LocalClock, mut take: impl FnMut(i64, Span)) {
    let mut start = span.start;
    while start < span.end {
        let local = clock.local_nanos(start);
        let place = local.div_euclid(HOUR);
        let to_full_hour = HOUR - local.rem_euclid(HOUR);
        let end = Timestamp(start.0.saturating_add(to_full_hour)).min(span.end);
        take(place, Span::new(start, end));
        start = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::PresenceSignal;

    fn at(minutes: i64) -> Timestamp {
        Timestamp(minutes * MINUTE)
    }

    fn present(from: i64, to: i64) -> PresenceSpan {
        PresenceSpan {
            span: Span::new(at(from), at(to)),
            kind: PresenceKind::Present,
            decided_by: PresenceSignal::Input,
        }
    }

    #[test]
    fn presence_is_cut_at_full_hours_and_time_since_a_break_is_kept() {
        let presence = [present(30, 90), present(91, 130), present(140, 200)];
        let clock = LocalClock::utc();
        let history = History { clock: &clock, presence: &presence, focus_sessions: &[], stays: &[], states: &[] };
        let records = hour_records(&history);
        let seen: Vec<(u8, f64, Option<f64>)> =
            records.iter().map(|record| (record.hour, record.present_s / 60.0, record.since_break_s)).collect();
        assert_eq!(
            seen,
            [
                (0, 30.0, Some(0.0)),
                (1, 59.0, Some(30.0 * 60.0)),
                (2, 50.0, Some(90.0 * 60.0)),
                (3, 20.0, Some(40.0 * 60.0)),
            ]
        );
    }

    #[test]
    fn a_scattered_quarter_before_the_hour_belongs_to_the_hour() {
        let state = |from: i64, to: i64, kind| State {
            span: Span::new(at(from), at(to)),
            kind: Some(kind),
            confidence: Some(0.8),
            is_calibrated: false,
            by: "transparent".into(),
            reasons: vec![],
        };
        let states = [state(0, 50, StateKind::Focused), state(50, 60, StateKind::Scattered)];
        let (presence, clock) = ([present(0, 120)], LocalClock::utc());
        let history = History { clock: &clock, presence: &presence, focus_sessions: &[], stays: &[], states: &states };
        let records = hour_records(&history);
        assert_eq!(records[0].scattered_before, None);
        assert!((records[1].scattered_before.unwrap() - 10.0 / 15.0).abs() < 1e-12);
    }
}
