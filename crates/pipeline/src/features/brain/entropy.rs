//! How ordered is the potential?

use attentive_learn::entropy_bits;
use attentive_types::FeatureInfo;

use super::bands::WHOLE_HZ;
use crate::features::{FeatureClass, SignalFeature};
use crate::preprocess::brain::{BrainChannel, BrainWindow};
use crate::preprocess::unbroken;

fn spectral(channel: &BrainChannel) -> Option<f64> {
    let lines = channel.spectrum.frequencies_hz.iter().zip(&channel.spectrum.density);
    let inside: Vec<f64> =
        lines.filter(|(hz, _)| (WHOLE_HZ.0..=WHOLE_HZ.1).contains(*hz)).map(|(_, density)| *density).collect();
    let most = (inside.len() as f64).log2();
    Some(entropy_bits(inside)? / most).filter(|_| most > 0.0)
}

/// The order of three values as a number from 0 to 5. Of equal values the earlier counts as the lower.
fn order([a, b, c]: [f64; 3]) -> usize {
    match (a <= b, b <= c, a <= c) {
        (true, true, _) => 0,
        (true, false, true) => 1,
        (true, false, false) => 2,
        (false, true, true) => 3,
        (false, true, false) => 4,
        (false, false, _) => 5,
    }
}

fn permutation(window: &BrainWindow, channel: &BrainChannel) -> Option<f64> {
    let mut counts = [0.0; 6];
    for run in unbroken(&window.time_nanos, &channel.values_uv, window.rate_hz) {
        for three in channel.values_uv[run].windows(3) {
            counts[order([three[0], three[1], three[2]])] += 1.0;
        }
    }
    Some(entropy_bits(counts)? / 6.0_f64.log2())
}

/// Entropy of the spectrum.
pub(super) const SPECTRAL: SignalFeature<BrainWindow> = SignalFeature {
    info: FeatureInfo {
        name: "spectral_entropy_share",
        unit: "1",
        formula: "entropy of the spectrum's shares from 0.5 to 45 Hz / logarithm of the number of lines; mean over electrodes",
        source: "Inouye et al., 1991, Quantification of EEG irregularity by use of the entropy of the power spectrum",
    },
    class: FeatureClass::Position,
    compute: |window| window.mean(spectral),
};

/// Entropy of orders.
pub(super) const PERMUTATION: SignalFeature<BrainWindow> = SignalFeature {
    info: FeatureInfo {
        name: "permutation_entropy_share",
        unit: "1",
        formula: "entropy of the orders of three values in a row / log2 6; mean over electrodes",
        source: "Bandt and Pompe, 2002, Permutation entropy: a natural complexity measure for time series",
    },
    class: FeatureClass::Position,
    compute: |window| window.mean(|channel| permutation(window, channel)),
};

#[cfg(test)]
mod tests {
    use super::super::tests::{busy, window};
    use super::*;

    #[test]
    fn a_pure_tone_has_less_entropy_than_a_mixture() {
        let tone = window(0, |time| 8.0 * (std::f64::consts::TAU * 10.0 * time).sin());
        let mixture = window(0, busy);
        for feature in [SPECTRAL, PERMUTATION] {
            let (low, high) = ((feature.compute)(&tone).value.unwrap(), (feature.compute)(&mixture).value.unwrap());
            assert!(low < high && high < 1.0, "{} {low} {high}", feature.info.name);
        }
    }

    #[test]
    fn every_order_has_its_number() {
        let orders = [[1, 2, 3], [1, 3, 2], [2, 3, 1], [2, 1, 3], [3, 1, 2], [3, 2, 1]];
        let numbers = orders.map(|three| order(three.map(f64::from)));
        assert_eq!(numbers, [0, 1, 2, 3, 4, 5]);
    }
}
