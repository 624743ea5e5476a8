//! When does each breath begin, turn and end? Clean breathing in, breaths out.
//!
//! ```text
//!            peak
//!            /\             breathing in: start to peak, out: peak to end
//!           /  \            height: peak minus start
//!     start      end = start of the next
//! ```
//!
//! Source: extrema with a least height of 0.3 of the usual one, Khodadad et al., 2018 (section 2.3); the usual height is taken from
//! the quartiles of the block around, so that a stream need not wait for the end of the recording.

use attentive_learn::dsp::{Turn, Turning};
use attentive_types::{SampleSignal, Timestamp};

use crate::preprocess::{EpisodeRules, Finder, Moment};

/// What a breath must be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EventRules {
    /// Least height of a breath, as a share of the usual one around it. Default 0.3 (Khodadad et al., 2018).
    pub least_share: f64,
    /// Longest breath in seconds. Default 20: the lower corner of the band.
    pub longest_s: f64,
}

impl Default for EventRules {
    fn default() -> Self {
        Self { least_share: 0.3, longest_s: 20.0 }
    }
}

/// A breath.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Breath {
    /// When breathing in begins.
    pub start: Timestamp,
    /// When it turns to breathing out.
    pub peak: Timestamp,
    /// When breathing out ends.
    pub end: Timestamp,
    /// From start to peak, in the signal's arbitrary unit.
    pub height_au: f64,
}

impl Breath {
    /// Time of breathing in, in seconds.
    #[must_use]
    pub fn in_s(&self) -> f64 {
        self.peak.0.saturating_sub(self.start.0) as f64 / 1e9
    }

    /// Time of breathing out, in seconds.
    #[must_use]
    pub fn out_s(&self) -> f64 {
        self.end.0.saturating_sub(self.peak.0) as f64 / 1e9
    }

    /// Length of the breath, in seconds.
    #[must_use]
    pub fn whole_s(&self) -> f64 {
        self.in_s() + self.out_s()
    }
}

impl Moment for Breath {
    fn moment(&self) -> Timestamp {
        self.peak
    }
}

/// Finds breaths in pieces of a cleaned signal, in constant memory. A breath is told once the next one has begun; the end of a stream
/// adds none.
#[derive(Clone, Debug)]
pub struct BreathStream {
    rules: EventRules,
    turning: Turning,
    start: Option<Turn>,
    peak: Option<Turn>,
}

impl EpisodeRules for EventRules {
    type Finder = BreathStream;

    fn finder(self) -> BreathStream {
        BreathStream { rules: self, turning: Turning::default(), start: None, peak: None }
    }
}

impl Finder for BreathStream {
    type Episode = Breath;

    fn push(&mut self, clean: &SampleSignal, out: &mut Vec<Breath>) {
        let values = clean.values("respiration_au").unwrap_or_default();
        let scales = clean.values("scale_au").unwrap_or_default();
        for ((time, value), scale) in clean.time_nanos.iter().zip(values).zip(scales) {
            let turn = self.turning.push(*time, *value, self.rules.least_share * scale);
            if !value.is_finite() {
                (self.start, self.peak) = (None, None);
            }
            match turn {
                Some(turn) if turn.is_peak => self.peak = Some(turn),
                Some(trough) => {
                    out.extend(self.breath(trough));
                    (self.start, self.peak) = (Some(trough), None);
                }
                None => {}
            }
        }
    }
}

impl BreathStream {
    fn breath(&self, end: Turn) -> Option<Breath> {
        let (start, peak) = (self.start?, self.peak?);
        let breath = Breath {
            start: Timestamp(start.at),
            peak: Timestamp(peak.at),
            end: Timestamp(end.at),
            height_au: peak.value - start.value,
        };
        (breath.whole_s() <= self.rules.longest_s).then_some(breath)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preprocess::breath::{CleanSettings, clean, events};
    use crate::preprocess::pieces::assert_pieces_give_the_whole;
    use attentive_types::Channel;
    use attentive_types::time::SECOND;
    use proptest::prelude::*;

    fn signal(values: Vec<f64>) -> SampleSignal {
        let time_nanos = (0..values.len() as i64).map(|place| place * SECOND / 10).collect();
        SampleSignal { name: "belt".into(), time_nanos, channels: vec![Channel::new("respiration_au", values)] }
    }

    #[test]
    fn a_sine_of_four_seconds_is_fifteen_breaths_a_minute() {
        let wave = |place: i32| (std::f64::consts::TAU * f64::from(place) / 40.0).sin();
        let (clean, _) = clean(&signal((0..1200).map(wave).collect()), None, &CleanSettings::default());
        let found = events(&clean, &EventRules::default());
        assert_eq!(found.len(), 29);
        for breath in &found[1..28] {
            assert!((breath.whole_s() - 4.0).abs() < 0.11 && (breath.height_au - 2.0).abs() < 0.05, "{breath:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn pieces_give_what_the_whole_gives(
            seed in 0.0..6.0_f64, gaps in prop::collection::vec(0_usize..900, 0..6), cuts in prop::collection::vec(1_usize..90, 1..40),
        ) {
            let wave = |place: usize| {
                let at = place as f64 / 10.0;
                (1.4 * at + seed).sin() + 0.3 * (0.31 * at * seed).sin() + 0.2 * (9.0 * at).sin()
            };
            let mut values: Vec<f64> = (0..900).map(wave).collect();
            gaps.iter().for_each(|gap| values[*gap] = f64::NAN);
            let signal = signal(values);
            let settings = CleanSettings { block_s: 12.0, margin_s: 10.0, ..CleanSettings::default() };
            prop_assert!(!assert_pieces_give_the_whole(&signal, (settings, EventRules::default()), &cuts).is_empty());
        }
    }
}
