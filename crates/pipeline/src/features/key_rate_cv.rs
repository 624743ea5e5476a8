//! How evenly does the person type?

use attentive_types::FeatureInfo;

use super::{Feature, FeatureClass, rates};

/// The feature.
pub(super) const FEATURE: Feature = Feature {
    info: FeatureInfo {
        name: "key_rate_cv",
        unit: "sd/mean",
        formula: "standard deviation / mean of keys per second over parts of 30 s present; None with fewer than 4 parts or no key",
        source: "this project, after the variability of typing in Epp, Lippold and Mandryk, 2011",
    },
    class: FeatureClass::Frequency,
    compute: |window, _| rates::variation(&window.input.as_ref()?.press_bins, window),
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::Trail;
    use crate::features::samples::busy;

    #[test]
    fn even_typing_does_not_vary() {
        assert_eq!((FEATURE.compute)(&busy(0), &Trail::default()), Some(0.0));
    }
}
