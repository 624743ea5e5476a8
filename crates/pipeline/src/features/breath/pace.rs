//! How fast does the person breathe?

use attentive_learn::{Moments, WeightedPoint, weighted_slope};
use attentive_types::FeatureInfo;

use crate::features::{FeatureClass, SignalFeature};
use crate::preprocess::breath::{Breath, BreathWindow};

/// Breaths for each minute.
pub(super) const RATE: SignalFeature<BreathWindow> = SignalFeature {
    info: FeatureInfo {
        name: "breath_rate_per_min",
        unit: "1/min",
        formula: "60 / mean length of the breaths in seconds; None without a whole breath",
        source: "Khodadad et al., 2018, Optimized breath detection algorithm in electrical impedance tomography",
    },
    class: FeatureClass::Frequency,
    compute: |window| {
        let length = window.episodes.iter().map(Breath::whole_s).collect::<Moments>().mean();
        window.measured(length.map(|length| 60.0 / length))
    },
};

/// How the rate changes.
pub(super) const RATE_TREND: SignalFeature<BreathWindow> = SignalFeature {
    info: FeatureInfo {
        name: "breath_length_slope_s_per_s",
        unit: "s/s",
        formula: "slope of least squares of the breaths' lengths over time; None with fewer than three",
        source: "this project: breathing that slows down or speeds up inside of a window",
    },
    class: FeatureClass::Trend,
    compute: |window| {
        let at = |breath: &Breath| breath.peak.0.saturating_sub(window.span.start.0) as f64 / 1e9;
        let points = window.episodes.iter().map(|own| WeightedPoint { x: at(own), y: own.whole_s(), weight: 1.0 });
        window.measured(weighted_slope(&points.collect::<Vec<_>>(), 0.95).map(|line| line.slope.value))
    },
};

#[cfg(test)]
mod tests {
    use super::super::tests::{busy, window};
    use super::*;

    #[test]
    fn a_breath_every_four_seconds_is_fifteen_a_minute() {
        let window = window(0, busy);
        assert!(((RATE.compute)(&window).value.unwrap() - 15.0).abs() < 0.05);
        assert!((RATE_TREND.compute)(&window).value.unwrap().abs() < 1e-3);
    }
}
