//! How much work is done at the wheel?

use attentive_learn::Moments;
use attentive_types::FeatureInfo;

use super::deviation;
use crate::features::{FeatureClass, SignalFeature};
use crate::preprocess::vehicle::{DriveEventKind, VehicleWindow};

/// Spread of steering.
pub(super) const DEVIATION: SignalFeature<VehicleWindow> = SignalFeature {
    info: FeatureInfo {
        name: "steering_sd_deg",
        unit: "deg",
        formula: "standard deviation of the wheel's angle below 0.6 Hz",
        source: "SAE J2944, 2015, Operational definitions of driving performance measures and statistics",
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(deviation(window, "steering_deg")),
};

/// Reversals.
pub(super) const REVERSALS: SignalFeature<VehicleWindow> = SignalFeature {
    info: FeatureInfo {
        name: "steering_reversals_per_min",
        unit: "1/min",
        formula: "turns of the wheel by 3 degrees or more between turning points / usable minutes; None below 10 usable seconds",
        source: "Markkula and Engström, 2006, A steering wheel reversal rate metric",
    },
    class: FeatureClass::Frequency,
    compute: |window| {
        let reversals = window.episodes.iter().filter(|event| event.kind == DriveEventKind::Reversal).count();
        let is_known = Moments::of(window.values("steering_deg")).count() > 0;
        window.measured(window.per_minute(reversals, 10.0).filter(|_| is_known))
    },
};

#[cfg(test)]
mod tests {
    use super::super::tests::{wave, window};
    use super::*;

    #[test]
    fn a_wave_of_twenty_seconds_turns_back_six_times_a_minute() {
        let window = window(0, wave);
        // Twelve turning points in two minutes have eleven ways between them.
        assert!(((REVERSALS.compute)(&window).value.unwrap() - 5.5).abs() < 0.01);
        assert!(((DEVIATION.compute)(&window).value.unwrap() - 5.0 / 2.0_f64.sqrt()).abs() < 0.05);
    }
}
