//! One recording, or an export of another program, as cues in the order in which they are sent.

use attentive_sensors::importers::{self, ReadReport, recording};
use attentive_types::time::{MINUTE, SECOND};
use attentive_types::{Bucket, Event, Reading, Span, Timestamp};

use crate::failure::Failure;

/// How often a sensor sends the same thing again while nothing changes.
const BEAT_NANOS: i64 = 5 * SECOND;
/// How often it does so in a long stretch, of which a night would be thousands of beats.
const LONG_BEAT_NANOS: i64 = MINUTE;

/// What is sent.
#[derive(Clone, Debug)]
pub enum What {
    /// What one of our own sensors said, by the way that sensors take.
    Reading(Reading),
    /// A heartbeat of another program's watcher, by the way that watchers take.
    Watcher {
        /// Place of its bucket in the score.
        bucket: usize,
        /// What was seen.
        event: Event,
        /// The gap that is bridged.
        pulsetime_nanos: i64,
    },
}

/// What is sent, and when.
#[derive(Clone, Debug)]
pub struct Cue {
    /// When it was said.
    pub at: Timestamp,
    /// What.
    pub what: What,
}

/// A recording as it is going to be played, in order of time.
#[derive(Debug, Default)]
pub struct Score {
    /// Buckets of other programs' watchers.
    pub buckets: Vec<Bucket>,
    /// What is sent.
    pub cues: Vec<Cue>,
    /// What could not be read, in words.
    pub notes: Vec<String>,
}

impl Score {
    /// Reads a recording or an export by its content; `name` is only for messages.
    pub fn read(bytes: &[u8], name: &str) -> Result<Self, Failure> {
        let imported = importers::read_bytes(bytes, name).map_err(Failure::input)?;
        if imported.format != recording::FORMAT.name {
            return Ok(Self::of_watchers(imported));
        }
        let text = String::from_utf8_lossy(bytes);
        let (steps, report) = recording::steps(&text).map_err(|fault| {
            Failure::input(format!("could not read the recording: {}: {}: {name}", fault.place, fault.why))
        })?;
        let cues = steps.into_iter().map(|step| Cue { at: step.at, what: What::Reading(step.reading) }).collect();
        Ok(Self { buckets: Vec::new(), cues, notes: notes(&report) })
    }

    fn of_watchers(imported: importers::Imported) -> Self {
        let mut score = Self { notes: notes(&imported.report), ..Self::default() };
        for found in imported.buckets {
            let place = score.buckets.len();
            score.buckets.push(found.bucket);
            score.cues.extend(found.events.iter().flat_map(|event| heartbeats(place, event)));
        }
        score.cues.sort_by_key(|cue| cue.at);
        score
    }

    /// From the first to the last cue; `None` when there is none.
    pub fn extent(&self) -> Option<Span> {
        Some(Span::new(self.cues.first()?.at, self.cues.last()?.at))
    }

    /// Moves everything in time, by nanoseconds.
    pub fn shift(&mut self, nanos: i64) {
        for cue in &mut self.cues {
            cue.at = cue.at.plus(nanos);
            match &mut cue.what {
                What::Reading(Reading::Heartbeat { event, .. }) | What::Watcher { event, .. } => {
                    event.timestamp = event.timestamp.plus(nanos);
                }
                What::Reading(Reading::Demand(demand)) => demand.at = demand.at.plus(nanos),
                What::Reading(Reading::Samples(signal)) => {
                    for time in &mut signal.time_nanos {
                        *time = time.saturating_add(nanos);
                    }
                }
            }
        }
    }

    /// Adds another score after this one's buckets, in order of time.
    pub fn add(&mut self, other: Self) {
        let first = self.buckets.len();
        self.buckets.extend(other.buckets);
        self.notes.extend(other.notes);
        self.cues.extend(other.cues.into_iter().map(|mut cue| {
            if let What::Watcher { bucket, .. } = &mut cue.what {
                *bucket += first;
            }
            cue
        }));
        self.cues.sort_by_key(|cue| cue.at);
    }
}

fn notes(report: &ReadReport) -> Vec<String> {
    report.why.iter().map(|skipped| format!("{}: {}", skipped.place, skipped.why)).collect()
}

/// The heartbeats that made an event: one at its start, one every five seconds, one at its end.
fn heartbeats(bucket: usize, event: &Event) -> Vec<Cue> {
    let step = if event.duration_nanos > 10 * MINUTE { LONG_BEAT_NANOS } else { BEAT_NANOS };
    let moments =
        (0..event.duration_nanos.div_euclid(step) + i64::from(event.duration_nanos % step != 0)).map(|n| n * step);
    let beat = |nanos: i64| {
        let at = event.timestamp.plus(nanos);
        let event = Event { id: None, timestamp: at, duration_nanos: 0, data: event.data.clone() };
        // The first beat of an event bridges no gap, so that it stays apart from the event before it.
        let pulsetime_nanos = if nanos == 0 { 0 } else { step };
        Cue { at, what: What::Watcher { bucket, event, pulsetime_nanos } }
    };
    moments.chain(std::iter::once(event.duration_nanos)).map(beat).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_played_as_the_beats_that_made_it() {
        let event = Event { duration_nanos: 12 * SECOND, ..Event::default() };
        let moments: Vec<i64> = heartbeats(0, &event).iter().map(|cue| cue.at.0 / SECOND).collect();
        assert_eq!(moments, [0, 5, 10, 12]);
    }

    #[test]
    fn a_moved_score_keeps_its_length() {
        let event = Event { duration_nanos: 12 * SECOND, ..Event::default() };
        let mut score = Score { cues: heartbeats(0, &event), ..Score::default() };
        score.shift(SECOND);
        assert_eq!(score.extent(), Some(Span::new(Timestamp(SECOND), Timestamp(13 * SECOND))));
    }
}
