//! How high is the level of skin conductance, and where does it go?

use attentive_learn::{Moments, WeightedPoint, weighted_slope};
use attentive_types::FeatureInfo;

use crate::features::{FeatureClass, SignalFeature};
use crate::preprocess::skin::SkinWindow;

/// Mean level.
pub(super) const TONIC_MEAN: SignalFeature<SkinWindow> = SignalFeature {
    info: FeatureInfo {
        name: "tonic_mean_us",
        unit: "uS",
        formula: "mean of the tonic part over the window",
        source: "Boucsein et al., 2012, Publication recommendations for electrodermal measurements, section on SCL",
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(Moments::of(window.values("tonic_us")).mean()),
};

/// Slope of the level.
pub(super) const TONIC_SLOPE: SignalFeature<SkinWindow> = SignalFeature {
    info: FeatureInfo {
        name: "tonic_slope_us_per_min",
        unit: "uS/min",
        formula: "slope of least squares of the tonic part over time",
        source: "Healey and Picard, 2005, Detecting stress during real-world driving tasks using physiological sensors",
    },
    class: FeatureClass::Trend,
    compute: |window| {
        let points = window.seconds().into_iter().zip(window.values("tonic_us"));
        let points: Vec<WeightedPoint> =
            points.map(|(seconds, level)| WeightedPoint { x: seconds / 60.0, y: *level, weight: 1.0 }).collect();
        window.measured(weighted_slope(&points, 0.95).map(|line| line.slope.value))
    },
};

#[cfg(test)]
mod tests {
    use super::super::tests::window;
    use super::*;

    #[test]
    fn one_microsiemens_more_each_minute_is_a_slope_of_one() {
        let rising = window(0, |time| 5.0 + time / 60.0);
        assert!(((TONIC_SLOPE.compute)(&rising).value.unwrap() - 1.0).abs() < 1e-3);
        assert!(((TONIC_MEAN.compute)(&rising).value.unwrap() - 6.5).abs() < 0.01);
    }
}
