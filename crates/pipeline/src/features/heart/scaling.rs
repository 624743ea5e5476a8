//! How does the wandering of the intervals grow with the stretch one looks at? Detrended fluctuation analysis.
//!
//! ```text
//! y_k = sum_(i<=k) (x_i - mean)      F(n) = root mean square of y less a line in each box of n      F(n) ~ n^alpha
//! ```
//! Source: Peng, Havlin, Stanley and Goldberger, 1995, "Quantification of scaling exponents and crossover phenomena in nonstationary
//! heartbeat time series", Chaos 5(1): boxes one after another, alpha1 over 4 to 16 beats, alpha2 over 16 to 64 (Kubios, Tarvainen 2014).

use attentive_types::FeatureInfo;

use super::{FeatureClass, HeartWindow, SignalFeature};

const PENG: &str = "Peng, Havlin, Stanley and Goldberger, 1995, Quantification of scaling exponents and crossover phenomena in nonstationary heartbeat time series";

pub(super) const ALPHA1: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "dfa_alpha1_exponent",
        unit: "1",
        formula: "slope of ln F(n) over ln n, n = 4 to 16 beats; at least 64 intervals",
        source: PENG,
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(30.0, || exponent(&window.lengths_ms, 4, 16)),
};

pub(super) const ALPHA2: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "dfa_alpha2_exponent",
        unit: "1",
        formula: "slope of ln F(n) over ln n, n = 16 to 64 beats; at least 256 intervals",
        source: PENG,
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(120.0, || exponent(&window.lengths_ms, 16, 64)),
};

fn exponent(lengths: &[f64], least: usize, most: usize) -> Option<f64> {
    if lengths.len() < 4 * most {
        return None;
    }
    let mean = lengths.iter().sum::<f64>() / lengths.len() as f64;
    let mut sum = 0.0;
    let profile: Vec<f64> = lengths
        .iter()
        .map(|length| {
            sum += length - mean;
            sum
        })
        .collect();
    let points: Vec<(f64, f64)> =
        (least..=most).map(|size| ((size as f64).ln(), fluctuation(&profile, size).ln())).collect();
    let count = points.len() as f64;
    let (x, y) = points.iter().fold((0.0, 0.0), |(x, y), point| (x + point.0 / count, y + point.1 / count));
    let across: f64 = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
    let along: f64 = points.iter().map(|point| (point.0 - x).powi(2)).sum();
    Some(across / along).filter(|slope| slope.is_finite())
}

/// The root mean square of what is left in boxes of that many values when each has lost its line.
fn fluctuation(profile: &[f64], size: usize) -> f64 {
    let (n, middle) = (size as f64, (size as f64 - 1.0) / 2.0);
    let along = n * (n * n - 1.0) / 12.0;
    let left = |part: &[f64]| {
        let mean = part.iter().sum::<f64>() / n;
        let across: f64 = part.iter().enumerate().map(|(place, value)| (place as f64 - middle) * (value - mean)).sum();
        let square: f64 = part.iter().map(|value| (value - mean).powi(2)).sum();
        (square - across * across / along).max(0.0) / n
    };
    let parts = profile.chunks_exact(size);
    let count = parts.len() as f64;
    (parts.map(left).sum::<f64>() / count).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_learn::SplitMix64;

    #[test]
    fn chance_has_a_half_and_a_walk_one_and_a_half() {
        let mut chance = SplitMix64::new(5);
        let noise: Vec<f64> = (0..4000).map(|_| 800.0 + chance.next_normal()).collect();
        let mut at = 800.0;
        let walk: Vec<f64> = noise
            .iter()
            .map(|value| {
                at += (value - 800.0) * 0.5;
                at.max(300.0)
            })
            .collect();
        assert!((exponent(&noise, 16, 64).unwrap() - 0.5).abs() < 0.1);
        assert!((exponent(&walk, 16, 64).unwrap() - 1.5).abs() < 0.1);
        assert_eq!(exponent(&noise[..255], 16, 64), None);
    }
}
