//! How long is the longest stay?

use attentive_types::FeatureInfo;
use attentive_types::time::nanos_to_seconds;

use super::{Feature, FeatureClass};

/// The feature.
pub(super) const FEATURE: Feature = Feature {
    info: FeatureInfo {
        name: "longest_visit_s",
        unit: "s",
        formula: "longest visit, as far as it lies inside",
        source: "this project: one long stay among many short ones is a stay all the same",
    },
    class: FeatureClass::Position,
    compute: |window, _| window.visit_nanos.iter().max().map(|nanos| nanos_to_seconds(*nanos)),
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::Trail;
    use crate::features::samples::busy;

    #[test]
    fn the_longest_of_three_is_two_minutes() {
        assert!((FEATURE.compute)(&busy(0), &Trail::default()).is_some_and(|value| (value - 120.0_f64).abs() < 1e-9));
    }
}
