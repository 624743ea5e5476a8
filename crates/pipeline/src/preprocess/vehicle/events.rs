//! What was harsh, and when did steering turn back? Clean driving data in, events out.

use attentive_learn::dsp::{Turn, Turning};
use attentive_types::{SampleSignal, Span, Timestamp};

use crate::preprocess::{EpisodeRules, Finder, Moment};

const STANDARD_GRAVITY: f64 = 9.806_65;

/// What counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EventRules {
    /// Least acceleration or braking in g. Default 0.2: the middle one of the three levels (0.1, 0.2, 0.4) of DriveSafe, Bergasa et al.,
    /// 2014, "DriveSafe: an app for alerting inattentive drivers and scoring driving behaviors".
    pub harsh_g: f64,
    /// Least angle between two turning points of the wheel in degrees. Default 3: Markkula and Engström, 2006, for visual load; they take
    /// smaller ones for cognitive load.
    pub reversal_deg: f64,
}

impl Default for EventRules {
    fn default() -> Self {
        Self { harsh_g: 0.2, reversal_deg: 3.0 }
    }
}

/// What kind of event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DriveEventKind {
    /// Harsh braking.
    Brake,
    /// Harsh accelerating.
    Accelerate,
    /// The wheel turned back.
    Reversal,
}

/// An event of driving.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DriveEvent {
    /// What it is.
    pub kind: DriveEventKind,
    /// From when to when; for a reversal from one turning point of the wheel to the next.
    pub span: Span,
    /// Greatest acceleration in m/s^2, without sign; for a reversal the angle in degrees.
    pub size: f64,
}

impl Moment for DriveEvent {
    fn moment(&self) -> Timestamp {
        self.span.start
    }
}

/// Finds events in pieces of a cleaned signal, in constant memory.
#[derive(Clone, Debug)]
pub struct DriveStream {
    rules: EventRules,
    harsh: Option<DriveEvent>,
    turning: Turning,
    turn: Option<Turn>,
}

impl EpisodeRules for EventRules {
    type Finder = DriveStream;

    fn finder(self) -> DriveStream {
        DriveStream { rules: self, harsh: None, turning: Turning::default(), turn: None }
    }
}

impl Finder for DriveStream {
    type Episode = DriveEvent;

    fn push(&mut self, clean: &SampleSignal, out: &mut Vec<DriveEvent>) {
        let acceleration = clean.values("acceleration_m_per_s2");
        let steering = clean.values("steering_deg");
        for (place, time) in clean.time_nanos.iter().enumerate() {
            self.accelerate(*time, acceleration.map_or(f64::NAN, |values| values[place]), out);
            self.steer(*time, steering.map_or(f64::NAN, |values| values[place]), out);
        }
    }

    fn finish(&mut self, out: &mut Vec<DriveEvent>) {
        out.extend(self.harsh.take());
    }
}

impl DriveStream {
    fn accelerate(&mut self, time: i64, value: f64, out: &mut Vec<DriveEvent>) {
        let is_harsh = value.abs() >= self.rules.harsh_g * STANDARD_GRAVITY;
        let kind = if value < 0.0 { DriveEventKind::Brake } else { DriveEventKind::Accelerate };
        match &mut self.harsh {
            Some(open) if is_harsh && open.kind == kind => {
                open.span = Span::new(open.span.start, Timestamp(time));
                open.size = open.size.max(value.abs());
            }
            open => {
                out.extend(open.take());
                let span = Span::new(Timestamp(time), Timestamp(time));
                *open = is_harsh.then_some(DriveEvent { kind, span, size: value.abs() });
            }
        }
    }

    fn steer(&mut self, time: i64, value: f64, out: &mut Vec<DriveEvent>) {
        let turn = self.turning.push(time, value, self.rules.reversal_deg);
        if !value.is_finite() {
            self.turn = None;
        }
        let Some(turn) = turn else { return };
        if let Some(before) = self.turn.replace(turn) {
            out.push(DriveEvent {
                kind: DriveEventKind::Reversal,
                span: Span::new(Timestamp(before.at), Timestamp(turn.at)),
                size: (turn.value - before.value).abs(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preprocess::vehicle::events;
    use attentive_types::Channel;
    use attentive_types::time::SECOND;

    #[test]
    fn braking_and_reversals_are_told() {
        let clean = SampleSignal {
            name: "car".into(),
            time_nanos: (0..8).map(|place| place * SECOND).collect(),
            channels: vec![
                Channel::new("acceleration_m_per_s2", vec![0.0, -2.5, -3.0, 0.0, 2.2, 0.0, 1.0, 0.0]),
                Channel::new("steering_deg", vec![0.0, 5.0, 4.0, 0.0, -6.0, -5.0, 1.0, 1.0]),
            ],
        };
        let found = events(&clean, &EventRules::default());
        let told: Vec<(DriveEventKind, f64)> = found.iter().map(|own| (own.kind, own.size)).collect();
        use DriveEventKind::{Accelerate, Brake, Reversal};
        assert_eq!(told, [(Brake, 3.0), (Accelerate, 2.2), (Reversal, 11.0)]);
        assert_eq!(found[0].span.seconds(), 1.0);
    }
}
