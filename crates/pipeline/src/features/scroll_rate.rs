//! How much does the person scroll?

use attentive_types::FeatureInfo;

use super::{Feature, FeatureClass, rates, real};

/// The feature.
pub(super) const FEATURE: Feature = Feature {
    info: FeatureInfo {
        name: "scroll_rate_per_min",
        unit: "1/min",
        formula: "scroll steps in all directions / minutes present; None without a sensor of input or below one minute present",
        source: "this project: scrolling without keys is what reading looks like",
    },
    class: FeatureClass::Frequency,
    compute: |window, _| rates::per_minute(real(window.input.as_ref()?.scroll_milli) / 1000.0, window),
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::Trail;
    use crate::features::samples::busy;

    #[test]
    fn thirty_steps_in_five_minutes_are_six_per_minute() {
        assert!((FEATURE.compute)(&busy(0), &Trail::default()).is_some_and(|value| (value - 6.0_f64).abs() < 1e-9));
    }
}
