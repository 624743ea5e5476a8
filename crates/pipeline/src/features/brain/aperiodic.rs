//! How does the spectrum fall, and where does alpha stand out of it?

use attentive_types::FeatureInfo;

use crate::features::{FeatureClass, SignalFeature};
use crate::preprocess::brain::{BrainChannel, BrainWindow, aperiodic};

/// Where alpha is looked for, in hertz: wider than the band, because its peak slows with age and fatigue.
const ALPHA_PEAK_HZ: (f64, f64) = (7.0, 14.0);

/// How far a peak must stand out, as a logarithm to base ten. This project: twice the background.
const LEAST_LOG: f64 = 0.3;

/// The highest line over the background, as a place on a parabola through it and its neighbours; `None` where none stands out.
fn alpha_peak_hz(channel: &BrainChannel) -> Option<f64> {
    let line = aperiodic(&channel.spectrum)?;
    let (hz, density) = (&channel.spectrum.frequencies_hz, &channel.spectrum.density);
    let rest = |place: usize| density[place].log10() - line.offset - line.slope * hz[place].log10();
    let is_inside = |place: &usize| (ALPHA_PEAK_HZ.0..=ALPHA_PEAK_HZ.1).contains(&hz[*place]);
    let is_peak = |place: &usize| rest(*place) > rest(*place - 1) && rest(*place) > rest(*place + 1);
    let peaks = (1..hz.len().saturating_sub(1)).filter(is_inside).filter(is_peak);
    let peak =
        peaks.max_by(|left, right| rest(*left).total_cmp(&rest(*right))).filter(|peak| rest(*peak) >= LEAST_LOG)?;
    let (before, at, after) = (rest(peak - 1), rest(peak), rest(peak + 1));
    let shift = 0.5 * (before - after) / (before - 2.0 * at + after);
    Some(hz[peak] + shift * (hz[peak] - hz[peak - 1]))
}

/// Where alpha is strongest.
pub(super) const ALPHA_PEAK: SignalFeature<BrainWindow> = SignalFeature {
    info: FeatureInfo {
        name: "alpha_peak_hz",
        unit: "Hz",
        formula: "peak of the spectrum over its aperiodic line from 7 to 14 Hz, if at least twice the line; mean over electrodes",
        source: "Klimesch, 1999, EEG alpha and theta oscillations reflect cognitive and memory performance",
    },
    class: FeatureClass::Position,
    compute: |window| window.mean(alpha_peak_hz),
};

/// How the spectrum falls.
pub(super) const SLOPE: SignalFeature<BrainWindow> = SignalFeature {
    info: FeatureInfo {
        name: "aperiodic_slope",
        unit: "1",
        formula: "Theil-Sen slope of log10 density over log10 frequency, 2 to 40 Hz without 7 to 14; mean over electrodes",
        source: "Donoghue et al., 2020, Parameterizing neural power spectra; Colombo et al., 2019, The spectral exponent",
    },
    class: FeatureClass::Position,
    compute: |window| window.mean(|channel| aperiodic(&channel.spectrum).map(|line| line.slope)),
};

#[cfg(test)]
mod tests {
    use super::super::tests::{busy, window};
    use super::*;

    #[test]
    fn alpha_is_found_where_it_was_put_and_the_background_falls_as_made() {
        let window = window(0, busy);
        let peak = (ALPHA_PEAK.compute)(&window).value.unwrap();
        assert!((peak - 10.0).abs() < 0.2, "{peak}");
        let slope = (SLOPE.compute)(&window).value.unwrap();
        assert!((slope + 1.5).abs() < 0.2, "{slope}");
    }
}
