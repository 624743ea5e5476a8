//! The past as quarters of an hour at the machine: what was used in each, how focused the quarter before was, and the half hour after.
//!
//! The outcome is that of the trials of prompts: minutes of focus in half an hour, here for half an hour at the machine, so that leaving is not taken for
//! scatter. Where less than ten minutes of the half hour were spent there it is not known.

use std::collections::BTreeSet;

use attentive_types::time::{MINUTE, nanos_to_seconds};
use attentive_types::{ContentKind, FocusSession, LocalClock, PresenceKind, PresenceSpan, Span, Timestamp, Visit};
use rustc_hash::FxHashMap;

use super::Surrounding;
use crate::patterns::TitleNames;

/// The length of a slot, and of the stretch before it that is looked at.
pub const SLOT_NANOS: i64 = 15 * MINUTE;
/// How far after it one looks.
pub const AFTER_NANOS: i64 = 30 * MINUTE;
/// Less presence in a slot, and it is none; in seconds.
const MIN_PRESENT_S: f64 = 5.0 * 60.0;
/// Less presence in the half hour after, and what followed is not known; in seconds.
const MIN_AFTER_S: f64 = 10.0 * 60.0;
/// A thing was used in a slot from so many seconds on.
const USED_S: f64 = 60.0;
/// A person was named from so many seconds on: a short look at a message is one.
const NAMED_S: f64 = 20.0;

/// The person's past as the stages before gave it, each list oldest first.
#[derive(Clone, Copy, Debug)]
pub struct Past<'a> {
    /// The person's wall clock.
    pub clock: &'a LocalClock,
    /// Presence.
    pub presence: &'a [PresenceSpan],
    /// Focus sessions.
    pub focus_sessions: &'a [FocusSession],
    /// Visits.
    pub visits: &'a [Visit],
    /// Who tells whom titles name.
    pub names: &'a TitleNames,
    /// When notifications came; empty when none are sensed.
    pub notifications: &'a [Timestamp],
    /// What the surroundings were like; empty when nothing tells.
    pub surroundings: &'a [Surrounding],
}

/// One quarter of an hour at the machine.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Slot {
    /// Number of the local day.
    pub day: i64,
    /// Hour of the local day, 0 to 23.
    pub hour: u8,
    /// When it begins.
    pub start: Timestamp,
    /// How focused the quarter before was: 0 little, 1 half, 2 mostly; 3 when hardly anybody was there.
    pub before: u8,
    /// Minutes of focus in the half hour after, for half an hour at the machine; `None` when that is not known.
    pub after_min: Option<f64>,
    /// Apps, sites and people of it.
    pub things: BTreeSet<(ContentKind, String)>,
}

impl Slot {
    /// From when to when.
    #[must_use]
    pub fn span(&self) -> Span {
        Span::new(self.start, self.start.plus(SLOT_NANOS))
    }
}

/// How much of any stretch some spans cover. They are in order of time, without overlaps.
#[derive(Clone, Debug, Default)]
pub(super) struct Cover {
    spans: Vec<Span>,
    /// Nanoseconds covered before each span.
    before: Vec<i64>,
}

impl Cover {
    /// Of these spans.
    pub(super) fn of(spans: impl Iterator<Item = Span>) -> Self {
        let mut cover = Self::default();
        let mut sum = 0;
        for span in spans {
            cover.spans.push(span);
            cover.before.push(sum);
            sum += span.nanos();
        }
        cover
    }

    /// Seconds of a stretch that are covered.
    pub(super) fn seconds(&self, span: Span) -> f64 {
        nanos_to_seconds(self.until(span.end) - self.until(span.start))
    }

    fn until(&self, at: Timestamp) -> i64 {
        let place = self.spans.partition_point(|span| span.start < at);
        let Some(last) = place.checked_sub(1) else { return 0 };
        self.before[last] + (at.min(self.spans[last].end) - self.spans[last].start)
    }
}

/// Presence and focus, to be asked for stretches.
pub(super) struct Course {
    present: Cover,
    focused: Cover,
}

impl Course {
    pub(super) fn of(past: &Past<'_>) -> Self {
        let present = past.presence.iter().filter(|one| one.kind == PresenceKind::Present);
        Self {
            present: Cover::of(present.map(|one| one.span)),
            focused: Cover::of(past.focus_sessions.iter().map(|one| one.span)),
        }
    }

    /// Share of the time at the machine that was focus; `None` with less presence than so many seconds.
    fn share(&self, span: Span, least_s: f64) -> Option<f64> {
        let present = self.present.seconds(span);
        (present >= least_s).then(|| (self.focused.seconds(span) / present).min(1.0))
    }

    /// Minutes of focus in the half hour from a moment on, for half an hour at the machine.
    pub(super) fn after_min(&self, from: Timestamp) -> Option<f64> {
        let minutes = nanos_to_seconds(AFTER_NANOS) / 60.0;
        self.share(Span::new(from, from.plus(AFTER_NANOS)), MIN_AFTER_S).map(|share| share * minutes)
    }

    /// How focused the quarter before a moment was, as [`Slot::before`].
    pub(super) fn before(&self, at: Timestamp) -> u8 {
        match self.share(Span::new(at.plus(-SLOT_NANOS), at), MIN_PRESENT_S) {
            None => 3,
            Some(share) if share < 1.0 / 3.0 => 0,
            Some(share) if share < 2.0 / 3.0 => 1,
            Some(_) => 2,
        }
    }
}

/// All quarters at the machine, oldest first; they begin at full quarters of the wall clock.
#[must_use]
pub fn slots(past: &Past<'_>) -> Vec<Slot> {
    let course = Course::of(past);
    let mut starts = BTreeSet::new();
    for present in past.presence.iter().filter(|one| one.kind == PresenceKind::Present) {
        let mut start = slot_start(present.span.start, past.clock);
        while start < present.span.end {
            starts.insert(start);
            start = start.plus(SLOT_NANOS);
        }
    }
    let mut things = things(past);
    let is_there =
        |start: &Timestamp| course.present.seconds(Span::new(*start, start.plus(SLOT_NANOS))) >= MIN_PRESENT_S;
    starts
        .into_iter()
        .filter(is_there)
        .map(|start| Slot {
            day: past.clock.day_number(start),
            hour: past.clock.hour(start),
            start,
            before: course.before(start),
            after_min: course.after_min(start.plus(SLOT_NANOS)),
            things: things.remove(&start).unwrap_or_default(),
        })
        .collect()
}

/// The full quarter of the wall clock at or before a moment.
pub(super) fn slot_start(at: Timestamp, clock: &LocalClock) -> Timestamp {
    at.plus(-clock.local_nanos(at).rem_euclid(SLOT_NANOS))
}

/// What was used in each slot for long enough.
fn things(past: &Past<'_>) -> FxHashMap<Timestamp, BTreeSet<(ContentKind, String)>> {
    let mut names: FxHashMap<(usize, usize), Vec<(ContentKind, String)>> = FxHashMap::default();
    let mut seconds: FxHashMap<Timestamp, FxHashMap<(ContentKind, String), f64>> = FxHashMap::default();
    for visit in past.visits {
        // Visits share their texts, so most titles are known by where they lie.
        let place = (visit.app.as_ptr().addr(), visit.title.as_ptr().addr());
        let people = names.entry(place).or_insert_with(|| {
            let named = past.names.of(visit).into_iter();
            named.filter(|(kind, _)| *kind == ContentKind::Collaborator).collect()
        });
        let app = (ContentKind::App, visit.app.to_string());
        let site = visit.site.as_ref().map(|site| (ContentKind::Site, site.to_string()));
        let mut start = slot_start(visit.span.start, past.clock);
        while start < visit.span.end {
            let slot = Span::new(start, start.plus(SLOT_NANOS));
            let part = visit.span.intersect(slot).map_or(0.0, Span::seconds);
            let sums = seconds.entry(start).or_default();
            for thing in std::iter::once(&app).chain(&site).chain(people.iter()) {
                match sums.get_mut(thing) {
                    Some(sum) => *sum += part,
                    None => drop(sums.insert(thing.clone(), part)),
                }
            }
            start = slot.end;
        }
    }
    let least = |kind: ContentKind| if kind == ContentKind::Collaborator { NAMED_S } else { USED_S };
    let used = seconds.into_iter().map(|(start, sums)| {
        let enough = sums.into_iter().filter(|((kind, _), sum)| *sum >= least(*kind));
        (start, enough.map(|(thing, _)| thing).collect())
    });
    used.collect()
}

#[cfg(test)]
mod tests {
    use attentive_types::PresenceSignal;

    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp(minute * MINUTE)
    }

    fn visit(app: &str, from: i64, to: i64) -> Visit {
        Visit {
            span: Span::new(at(from), at(to)),
            app: app.into(),
            title: "".into(),
            site: None,
            category: ["Uncategorized".into()].into(),
        }
    }

    #[test]
    fn a_slot_knows_what_was_used_in_it_what_went_before_and_what_followed() {
        let presence = [PresenceSpan {
            span: Span::new(at(0), at(75)),
            kind: PresenceKind::Present,
            decided_by: PresenceSignal::Input,
        }];
        let focus = [FocusSession {
            span: Span::new(at(30), at(52)),
            on: "x".into(),
            focused_s: 0.0,
            side_steps: 0,
            broken_by: "chat".into(),
            is_open: false,
        }];
        let visits = [visit("mail", 0, 14), visit("chat", 14, 16), visit("editor", 16, 75)];
        let (clock, names) = (LocalClock::utc(), TitleNames::default());
        let past = Past {
            clock: &clock,
            presence: &presence,
            focus_sessions: &focus,
            visits: &visits,
            names: &names,
            notifications: &[],
            surroundings: &[],
        };
        let slots = slots(&past);
        let apps = |slot: &Slot| -> Vec<String> { slot.things.iter().map(|(_, name)| name.clone()).collect() };
        assert_eq!(slots.len(), 5);
        assert_eq!(
            (apps(&slots[0]), apps(&slots[1])),
            (vec!["chat".into(), "mail".into()], vec!["chat".into(), "editor".into()])
        );
        assert_eq!(slots.iter().map(|slot| slot.before).collect::<Vec<_>>(), [3, 0, 0, 2, 1]);
        let after: Vec<Option<f64>> = slots.iter().map(|slot| slot.after_min.map(f64::round)).collect();
        assert_eq!(after, [Some(15.0), Some(22.0), Some(7.0), Some(0.0), None]);
    }
}
