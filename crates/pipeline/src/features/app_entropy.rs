//! Over how many apps is time spread?

use attentive_learn::entropy_bits;
use attentive_types::FeatureInfo;

use super::{Feature, FeatureClass, rates, real};

/// The feature.
pub(super) const FEATURE: Feature = Feature {
    info: FeatureInfo {
        name: "app_entropy_bits",
        unit: "bit",
        formula: "- sum p log2 p over shares p of time by app; None below one minute present",
        source: "Shannon, 1948, A mathematical theory of communication, section 6; of time over apps: this project, as a measure of fragmentation",
    },
    class: FeatureClass::Position,
    compute: |window, _| {
        rates::present_s(window)?;
        let mut nanos: Vec<i64> = window.app_nanos.iter().map(|(_, nanos)| *nanos).collect();
        // The sum of floats depends on order, and the order of apps on which came first.
        nanos.sort_unstable();
        // Adding zero turns a negative zero, which is what one app alone gives, into a plain one.
        entropy_bits(nanos.into_iter().map(real)).map(|bits| bits + 0.0)
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::Trail;
    use crate::features::samples::busy;

    #[test]
    fn three_and_two_minutes_are_0_97_bits() {
        assert!(
            (FEATURE.compute)(&busy(0), &Trail::default())
                .is_some_and(|value| (value - 0.970_950_594_454_668_6_f64).abs() < 1e-9)
        );
    }

    #[test]
    fn one_app_has_no_entropy() {
        let mut window = busy(0);
        window.app_nanos.truncate(1);
        assert_eq!((FEATURE.compute)(&window, &Trail::default()), Some(0.0));
    }
}
