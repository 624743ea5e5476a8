//! How much is the body still?

use attentive_learn::Moments;
use attentive_types::FeatureInfo;

use crate::features::{FeatureClass, SignalFeature};
use crate::preprocess::movement::MovementWindow;

const SOURCE: &str =
    "van Hees et al., 2013, Separating movement and gravity components in an acceleration signal (the limit)";

/// Share of stillness.
pub(super) const SHARE: SignalFeature<MovementWindow> = SignalFeature {
    info: FeatureInfo {
        name: "still_share",
        unit: "1",
        formula: "share of the usable samples around which acceleration spreads less than 0.013 g",
        source: SOURCE,
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(Moments::of(window.values("still")).mean()),
};

/// Stretches of stillness.
pub(super) const RATE: SignalFeature<MovementWindow> = SignalFeature {
    info: FeatureInfo {
        name: "still_rate_per_min",
        unit: "1/min",
        formula: "stretches of stillness of 2 s or more that begin in the window / usable minutes; None below 10 usable seconds",
        source: SOURCE,
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(window.per_minute(window.episodes.len(), 10.0)),
};

#[cfg(test)]
mod tests {
    use super::super::tests::window;
    use super::*;

    #[test]
    fn half_a_minute_of_rest_is_half() {
        let half = window(0, |time| if time < 30.0 { 0.0 } else { super::super::tests::shaken(time) });
        assert!(((SHARE.compute)(&half).value.unwrap() - 0.5).abs() < 0.03);
        assert_eq!((RATE.compute)(&half).value, Some(1.0));
    }
}
