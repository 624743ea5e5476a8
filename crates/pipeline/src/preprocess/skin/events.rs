//! When does the skin respond? Clean conductance in, skin conductance responses (SCR) out.
//!
//! ```text
//!                  x peak
//!                 / \        amplitude = peak - onset
//!                /   x  half recovery: back at onset + amplitude / 2
//!     onset ____x     \___
//! ```
//!
//! Source: Boucsein, 2012, Electrodermal Activity, section 2.3; Boucsein et al., 2012, "Publication recommendations for electrodermal
//! measurements", Psychophysiology 49. Responses are looked for in conductance itself (trough to peak). NeuroKit2 looks in the phasic part;
//! but a high pass run both ways swings before and after each response, and the swings of large responses are taken for small ones:
//! with a response of 0.35 uS every 20 s there are 15 "responses" in the phasic part of three minutes, and 9 in truth. Also unlike
//! NeuroKit2 (a tenth of the greatest response of the recording) the least amplitude is a number, so that a response does not depend on
//! what comes hours later.

use std::collections::VecDeque;

use attentive_learn::dsp::{Turn, Turning};
use attentive_types::{SampleSignal, Timestamp};

use crate::preprocess::{EpisodeRules, Finder, Moment};

/// What a response must be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EventRules {
    /// Least amplitude in microsiemens. Default 0.02; from 0.01 to 0.05 are in use (Boucsein et al., 2012, section "SCR amplitude").
    pub least_us: f64,
    /// Longest time from onset to peak in seconds. Default 10 (this project): what rises longer is the level, or many responses.
    pub longest_rise_s: f64,
    /// Over how long a slope is taken, in seconds. Default 0.5 (this project): shorter than the shortest rise.
    pub slope_s: f64,
    /// A response begins where the slope exceeds this share of its steepest slope. Default 0.1 (this project, after the idea of Taylor
    /// et al., 2015, "Automatic identification of artifacts in electrodermal activity data"): a level that rises slowly, or swings back
    /// after the response before, is not counted in.
    pub onset_share: f64,
}

impl Default for EventRules {
    fn default() -> Self {
        Self { least_us: 0.02, longest_rise_s: 10.0, slope_s: 0.5, onset_share: 0.1 }
    }
}

/// A skin conductance response.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SkinResponse {
    /// When conductance begins to rise.
    pub onset: Timestamp,
    /// When it is highest.
    pub peak: Timestamp,
    /// When half of the rise is gone again; `None` when the next response, a gap or the end comes before.
    pub half_recovery: Option<Timestamp>,
    /// Rise from onset to peak, in microsiemens.
    pub amplitude_us: f64,
}

impl SkinResponse {
    /// From onset to peak, in seconds.
    #[must_use]
    pub fn rise_s(&self) -> f64 {
        self.peak.0.saturating_sub(self.onset.0) as f64 / 1e9
    }

    /// From peak to half recovery, in seconds; `None` when it was not seen.
    #[must_use]
    pub fn half_recovery_s(&self) -> Option<f64> {
        Some(self.half_recovery?.0.saturating_sub(self.peak.0) as f64 / 1e9)
    }
}

impl Moment for SkinResponse {
    fn moment(&self) -> Timestamp {
        self.peak
    }
}

/// Finds responses in pieces of a cleaned signal. Remembers some twenty seconds.
#[derive(Clone, Debug)]
pub struct SkinStream {
    rules: EventRules,
    turning: Turning,
    /// When the rise may begin: the last trough, or (`true`) the first sample, before which it may have begun already.
    trough: Option<(i64, bool)>,
    /// Samples in which the rise to the highest sample, and the fall from it, may lie.
    recent: VecDeque<(i64, f64)>,
    /// A response whose half recovery may still come, and the level that it must reach.
    open: Option<(SkinResponse, f64)>,
}

impl EpisodeRules for EventRules {
    type Finder = SkinStream;

    fn finder(self) -> SkinStream {
        SkinStream { rules: self, turning: Turning::default(), trough: None, recent: VecDeque::new(), open: None }
    }
}

impl Finder for SkinStream {
    type Episode = SkinResponse;

    fn push(&mut self, clean: &SampleSignal, out: &mut Vec<SkinResponse>) {
        let phasic = clean.values("eda_us").unwrap_or_default();
        for (time, value) in clean.time_nanos.iter().zip(phasic) {
            self.push_sample(*time, *value, out);
        }
    }

    fn finish(&mut self, out: &mut Vec<SkinResponse>) {
        self.push_sample(i64::MAX, f64::NAN, out);
    }
}

impl SkinStream {
    fn push_sample(&mut self, time: i64, value: f64, out: &mut Vec<SkinResponse>) {
        let turn = self.turning.push(time, value, self.rules.least_us);
        if !value.is_finite() {
            out.extend(self.open.take().map(|(response, _)| response));
            self.trough = None;
            self.recent.clear();
            return;
        }
        if let Some((response, _)) = self.open.take_if(|(_, level)| value <= *level) {
            out.push(SkinResponse { half_recovery: Some(Timestamp(time)), ..response });
        }
        if self.recent.is_empty() {
            self.trough = Some((time, true));
        }
        self.remember(time, value);
        match turn {
            Some(peak) if peak.is_peak => self.respond(peak, out),
            Some(trough) => {
                out.extend(self.open.take().map(|(response, _)| response));
                self.trough = Some((trough.at, false));
            }
            None => {}
        }
    }

    fn remember(&mut self, time: i64, value: f64) {
        let longest = (self.rules.longest_rise_s * 1e9) as i64;
        let highest = self.turning.rising_to().map_or(time, |(at, _)| at);
        while self.recent.front().is_some_and(|(own, _)| *own < highest.saturating_sub(longest)) {
            self.recent.pop_front();
        }
        // On a plateau nothing is learnt any more.
        if time <= highest.saturating_add(longest) {
            self.recent.push_back((time, value));
        }
    }

    fn respond(&mut self, peak: Turn, out: &mut Vec<SkinResponse>) {
        let Some((trough, is_border)) = self.trough.take() else { return };
        let rise: Vec<(i64, f64)> =
            self.recent.iter().copied().filter(|(time, _)| (trough..=peak.at).contains(time)).collect();
        let is_whole = !is_border && rise.first().is_some_and(|(time, _)| *time == trough);
        let Some((onset, from)) = self.onset(&rise, is_whole) else { return };
        let amplitude_us = peak.value - from;
        if amplitude_us < self.rules.least_us {
            return;
        }
        let level = f64::midpoint(from, peak.value);
        let fell = self.recent.iter().find(|(time, value)| *time > peak.at && *value <= level);
        let response = SkinResponse {
            onset: Timestamp(onset),
            peak: Timestamp(peak.at),
            half_recovery: fell.map(|(time, _)| Timestamp(*time)),
            amplitude_us,
        };
        match response.half_recovery {
            Some(_) => out.push(response),
            None => self.open = Some((response, level)),
        }
    }

    /// Where the steepest part of a rise begins: back from there to where it is no longer steep. A rise that is steep from its first
    /// sample on has its onset there when it is whole; else its onset is not known.
    fn onset(&self, rise: &[(i64, f64)], is_whole: bool) -> Option<(i64, f64)> {
        let lag = (self.rules.slope_s * 1e9) as i64;
        // Place of the latest sample at least `lag` before, or the sample before where samples lie further apart.
        let before = |place: usize| {
            rise[..place].partition_point(|(time, _)| *time <= rise[place].0.saturating_sub(lag)).checked_sub(1)
        };
        let slope = |place: usize| {
            let from = before(place).unwrap_or(0);
            (rise[place].1 - rise[from].1) / rise[place].0.saturating_sub(rise[from].0).max(1) as f64
        };
        let steepest = (1..rise.len()).max_by(|left, right| slope(*left).total_cmp(&slope(*right)))?;
        let least = self.rules.onset_share * slope(steepest);
        let gentle = (1..=steepest).rev().find(|place| slope(*place) < least);
        rise.get(gentle.or(is_whole.then_some(0))?).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preprocess::pieces::assert_pieces_give_the_whole;
    use crate::preprocess::skin::{CleanSettings, events};
    use attentive_types::Channel;
    use attentive_types::time::SECOND;
    use proptest::prelude::*;

    fn phasic(values: &[f64]) -> SampleSignal {
        let time_nanos = (0..values.len() as i64).map(|place| place * SECOND).collect();
        SampleSignal { name: "eda".into(), time_nanos, channels: vec![Channel::new("eda_us", values.to_vec())] }
    }

    #[test]
    fn a_response_has_onset_peak_and_half_recovery() {
        let found = events(&phasic(&[0.1, 0.0, 0.5, 1.0, 0.8, 0.6, 0.4, 0.2]), &EventRules::default());
        let seconds = |place: i64| Timestamp(place * SECOND);
        let expected =
            SkinResponse { onset: seconds(1), peak: seconds(3), half_recovery: Some(seconds(6)), amplitude_us: 1.0 };
        assert_eq!(found, [expected]);
    }

    #[test]
    fn a_second_response_ends_the_first_without_recovery() {
        let found = events(&phasic(&[0.1, 0.0, 1.0, 0.8, 1.5, 0.2]), &EventRules::default());
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].half_recovery, None);
        assert!((found[1].amplitude_us - 0.7).abs() < 1e-12);
    }

    #[test]
    fn a_slow_rise_before_a_response_is_not_part_of_it() {
        let mut values: Vec<f64> = (0..10).map(|place| 0.01 * (f64::from(place) - 1.0).abs()).collect();
        values.extend([0.5, 1.0, 0.0]);
        let found = events(&phasic(&values), &EventRules::default());
        assert_eq!((found.len(), found[0].onset), (1, Timestamp(9 * SECOND)));
        assert!((found[0].amplitude_us - 0.92).abs() < 1e-12);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn pieces_give_what_the_whole_gives(
            steps in prop::collection::vec((-0.2..0.2_f64, 0_u8..60), 40..400), cuts in prop::collection::vec(1_usize..90, 1..40),
        ) {
            let mut level = 5.0;
            let mut time = 0;
            let mut signal = SampleSignal { name: "eda".into(), ..SampleSignal::default() };
            let mut values = Vec::new();
            for (step, odd) in steps {
                level = (level + step).clamp(0.0, 20.0);
                // Now and then a gap in values, or in time.
                time += if odd == 1 { 40 * SECOND } else { SECOND / 2 };
                signal.time_nanos.push(time);
                values.push(if odd == 0 { f64::NAN } else { level });
            }
            signal.channels.push(Channel::new("eda_us", values));
            let settings = CleanSettings { block_s: 20.0, margin_s: 10.0, ..CleanSettings::default() };
            assert_pieces_give_the_whole(&signal, (settings, EventRules::default()), &cuts);
        }
    }
}
