//! How fast and how evenly does a person type?

use attentive_learn::{Moments, WeightedPoint, median, weighted_slope};
use attentive_types::FeatureInfo;

use crate::features::{FeatureClass, SignalFeature};
use crate::preprocess::keyboard::KeyboardWindow;

const DHAKAL: &str = "Dhakal et al., 2018, Observations on typing from 136 million keystrokes";

/// Intervals of this many milliseconds and more are pauses (Chenoweth and Hayes, 2001), not rhythm.
pub(super) const PAUSE_MS: f64 = 2000.0;

pub(super) fn intervals_ms(window: &KeyboardWindow) -> Vec<f64> {
    window.finite("interval_ms").into_iter().filter(|interval| *interval < PAUSE_MS).collect()
}

/// Presses for each minute.
pub(super) const RATE: SignalFeature<KeyboardWindow> = SignalFeature {
    info: FeatureInfo {
        name: "press_rate_per_min",
        unit: "1/min",
        formula: "presses / minutes of the window",
        source: "Epp, Lippold and Mandryk, 2011, Identifying emotional states using keystroke dynamics",
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(window.per_minute(window.clean.len(), 0.0)),
};

/// Median interval.
pub(super) const INTERVAL: SignalFeature<KeyboardWindow> = SignalFeature {
    info: FeatureInfo {
        name: "press_interval_median_ms",
        unit: "ms",
        formula: "median of the times from press to press below 2 s",
        source: DHAKAL,
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(median(&intervals_ms(window))),
};

/// Spread of intervals for their mean.
pub(super) const INTERVAL_CV: SignalFeature<KeyboardWindow> = SignalFeature {
    info: FeatureInfo {
        name: "press_interval_cv",
        unit: "1",
        formula: "standard deviation / mean of the times from press to press below 2 s",
        source: DHAKAL,
    },
    class: FeatureClass::Frequency,
    compute: |window| {
        let all = Moments::of(&intervals_ms(window));
        window.measured(all.deviation().zip(all.mean()).map(|(deviation, mean)| deviation / mean))
    },
};

/// Does typing slow down?
pub(super) const INTERVAL_TREND: SignalFeature<KeyboardWindow> = SignalFeature {
    info: FeatureInfo {
        name: "press_interval_slope_ms_per_min",
        unit: "ms/min",
        formula: "slope of least squares of the times from press to press below 2 s over time",
        source: "this project, after Pimenta et al., 2013, Monitoring mental fatigue through the analysis of keyboard and mouse interaction patterns",
    },
    class: FeatureClass::Trend,
    compute: |window| {
        let all = window.seconds().into_iter().zip(window.values("interval_ms"));
        let points = all.filter(|(_, interval)| **interval < PAUSE_MS);
        let points = points.map(|(seconds, interval)| WeightedPoint { x: seconds / 60.0, y: *interval, weight: 1.0 });
        window.measured(weighted_slope(&points.collect::<Vec<_>>(), 0.95).map(|line| line.slope.value))
    },
};

#[cfg(test)]
mod tests {
    use super::super::tests::three_bursts;
    use super::*;

    #[test]
    fn fifteen_presses_200_ms_apart() {
        let window = three_bursts(0);
        assert_eq!((RATE.compute)(&window).value, Some(15.0));
        assert_eq!((INTERVAL.compute)(&window).value, Some(200.0));
        assert_eq!((INTERVAL_CV.compute)(&window).value, Some(0.0));
        assert!((INTERVAL_TREND.compute)(&window).value.unwrap().abs() < 1e-9);
    }
}
