//! How long does a stay last on average?

use attentive_types::FeatureInfo;
use attentive_types::time::nanos_to_seconds;

use super::{Feature, FeatureClass, real};

/// The feature.
pub(super) const FEATURE: Feature = Feature {
    info: FeatureInfo {
        name: "mean_visit_s",
        unit: "s",
        formula: "time in windows / number of visits, each as far as it lies inside",
        source: "Gonzalez and Mark, 2004, Constant, constant, multi-tasking craziness (time per event); Mark, 2023, Attention Span",
    },
    class: FeatureClass::Position,
    compute: |window, _| {
        let count = i64::try_from(window.visit_nanos.len()).ok().filter(|count| *count > 0)?;
        Some(nanos_to_seconds(window.visit_nanos.iter().sum()) / real(count))
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::Trail;
    use crate::features::samples::busy;

    #[test]
    fn three_visits_in_five_minutes_last_100_s() {
        assert!((FEATURE.compute)(&busy(0), &Trail::default()).is_some_and(|value| (value - 100.0_f64).abs() < 1e-9));
    }
}
