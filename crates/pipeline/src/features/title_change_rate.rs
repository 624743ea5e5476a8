//! How often does the title or site change inside one app?

use attentive_types::FeatureInfo;

use super::{Feature, FeatureClass, rates};

/// The feature.
pub(super) const FEATURE: Feature = Feature {
    info: FeatureInfo {
        name: "title_change_rate_per_min",
        unit: "1/min",
        formula: "changes of title or site inside one app / minutes present; None below one minute present",
        source: "this project: tabs and documents are switches that the rate over apps cannot see",
    },
    class: FeatureClass::Frequency,
    compute: |window, _| {
        window.visit_nanos.first()?;
        rates::per_minute(f64::from(window.title_changes), window)
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::Trail;
    use crate::features::samples::busy;

    #[test]
    fn five_changes_in_five_minutes_are_one_per_minute() {
        assert!((FEATURE.compute)(&busy(0), &Trail::default()).is_some_and(|value| (value - 1.0_f64).abs() < 1e-9));
    }
}
