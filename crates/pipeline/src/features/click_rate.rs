//! How often does the person click?

use attentive_types::FeatureInfo;

use super::{Feature, FeatureClass, rates, real};

/// The feature.
pub(super) const FEATURE: Feature = Feature {
    info: FeatureInfo {
        name: "click_rate_per_min",
        unit: "1/min",
        formula: "pointer buttons pressed / minutes present; None without a sensor of input or below one minute present",
        source: "Freihaut and Goritz, 2021, Using the computer mouse for stress measurement",
    },
    class: FeatureClass::Frequency,
    compute: |window, _| rates::per_minute(real(window.input.as_ref()?.clicks), window),
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::Trail;
    use crate::features::samples::busy;

    #[test]
    fn five_clicks_in_five_minutes_are_one_per_minute() {
        assert!((FEATURE.compute)(&busy(0), &Trail::default()).is_some_and(|value| (value - 1.0_f64).abs() < 1e-9));
    }
}
