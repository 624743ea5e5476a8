//! Windows: five minutes of everything, on a grid that begins at 1970 UTC, for the features to sum up.
//!
//! Five minutes is our choice: long enough to hold several stays of the average 47 s (Mark, 2023, "Attention Span"), short
//! enough that a state changes inside an hour.

use std::collections::VecDeque;

use attentive_types::time::{HOUR, MINUTE, SECOND};
use attentive_types::{PresenceKind, PresenceSignal, Span, Timestamp};

use super::lanes::InputRecord;
use super::stretch::Stretch;

/// Length of a window.
pub const WINDOW_NANOS: i64 = 5 * MINUTE;

/// Into how many parts of 30 s a window is cut to see how much a rate varies inside it.
pub const PART_BINS: usize = 10;

const BIN_NANOS: i64 = 30 * SECOND;

/// A sensor of keys and pointer that sends only what moved counts as on for this long after its last word: our choice, so
/// that quiet reading is zero and not missing.
const INPUT_ON_NANOS: i64 = HOUR;

/// What a part of a window was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// The person was present.
    Present,
    /// The person was in a call.
    InCall,
    /// The person was away, by this signal.
    Away(PresenceSignal),
    /// Nothing was known, by this signal.
    Unknown(PresenceSignal),
}

/// A part of a window in which one thing held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// From when to when.
    pub span: Span,
    /// What it was.
    pub kind: PartKind,
}

/// Sums of what keys and pointer did in one window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InputSums {
    /// Keys pressed.
    pub presses: i64,
    /// Pointer buttons pressed.
    pub clicks: i64,
    /// Way of the pointer, in thousandths of a pixel.
    pub pointer_millipx: i64,
    /// Scroll steps, in thousandths.
    pub scroll_milli: i64,
    /// Time that keys were held, in microseconds, over `dwell_presses` presses.
    pub dwell_micros: i64,
    /// Presses whose dwell time is known.
    pub dwell_presses: i64,
    /// Time between presses, in microseconds, over `flight_presses` presses.
    pub flight_micros: i64,
    /// Presses whose flight time is known.
    pub flight_presses: i64,
    /// Keys pressed in each part of 30 s.
    pub press_bins: [i64; PART_BINS],
    /// Way of the pointer in each part of 30 s.
    pub pointer_bins: [i64; PART_BINS],
    /// Records with any activity in each part of 30 s.
    pub active_bins: [i64; PART_BINS],
}

/// Five minutes of everything. The default is a window of which nothing is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Window {
    /// Where on the grid. While the person is not present, it may stand for many windows at once.
    pub span: Span,
    /// Time of which the presence is known.
    pub known_nanos: i64,
    /// Time present.
    pub present_nanos: i64,
    /// Time present in each part of 30 s.
    pub present_bins: [i64; PART_BINS],
    /// Length of each visit, as far as it lies inside, in order of time.
    pub visit_nanos: Vec<i64>,
    /// Time in each app, by the number of the app.
    pub app_nanos: Vec<(u32, i64)>,
    /// Turns from one app to another.
    pub switches: u32,
    /// Changes of title or site inside one app.
    pub title_changes: u32,
    /// Keys and pointer; `None` when no sensor of them was heard inside or in the hour before.
    pub input: Option<InputSums>,
    /// What held when, in order, without gaps inside what was seen.
    pub parts: Vec<Part>,
}

/// Sums up stretches by window.
#[derive(Clone, Debug)]
pub struct Windows {
    switch_gap_nanos: i64,
    open: Option<Window>,
    last_visit: Option<LastVisit>,
    records: VecDeque<InputRecord>,
    last_record: Option<i64>,
}

#[derive(Clone, Copy, Debug)]
struct LastVisit {
    place: u32,
    app: u32,
    end: i64,
}

impl Windows {
    /// Turning to another app counts as a switch when the absence in between was no longer than `switch_gap_nanos`.
    #[must_use]
    pub fn new(switch_gap_nanos: i64) -> Self {
        Self { switch_gap_nanos, open: None, last_visit: None, records: VecDeque::new(), last_record: None }
    }

    /// Takes records of input, in order of time; they must come before the stretches that hold them.
    pub fn take_records(&mut self, records: &mut Vec<InputRecord>) {
        self.records.extend(records.drain(..));
    }

    /// Takes the next stretch; `app` is the number of its app.
    pub fn push(&mut self, stretch: &Stretch, app: Option<u32>, closed: &mut Vec<Window>) {
        let mut rest = *stretch;
        while rest.start < rest.end {
            let grid = rest.start.div_euclid(WINDOW_NANOS).saturating_mul(WINDOW_NANOS);
            let mut grid_end = grid.saturating_add(WINDOW_NANOS);
            if !rest.is_present() && rest.start == grid && rest.end > grid_end {
                grid_end = rest.end.div_euclid(WINDOW_NANOS).saturating_mul(WINDOW_NANOS);
            }
            if self.open.as_ref().is_some_and(|open| open.span.end.0 <= rest.start) {
                self.close(closed);
            }
            let window = self.open.get_or_insert_with(|| Window {
                span: Span::new(Timestamp(grid), Timestamp(grid_end)),
                ..Window::default()
            });
            let end = rest.end.min(window.span.end.0);
            let part = Stretch { end, ..rest };
            add_part(window, &part);
            if part.is_present() {
                add_presence(window, &part);
            }
            if let (Some(place), Some(app)) = (part.place, app) {
                self.last_visit = Some(add_visit(window, &part, place, app, self.last_visit, self.switch_gap_nanos));
            }
            rest.start = end;
        }
    }

    /// Hands out the open window at the end.
    pub fn finish(mut self, closed: &mut Vec<Window>) {
        self.close(closed);
    }

    fn close(&mut self, closed: &mut Vec<Window>) {
        let Some(mut window) = self.open.take() else { return };
        let mut inside = Vec::new();
        while let Some(record) = self.records.pop_front_if(|record| record.start < window.span.end.0) {
            if record.start >= window.span.start.0 {
                inside.push(record);
            }
        }
        let is_on = self.last_record.is_some_and(|last| window.span.start.0 - last <= INPUT_ON_NANOS);
        window.input = sum_input(&inside, window.span.start.0).or_else(|| is_on.then(InputSums::default));
        self.last_record = inside.last().map(|record| record.start).or(self.last_record);
        closed.push(window);
    }
}

fn add_part(window: &mut Window, stretch: &Stretch) {
    let kind = match stretch.presence {
        PresenceKind::Present if stretch.is_in_call => PartKind::InCall,
        PresenceKind::Present => PartKind::Present,
        PresenceKind::Away => PartKind::Away(stretch.decided_by),
        PresenceKind::Unknown => PartKind::Unknown(stretch.decided_by),
    };
    if stretch.presence != PresenceKind::Unknown {
        window.known_nanos += stretch.nanos();
    }
    match window.parts.last_mut() {
        Some(last) if last.kind == kind && last.span.end.0 == stretch.start => last.span.end = Timestamp(stretch.end),
        _ => window.parts.push(Part { span: stretch.span(), kind }),
    }
}

fn add_presence(window: &mut Window, stretch: &Stretch) {
    window.present_nanos += stretch.nanos();
    for (place, nanos) in window.present_bins.iter_mut().enumerate() {
        let bin_start = window.span.start.0 + BIN_NANOS * i64::try_from(place).unwrap_or(0);
        *nanos += (stretch.end.min(bin_start + BIN_NANOS) - stretch.start.max(bin_start)).max(0);
    }
}

fn add_visit(
    window: &mut Window,
    stretch: &Stretch,
    place: u32,
    app: u32,
    last: Option<LastVisit>,
    switch_gap_nanos: i64,
) -> LastVisit {
    let nanos = stretch.nanos();
    let goes_on = last.is_some_and(|last| last.place == place && last.end == stretch.start);
    match window.visit_nanos.last_mut() {
        Some(visit) if goes_on => *visit += nanos,
        _ => window.visit_nanos.push(nanos),
    }
    match window.app_nanos.iter_mut().find(|(known, _)| *known == app) {
        Some((_, sum)) => *sum += nanos,
        None => window.app_nanos.push((app, nanos)),
    }
    if let Some(last) = last.filter(|last| stretch.start - last.end <= switch_gap_nanos) {
        window.switches += u32::from(last.app != app);
        window.title_changes += u32::from(last.app == app && last.place != place);
    }
    LastVisit { place, app, end: stretch.end }
}

/// Sums the records of the one watcher that saw most: two watchers of one keyboard must not be added up.
fn sum_input(records: &[InputRecord], window_start: i64) -> Option<InputSums> {
    let mut sources: Vec<&str> = records.iter().map(|record| record.counts.source.as_ref()).collect();
    sources.sort_unstable();
    sources.dedup();
    let sums = sources.into_iter().map(|source| {
        let own = records.iter().filter(|record| record.counts.source.as_ref() == source);
        own.fold(InputSums::default(), |sums, record| add_record(sums, record, window_start))
    });
    let rank = |sums: &InputSums| (sums.presses + sums.clicks, sums.pointer_millipx, sums.scroll_milli);
    sums.reduce(|best, next| if rank(&next) > rank(&best) { next } else { best })
}

fn add_record(mut sums: InputSums, record: &InputRecord, window_start: i64) -> InputSums {
    let counts = &record.counts;
    sums.presses += counts.presses;
    sums.clicks += counts.clicks;
    sums.pointer_millipx += counts.pointer_millipx;
    sums.scroll_milli += counts.scroll_milli;
    if let Some(dwell) = counts.key_dwell_micros.filter(|_| counts.presses > 0) {
        sums.dwell_micros = sums.dwell_micros.saturating_add(dwell.saturating_mul(counts.presses));
        sums.dwell_presses += counts.presses;
    }
    if let Some(flight) = counts.key_flight_micros.filter(|_| counts.presses > 0) {
        sums.flight_micros = sums.flight_micros.saturating_add(flight.saturating_mul(counts.presses));
        sums.flight_presses += counts.presses;
    }
    let bin = usize::try_from((record.start - window_start) / BIN_NANOS).unwrap_or(0).min(PART_BINS - 1);
    sums.press_bins[bin] += counts.presses;
    sums.pointer_bins[bin] += counts.pointer_millipx;
    sums.active_bins[bin] += i64::from(counts.is_active());
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sense::InputCounts;

    fn stretch(start: i64, end: i64, place: Option<u32>) -> Stretch {
        let presence = if place.is_some() { PresenceKind::Present } else { PresenceKind::Away };
        Stretch { start, end, presence, decided_by: PresenceSignal::Input, is_in_call: false, place }
    }

    fn windows(stretches: &[Stretch], records: Vec<InputRecord>) -> Vec<Window> {
        let (mut windows, mut closed) = (Windows::new(MINUTE), Vec::new());
        windows.take_records(&mut records.clone());
        stretches.iter().for_each(|stretch| windows.push(stretch, stretch.place.map(|place| place / 10), &mut closed));
        windows.finish(&mut closed);
        closed
    }

    #[test]
    fn a_switch_belongs_to_the_window_in_which_it_happens() {
        let closed = windows(&[stretch(0, 4 * MINUTE, Some(10)), stretch(4 * MINUTE, 6 * MINUTE, Some(20))], vec![]);
        assert_eq!(closed.iter().map(|window| window.switches).collect::<Vec<_>>(), [1, 0]);
        assert_eq!(closed[0].visit_nanos, [4 * MINUTE, MINUTE]);
        assert_eq!(closed[1].visit_nanos, [MINUTE]);
        assert_eq!(closed[1].present_nanos, MINUTE);
    }

    #[test]
    fn a_new_title_is_no_switch_and_coming_back_late_is_neither() {
        let late = 4 * MINUTE;
        let closed = windows(
            &[
                stretch(0, MINUTE, Some(10)),
                stretch(MINUTE, 2 * MINUTE, Some(11)),
                stretch(2 * MINUTE, late, None),
                stretch(late, late + 1, Some(20)),
            ],
            vec![],
        );
        assert_eq!((closed[0].switches, closed[0].title_changes), (0, 1));
    }

    #[test]
    fn a_long_absence_is_one_window() {
        let closed =
            windows(&[stretch(MINUTE, 600 * MINUTE, None), stretch(600 * MINUTE, 601 * MINUTE, Some(1))], vec![]);
        assert_eq!(closed.len(), 3);
        assert_eq!(closed[1].span.nanos(), 595 * MINUTE);
    }

    #[test]
    fn of_two_watchers_of_one_keyboard_the_one_that_saw_more_counts() {
        let record = |source: &str, presses| InputRecord {
            start: 31 * SECOND,
            counts: std::sync::Arc::new(InputCounts {
                source: source.into(),
                presses,
                clicks: 0,
                pointer_millipx: 0,
                scroll_milli: 0,
                key_dwell_micros: None,
                key_flight_micros: None,
            }),
        };
        let closed = windows(&[stretch(0, MINUTE, Some(1))], vec![record("a", 3), record("b", 4), record("a", 5)]);
        let input = closed[0].input.as_ref().expect("input");
        assert_eq!(input.presses, 8);
        assert_eq!(input.press_bins[1], 8);
    }
}
