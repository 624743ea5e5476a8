//! The bundled recording: what it is made of, and on which days it is shown.
//!
//! Each part was recorded by our own sensors on a virtual screen (`fixtures/demo/README.md`). A part is moved in time as a
//! whole, so that the last one ends now and the others lie on the days before; nothing inside a part is changed.

use std::io::Read;

use attentive_types::time::{HOUR, MINUTE};
use attentive_types::{LocalClock, Timestamp};

use super::Score;
use crate::failure::Failure;

/// One part: its recording, compressed, and where it is placed.
struct Part {
    name: &'static str,
    gzipped: &'static [u8],
    /// So many local days before today, at that time of day in nanoseconds; `None` for the part that ends now.
    placed: Option<(i64, i64)>,
}

macro_rules! part {
    ($name:literal, $placed:expr) => {
        Part { name: $name, gzipped: include_bytes!(concat!("../../../../fixtures/demo/", $name)), placed: $placed }
    };
}

const PARTS: &[Part] = &[
    part!("part11.jsonl.gz", Some((2, 9 * HOUR + 40 * MINUTE))),
    part!("part15.jsonl.gz", Some((2, 14 * HOUR + 5 * MINUTE))),
    part!("part12.jsonl.gz", Some((1, 9 * HOUR + 10 * MINUTE))),
    part!("part14.jsonl.gz", Some((1, 13 * HOUR + 30 * MINUTE))),
    part!("part13.jsonl.gz", None),
];

/// The parts as one, moved to where they are shown.
pub fn recordings(now: Timestamp, clock: &LocalClock) -> Result<Score, Failure> {
    let mut whole = Score::default();
    for part in PARTS {
        whole.add(part.read(now, clock)?);
    }
    Ok(whole)
}

impl Part {
    fn read(&self, now: Timestamp, clock: &LocalClock) -> Result<Score, Failure> {
        let mut bytes = Vec::new();
        flate2::read::GzDecoder::new(self.gzipped).read_to_end(&mut bytes)?;
        let mut score = Score::read(&bytes, self.name)?;
        let Some(extent) = score.extent() else {
            return Err(Failure::input(format!("the bundled recording {} is empty", self.name)));
        };
        score.shift(match self.placed {
            None => now - extent.end,
            Some((days_before, nanos)) => {
                clock.day(clock.day_number(now) - days_before).start.plus(nanos) - extent.start
            }
        });
        Ok(score)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_recording_is_whole_and_ends_now() {
        let now = Timestamp::parse("2026-11-24T15:00:00Z").expect("a time");
        let score = recordings(now, &LocalClock::utc()).expect("the bundled recording");
        assert!(score.notes.is_empty(), "{:?}", score.notes);
        let extent = score.extent().expect("something in it");
        assert_eq!(extent.end, now);
        assert_eq!(extent.start.to_string()[..10], *"2026-11-22");
        assert!(score.cues.len() > 10_000, "{} readings", score.cues.len());
    }
}
