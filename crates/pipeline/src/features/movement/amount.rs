//! How much does the body move?

use attentive_learn::{Moments, WeightedPoint, weighted_slope};
use attentive_types::FeatureInfo;

use crate::features::{FeatureClass, SignalFeature};
use crate::preprocess::movement::MovementWindow;

/// Acceleration below this is noise of the sensor, in g: the dead band of ActiGraph's counts (Brønd et al., 2017).
const DEAD_BAND_G: f64 = 0.068;

fn mean(window: &MovementWindow, channel: &str, of: impl Fn(f64) -> f64) -> Option<f64> {
    window.finite(channel).into_iter().map(of).collect::<Moments>().mean()
}

/// Euclidean norm minus one.
pub(super) const ENMO: SignalFeature<MovementWindow> = SignalFeature {
    info: FeatureInfo {
        name: "enmo_mg",
        unit: "mg",
        formula: "1000 * mean of max(magnitude - 1 g, 0)",
        source: "van Hees et al., 2013, Separating movement and gravity components in an acceleration signal",
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(mean(window, "magnitude_g", |value| 1000.0 * (value - 1.0).max(0.0))),
};

/// Mean amplitude deviation.
pub(super) const MAD: SignalFeature<MovementWindow> = SignalFeature {
    info: FeatureInfo {
        name: "mean_amplitude_deviation_mg",
        unit: "mg",
        formula: "1000 * mean of |magnitude - mean magnitude of the window|",
        source: "Vähä-Ypyä et al., 2015, A universal, accurate intensity-based classification of different physical activities",
    },
    class: FeatureClass::Frequency,
    compute: |window| {
        let middle = mean(window, "magnitude_g", |value| value);
        let spread = middle.and_then(|middle| mean(window, "magnitude_g", |value| 1000.0 * (value - middle).abs()));
        window.measured(spread)
    },
};

/// Energy.
pub(super) const ENERGY: SignalFeature<MovementWindow> = SignalFeature {
    info: FeatureInfo {
        name: "movement_energy_g2",
        unit: "g^2",
        formula: "mean of the squared acceleration without gravity, over all axes",
        source: "Bao and Intille, 2004, Activity recognition from user-annotated acceleration data",
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(mean(window, "body_g", |value| value * value)),
};

/// Jerk.
pub(super) const JERK: SignalFeature<MovementWindow> = SignalFeature {
    info: FeatureInfo {
        name: "jerk_rms_g_per_s",
        unit: "g/s",
        formula: "root of the mean squared change of acceleration for each second",
        source: "Hogan and Sternad, 2009, Sensitivity of smoothness measures to movement duration, amplitude and arrests",
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(mean(window, "jerk_g_per_s", |value| value * value).map(f64::sqrt)),
};

/// Like activity counts.
pub(super) const COUNT_LIKE: SignalFeature<MovementWindow> = SignalFeature {
    info: FeatureInfo {
        name: "activity_g_s_per_min",
        unit: "g s/min",
        formula: "60 * mean of acceleration without gravity where it exceeds 0.068 g, else 0; like, not equal to, ActiGraph's counts",
        source: "Brønd, Andersen and Arvidsson, 2017, Generating ActiGraph counts from raw acceleration (the dead band)",
    },
    class: FeatureClass::Frequency,
    compute: |window| {
        let above = |value: f64| if value > DEAD_BAND_G { 60.0 * value } else { 0.0 };
        window.measured(mean(window, "body_g", above))
    },
};

/// Rotation.
pub(super) const ROTATION: SignalFeature<MovementWindow> = SignalFeature {
    info: FeatureInfo {
        name: "rotation_rms_deg_per_s",
        unit: "deg/s",
        formula: "root of the mean squared rotation over all axes; None without a gyroscope",
        source: "Anguita et al., 2013, A public domain dataset for human activity recognition using smartphones",
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(mean(window, "rotation_deg_per_s", |value| value * value).map(f64::sqrt)),
};

/// Trend.
pub(super) const TREND: SignalFeature<MovementWindow> = SignalFeature {
    info: FeatureInfo {
        name: "movement_slope_g_per_min",
        unit: "g/min",
        formula: "slope of least squares of acceleration without gravity over time",
        source: "this project: does movement grow or settle inside of a window",
    },
    class: FeatureClass::Trend,
    compute: |window| {
        let points = window.seconds().into_iter().zip(window.values("body_g"));
        let points = points.map(|(seconds, value)| WeightedPoint { x: seconds / 60.0, y: *value, weight: 1.0 });
        window.measured(weighted_slope(&points.collect::<Vec<_>>(), 0.95).map(|line| line.slope.value))
    },
};

#[cfg(test)]
mod tests {
    use super::super::tests::{shaken, window};
    use super::*;

    #[test]
    fn a_shake_has_the_numbers_of_a_sine() {
        let window = window(0, shaken);
        let value = |feature: &SignalFeature<MovementWindow>| (feature.compute)(&window).value.unwrap();
        // 0.4 g: mean square 0.08; its change at 3 Hz: 0.4 * 6 pi / sqrt 2.
        assert!((value(&ENERGY) - 0.08).abs() < 0.001, "{}", value(&ENERGY));
        assert!((value(&JERK) / 5.33 - 1.0).abs() < 0.02, "{}", value(&JERK));
        // Mean of sqrt(1 + x^2) - 1 over a sine of 0.4 is 0.0385.
        assert!((value(&ENMO) - 38.5).abs() < 1.0, "{}", value(&ENMO));
        assert!(value(&MAD) > 10.0 && value(&MAD) < value(&ENMO));
        assert!((value(&ROTATION) - 2.83).abs() < 0.01);
        assert!((value(&COUNT_LIKE) / (60.0 * 0.4 * 2.0 / std::f64::consts::PI) - 1.0).abs() < 0.03);
        assert!(value(&TREND).abs() < 0.01);
    }
}
