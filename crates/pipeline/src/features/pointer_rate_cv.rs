//! How evenly does the pointer move?

use attentive_types::FeatureInfo;

use super::{Feature, FeatureClass, rates};

/// The feature.
pub(super) const FEATURE: Feature = Feature {
    info: FeatureInfo {
        name: "pointer_rate_cv",
        unit: "sd/mean",
        formula: "standard deviation / mean of the way per second over parts of 30 s present; None with fewer than 4 parts or no move",
        source: "this project, after the variability of movement in Freihaut and Goritz, 2021",
    },
    class: FeatureClass::Frequency,
    compute: |window, _| rates::variation(&window.input.as_ref()?.pointer_bins, window),
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::Trail;
    use crate::features::samples::busy;

    #[test]
    fn an_even_move_does_not_vary() {
        assert_eq!((FEATURE.compute)(&busy(0), &Trail::default()), Some(0.0));
    }
}
