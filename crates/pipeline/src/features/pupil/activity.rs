//! How busy is the pupil? Sudden changes against slow ones, by wavelets: a measure of mental load that light hardly touches.
//!
//! The wavelet is symlet 16, its signal continued periodically, and maxima and thresholds are those of the papers' listings. Missing samples
//! are left out and their neighbours joined, as there. Fewer samples than the filter has give nothing.

use attentive_types::{FeatureInfo, Measured};

use super::symlet::{FILTER, details};
use super::{FeatureClass, PupilWindow, SignalFeature};

pub(super) const IPA: SignalFeature<PupilWindow> = SignalFeature {
    info: FeatureInfo {
        name: "index_of_pupillary_activity_per_s",
        unit: "1/s",
        formula: "count of modulus maxima of the second wavelet details (symlet 16, / 2) above sd sqrt(2 log2 n) / seconds seen",
        source: "Duchowski and others, 2018, The index of pupillary activity: measuring cognitive load vis-à-vis task difficulty with pupil oscillation",
    },
    class: FeatureClass::Frequency,
    compute: |window| per_second(window, ipa_count),
};

pub(super) const LHIPA: SignalFeature<PupilWindow> = SignalFeature {
    info: FeatureInfo {
        name: "low_high_index_of_pupillary_activity_per_s",
        unit: "1/s",
        formula: "count of modulus maxima of the ratio of slow to fast wavelet details (levels half of the highest, and 1) below sd sqrt(2 log2 n) / seconds seen",
        source: "Duchowski and others, 2020, The low/high index of pupillary activity",
    },
    class: FeatureClass::Frequency,
    compute: |window| per_second(window, lhipa_count),
};

#[expect(clippy::cast_precision_loss, reason = "counts of samples are far below 2^53")]
fn per_second(window: &PupilWindow, count: fn(&[f64]) -> Option<usize>) -> Measured {
    let seen = window.seen();
    let seconds = (seen.len() as f64 - 1.0) / window.pupil.rate_hz;
    window.measured(count(&seen).filter(|_| seconds > 0.0).map(|count| count as f64 / seconds))
}

/// How often the second details have a maximum above the noise.
fn ipa_count(sizes: &[f64]) -> Option<usize> {
    if highest_level(sizes.len()) < 2 {
        return None;
    }
    let fine: Vec<f64> = details(sizes, 2).iter().map(|value| value / 2.0).collect();
    let maxima = maxima(&fine);
    let threshold = universal_threshold(&maxima);
    Some(maxima.iter().filter(|value| **value >= threshold && **value > 0.0).count())
}

/// How often the ratio of slow to fast details has a maximum below the noise.
fn lhipa_count(sizes: &[f64]) -> Option<usize> {
    let low = highest_level(sizes.len()) / 2;
    if low < 1 {
        return None;
    }
    let norm = |level: u32| f64::from(1_u32 << level).sqrt();
    let (fast, slow) = (details(sizes, 1), details(sizes, low));
    let ratio: Vec<f64> = slow
        .iter()
        .enumerate()
        .map(|(place, slow)| (slow / norm(low)) / (fast[(place << (low - 1)).min(fast.len() - 1)] / norm(1)))
        .map(|ratio| if ratio.is_finite() { ratio } else { 0.0 })
        .collect();
    let maxima = maxima(&ratio);
    let threshold = universal_threshold(&maxima);
    Some(maxima.iter().filter(|value| **value <= threshold && **value > 0.0).count())
}

/// Highest useful level: `floor(log2(n / (filter - 1)))`.
fn highest_level(samples: usize) -> u32 {
    (samples / (FILTER.len() - 1)).checked_ilog2().unwrap_or(0)
}

/// The modulus where it is no less than at both neighbours and greater than at one; 0 elsewhere.
fn maxima(values: &[f64]) -> Vec<f64> {
    let modulus = |place: usize| values[place].abs();
    (0..values.len())
        .map(|place| {
            let own = modulus(place);
            let before = if place >= 1 { modulus(place - 1) } else { own };
            // The last but one has no neighbour after it in the paper's listing either.
            let after = if place + 2 < values.len() { modulus(place + 1) } else { own };
            let is_maximum = before <= own && own >= after && (before < own || own > after);
            if is_maximum { own } else { 0.0 }
        })
        .collect()
}

/// `sd sqrt(2 log2 n)`, sd over n.
#[expect(clippy::cast_precision_loss, reason = "counts of samples are far below 2^53")]
fn universal_threshold(values: &[f64]) -> f64 {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count;
    variance.sqrt() * (2.0 * count.log2()).sqrt()
}

#[cfg(test)]
mod tests {
    use super::super::samples::growing;
    use super::*;

    #[test]
    fn a_sudden_change_is_activity_and_a_steady_pupil_is_none() {
        let mut sizes = vec![3.0; 600];
        sizes[300..].iter_mut().for_each(|size| *size = 3.4);
        assert!(ipa_count(&sizes).is_some_and(|count| count > 0));
        assert_eq!(lhipa_count(&sizes[..20]), None);
        assert_eq!(ipa_count(&sizes[..100]), None);
    }

    #[test]
    fn maxima_are_where_the_listing_of_the_paper_has_them() {
        assert_eq!(maxima(&[0.0, -2.0, 1.0, 3.0, 3.0]), [0.0, 2.0, 0.0, 3.0, 0.0]);
    }

    #[test]
    fn values_are_known_for_a_pupil_that_moves() {
        assert!((IPA.compute)(&growing(0)).value.is_some());
        assert!((LHIPA.compute)(&growing(0)).value.is_some());
    }
}
