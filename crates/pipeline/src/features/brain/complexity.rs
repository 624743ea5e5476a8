//! How fast does the potential move, and how far is it from a pure wave? Hjorth's parameters.

use attentive_learn::Moments;
use attentive_types::FeatureInfo;

use crate::features::{FeatureClass, SignalFeature};
use crate::preprocess::brain::{BrainChannel, BrainWindow};
use crate::preprocess::unbroken;

const SOURCE: &str = "Hjorth, 1970, EEG analysis based on time domain properties";

/// Variances of the values, their differences, and the differences of these; over the unbroken stretches.
fn variances(window: &BrainWindow, channel: &BrainChannel) -> Option<[f64; 3]> {
    let mut moments = [Moments::default(); 3];
    for run in unbroken(&window.time_nanos, &channel.values_uv, window.rate_hz) {
        let mut values = channel.values_uv[run].to_vec();
        for own in &mut moments {
            values.iter().for_each(|value| own.push(*value));
            values = values.windows(2).map(|pair| pair[1] - pair[0]).collect();
        }
    }
    let [a, b, c] = moments.map(|own| own.variance().filter(|variance| *variance > 0.0));
    Some([a?, b?, c?])
}

/// Mobility.
pub(super) const MOBILITY: SignalFeature<BrainWindow> = SignalFeature {
    info: FeatureInfo {
        name: "hjorth_mobility_per_s",
        unit: "1/s",
        formula: "square root of (variance of the differences / variance of the values) * rate; mean over electrodes",
        source: SOURCE,
    },
    class: FeatureClass::Frequency,
    compute: |window| {
        window.mean(|channel| variances(window, channel).map(|[all, first, _]| (first / all).sqrt() * window.rate_hz))
    },
};

/// Complexity.
pub(super) const COMPLEXITY: SignalFeature<BrainWindow> = SignalFeature {
    info: FeatureInfo {
        name: "hjorth_complexity_ratio",
        unit: "1",
        formula: "mobility of the differences / mobility of the values; mean over electrodes; 1 for a sine",
        source: SOURCE,
    },
    class: FeatureClass::Position,
    compute: |window| {
        window.mean(|channel| {
            variances(window, channel).map(|[all, first, second]| (second / first / (first / all)).sqrt())
        })
    },
};

#[cfg(test)]
mod tests {
    use super::super::tests::window;
    use super::*;

    #[test]
    fn a_sine_is_as_simple_as_can_be() {
        let tone = window(0, |time| 8.0 * (std::f64::consts::TAU * 5.0 * time).sin());
        assert!(((COMPLEXITY.compute)(&tone).value.unwrap() - 1.0).abs() < 0.01);
        // The mobility of a sine is its angular frequency, less a little because of the steps between samples.
        assert!(((MOBILITY.compute)(&tone).value.unwrap() - 31.4).abs() < 0.3);
    }
}
