//! How long does a typical stay last?

use attentive_learn::median;
use attentive_types::FeatureInfo;
use attentive_types::time::nanos_to_seconds;

use super::{Feature, FeatureClass};

/// The feature.
pub(super) const FEATURE: Feature = Feature {
    info: FeatureInfo {
        name: "median_visit_s",
        unit: "s",
        formula: "median length of visits, each as far as it lies inside",
        source: "Mark, 2023, Attention Span (the median beside the mean, because few long stays pull the mean up)",
    },
    class: FeatureClass::Position,
    compute: |window, _| {
        let lengths: Vec<f64> = window.visit_nanos.iter().map(|nanos| nanos_to_seconds(*nanos)).collect();
        median(&lengths)
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::Trail;
    use crate::features::samples::busy;

    #[test]
    fn of_one_two_and_two_minutes_two_is_the_middle() {
        assert!((FEATURE.compute)(&busy(0), &Trail::default()).is_some_and(|value| (value - 120.0_f64).abs() < 1e-9));
    }
}
