//! How much does the car roll, pitch and turn?

use attentive_types::FeatureInfo;

use super::deviation;
use crate::features::{FeatureClass, SignalFeature};
use crate::preprocess::vehicle::VehicleWindow;

const SOURCE: &str =
    "Romera, Bergasa and Arroyo, 2016, Need data for driver behaviour analysis? Presenting the public UAH-DriveSet";

/// Roll.
pub(super) const ROLL: SignalFeature<VehicleWindow> = SignalFeature {
    info: FeatureInfo {
        name: "roll_sd_deg",
        unit: "deg",
        formula: "standard deviation of the roll angle",
        source: SOURCE,
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(deviation(window, "roll_deg")),
};

/// Pitch.
pub(super) const PITCH: SignalFeature<VehicleWindow> = SignalFeature {
    info: FeatureInfo {
        name: "pitch_sd_deg",
        unit: "deg",
        formula: "standard deviation of the pitch angle",
        source: SOURCE,
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(deviation(window, "pitch_deg")),
};

/// Yaw.
pub(super) const YAW_RATE: SignalFeature<VehicleWindow> = SignalFeature {
    info: FeatureInfo {
        name: "yaw_rate_sd_deg_per_s",
        unit: "deg/s",
        formula: "standard deviation of the change of the yaw angle for each second, the short way round",
        source: SOURCE,
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(deviation(window, "yaw_rate_deg_per_s")),
};

#[cfg(test)]
mod tests {
    use super::super::tests::{wave, window};
    use super::*;

    #[test]
    fn waves_have_their_spread() {
        let window = window(0, wave);
        assert!(((ROLL.compute)(&window).value.unwrap() - 0.5_f64.sqrt()).abs() < 0.001);
        assert!(((PITCH.compute)(&window).value.unwrap() - 2.0_f64.sqrt()).abs() < 0.001);
        // 3 degrees in waves of 20 s.
        assert!(((YAW_RATE.compute)(&window).value.unwrap() - 0.6664).abs() < 0.002);
    }
}
