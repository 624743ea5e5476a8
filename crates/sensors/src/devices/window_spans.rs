//! Which heartbeats make spans out of what a display says about its active window?
//!
//! Noun in: [`WindowFacts`] at moments; noun out: heartbeats. A pure machine: time is handed in.
//!
//! ```text
//! seen     A . . . . . . B . . . . gone
//! beats    A     A     A A     B   B        every 5 s, and at both sides of a change
//! spans    [AAAAAAAAAAAAA)[BBBBBBBB)
//! ```
//!
//! The first beat of a span bridges no gap, so that a window which comes back begins a new span; the later ones
//! bridge 15 s, three missed beats.

use attentive_types::bucket::kinds;
use attentive_types::time::SECOND;
use attentive_types::{Event, Payload, Reading, Timestamp};

/// How often an unchanged window is confirmed.
const BEAT_NANOS: i64 = 5 * SECOND;
/// How long a gap the later beats of a span bridge.
const PULSE_NANOS: i64 = 3 * BEAT_NANOS;
/// A title that changes faster than this (a progress counter) is taken once in that time.
const TITLE_NANOS: i64 = SECOND;
/// Window managers clear the active window for a moment while they move it; shorter than this is no absence.
const BLINK_NANOS: i64 = SECOND / 5;

/// What is known of a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WindowFacts {
    /// The app's name.
    pub(super) app: String,
    /// The title; empty when it has none.
    pub(super) title: String,
    /// The process; `None` when the window does not tell, or lives on another machine.
    pub(super) pid: Option<u32>,
}

impl WindowFacts {
    fn is_same_window(&self, other: &Self) -> bool {
        self.app == other.app && self.pid == other.pid
    }

    fn payload(&self) -> Payload {
        let mut data = Payload::new();
        data.insert("app".to_owned(), self.app.clone().into());
        data.insert("title".to_owned(), self.title.clone().into());
        if let Some(pid) = self.pid {
            data.insert("pid".to_owned(), pid.into());
        }
        data
    }
}

/// The span that is open now.
#[derive(Debug)]
struct Open {
    facts: WindowFacts,
    since: Timestamp,
    beaten: Timestamp,
}

/// A change that was seen and waits for its moment.
#[derive(Debug)]
enum Waiting {
    /// Nothing is active.
    Gone { at: Timestamp },
    /// The same window with another title.
    Title { title: String, at: Timestamp },
}

/// Turns what is seen into heartbeats.
#[derive(Debug, Default)]
pub(super) struct WindowSpans {
    open: Option<Open>,
    waiting: Option<Waiting>,
}

impl WindowSpans {
    /// Takes what is active at `now`; `None` when no window is. Equal facts cost nothing.
    pub(super) fn see(&mut self, now: Timestamp, facts: Option<WindowFacts>) -> Vec<Reading> {
        let mut readings = self.tick(now);
        let Some(facts) = facts else {
            if self.open.is_some() && !matches!(self.waiting, Some(Waiting::Gone { .. })) {
                readings.extend(self.settle());
                self.waiting = Some(Waiting::Gone { at: now });
            }
            return readings;
        };
        let Some(open) = &self.open else {
            readings.push(self.begin(now, facts));
            return readings;
        };
        if open.facts == facts {
            self.waiting = None;
        } else if open.facts.is_same_window(&facts) && now - open.since < TITLE_NANOS && now >= open.since {
            self.waiting = Some(Waiting::Title { title: facts.title, at: now });
        } else {
            // A blink between two windows belongs to the first: the spans follow each other without a gap.
            self.waiting.take_if(|waiting| matches!(waiting, Waiting::Gone { .. }));
            readings.extend(self.settle());
            readings.extend(self.close(now));
            readings.push(self.begin(now, facts));
        }
        readings
    }

    /// Does what is due at `now`: late changes, and the regular beat.
    pub(super) fn tick(&mut self, now: Timestamp) -> Vec<Reading> {
        if self.waiting.is_some() && self.due().is_some_and(|due| due <= now) {
            return self.settle();
        }
        match &mut self.open {
            Some(open) if self.waiting.is_none() && (now - open.beaten >= BEAT_NANOS || now < open.beaten) => {
                open.beaten = now;
                vec![beat(now, &open.facts, PULSE_NANOS)]
            }
            _ => Vec::new(),
        }
    }

    /// When [`Self::tick`] wants to be called next; `None` while nothing is active.
    pub(super) fn due(&self) -> Option<Timestamp> {
        let open = self.open.as_ref()?;
        Some(match &self.waiting {
            Some(Waiting::Gone { at }) => at.plus(BLINK_NANOS),
            Some(Waiting::Title { .. }) => open.since.plus(TITLE_NANOS),
            None => open.beaten.plus(BEAT_NANOS),
        })
    }

    /// Ends the open span at `now`, because sensing ends.
    pub(super) fn end(&mut self, now: Timestamp) -> Vec<Reading> {
        let mut readings = self.settle();
        readings.extend(self.close(now));
        readings
    }

    /// Carries out the change that waits.
    fn settle(&mut self) -> Vec<Reading> {
        match self.waiting.take() {
            None => Vec::new(),
            Some(Waiting::Gone { at }) => self.close(at).into_iter().collect(),
            Some(Waiting::Title { title, at }) => {
                let Some(facts) = self.open.as_ref().map(|open| WindowFacts { title, ..open.facts.clone() }) else {
                    return Vec::new();
                };
                self.close(at).into_iter().chain(Some(self.begin(at, facts))).collect()
            }
        }
    }

    fn close(&mut self, at: Timestamp) -> Option<Reading> {
        self.open.take().map(|open| beat(at, &open.facts, PULSE_NANOS))
    }

    fn begin(&mut self, at: Timestamp, facts: WindowFacts) -> Reading {
        self.waiting = None;
        let reading = beat(at, &facts, 0);
        self.open = Some(Open { facts, since: at, beaten: at });
        reading
    }
}

fn beat(at: Timestamp, facts: &WindowFacts, pulsetime_nanos: i64) -> Reading {
    let event = Event { timestamp: at, data: facts.payload(), ..Event::default() };
    Reading::Heartbeat { stream: "window", kind: kinds::WINDOW, event, pulsetime_nanos }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(app: &str, title: &str) -> Option<WindowFacts> {
        Some(WindowFacts { app: app.to_owned(), title: title.to_owned(), pid: Some(7) })
    }

    fn at(millis: i64) -> Timestamp {
        Timestamp(millis * 1_000_000)
    }

    /// Each beat as `title@millis`, with a `+` when it bridges gaps.
    fn shown(readings: &[Reading]) -> Vec<String> {
        let show = |reading: &Reading| match reading {
            Reading::Heartbeat { event, pulsetime_nanos, .. } => {
                let sign = if *pulsetime_nanos > 0 { "+" } else { "" };
                format!("{}@{}{sign}", event.data["title"].as_str().unwrap(), event.timestamp.0 / 1_000_000)
            }
            Reading::Samples(_) | Reading::Demand(_) => panic!("windows give no samples"),
        };
        readings.iter().map(show).collect()
    }

    #[test]
    fn a_change_closes_the_old_span_and_opens_the_new_one_at_the_same_moment() {
        let mut spans = WindowSpans::default();
        assert_eq!(shown(&spans.see(at(0), facts("a", "one"))), ["one@0"]);
        assert_eq!(shown(&spans.see(at(3000), facts("b", "two"))), ["one@3000+", "two@3000"]);
    }

    #[test]
    fn equal_facts_are_said_once() {
        let mut spans = WindowSpans::default();
        spans.see(at(0), facts("a", "one"));
        assert_eq!(spans.see(at(10), facts("a", "one")), []);
        assert_eq!(spans.see(at(20), facts("a", "one")), []);
    }

    #[test]
    fn an_unchanged_window_is_confirmed_every_five_seconds() {
        let mut spans = WindowSpans::default();
        spans.see(at(0), facts("a", "one"));
        assert_eq!(spans.due(), Some(at(5000)));
        assert_eq!(spans.tick(at(4999)), []);
        assert_eq!(shown(&spans.tick(at(5001))), ["one@5001+"]);
        assert_eq!(spans.tick(at(5002)), []);
    }

    #[test]
    fn a_short_absence_is_no_absence() {
        let mut spans = WindowSpans::default();
        spans.see(at(0), facts("a", "one"));
        assert_eq!(spans.see(at(2000), None), []);
        assert_eq!(spans.see(at(2100), facts("a", "one")), []);
        assert_eq!(spans.tick(at(2300)), []);
    }

    #[test]
    fn a_short_absence_between_two_windows_leaves_no_gap() {
        let mut spans = WindowSpans::default();
        spans.see(at(0), facts("a", "one"));
        spans.see(at(2000), None);
        assert_eq!(shown(&spans.see(at(2001), facts("b", "two"))), ["one@2001+", "two@2001"]);
    }

    #[test]
    fn a_long_absence_ends_the_span_where_it_began_and_coming_back_begins_a_new_one() {
        let mut spans = WindowSpans::default();
        spans.see(at(0), facts("a", "one"));
        spans.see(at(2000), None);
        assert_eq!(shown(&spans.tick(at(2200))), ["one@2000+"]);
        assert_eq!(spans.due(), None);
        assert_eq!(shown(&spans.see(at(4000), facts("a", "one"))), ["one@4000"]);
    }

    #[test]
    fn a_flickering_title_is_taken_once_a_second() {
        let mut spans = WindowSpans::default();
        spans.see(at(0), facts("a", "0 %"));
        let mut readings = Vec::new();
        for step in 1..=30 {
            readings.extend(spans.see(at(step * 100), facts("a", &format!("{step} %"))));
        }
        readings.extend(spans.tick(at(3100)));
        let begun: Vec<String> = shown(&readings).into_iter().filter(|beat| !beat.ends_with('+')).collect();
        assert!((2..=4).contains(&begun.len()), "{begun:?}");
        assert_eq!(shown(&spans.end(at(3200))).last().map(String::as_str), Some("30 %@3200+"));
    }

    #[test]
    fn a_title_that_waits_is_not_lost_when_another_window_comes() {
        let mut spans = WindowSpans::default();
        spans.see(at(0), facts("a", "one"));
        assert_eq!(spans.see(at(400), facts("a", "two")), []);
        let readings = spans.see(at(700), facts("b", "three"));
        assert_eq!(shown(&readings), ["one@400+", "two@400", "two@700+", "three@700"]);
    }

    #[test]
    fn a_clock_that_jumps_back_goes_on_beating() {
        let mut spans = WindowSpans::default();
        spans.see(at(100_000), facts("a", "one"));
        assert_eq!(shown(&spans.tick(at(50_000))), ["one@50000+"]);
    }

    #[test]
    fn a_window_without_a_process_has_no_pid_in_its_facts() {
        let facts = WindowFacts { app: "a".to_owned(), title: String::new(), pid: None };
        assert!(!facts.payload().contains_key("pid"));
    }
}
