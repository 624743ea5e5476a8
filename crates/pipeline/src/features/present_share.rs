//! How much of the window was the person at the machine?

use attentive_types::FeatureInfo;

use super::{Feature, FeatureClass, real};

/// The feature.
pub(super) const FEATURE: Feature = Feature {
    info: FeatureInfo {
        name: "present_share",
        unit: "1",
        formula: "time present / time of which the presence is known",
        source: "this project: tells how much stands behind the other features",
    },
    class: FeatureClass::Position,
    compute: |window, _| (window.known_nanos > 0).then(|| real(window.present_nanos) / real(window.known_nanos)),
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::Trail;
    use crate::features::samples::busy;

    #[test]
    fn half_of_the_known_time_is_a_half() {
        let mut window = busy(0);
        window.present_nanos /= 2;
        assert!((FEATURE.compute)(&window, &Trail::default()).is_some_and(|value| (value - 0.5_f64).abs() < 1e-9));
    }
}
