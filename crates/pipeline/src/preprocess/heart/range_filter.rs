//! The simple rule beside the fine one: intervals that no heart makes, and intervals that jump.
//!
//! Sources: 300 to 2,000 ms (200 to 30 beats a minute), the usual limits of adult recordings; a change of more than 20 % against the last sound
//! interval: Malik et al., 1989, "Heart rate variability in relation to prognosis after myocardial infarction", European Heart Journal 10.

use super::{BeatClass, MarkedBeat};

/// What an interval may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RangeSettings {
    /// Shortest, in milliseconds.
    pub least_ms: f64,
    /// Longest, in milliseconds.
    pub most_ms: f64,
    /// Greatest change against the last sound interval, as a share of it; `None` asks nothing.
    pub change_share: Option<f64>,
    /// An interval of this length or more is a gap of the recording, which says nothing of the beat after it, in milliseconds.
    pub gap_ms: f64,
}

impl Default for RangeSettings {
    fn default() -> Self {
        Self { least_ms: 300.0, most_ms: 2000.0, change_share: Some(0.2), gap_ms: 3000.0 }
    }
}

/// Marks the normal beats that end an interval out of range; moves and drops none.
pub fn range_filter(beats: &mut [MarkedBeat], settings: &RangeSettings) {
    let mut before: Option<i64> = None;
    let mut sound_ms: Option<f64> = None;
    let mut passed = 0;
    for beat in beats.iter_mut().filter(|beat| beat.class != BeatClass::Extra) {
        let from = before.replace(beat.time_nanos);
        let Some(from) = from.filter(|_| beat.class == BeatClass::Normal) else { continue };
        let length_ms = (beat.time_nanos - from) as f64 / 1e6;
        if length_ms >= settings.gap_ms {
            (sound_ms, passed) = (None, 0);
            continue;
        }
        let jumps = |(sound, share): (f64, f64)| (length_ms - sound).abs() > share * sound;
        let is_jump = sound_ms.zip(settings.change_share).is_some_and(jumps);
        let is_possible = (settings.least_ms..=settings.most_ms).contains(&length_ms);
        // A heart that stays at its new pace is believed after three intervals.
        if is_possible && (!is_jump || passed >= 3) {
            (sound_ms, passed) = (Some(length_ms), 0);
        } else {
            beat.class = BeatClass::OutOfRange;
            passed += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(intervals_ms: &[i64]) -> Vec<BeatClass> {
        let mut time = 0;
        let mut beats = vec![MarkedBeat { time_nanos: 0, found_nanos: Some(0), class: BeatClass::Normal }];
        for interval in intervals_ms {
            time += interval * 1_000_000;
            beats.push(MarkedBeat { time_nanos: time, found_nanos: Some(time), class: BeatClass::Normal });
        }
        range_filter(&mut beats, &RangeSettings::default());
        beats[1..].iter().map(|beat| beat.class).collect()
    }

    #[test]
    fn impossible_and_jumping_intervals_are_marked() {
        let (normal, out) = (BeatClass::Normal, BeatClass::OutOfRange);
        assert_eq!(marked(&[800, 810, 200, 2600, 1000, 805]), [normal, normal, out, out, out, normal]);
    }

    #[test]
    fn the_first_beat_after_a_gap_begins_anew() {
        let (normal, out) = (BeatClass::Normal, BeatClass::OutOfRange);
        assert_eq!(marked(&[800, 60_000, 1200, 1210, 3000, 2900]), [normal, normal, normal, normal, normal, out]);
    }

    #[test]
    fn a_new_pace_is_believed_after_a_while() {
        let classes = marked(&[1000, 600, 600, 600, 600, 600]);
        assert_eq!(classes.iter().filter(|class| **class == BeatClass::OutOfRange).count(), 3);
        assert_eq!(classes[5], BeatClass::Normal);
    }
}
