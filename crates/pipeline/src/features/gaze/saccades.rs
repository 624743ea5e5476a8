//! Saccades: how many, how far, how fast, how long.

use attentive_learn::{Moments, WeightedPoint, median, weighted_slope};
use attentive_types::{FeatureInfo, GazeEventKind::Saccade};

use super::{FeatureClass, GazeWindow, SignalFeature};

const SOURCE: &str = "Holmqvist and others, 2011, Eye Tracking, 10.2 and 12.3";

pub(super) const RATE: SignalFeature<GazeWindow> = SignalFeature {
    info: FeatureInfo {
        name: "saccade_rate_per_min",
        unit: "1/min",
        formula: "saccades that begin in the window / minutes in which the eyes were seen; None below one second of that",
        source: SOURCE,
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(window.rate_per_min(Saccade)),
};

pub(super) const AMPLITUDE: SignalFeature<GazeWindow> = SignalFeature {
    info: FeatureInfo {
        name: "saccade_amplitude_mean_deg",
        unit: "deg",
        formula: "mean distance between the first and the last point of the saccades that begin in the window",
        source: SOURCE,
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(Moments::of(&window.values(Saccade, &window.events.amplitude_deg)).mean()),
};

pub(super) const AMPLITUDE_MEDIAN: SignalFeature<GazeWindow> = SignalFeature {
    info: FeatureInfo {
        name: "saccade_amplitude_median_deg",
        unit: "deg",
        formula: "median distance between the first and the last point of the saccades that begin in the window",
        source: SOURCE,
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(median(&window.values(Saccade, &window.events.amplitude_deg))),
};

pub(super) const PEAK_VELOCITY: SignalFeature<GazeWindow> = SignalFeature {
    info: FeatureInfo {
        name: "saccade_peak_velocity_mean_deg_per_s",
        unit: "deg/s",
        formula: "mean of the highest speeds inside the saccades that begin in the window",
        source: "Di Stasi and others, 2013, Saccadic velocity as an arousal index in naturalistic tasks",
    },
    class: FeatureClass::Position,
    compute: |window| {
        window.measured(Moments::of(&window.values(Saccade, &window.events.peak_velocity_deg_per_s)).mean())
    },
};

pub(super) const DURATION: SignalFeature<GazeWindow> = SignalFeature {
    info: FeatureInfo {
        name: "saccade_duration_mean_ms",
        unit: "ms",
        formula: "mean length of the saccades that begin in the window",
        source: SOURCE,
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(Moments::of(&window.lengths_ms(Saccade)).mean()),
};

/// Up to this amplitude in degrees, peak velocity grows in proportion to it (Bahill and others 1975: up to about 15 to 20).
const LINEAR_UP_TO_DEG: f64 = 15.0;

pub(super) const MAIN_SEQUENCE: SignalFeature<GazeWindow> = SignalFeature {
    info: FeatureInfo {
        name: "main_sequence_slope_deg_per_s_per_deg",
        unit: "deg/s/deg",
        formula: "slope of the least-squares line of peak velocity over amplitude, of the saccades up to 15 degrees that begin in the window; None with fewer than five",
        source: "Bahill, Clark and Stark, 1975, The main sequence, a tool for studying human eye movements",
    },
    class: FeatureClass::Position,
    compute: |window| {
        let points: Vec<WeightedPoint> = window
            .begun(Saccade)
            .map(|place| WeightedPoint {
                x: window.events.amplitude_deg[place],
                y: window.events.peak_velocity_deg_per_s[place],
                weight: 1.0,
            })
            .filter(|point| point.x <= LINEAR_UP_TO_DEG && point.y.is_finite())
            .collect();
        let line = weighted_slope(&points, 0.95).filter(|_| points.len() >= 5);
        window.measured(line.map(|line| line.slope.value))
    },
};

pub(super) const TREND: SignalFeature<GazeWindow> = SignalFeature {
    info: FeatureInfo {
        name: "saccade_amplitude_trend_deg_per_min",
        unit: "deg/min",
        formula: "slope of the least-squares line of saccade amplitudes over their starts; None with fewer than five",
        source: "this project: from looking around to looking at (Unema and others, 2005)",
    },
    class: FeatureClass::Trend,
    compute: |window| window.measured(window.trend(Saccade, |place| window.events.amplitude_deg[place])),
};

#[cfg(test)]
mod tests {
    use super::super::samples::{looking, with_saccades};
    use super::*;

    #[test]
    fn three_saccades_of_known_size() {
        let window = looking(0);
        let value = |feature: SignalFeature<GazeWindow>| (feature.compute)(&window).value.unwrap();
        assert!((value(RATE) - 3.0 * 60.0 / 1.8).abs() < 1e-6);
        assert!((value(AMPLITUDE) - 4.0).abs() < 1e-9);
        assert!((value(AMPLITUDE_MEDIAN) - 4.0).abs() < 1e-9);
        assert!((value(DURATION) - 40.0).abs() < 1e-9);
        assert!((value(PEAK_VELOCITY) - 200.0).abs() < 1e-9);
    }

    #[test]
    fn peak_velocity_that_grows_by_thirty_for_each_degree_has_that_slope() {
        let window = with_saccades(&[1.0, 2.0, 3.0, 5.0, 8.0, 40.0], |amplitude| 30.0 * amplitude + 20.0);
        assert!((MAIN_SEQUENCE.compute)(&window).value.is_some_and(|slope| (slope - 30.0).abs() < 1e-9));
    }

    #[test]
    fn amplitudes_that_shrink_have_a_trend_below_zero() {
        let window = with_saccades(&[6.0, 5.0, 4.0, 3.0, 2.0], |_| 100.0);
        // One saccade each second: a degree less each second is 60 less each minute.
        assert!((TREND.compute)(&window).value.is_some_and(|trend| (trend + 60.0).abs() < 1e-6));
    }
}
