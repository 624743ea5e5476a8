//! How deep are the breaths, and how are they shared between in and out?

use attentive_learn::Moments;
use attentive_types::FeatureInfo;

use crate::features::{FeatureClass, SignalFeature};
use crate::preprocess::breath::{Breath, BreathWindow};

const BOITEN: &str =
    "Boiten, Frijda and Wientjes, 1994, Emotions and respiratory patterns: review and critical analysis";

fn of(window: &BreathWindow, value: impl Fn(&Breath) -> f64) -> Moments {
    window.episodes.iter().map(value).collect()
}

/// Mean height.
pub(super) const HEIGHT: SignalFeature<BreathWindow> = SignalFeature {
    info: FeatureInfo {
        name: "breath_height_au",
        unit: "au",
        formula: "mean of peak minus start over the breaths, in the unit of the belt",
        source: BOITEN,
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(of(window, |breath| breath.height_au).mean()),
};

/// Spread of heights for their mean: needs no unit.
pub(super) const HEIGHT_CV: SignalFeature<BreathWindow> = SignalFeature {
    info: FeatureInfo {
        name: "breath_height_cv",
        unit: "1",
        formula: "standard deviation / mean of the breaths' heights",
        source: BOITEN,
    },
    class: FeatureClass::Position,
    compute: |window| {
        let heights = of(window, |breath| breath.height_au);
        window.measured(heights.deviation().zip(heights.mean()).map(|(deviation, mean)| deviation / mean))
    },
};

/// Share of breathing in.
pub(super) const IN_SHARE: SignalFeature<BreathWindow> = SignalFeature {
    info: FeatureInfo {
        name: "breath_in_share",
        unit: "1",
        formula: "mean of time breathing in / length of the breath (duty cycle)",
        source: BOITEN,
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(of(window, |breath| breath.in_s() / breath.whole_s()).mean()),
};

/// Breathing in for breathing out.
pub(super) const IN_OUT: SignalFeature<BreathWindow> = SignalFeature {
    info: FeatureInfo {
        name: "breath_in_out_ratio",
        unit: "1",
        formula: "mean time breathing in / mean time breathing out",
        source: BOITEN,
    },
    class: FeatureClass::Position,
    compute: |window| {
        let (inward, outward) = (of(window, Breath::in_s).mean(), of(window, Breath::out_s).mean());
        window.measured(inward.zip(outward).map(|(inward, outward)| inward / outward))
    },
};

#[cfg(test)]
mod tests {
    use super::super::tests::{busy, window};
    use super::*;

    #[test]
    fn in_for_three_and_out_for_five_eighths() {
        let window = window(0, busy);
        let value = |feature: &SignalFeature<BreathWindow>| (feature.compute)(&window).value.unwrap();
        assert!((value(&IN_SHARE) - 0.375).abs() < 0.02, "{}", value(&IN_SHARE));
        assert!((value(&IN_OUT) - 0.6).abs() < 0.06, "{}", value(&IN_OUT));
        assert!((value(&HEIGHT) - 2.0).abs() < 0.1, "{}", value(&HEIGHT));
        assert!(value(&HEIGHT_CV) < 0.05);
    }
}
