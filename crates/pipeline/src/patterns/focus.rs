//! When was the person long on one thing, and what broke it?
//!
//! ```text
//! A A A A b A A A A A A A c c c c c ...
//! [ focus session on A  ]              `b` is a side step of at most a minute; `c` breaks it
//! ```
//!
//! The thing is the category, or the app where nothing is categorised. A run ends where it was left when the person stays
//! away from it for longer than a side step, or when side steps together leave it less than its share. It is a focus
//! session when the time on its thing reaches [`Thresholds::focus_nanos`].
//!
//! [`Thresholds::focus_nanos`]: super::Thresholds::focus_nanos

use std::collections::VecDeque;

use attentive_types::time::nanos_to_seconds;
use attentive_types::{FocusSession, PresenceSignal, Span, Timestamp};

use super::Thresholds;
use crate::preprocess::{Places, Stretch};

/// Finds focus sessions in stretches.
#[derive(Clone, Debug)]
pub struct FocusSessions {
    thresholds: Thresholds,
    run: Option<Run>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Step {
    start: i64,
    end: i64,
    thing: Option<u32>,
    turn: Turn,
}

/// Where the person turned.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Turn {
    Place(u32),
    Away,
    Lock,
    Call,
    NoSignal,
}

#[derive(Clone, Debug)]
struct Run {
    thing: u32,
    place: u32,
    start: i64,
    last_on: i64,
    on_nanos: i64,
    side_steps: u32,
    /// What came since the person left the thing; a side step or the break, as time will tell.
    pending: Vec<Step>,
}

impl FocusSessions {
    /// No stretch yet.
    #[must_use]
    pub fn new(thresholds: Thresholds) -> Self {
        Self { thresholds, run: None }
    }

    /// Takes the next stretch.
    pub fn push(&mut self, stretch: &Stretch, places: &Places, closed: &mut Vec<FocusSession>) {
        let mut steps = VecDeque::from([step(stretch, places)]);
        while let Some(step) = steps.pop_front() {
            let Some(run) = self.run.as_mut() else {
                self.run = begin(&step);
                continue;
            };
            if run.takes(&step, &self.thresholds) {
                continue;
            }
            // The run is over. What came since it was left is looked at again: a new run may have begun there.
            let Some(run) = self.run.take() else { continue };
            let turn = run.pending.first().map_or(step.turn, |first| first.turn);
            closed.extend(run.session(&self.thresholds, places, Some(turn)));
            steps.push_front(step);
            run.pending.into_iter().rev().for_each(|step| steps.push_front(step));
        }
    }

    /// Hands out the open session at the end of the data.
    pub fn finish(self, places: &Places, closed: &mut Vec<FocusSession>) {
        if let Some(run) = self.run {
            closed.extend(run.session(&self.thresholds, places, None));
        }
    }
}

fn step(stretch: &Stretch, places: &Places) -> Step {
    let place = stretch.place.filter(|_| !stretch.is_in_call);
    let turn = match (place, stretch.decided_by) {
        (Some(place), _) => Turn::Place(place),
        _ if stretch.is_in_call => Turn::Call,
        (None, PresenceSignal::Lock | PresenceSignal::Suspend) => Turn::Lock,
        (None, _) if stretch.presence == attentive_types::PresenceKind::Away => Turn::Away,
        (None, _) => Turn::NoSignal,
    };
    let thing = place.and_then(|place| places.get(place)).map(|place| place.thing_number);
    Step { start: stretch.start, end: stretch.end, thing, turn }
}

fn begin(step: &Step) -> Option<Run> {
    let (thing, Turn::Place(place)) = (step.thing?, step.turn) else { return None };
    let on_nanos = step.end - step.start;
    Some(Run { thing, place, start: step.start, last_on: step.end, on_nanos, side_steps: 0, pending: Vec::new() })
}

impl Run {
    /// Takes a step if the run goes on with it, or may yet.
    fn takes(&mut self, step: &Step, thresholds: &Thresholds) -> bool {
        if step.thing != Some(self.thing) {
            if step.end - self.last_on > thresholds.side_step_nanos {
                return false;
            }
            self.pend(*step);
            return true;
        }
        let side_nanos = step.start - self.last_on;
        if side_nanos > 0 {
            let share = nanos_to_seconds(self.on_nanos) / nanos_to_seconds(step.start - self.start);
            if side_nanos > thresholds.side_step_nanos || share < thresholds.on_thing_share {
                return false;
            }
            self.side_steps += 1;
            self.pending.clear();
        }
        self.on_nanos += step.end - step.start;
        self.last_on = step.end;
        true
    }

    fn pend(&mut self, step: Step) {
        match self.pending.last_mut() {
            Some(last) if last.turn == step.turn && last.end == step.start => last.end = step.end,
            _ => self.pending.push(step),
        }
    }

    /// The focus session, if it was long enough. Without a turn it is still going on.
    fn session(&self, thresholds: &Thresholds, places: &Places, turn: Option<Turn>) -> Option<FocusSession> {
        if self.on_nanos < thresholds.focus_nanos {
            return None;
        }
        let broken_by = match turn {
            None => "end of data".to_owned(),
            Some(Turn::Place(place)) => places.get(place).map_or_else(String::new, |place| place.app.to_string()),
            Some(Turn::Away) => "away".to_owned(),
            Some(Turn::Lock) => "lock".to_owned(),
            Some(Turn::Call) => "call".to_owned(),
            Some(Turn::NoSignal) => "no signal".to_owned(),
        };
        Some(FocusSession {
            span: Span::new(Timestamp(self.start), Timestamp(self.last_on)),
            on: places.get(self.place).map_or_else(String::new, crate::preprocess::Place::thing),
            focused_s: nanos_to_seconds(self.on_nanos),
            side_steps: self.side_steps,
            broken_by,
            is_open: turn.is_none(),
        })
    }
}
