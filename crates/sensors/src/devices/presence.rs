//! Which heartbeats tell presence, from the time since the last input?
//!
//! Noun in: idle time at moments; noun out: heartbeats `afk` / `not-afk`. A pure machine: time is handed in.
//!
//! ```text
//! input     x x   x  x . . . . . . . . . . . . . x x
//!                    ^ last input      ^ threshold passed
//! spans     [not-afk )[afk                       )[not-afk
//! ```
//!
//! A person is away from the last input on, not from the moment at which the threshold passed: the span is corrected
//! backwards. The threshold of 180 s and the two words are those of ActivityWatch's afk watcher.

use attentive_types::bucket::kinds;
use attentive_types::time::SECOND;
use attentive_types::{Event, Payload, Reading, Timestamp};

/// How often presence is confirmed while the person is away.
const AWAY_BEAT_NANOS: i64 = 30 * SECOND;
/// How long a gap a confirmation bridges while the person is away.
const AWAY_PULSE_NANOS: i64 = 3 * AWAY_BEAT_NANOS;
/// The last input is known to about this; a smaller step is no new input.
const JITTER_NANOS: i64 = SECOND / 20;
/// The machine slept when its two clocks parted by more than this between two looks.
const SLEPT_NANOS: i64 = SECOND;
/// Longest pause between two looks while the person is here.
const HERE_LOOK_NANOS: i64 = 5 * SECOND;
/// Pause between two looks while the person is away: the return is known to that.
const AWAY_LOOK_NANOS: i64 = SECOND / 2;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Unknown,
    Here,
    Away { beaten: Timestamp },
}

/// Turns idle times into heartbeats.
#[derive(Debug)]
pub(super) struct Presence {
    afk_after_nanos: i64,
    phase: Phase,
    last_input: Timestamp,
    slept_nanos: i64,
}

impl Presence {
    /// A machine that knows nothing yet. `slept_nanos` is the time asleep so far.
    pub(super) fn new(afk_after_nanos: i64, slept_nanos: i64) -> Self {
        let afk_after_nanos = afk_after_nanos.max(SECOND);
        Self { afk_after_nanos, phase: Phase::Unknown, last_input: Timestamp::MIN, slept_nanos }
    }

    /// Takes the time since the last input at `now`, and the time asleep so far.
    ///
    /// The idle time is counted by a clock that stands still while the machine sleeps, so after a sleep the last
    /// input is either the one known before (when no new one came) or after waking.
    pub(super) fn see(&mut self, now: Timestamp, idle_nanos: i64, slept_nanos: i64) -> Vec<Reading> {
        let has_slept = slept_nanos - self.slept_nanos > SLEPT_NANOS;
        self.slept_nanos = slept_nanos;
        let seen = now.plus(-idle_nanos.max(0));
        match self.phase {
            Phase::Unknown => self.first(now, seen),
            Phase::Here if has_slept && seen - self.last_input >= self.afk_after_nanos => self.slept_through(seen),
            Phase::Here => self.here(now, seen),
            Phase::Away { beaten } => self.away(now, seen, beaten),
        }
    }

    /// How long to wait before the next look, in nanoseconds.
    pub(super) fn next_look_nanos(&self, now: Timestamp) -> i64 {
        match self.phase {
            Phase::Away { .. } => AWAY_LOOK_NANOS,
            Phase::Unknown | Phase::Here => {
                let left = self.last_input.plus(self.afk_after_nanos) - now;
                left.clamp(SECOND / 10, HERE_LOOK_NANOS)
            }
        }
    }

    fn first(&mut self, now: Timestamp, seen: Timestamp) -> Vec<Reading> {
        self.last_input = seen;
        if now - seen >= self.afk_after_nanos {
            self.phase = Phase::Away { beaten: now };
            return vec![beat("afk", seen, now - seen, 0)];
        }
        self.phase = Phase::Here;
        vec![beat("not-afk", seen, 0, 0)]
    }

    fn here(&mut self, now: Timestamp, seen: Timestamp) -> Vec<Reading> {
        let mut readings = Vec::new();
        if (seen - self.last_input).abs() > JITTER_NANOS {
            self.last_input = seen;
            readings.push(beat("not-afk", seen, 0, self.here_pulse_nanos()));
        }
        if now - self.last_input >= self.afk_after_nanos {
            self.phase = Phase::Away { beaten: now };
            readings.push(beat("afk", self.last_input, now - self.last_input, 0));
        }
        readings
    }

    fn away(&mut self, now: Timestamp, seen: Timestamp, beaten: Timestamp) -> Vec<Reading> {
        if now - seen < self.afk_after_nanos && seen - self.last_input > JITTER_NANOS {
            self.phase = Phase::Here;
            self.last_input = seen;
            return vec![beat("afk", seen, 0, AWAY_PULSE_NANOS), beat("not-afk", seen, 0, 0)];
        }
        if now - beaten >= AWAY_BEAT_NANOS || now < beaten {
            self.phase = Phase::Away { beaten: now };
            return vec![beat("afk", now, 0, AWAY_PULSE_NANOS)];
        }
        Vec::new()
    }

    fn slept_through(&mut self, seen: Timestamp) -> Vec<Reading> {
        let left = self.last_input;
        self.last_input = seen;
        vec![beat("afk", left, seen - left, 0), beat("not-afk", seen, 0, 0)]
    }

    fn here_pulse_nanos(&self) -> i64 {
        self.afk_after_nanos.saturating_add(2 * HERE_LOOK_NANOS)
    }
}

fn beat(status: &str, timestamp: Timestamp, duration_nanos: i64, pulsetime_nanos: i64) -> Reading {
    let data: Payload = std::iter::once(("status".to_owned(), status.into())).collect();
    let event = Event { timestamp, duration_nanos: duration_nanos.max(0), data, ..Event::default() };
    Reading::Heartbeat { stream: "afk", kind: kinds::AFK, event, pulsetime_nanos }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THRESHOLD: i64 = 180 * SECOND;

    fn at(seconds: i64) -> Timestamp {
        Timestamp((1_000_000 + seconds) * SECOND)
    }

    /// Each beat as `status start..end`, with a `+` when it bridges gaps.
    fn shown(readings: &[Reading]) -> Vec<String> {
        let show = |reading: &Reading| match reading {
            Reading::Heartbeat { event, pulsetime_nanos, .. } => {
                let seconds = |moment: Timestamp| moment.0 / SECOND - 1_000_000;
                let sign = if *pulsetime_nanos > 0 { "+" } else { "" };
                let status = event.data["status"].as_str().unwrap();
                format!("{status} {}..{}{sign}", seconds(event.timestamp), seconds(event.end()))
            }
            Reading::Samples(_) | Reading::Demand(_) => panic!("presence gives no samples"),
        };
        readings.iter().map(show).collect()
    }

    #[test]
    fn away_begins_at_the_last_input_not_at_the_threshold() {
        let mut presence = Presence::new(THRESHOLD, 0);
        assert_eq!(shown(&presence.see(at(0), 0, 0)), ["not-afk 0..0"]);
        assert_eq!(shown(&presence.see(at(5), 2 * SECOND, 0)), ["not-afk 3..3+"]);
        assert_eq!(presence.see(at(10), 7 * SECOND, 0), []);
        assert_eq!(shown(&presence.see(at(183), 180 * SECOND, 0)), ["afk 3..183"]);
    }

    #[test]
    fn the_return_ends_away_and_begins_presence_at_the_same_moment() {
        let mut presence = Presence::new(THRESHOLD, 0);
        presence.see(at(0), 0, 0);
        presence.see(at(180), 180 * SECOND, 0);
        assert_eq!(presence.see(at(181), 181 * SECOND, 0), []);
        assert_eq!(shown(&presence.see(at(182), SECOND / 2, 0)), ["afk 181..181+", "not-afk 181..181"]);
    }

    #[test]
    fn while_away_a_beat_comes_every_thirty_seconds() {
        let mut presence = Presence::new(THRESHOLD, 0);
        presence.see(at(0), 200 * SECOND, 0);
        let beats: usize = (1..=95).map(|s| presence.see(at(s), (200 + s) * SECOND, 0).len()).sum();
        assert_eq!(beats, 3);
    }

    #[test]
    fn who_starts_the_program_while_away_was_away_since_the_last_input() {
        let mut presence = Presence::new(THRESHOLD, 0);
        assert_eq!(shown(&presence.see(at(0), 600 * SECOND, 0)), ["afk -600..0"]);
    }

    #[test]
    fn a_sleep_of_the_machine_is_time_away_even_when_the_first_key_came_at_once() {
        let mut presence = Presence::new(THRESHOLD, 0);
        presence.see(at(0), 0, 0);
        let readings = presence.see(at(3600), SECOND, 3590 * SECOND);
        assert_eq!(shown(&readings), ["afk 0..3599", "not-afk 3599..3599"]);
    }

    #[test]
    fn a_stopped_program_does_not_invent_time_away() {
        let mut presence = Presence::new(THRESHOLD, 0);
        presence.see(at(0), 0, 0);
        assert_eq!(shown(&presence.see(at(3600), SECOND, 0)), ["not-afk 3599..3599+"]);
    }

    #[test]
    fn the_next_look_comes_when_the_threshold_may_pass() {
        let mut presence = Presence::new(THRESHOLD, 0);
        presence.see(at(0), 0, 0);
        assert_eq!(presence.next_look_nanos(at(0)), 5 * SECOND);
        assert_eq!(presence.next_look_nanos(at(178)), 2 * SECOND);
        assert_eq!(presence.next_look_nanos(at(200)), SECOND / 10);
    }

    proptest::proptest! {
        #[test]
        fn beats_never_have_a_negative_length_and_words_are_the_two_known(
            looks in proptest::collection::vec((0_i64..400, 0_i64..400, 0_i64..3), 1..60)
        ) {
            let mut presence = Presence::new(THRESHOLD, 0);
            let (mut now, mut slept) = (0, 0);
            for (step, idle, sleep) in looks {
                now += step;
                slept += sleep * SECOND;
                for reading in presence.see(at(now), idle * SECOND, slept) {
                    let Reading::Heartbeat { event, .. } = reading else { unreachable!() };
                    proptest::prop_assert!(event.duration_nanos >= 0);
                    proptest::prop_assert!(event.end() <= at(now));
                }
                proptest::prop_assert!(presence.next_look_nanos(at(now)) > 0);
            }
        }
    }
}
