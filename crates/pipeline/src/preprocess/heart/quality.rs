//! Can a heart be seen in this stretch? 0 (no) to 1, every ten seconds, from four looks that each can say no.
//!
//! ```text
//! template   mean correlation of each beat with the mean of them; 0.5 is nothing, 0.9 all well
//! kurtosis   of the clean signal: peaks of a heart stand far out, noise does not; 3 is nothing, 6 all well (ECG only)
//! baseline   power 1-40 Hz of power 0-40 Hz: little is left when electrodes move (ECG only); 0.2 is nothing, 0.8 all well
//! rhythm     share of the stretch that is covered by intervals of 300 to 2,000 ms
//! index = share of samples that are there, not flat and not clipped * (template * kurtosis * baseline * rhythm)^(1/n)
//! ```
//!
//! Sources: template correlation with 0.66 (ECG) and 0.86 (PPG) as the border of usable: Orphanidou et al., 2015, "Signal-quality indices for the
//! electrocardiogram and photoplethysmogram", IEEE Journal of Biomedical and Health Informatics 19(3). Kurtosis above 5 and relative power of
//! the baseline: Li, Mark and Clifford, 2008, "Robust heart rate estimation from multiple asynchronous noisy sources", Physiological
//! Measurement 29; Clifford et al., 2012, Physiological Measurement 33. The ramps between nothing and all well, and the geometric mean: this project.

use attentive_learn::dsp::{Welch, runs};
use attentive_types::SampleSignal;

use super::clean::{CleanSettings, clean};
use super::clipping::clipped;
use super::{Beat, HeartError};

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QualitySettings {
    /// Length of a stretch in seconds.
    pub piece_s: f64,
    /// How the signal is cleaned before it is compared with its template.
    pub clean: CleanSettings,
    /// How far a template reaches before and after the beat, in seconds.
    pub template_s: (f64, f64),
    /// Correlations that mean nothing and all well.
    pub template_ramp: (f64, f64),
    /// Whether kurtosis and baseline are looked at: they are of the ECG.
    pub is_ecg: bool,
}

impl QualitySettings {
    /// For an ECG.
    #[must_use]
    pub fn ecg() -> Self {
        let clean = CleanSettings::ecg();
        Self { piece_s: 10.0, clean, template_s: (0.2, 0.4), template_ramp: (0.5, 0.9), is_ecg: true }
    }

    /// For a pulse.
    #[must_use]
    pub fn ppg() -> Self {
        let clean = CleanSettings::ppg();
        Self { piece_s: 10.0, clean, template_s: (0.3, 0.4), template_ramp: (0.7, 0.95), is_ecg: false }
    }
}

/// One stretch, and what each look said. `None` where there was nothing to look at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QualityPiece {
    /// From when, in nanoseconds since 1970.
    pub start_nanos: i64,
    /// Until when.
    pub end_nanos: i64,
    /// Share of samples that are there, not part of a flat line, and not clipped or beside such.
    pub present_share: f64,
    /// Mean correlation of the beats with their mean.
    pub template_correlation: Option<f64>,
    /// Kurtosis of the clean signal (3 for Gaussian noise).
    pub kurtosis: Option<f64>,
    /// Power from 1 to 40 Hz as a share of the power up to 40 Hz.
    pub signal_share: Option<f64>,
    /// Share of the stretch that possible intervals cover.
    pub rhythm_share: f64,
    /// All in one: 0 to 1.
    pub index: f64,
}

/// The quality of a whole signal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HeartQuality {
    /// The stretches, in order.
    pub pieces: Vec<QualityPiece>,
}

/// A stretch with this index or more is usable.
pub const USABLE_INDEX: f64 = 0.5;

impl HeartQuality {
    /// The mean index; 0 without stretches.
    #[must_use]
    pub fn index(&self) -> f64 {
        self.between(i64::MIN, i64::MAX)
    }

    /// The mean index of the stretches that touch a span of time; 0 without any.
    #[must_use]
    pub fn between(&self, start_nanos: i64, end_nanos: i64) -> f64 {
        let touching =
            self.pieces.iter().filter(|piece| piece.start_nanos < end_nanos && piece.end_nanos > start_nanos);
        let (sum, count) = touching.fold((0.0, 0.0), |(sum, count), piece| (sum + piece.index, count + 1.0));
        if count > 0.0 { sum / count } else { 0.0 }
    }

    /// The share of stretches with an index of [`USABLE_INDEX`] or more; 0 without stretches.
    #[must_use]
    pub fn usable_share(&self) -> f64 {
        let usable = self.pieces.iter().filter(|piece| piece.index >= USABLE_INDEX).count();
        if self.pieces.is_empty() { 0.0 } else { usable as f64 / self.pieces.len() as f64 }
    }
}

/// The quality of one channel with the beats that were found in it.
pub fn quality(
    signal: &SampleSignal,
    channel: &str,
    rate_hz: f64,
    beats: &[Beat],
    settings: &QualitySettings,
) -> Result<HeartQuality, HeartError> {
    let cleaned = clean(signal, channel, rate_hz, &settings.clean)?;
    let (Some(raw), Some(clean)) = (signal.values(channel), cleaned.values(channel)) else {
        return Err(HeartError::NoChannel(channel.to_owned()));
    };
    let is_clipped = if settings.is_ecg { clipped(raw, beats, rate_hz) } else { vec![false; raw.len()] };
    let piece_len = ((settings.piece_s * rate_hz) as usize).max(1);
    let mut pieces = Vec::new();
    let mut start = 0;
    while start < raw.len() {
        // The last stretch takes what is left when it is less than half of one.
        let end = if raw.len() - start < piece_len * 3 / 2 { raw.len() } else { start + piece_len };
        let from = beats.partition_point(|beat| beat.place < start as u64);
        let to = beats.partition_point(|beat| beat.place < end as u64);
        let (own, samples) = (from..to, start..end);
        let is_clipped = &is_clipped[start..end];
        let view = View { raw: &raw[start..end], is_clipped, clean, beats, samples, own, rate_hz, settings };
        let step = (1e9 / rate_hz) as i64;
        pieces.push(view.judge(signal.time_nanos[start], signal.time_nanos[end - 1] + step));
        start = end;
    }
    Ok(HeartQuality { pieces })
}

struct View<'a> {
    raw: &'a [f64],
    is_clipped: &'a [bool],
    clean: &'a [f64],
    beats: &'a [Beat],
    /// The samples of the stretch, and the beats in it.
    samples: std::ops::Range<usize>,
    own: std::ops::Range<usize>,
    rate_hz: f64,
    settings: &'a QualitySettings,
}

impl View<'_> {
    fn judge(&self, start_nanos: i64, end_nanos: i64) -> QualityPiece {
        let present_share = self.present_share();
        let template_correlation = self.template_correlation();
        let (kurtosis, signal_share) =
            if self.settings.is_ecg { (self.kurtosis(), self.signal_share()) } else { (None, None) };
        let rhythm_share = self.rhythm_share(start_nanos, end_nanos);
        let (nothing, well) = self.settings.template_ramp;
        let mut looks = vec![ramp(template_correlation, nothing, well), rhythm_share];
        if self.settings.is_ecg {
            looks.extend([ramp(kurtosis, 3.0, 6.0), ramp(signal_share, 0.2, 0.8)]);
        }
        let index = present_share * looks.iter().product::<f64>().powf(1.0 / looks.len() as f64);
        QualityPiece {
            start_nanos,
            end_nanos,
            present_share,
            template_correlation,
            kurtosis,
            signal_share,
            rhythm_share,
            index,
        }
    }

    /// Missing samples, a line that stays flat for a fifth of a second, and what is clipped are no heart.
    fn present_share(&self) -> f64 {
        let mut is_bad: Vec<bool> =
            self.raw.iter().zip(self.is_clipped).map(|(value, clipped)| !value.is_finite() || *clipped).collect();
        let is_flat: Vec<bool> = self.raw.windows(2).map(|pair| pair[0] == pair[1] || pair[1].is_nan()).collect();
        let least = ((0.2 * self.rate_hz) as usize).max(2);
        for run in runs(&is_flat).into_iter().filter(|run| run.len() >= least) {
            is_bad[run].fill(true);
        }
        let bad = is_bad.iter().filter(|bad| **bad).count();
        1.0 - bad as f64 / is_bad.len() as f64
    }

    fn template_correlation(&self) -> Option<f64> {
        let reach = |seconds: f64| (seconds * self.rate_hz) as usize;
        let (before, after) = (reach(self.settings.template_s.0), reach(self.settings.template_s.1));
        let around = |beat: &Beat| {
            let place = beat.place as usize;
            self.clean.get(place.checked_sub(before)?..place + after).filter(|part| part.iter().all(|v| v.is_finite()))
        };
        let waves: Vec<&[f64]> = self.beats[self.own.clone()].iter().filter_map(around).collect();
        if waves.len() < 3 {
            return None;
        }
        let mut mean = vec![0.0; before + after];
        for wave in &waves {
            mean.iter_mut().zip(*wave).for_each(|(sum, value)| *sum += value / waves.len() as f64);
        }
        let sum: f64 = waves.iter().map(|wave| correlation(wave, &mean)).sum();
        Some(sum / waves.len() as f64)
    }

    fn kurtosis(&self) -> Option<f64> {
        let values: Vec<f64> =
            self.clean[self.samples.clone()].iter().copied().filter(|value| value.is_finite()).collect();
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let power = |n: i32| values.iter().map(|value| (value - mean).powi(n)).sum::<f64>() / values.len() as f64;
        let (second, fourth) = (power(2), power(4));
        (second > 0.0).then(|| fourth / (second * second))
    }

    fn signal_share(&self) -> Option<f64> {
        let values: Vec<f64> = self.raw.iter().copied().filter(|value| value.is_finite()).collect();
        let spectrum = Welch::new(self.rate_hz, values.len()).spectrum(&values);
        let whole = spectrum.power(0.0, 40.0)?;
        (whole > 0.0).then_some(spectrum.power(1.0, 40.0)? / whole)
    }

    /// Intervals that touch the stretch, cut to it.
    fn rhythm_share(&self, start_nanos: i64, end_nanos: i64) -> f64 {
        let (from, to) = (self.own.start.saturating_sub(1), (self.own.end + 1).min(self.beats.len()));
        let mut covered = 0;
        for pair in self.beats[from..to].windows(2) {
            let (begin, end) = (pair[0].time_nanos, pair[1].time_nanos);
            if (300_000_000..=2_000_000_000).contains(&(end - begin)) {
                covered += (end.min(end_nanos) - begin.max(start_nanos)).max(0);
            }
        }
        // Before the first and after the last beat of a recording there is no interval: half a second each is forgiven.
        let whole = (end_nanos - start_nanos - 1_000_000_000).max(1);
        (covered as f64 / whole as f64).min(1.0)
    }
}

fn ramp(value: Option<f64>, nothing: f64, well: f64) -> f64 {
    value.map_or(0.0, |value| ((value - nothing) / (well - nothing)).clamp(0.0, 1.0))
}

fn correlation(left: &[f64], right: &[f64]) -> f64 {
    let size = left.len() as f64;
    let (a, b) = (left.iter().sum::<f64>() / size, right.iter().sum::<f64>() / size);
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (x, y) in left.iter().zip(right) {
        ab += (x - a) * (y - b);
        aa += (x - a) * (x - a);
        bb += (y - b) * (y - b);
    }
    if aa > 0.0 && bb > 0.0 { ab / (aa * bb).sqrt() } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preprocess::heart::{Simulation, ppg_peaks, r_peaks};
    use attentive_learn::SplitMix64;
    use attentive_types::Channel;

    fn of_ecg(signal: &SampleSignal) -> HeartQuality {
        let beats = r_peaks(signal, "ecg_mv", 250.0).unwrap();
        quality(signal, "ecg_mv", 250.0, &beats, &QualitySettings::ecg()).unwrap()
    }

    #[test]
    fn a_clean_heart_is_good_and_noise_is_not() {
        let good = of_ecg(&Simulation::default().ecg());
        assert!(good.index() > 0.9, "{good:?}");
        let mut chance = SplitMix64::new(7);
        let mut noise = Simulation::default().ecg();
        noise.channels = vec![Channel::new("ecg_mv", (0..noise.len()).map(|_| chance.next_unit()).collect())];
        assert!(of_ecg(&noise).index() < 0.2, "{:?}", of_ecg(&noise));
    }

    #[test]
    fn more_noise_is_never_better() {
        let index = |noise: f64| of_ecg(&Simulation { noise, ..Simulation::default() }.ecg()).index();
        let indices = [0.01, 0.1, 0.3, 1.0].map(index);
        assert!(indices.windows(2).all(|pair| pair[1] < pair[0] + 0.02), "{indices:?}");
        assert!(indices[3] < 0.5);
    }

    #[test]
    fn a_flat_line_and_a_gap_are_worth_nothing() {
        let mut signal = Simulation::default().ecg();
        signal.channels[0].values[2500..5000].fill(0.7);
        signal.channels[0].values[7500..10_000].fill(f64::NAN);
        let pieces = of_ecg(&signal).pieces;
        assert!(pieces[1].index < 0.1 && pieces[3].index < 0.1, "{pieces:?}");
        assert!(pieces[0].index > 0.8 && pieces[5].index > 0.8, "{pieces:?}");
        let all = of_ecg(&signal);
        assert!((all.usable_share() - 4.0 / 6.0).abs() < 1e-9);
        assert!(all.between(0, 9_000_000_000) > 0.8);
    }

    #[test]
    fn a_clipped_stretch_says_so() {
        let mut signal = Simulation::default().ecg();
        let values = &mut signal.channels[0].values;
        for from in (2500..5000).step_by(400) {
            (from..from + 200).for_each(|place| values[place] = 2.0 + 0.004 * (place as f64).sin());
        }
        let pieces = of_ecg(&signal).pieces;
        assert!(pieces[1].index < 0.15 && pieces[1].present_share < 0.2, "{:?}", pieces[1]);
        assert!([0, 3, 4, 5].iter().all(|place| pieces[*place].index > 0.8), "{pieces:?}");
    }

    #[test]
    fn a_pulse_is_judged_without_kurtosis() {
        let signal = Simulation::default().ppg();
        let beats = ppg_peaks(&signal, "ppg_au", 250.0).unwrap();
        let found = quality(&signal, "ppg_au", 250.0, &beats, &QualitySettings::ppg()).unwrap();
        assert!(found.index() > 0.85, "{found:?}");
        assert_eq!(found.pieces[0].kurtosis, None);
    }
}
