//! How fast and how smoothly does the pointer move?

use attentive_learn::{Moments, WeightedPoint, weighted_slope};
use attentive_types::FeatureInfo;

use super::{per, strokes};
use crate::features::{FeatureClass, SignalFeature};
use crate::preprocess::pointer::{PointerWindow, Stroke};

const GAMBOA: &str = "Gamboa and Fred, 2004, A behavioral biometric system based on human-computer interaction";

fn mean(window: &PointerWindow, of: impl Fn(&Stroke) -> Option<f64>) -> Option<f64> {
    strokes(window).filter_map(of).collect::<Moments>().mean()
}

/// Mean speed.
pub(super) const MEAN: SignalFeature<PointerWindow> = SignalFeature {
    info: FeatureInfo {
        name: "stroke_speed_px_per_s",
        unit: "px/s",
        formula: "sum of lengths of the way / sum of times, over strokes",
        source: GAMBOA,
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(per(window, |stroke| stroke.path_px, Stroke::seconds)),
};

/// Peak speed.
pub(super) const PEAK: SignalFeature<PointerWindow> = SignalFeature {
    info: FeatureInfo {
        name: "stroke_peak_speed_px_per_s",
        unit: "px/s",
        formula: "mean over strokes of their fastest step",
        source: GAMBOA,
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(mean(window, |stroke| Some(stroke.peak_px_per_s))),
};

/// Acceleration.
pub(super) const ACCELERATION: SignalFeature<PointerWindow> = SignalFeature {
    info: FeatureInfo {
        name: "stroke_acceleration_px_per_s2",
        unit: "px/s^2",
        formula: "mean over strokes of three points and more of the root of their mean squared acceleration",
        source: GAMBOA,
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(mean(window, |stroke| stroke.acceleration_px_per_s2)),
};

/// Jerk.
pub(super) const JERK: SignalFeature<PointerWindow> = SignalFeature {
    info: FeatureInfo {
        name: "stroke_jerk_px_per_s3",
        unit: "px/s^3",
        formula: "mean over strokes of four points and more of the root of their mean squared jerk",
        source: GAMBOA,
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(mean(window, |stroke| stroke.jerk_px_per_s3)),
};

/// Does the hand slow down?
pub(super) const TREND: SignalFeature<PointerWindow> = SignalFeature {
    info: FeatureInfo {
        name: "stroke_speed_slope_px_per_s_per_min",
        unit: "px/s/min",
        formula: "slope of least squares of the strokes' mean speeds over time, weighted by their lengths in time; three at least",
        source: "this project, after Pimenta et al., 2013, Monitoring mental fatigue through the analysis of keyboard and mouse interaction patterns",
    },
    class: FeatureClass::Trend,
    compute: |window| {
        let minutes = |stroke: &Stroke| stroke.span.start.0.saturating_sub(window.span.start.0) as f64 / 6e10;
        let point = |stroke: &Stroke| WeightedPoint {
            x: minutes(stroke),
            y: stroke.path_px / stroke.seconds(),
            weight: stroke.seconds(),
        };
        let points: Vec<WeightedPoint> = strokes(window).map(point).collect();
        window.measured(weighted_slope(&points, 0.95).map(|line| line.slope.value))
    },
};

#[cfg(test)]
mod tests {
    use super::super::tests::six_corners;
    use super::*;

    #[test]
    fn ten_pixels_in_a_tenth_of_a_second() {
        let window = six_corners(0);
        let value = |feature: &SignalFeature<PointerWindow>| (feature.compute)(&window).value.unwrap();
        assert!((value(&MEAN) - 100.0).abs() < 1e-6 && (value(&PEAK) - 100.0).abs() < 1e-6);
        // One change of (100, -100) px/s in 0.1 s among 19.
        assert!((value(&ACCELERATION) - (2e6_f64 / 19.0).sqrt()).abs() < 1e-6);
        assert!((value(&JERK) - (4e8_f64 / 18.0).sqrt()).abs() < 1e-3);
        assert!(value(&TREND).abs() < 1e-6);
    }
}
