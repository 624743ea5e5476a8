//! How long do key presses lie apart?

use attentive_types::FeatureInfo;

use super::{Feature, FeatureClass, real};

/// The feature.
pub(super) const FEATURE: Feature = Feature {
    info: FeatureInfo {
        name: "key_flight_ms",
        unit: "ms",
        formula: "mean flight time of the records of a window, each weighted by its presses; None where no sensor measured it",
        source: "Epp, Lippold and Mandryk, 2011, Identifying emotional states using keystroke dynamics (time between presses)",
    },
    class: FeatureClass::Position,
    compute: |window, _| {
        let input = window.input.as_ref().filter(|input| input.flight_presses > 0)?;
        Some(real(input.flight_micros) / 1000.0 / real(input.flight_presses))
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::Trail;
    use crate::features::samples::busy;

    #[test]
    fn the_mean_is_by_press() {
        assert!((FEATURE.compute)(&busy(0), &Trail::default()).is_some_and(|value| (value - 200.0_f64).abs() < 1e-9));
    }
}
