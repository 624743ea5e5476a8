//! How long are keys held?

use attentive_types::FeatureInfo;

use super::{Feature, FeatureClass, real};

/// The feature.
pub(super) const FEATURE: Feature = Feature {
    info: FeatureInfo {
        name: "key_dwell_ms",
        unit: "ms",
        formula: "mean dwell time of the records of a window, each weighted by its presses; None where no sensor measured it",
        source: "Epp, Lippold and Mandryk, 2011, Identifying emotional states using keystroke dynamics (hold time)",
    },
    class: FeatureClass::Position,
    compute: |window, _| {
        let input = window.input.as_ref().filter(|input| input.dwell_presses > 0)?;
        Some(real(input.dwell_micros) / 1000.0 / real(input.dwell_presses))
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::Trail;
    use crate::features::samples::busy;

    #[test]
    fn the_mean_is_by_press() {
        assert!((FEATURE.compute)(&busy(0), &Trail::default()).is_some_and(|value| (value - 90.0_f64).abs() < 1e-9));
    }
}
