//! Beats, what is wrong with each, and the intervals that may be used.

/// A heartbeat that was found in a signal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beat {
    /// When, in nanoseconds since 1970.
    pub time_nanos: i64,
    /// Which sample of the stream, counted from 0 over all pieces.
    pub place: u64,
    /// How far the sample stands out of the mean of its neighbourhood, in the signal's unit; below zero for a beat that points down.
    pub height: f64,
}

/// What a beat is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BeatClass {
    /// Where one would expect it.
    Normal,
    /// Too early with a pause after it, or the other way round; moved between its neighbours.
    Ectopic,
    /// One interval too long or too short, for another reason; moved between its neighbours.
    Misplaced,
    /// Not seen by the detector; put in, evenly between its neighbours.
    Missed,
    /// Seen by the detector, but none; no interval begins or ends with it.
    Extra,
    /// Ends an interval that no heart makes, or that differs too much from the one before; nothing was moved.
    OutOfRange,
}

impl BeatClass {
    /// Its name in files and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Ectopic => "ectopic",
            Self::Misplaced => "misplaced",
            Self::Missed => "missed",
            Self::Extra => "extra",
            Self::OutOfRange => "out-of-range",
        }
    }
}

/// A beat after the search for artefacts. None is dropped: an extra beat stays in the list with its class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MarkedBeat {
    /// When, in nanoseconds since 1970; corrected where the class says so.
    pub time_nanos: i64,
    /// Where the detector had it; `None` for a beat that was put in.
    pub found_nanos: Option<i64>,
    /// What it is.
    pub class: BeatClass,
}

/// An interval between two beats that follow each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NormalInterval {
    /// When it ends, in nanoseconds since 1970.
    pub end_nanos: i64,
    /// How long it is, in milliseconds.
    pub length_ms: f64,
    /// Whether it follows directly upon the interval before it in the list, without a gap.
    pub follows: bool,
    /// Whether both of its beats are where the detector had them.
    pub is_as_found: bool,
}

/// An interval longer than this is a gap in the recording, not a heart: 20 beats a minute.
const GAP_MS: f64 = 3000.0;

/// The intervals between the beats, without extra beats, out-of-range intervals and gaps of three seconds or more.
#[must_use]
pub fn normal_intervals(beats: &[MarkedBeat]) -> Vec<NormalInterval> {
    let mut stream = IntervalStream::default();
    beats.iter().filter_map(|beat| stream.push(*beat)).collect()
}

/// The same, beat by beat.
#[derive(Clone, Copy, Debug, Default)]
pub struct IntervalStream {
    before: Option<MarkedBeat>,
    follows: bool,
}

impl IntervalStream {
    /// Takes the next beat; gives the interval that it ends. `None` for a beat that ends none that may be used.
    pub fn push(&mut self, beat: MarkedBeat) -> Option<NormalInterval> {
        if beat.class == BeatClass::Extra {
            return None;
        }
        let before = self.before.replace(beat)?;
        let length_ms = (beat.time_nanos - before.time_nanos) as f64 / 1e6;
        let is_usable = beat.class != BeatClass::OutOfRange && length_ms > 0.0 && length_ms < GAP_MS;
        let follows = std::mem::replace(&mut self.follows, is_usable);
        let is_as_found = [before, beat].iter().all(|beat| beat.found_nanos == Some(beat.time_nanos));
        is_usable.then_some(NormalInterval { end_nanos: beat.time_nanos, length_ms, follows, is_as_found })
    }
}

/// Beats from a stream of intervals (`rr_ms`, one sample for each beat, at its end): where an interval does not reach back to the beat
/// before it, its own start is a beat too, so that no interval is lost in a gap.
#[must_use]
pub fn of_intervals(end_nanos: &[i64], length_ms: &[f64]) -> Vec<i64> {
    let (mut reader, mut beats) = (IntervalReader::default(), Vec::with_capacity(end_nanos.len() + 1));
    reader.push(end_nanos, length_ms, &mut beats);
    beats
}

/// The same, piece by piece.
#[derive(Clone, Copy, Debug, Default)]
pub struct IntervalReader {
    last: Option<i64>,
}

impl IntervalReader {
    /// Takes intervals; adds their beats to `beats`.
    pub fn push(&mut self, end_nanos: &[i64], length_ms: &[f64], beats: &mut Vec<i64>) {
        for (end, length) in end_nanos.iter().zip(length_ms) {
            if !(length.is_finite() && *length > 0.0 && *length < 60_000.0) {
                continue;
            }
            let length_nanos = (length * 1e6).round() as i64;
            let start = end - length_nanos;
            let last = match self.last {
                // Devices stamp intervals to a fraction of a second: within a third of the interval it is the same beat.
                Some(last) if ((start - last).abs() as f64) < length * 1e6 / 3.0 => last + length_nanos,
                Some(last) if start <= last => continue,
                _ => {
                    beats.push(start);
                    *end
                }
            };
            beats.push(last);
            self.last = Some(last);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beat(time_ms: i64, class: BeatClass) -> MarkedBeat {
        let time_nanos = time_ms * 1_000_000;
        MarkedBeat { time_nanos, found_nanos: (class != BeatClass::Missed).then_some(time_nanos), class }
    }

    #[test]
    fn extra_beats_and_gaps_make_no_interval() {
        let beats = [
            beat(0, BeatClass::Normal),
            beat(800, BeatClass::Normal),
            beat(1000, BeatClass::Extra),
            beat(1600, BeatClass::Missed),
            beat(9600, BeatClass::Normal),
            beat(10_400, BeatClass::Normal),
            beat(10_600, BeatClass::OutOfRange),
        ];
        let found = normal_intervals(&beats);
        assert_eq!(found.iter().map(|interval| interval.length_ms).collect::<Vec<_>>(), [800.0, 800.0, 800.0]);
        assert_eq!(found.iter().map(|interval| interval.follows).collect::<Vec<_>>(), [false, true, false]);
        assert_eq!(found.iter().map(|interval| interval.is_as_found).collect::<Vec<_>>(), [true, false, true]);
    }

    #[test]
    fn intervals_become_beats_and_a_gap_stays_a_gap() {
        let ms = 1_000_000;
        let beats = of_intervals(&[1000 * ms, 1810 * ms, 9000 * ms, 9900 * ms], &[1000.0, 800.0, 900.0, f64::NAN]);
        assert_eq!(beats, [0, 1000 * ms, 1800 * ms, 8100 * ms, 9000 * ms]);
    }
}
