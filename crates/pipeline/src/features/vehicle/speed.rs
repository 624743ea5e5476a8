//! How fast, how evenly, how harshly?

use attentive_learn::{Moments, WeightedPoint, weighted_slope};
use attentive_types::FeatureInfo;

use super::deviation;
use crate::features::{FeatureClass, SignalFeature};
use crate::preprocess::vehicle::{DriveEventKind, VehicleWindow};

const SAE: &str = "SAE J2944, 2015, Operational definitions of driving performance measures and statistics";
const BERGASA: &str = "Bergasa et al., 2014, DriveSafe: an app for alerting inattentive drivers (the level of 0.2 g)";

/// Least usable time for a rate in seconds: this project, a short stretch of road.
const LEAST_S: f64 = 10.0;

fn rate(window: &VehicleWindow, kind: DriveEventKind) -> Option<f64> {
    // Without speed nothing is known of braking.
    Moments::of(window.values("acceleration_m_per_s2")).mean()?;
    window.per_minute(window.episodes.iter().filter(|event| event.kind == kind).count(), LEAST_S)
}

/// Mean speed.
pub(super) const MEAN: SignalFeature<VehicleWindow> = SignalFeature {
    info: FeatureInfo { name: "speed_mean_km_per_h", unit: "km/h", formula: "mean over the window", source: SAE },
    class: FeatureClass::Position,
    compute: |window| window.measured(Moments::of(window.values("speed_km_per_h")).mean()),
};

/// Spread of speed.
pub(super) const DEVIATION: SignalFeature<VehicleWindow> = SignalFeature {
    info: FeatureInfo {
        name: "speed_sd_km_per_h",
        unit: "km/h",
        formula: "standard deviation over the window",
        source: SAE,
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(deviation(window, "speed_km_per_h")),
};

/// Trend of speed.
pub(super) const TREND: SignalFeature<VehicleWindow> = SignalFeature {
    info: FeatureInfo {
        name: "speed_slope_km_per_h_per_min",
        unit: "km/h/min",
        formula: "slope of least squares of speed over time",
        source: "this project: does the car get faster or slower over a window",
    },
    class: FeatureClass::Trend,
    compute: |window| {
        let points = window.seconds().into_iter().zip(window.values("speed_km_per_h"));
        let points = points.map(|(seconds, value)| WeightedPoint { x: seconds / 60.0, y: *value, weight: 1.0 });
        window.measured(weighted_slope(&points.collect::<Vec<_>>(), 0.95).map(|line| line.slope.value))
    },
};

/// Spread of acceleration.
pub(super) const ACCELERATION: SignalFeature<VehicleWindow> = SignalFeature {
    info: FeatureInfo {
        name: "acceleration_sd_m_per_s2",
        unit: "m/s^2",
        formula: "standard deviation of the change of speed",
        source: SAE,
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(deviation(window, "acceleration_m_per_s2")),
};

/// Jerk.
pub(super) const JERK: SignalFeature<VehicleWindow> = SignalFeature {
    info: FeatureInfo {
        name: "jerk_rms_m_per_s3",
        unit: "m/s^3",
        formula: "root of the mean squared change of acceleration",
        source: "Murphey, Milton and Kiliaris, 2009, Driver's style classification using jerk analysis",
    },
    class: FeatureClass::Frequency,
    compute: |window| {
        let squares = window.finite("jerk_m_per_s3").into_iter().map(|value| value * value);
        window.measured(squares.collect::<Moments>().mean().map(f64::sqrt))
    },
};

/// Harsh braking.
pub(super) const BRAKES: SignalFeature<VehicleWindow> = SignalFeature {
    info: FeatureInfo {
        name: "harsh_brakes_per_min",
        unit: "1/min",
        formula: "stretches of braking by 0.2 g or more / usable minutes; None below 10 usable seconds",
        source: BERGASA,
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(rate(window, DriveEventKind::Brake)),
};

/// Harsh accelerating.
pub(super) const ACCELERATIONS: SignalFeature<VehicleWindow> = SignalFeature {
    info: FeatureInfo {
        name: "harsh_accelerations_per_min",
        unit: "1/min",
        formula: "stretches of accelerating by 0.2 g or more / usable minutes; None below 10 usable seconds",
        source: BERGASA,
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(rate(window, DriveEventKind::Accelerate)),
};

#[cfg(test)]
mod tests {
    use super::super::tests::{wave, window};
    use super::*;

    #[test]
    fn a_wave_of_speed_accelerates_and_brakes_once_each_wave() {
        // 10 m/s up and down in 20 s: at most 3.14 m/s^2, above 1.96 once up and once down; the recording begins and ends going up.
        let window = window(0, wave);
        let value = |feature: &SignalFeature<VehicleWindow>| (feature.compute)(&window).value.unwrap();
        assert!((value(&BRAKES) - 3.0).abs() < 0.01 && (value(&ACCELERATIONS) - 3.5).abs() < 0.01);
        assert!((value(&ACCELERATION) - std::f64::consts::PI / 2.0_f64.sqrt()).abs() < 0.03);
        assert!((value(&JERK) - 0.987 / 2.0_f64.sqrt()).abs() < 0.05, "{}", value(&JERK));
        assert!((value(&DEVIATION) - 36.0 / 2.0_f64.sqrt()).abs() < 0.1 && (value(&MEAN) - 80.0).abs() < 0.1);
        assert!(value(&TREND).abs() < 20.0);
    }
}
