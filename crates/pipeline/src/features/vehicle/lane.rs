//! How well is the lane kept?

use attentive_learn::Moments;
use attentive_types::FeatureInfo;

use super::deviation;
use crate::features::{FeatureClass, SignalFeature};
use crate::preprocess::vehicle::VehicleWindow;

const SOURCE: &str =
    "Verster and Roth, 2011, Standard operation procedures for conducting the on-the-road driving test (SDLP)";

/// Mean offset.
pub(super) const MEAN: SignalFeature<VehicleWindow> = SignalFeature {
    info: FeatureInfo {
        name: "lane_offset_mean_m",
        unit: "m",
        formula: "mean of the offset from the lane's middle",
        source: SOURCE,
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(Moments::of(window.values("lane_offset_m")).mean()),
};

/// Standard deviation of lateral position.
pub(super) const DEVIATION: SignalFeature<VehicleWindow> = SignalFeature {
    info: FeatureInfo {
        name: "lane_offset_sd_m",
        unit: "m",
        formula: "standard deviation of the offset (SDLP)",
        source: SOURCE,
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(deviation(window, "lane_offset_m")),
};

#[cfg(test)]
mod tests {
    use super::super::tests::{wave, window};
    use super::*;

    #[test]
    fn weaving_is_the_spread_and_leaning_the_mean() {
        let window = window(0, wave);
        assert!(((DEVIATION.compute)(&window).value.unwrap() - 0.2 / 2.0_f64.sqrt()).abs() < 0.001);
        assert!(((MEAN.compute)(&window).value.unwrap() - 0.1).abs() < 0.001);
    }
}
