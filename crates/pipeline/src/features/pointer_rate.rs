//! How fast does the pointer move?

use attentive_types::FeatureInfo;

use super::{Feature, FeatureClass, rates, real};

/// The feature.
pub(super) const FEATURE: Feature = Feature {
    info: FeatureInfo {
        name: "pointer_rate_px_per_s",
        unit: "px/s",
        formula: "way of the pointer / seconds present; its path where known, else |dx| + |dy|; None without a sensor of input or below one minute present",
        source: "Freihaut and Goritz, 2021, Using the computer mouse for stress measurement",
    },
    class: FeatureClass::Frequency,
    compute: |window, _| rates::per_second(real(window.input.as_ref()?.pointer_millipx) / 1000.0, window),
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::Trail;
    use crate::features::samples::busy;

    #[test]
    fn six_hundred_px_in_five_minutes_are_two_per_second() {
        assert!((FEATURE.compute)(&busy(0), &Trail::default()).is_some_and(|value| (value - 2.0_f64).abs() < 1e-9));
    }
}
