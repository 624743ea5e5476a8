//! How fast does the person breathe, as far as the heart tells? Breathing in makes the heart beat faster (respiratory sinus
//! arrhythmia), so the times between beats carry a wave at the rate of breathing.
//!
//! ```text
//! times between beats -> curve through them, 4 values a second -> spectrum -> highest peak between 0.1 and 0.5 Hz
//! ```
//!
//! Source: Charlton et al., 2016, "An assessment of algorithms to estimate respiratory rate from the electrocardiogram and
//! photoplethysmogram", Physiological Measurement 37(4): modulation of frequency, spectral estimate. Resampling at 4 Hz: Task Force of
//! the ESC, 1996. Waves of blood pressure near 0.1 Hz are in the beats, too, and where they are stronger than the breath they are taken
//! for it: on wrist bands the rate is often too low, so trust it only beside another source. The share of the power that lies at the rate is its quality; where the heart does not follow the breath it is low.

use attentive_learn::dsp::{Curve, PeakRules, Trend, Welch, detrend, find_peaks};
use attentive_types::Measured;

/// How breathing is read from beats.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BeatRules {
    /// Slowest and fastest breathing in hertz. Default 0.1 to 0.5: 6 to 30 breaths a minute, above the slow waves of blood pressure.
    pub band_hz: (f64, f64),
    /// Least length in seconds. Default 20: two of the slowest breaths.
    pub least_s: f64,
}

impl Default for BeatRules {
    fn default() -> Self {
        Self { band_hz: (0.1, 0.5), least_s: 20.0 }
    }
}

const RATE_HZ: f64 = 4.0;

/// Breaths for each minute from times between beats: `times_s` is the end of each in seconds, ascending, `rr_ms` its length. Times out of
/// 300 to 2000 ms are passed over. The quality is the share of the band's power within 0.05 Hz of the rate.
#[must_use]
pub fn rate_from_beats(times_s: &[f64], rr_ms: &[f64], rules: &BeatRules) -> Measured {
    let is_sound = |(_, rr): &(&f64, &f64)| (300.0..=2000.0).contains(*rr);
    let (mut times, mut lengths) = (Vec::new(), Vec::new());
    for (time, rr) in times_s.iter().zip(rr_ms).filter(is_sound) {
        if times.last().is_none_or(|last| time > last) && time.is_finite() {
            times.push(*time);
            lengths.push(*rr);
        }
    }
    let (Some(first), Some(last)) = (times.first().copied(), times.last().copied()) else { return Measured::missing() };
    let Some(curve) = Curve::pchip(&times, &lengths).filter(|_| last - first >= rules.least_s && last - first < 1e5)
    else {
        return Measured::missing();
    };
    let places: Vec<f64> =
        (0..).map(|place| first + f64::from(place) / RATE_HZ).take_while(|place| *place <= last).collect();
    let wave = detrend(&curve.at(&places), Trend::Linear);
    // Pieces of 32 s as far as there are so many, lengthened so that lines lie 0.5 breaths a minute apart.
    let spectrum = Welch { fft_len: 512, ..Welch::new(RATE_HZ, 128) }.spectrum(&wave);
    let (low, high) = rules.band_hz;
    // A line at the border that only leads down from slower waves is no peak.
    let peaks = find_peaks(&spectrum.density, &PeakRules::default()).into_iter();
    let inside = peaks.filter(|peak| (low..=high).contains(&spectrum.frequencies_hz[peak.place]));
    let highest = inside.max_by(|left, right| left.height.total_cmp(&right.height));
    let rate = highest.map(|peak| spectrum.frequencies_hz[peak.place]);
    let Some((rate, all)) = rate.zip(spectrum.power(low, high)) else { return Measured::missing() };
    let near = spectrum.power((rate - 0.05).max(low), (rate + 0.05).min(high)).unwrap_or(0.0);
    Measured::new((all > 0.0).then_some(60.0 * rate), near / all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wave_in_the_beats_is_the_breath() {
        let (mut now, mut times, mut lengths) = (0.0, Vec::new(), Vec::new());
        while now < 120.0 {
            let rr = 800.0 + 40.0 * (std::f64::consts::TAU * 0.25 * now).sin();
            now += rr / 1000.0;
            times.push(now);
            lengths.push(rr);
        }
        let found = rate_from_beats(&times, &lengths, &BeatRules::default());
        assert!((found.value.unwrap() - 15.0).abs() < 0.6 && found.quality > 0.8, "{found:?}");
    }

    #[test]
    fn without_beats_there_is_no_rate() {
        assert_eq!(rate_from_beats(&[], &[], &BeatRules::default()), Measured::missing());
        let missing = rate_from_beats(&[1.0, 2.0], &[f64::NAN, 900.0], &BeatRules::default());
        assert_eq!(missing, Measured::missing());
    }
}
