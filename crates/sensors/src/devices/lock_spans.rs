//! Which heartbeats tell lock and sleep?
//!
//! Noun in: "is it locked?" and "how long has the machine slept so far?" at moments; noun out: heartbeats whose
//! `status` is `unlocked`, `locked`, `suspended` (a span) or `resumed` (a moment). A pure machine: time is handed in.

use attentive_types::bucket::kinds;
use attentive_types::time::SECOND;
use attentive_types::{Event, Payload, Reading, Timestamp};

/// How often an unchanged state is confirmed.
const BEAT_NANOS: i64 = 30 * SECOND;
/// How long a gap a confirmation bridges.
const PULSE_NANOS: i64 = 3 * BEAT_NANOS;
/// The machine slept when its two clocks parted by more than this between two looks.
const SLEPT_NANOS: i64 = SECOND;

/// Turns lock states and sleep into heartbeats.
#[derive(Debug)]
pub(super) struct LockSpans {
    /// What was last said, and when; `None` before anything was.
    said: Option<(bool, Timestamp)>,
    /// The last moment at which the machine was known to be awake.
    awake: Timestamp,
    slept_nanos: i64,
    /// When the system announced that it goes to sleep; `None` when it did not.
    announced: Option<Timestamp>,
}

impl LockSpans {
    /// A machine that knows nothing yet. `slept_nanos` is the time asleep so far.
    pub(super) fn new(now: Timestamp, slept_nanos: i64) -> Self {
        Self { said: None, awake: now, slept_nanos, announced: None }
    }

    /// The system announces that it goes to sleep now.
    pub(super) fn announce_sleep(&mut self, now: Timestamp) {
        self.announced = Some(now);
    }

    /// Takes the state at `now`. `is_locked` is `None` when no source tells: only sleep is told then.
    pub(super) fn see(&mut self, now: Timestamp, is_locked: Option<bool>, slept_nanos: i64) -> Vec<Reading> {
        let mut readings = self.sleep(now, slept_nanos);
        self.awake = now;
        let Some(is_locked) = is_locked else {
            self.said = None;
            return readings;
        };
        match self.said {
            Some((said, _)) if said != is_locked => {
                readings.push(beat(word(said), now, 0, PULSE_NANOS));
                readings.push(beat(word(is_locked), now, 0, 0));
            }
            Some((_, at)) if now - at < BEAT_NANOS && now >= at => return readings,
            Some(_) => readings.push(beat(word(is_locked), now, 0, PULSE_NANOS)),
            None => readings.push(beat(word(is_locked), now, 0, 0)),
        }
        self.said = Some((is_locked, now));
        readings
    }

    /// When the machine slept since the last look: the span, whose length is measured and whose start is the
    /// announcement, or else lies as late as the measured length allows.
    fn sleep(&mut self, now: Timestamp, slept_nanos: i64) -> Vec<Reading> {
        let slept = slept_nanos - self.slept_nanos;
        self.slept_nanos = slept_nanos;
        if slept <= SLEPT_NANOS {
            return Vec::new();
        }
        let latest = now.plus(-slept);
        let start = self.announced.take().unwrap_or(latest).min(latest).max(self.awake.min(latest));
        let mut readings = Vec::new();
        if let Some((said, _)) = self.said.take() {
            readings.push(beat(word(said), start, 0, PULSE_NANOS));
        }
        let end = start.plus(slept);
        readings.push(beat("suspended", start, slept, 0));
        readings.push(beat("resumed", end, 0, 0));
        readings
    }
}

fn word(is_locked: bool) -> &'static str {
    if is_locked { "locked" } else { "unlocked" }
}

fn beat(status: &str, timestamp: Timestamp, duration_nanos: i64, pulsetime_nanos: i64) -> Reading {
    let data: Payload = std::iter::once(("status".to_owned(), status.into())).collect();
    let event = Event { timestamp, duration_nanos, data, ..Event::default() };
    Reading::Heartbeat { stream: "lock", kind: kinds::LOCK, event, pulsetime_nanos }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp(seconds * SECOND)
    }

    fn shown(readings: &[Reading]) -> Vec<String> {
        let show = |reading: &Reading| match reading {
            Reading::Heartbeat { event, pulsetime_nanos, .. } => {
                let sign = if *pulsetime_nanos > 0 { "+" } else { "" };
                let status = event.data["status"].as_str().unwrap();
                format!("{status} {}..{}{sign}", event.timestamp.0 / SECOND, event.end().0 / SECOND)
            }
            Reading::Samples(_) | Reading::Demand(_) => panic!("locks give no samples"),
        };
        readings.iter().map(show).collect()
    }

    #[test]
    fn locking_ends_one_span_and_begins_the_other() {
        let mut spans = LockSpans::new(at(0), 0);
        assert_eq!(shown(&spans.see(at(0), Some(false), 0)), ["unlocked 0..0"]);
        assert_eq!(spans.see(at(2), Some(false), 0), []);
        assert_eq!(shown(&spans.see(at(4), Some(true), 0)), ["unlocked 4..4+", "locked 4..4"]);
        assert_eq!(shown(&spans.see(at(34), Some(true), 0)), ["locked 34..34+"]);
    }

    #[test]
    fn sleep_has_the_measured_length_and_what_follows_begins_anew() {
        let mut spans = LockSpans::new(at(0), 0);
        spans.see(at(0), Some(true), 0);
        let readings = spans.see(at(3602), Some(true), 3600 * SECOND);
        assert_eq!(shown(&readings), ["locked 2..2+", "suspended 2..3602", "resumed 3602..3602", "locked 3602..3602"]);
    }

    #[test]
    fn an_announced_sleep_begins_when_it_was_announced() {
        let mut spans = LockSpans::new(at(0), 0);
        spans.see(at(10), None, 0);
        spans.announce_sleep(at(11));
        assert_eq!(shown(&spans.see(at(113), None, 100 * SECOND)), ["suspended 11..111", "resumed 111..111"]);
    }

    #[test]
    fn without_a_source_for_the_lock_only_sleep_is_told() {
        let mut spans = LockSpans::new(at(0), 0);
        assert_eq!(spans.see(at(0), None, 0), []);
        assert_eq!(spans.see(at(100), None, SECOND / 2), []);
    }
}
