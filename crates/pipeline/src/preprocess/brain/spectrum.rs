//! Which frequencies does a channel with gaps hold, and how do they fall?

use attentive_learn::dsp::{Spectrum, Welch};
use attentive_learn::{median, theil_sen_slope};

use crate::preprocess::unbroken;

/// The mean spectrum (Welch, pieces of `piece_s` seconds that overlap by half) of the unbroken stretches that hold a piece. Longer
/// stretches weigh more, by their pieces. Empty when there is none.
#[must_use]
pub fn pieced_spectrum(time_nanos: &[i64], values: &[f64], rate_hz: f64, piece_s: f64) -> Spectrum {
    let piece_len = (piece_s * rate_hz).round().clamp(0.0, 1e7) as usize;
    if piece_len < 4 {
        return Spectrum::default();
    }
    let welch = Welch::new(rate_hz, piece_len);
    let (mut sum, mut weights) = (Spectrum::default(), 0.0);
    for run in unbroken(time_nanos, values, rate_hz).into_iter().filter(|run| run.len() >= piece_len) {
        let pieces = ((run.len() - piece_len) / (piece_len - piece_len / 2) + 1) as f64;
        let own = welch.spectrum(&values[run]);
        if sum.density.is_empty() {
            sum = Spectrum { density: vec![0.0; own.density.len()], ..own.clone() };
        }
        sum.density.iter_mut().zip(own.density).for_each(|(sum, own)| *sum += pieces * own);
        weights += pieces;
    }
    sum.density.iter_mut().for_each(|sum| *sum /= weights);
    sum
}

/// The straight line through a spectrum in logarithms: `log10 density = offset + slope log10 frequency`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Aperiodic {
    /// Slope; about -1 to -2 in a person awake.
    pub slope: f64,
    /// Value at 1 Hz, the logarithm to base ten of the density.
    pub offset: f64,
}

/// Fits the line between 2 and 40 Hz, without 7 to 14 Hz where alpha stands out, by the median of slopes (Theil and Sen), so that peaks do
/// not pull. `None` where the spectrum does not reach so far.
///
/// Source: Donoghue et al., 2020, "Parameterizing neural power spectra into periodic and aperiodic components", Nature Neuroscience 23,
/// for what it is; the range without alpha as in Colombo et al., 2019, "The spectral exponent of the resting EEG", NeuroImage 189.
#[must_use]
pub fn aperiodic(spectrum: &Spectrum) -> Option<Aperiodic> {
    let is_inside = |hz: f64| (2.0..=40.0).contains(&hz) && !(7.0..=14.0).contains(&hz);
    if spectrum.frequencies_hz.last().is_none_or(|last| *last < 40.0) {
        return None;
    }
    let lines = spectrum.frequencies_hz.iter().zip(&spectrum.density);
    let points: Vec<(f64, f64)> = lines
        .filter(|(hz, density)| is_inside(**hz) && **density > 0.0)
        .map(|(hz, density)| (hz.log10(), density.log10()))
        .collect();
    let slope = theil_sen_slope(&points, 0.95)?.value;
    let rests: Vec<f64> = points.iter().map(|(x, y)| y - slope * x).collect();
    Some(Aperiodic { slope, offset: median(&rests)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spectrum_that_falls_as_its_square_has_slope_minus_two() {
        let frequencies_hz: Vec<f64> = (0..129).map(|line| f64::from(line) / 2.0).collect();
        let density = |hz: f64| 100.0 / hz.max(0.1).powi(2) + if (9.0..11.0).contains(&hz) { 50.0 } else { 0.0 };
        let spectrum = Spectrum { density: frequencies_hz.iter().map(|hz| density(*hz)).collect(), frequencies_hz };
        let line = aperiodic(&spectrum).unwrap();
        assert!((line.slope + 2.0).abs() < 1e-9 && (line.offset - 2.0).abs() < 1e-9, "{line:?}");
    }

    #[test]
    fn a_gap_does_not_reach_into_the_spectrum() {
        let time: Vec<i64> = (0..1280).map(|place| place * 7_812_500).collect();
        let mut values: Vec<f64> =
            (0..1280).map(|place| (std::f64::consts::TAU * 10.0 * f64::from(place) / 128.0).sin()).collect();
        values[600..640].fill(f64::NAN);
        let spectrum = pieced_spectrum(&time, &values, 128.0, 2.0);
        // A sine of one has a power of one half.
        assert!((spectrum.power(8.0, 13.0).unwrap() - 0.5).abs() < 0.01);
        assert!(pieced_spectrum(&time, &values[..100], 128.0, 2.0).density.is_empty());
    }
}
