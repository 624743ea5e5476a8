//! How often does the person turn from one app to another?

use attentive_types::FeatureInfo;

use super::{Feature, FeatureClass, rates};
use crate::preprocess::Window;

/// The feature.
pub(super) const FEATURE: Feature = Feature {
    info: FeatureInfo {
        name: "switch_rate_per_min",
        unit: "1/min",
        formula: "turns from one app to another / minutes present; None below one minute present",
        source: "Czerwinski, Horvitz and Wilhite, 2004, A diary study of task switching and interruptions; Mark, Gonzalez and Harris, 2005, No task left behind",
    },
    class: FeatureClass::Frequency,
    compute: |window, _| compute(window),
};

/// `None` also when no watcher of windows was heard: no window is no sign of calm.
pub(super) fn compute(window: &Window) -> Option<f64> {
    window.visit_nanos.first()?;
    rates::per_minute(f64::from(window.switches), window)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::Trail;
    use crate::features::samples::busy;

    #[test]
    fn two_switches_in_five_minutes_are_0_4_per_minute() {
        assert!((FEATURE.compute)(&busy(0), &Trail::default()).is_some_and(|value| (value - 0.4_f64).abs() < 1e-9));
    }
}
