//! How fast does the person type?

use attentive_types::FeatureInfo;

use super::{Feature, FeatureClass, rates, real};
use crate::preprocess::Window;

/// The feature.
pub(super) const FEATURE: Feature = Feature {
    info: FeatureInfo {
        name: "key_rate_per_s",
        unit: "1/s",
        formula: "keys pressed / seconds present; None without a sensor of input or below one minute present",
        source: "Epp, Lippold and Mandryk, 2011, Identifying emotional states using keystroke dynamics",
    },
    class: FeatureClass::Frequency,
    compute: |window, _| compute(window),
};

pub(super) fn compute(window: &Window) -> Option<f64> {
    rates::per_second(real(window.input.as_ref()?.presses), window)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::Trail;
    use crate::features::samples::busy;

    #[test]
    fn a_hundred_keys_in_five_minutes_are_a_third_per_second() {
        assert!(
            (FEATURE.compute)(&busy(0), &Trail::default()).is_some_and(|value| (value - (1.0_f64 / 3.0)).abs() < 1e-9)
        );
    }
}
