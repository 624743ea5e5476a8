//! How hard is the next interval to tell from those before? Runs of two that are alike, and whether the third is too.
//!
//! ```text
//! alike: every value within r = 0.2 SD;   B = pairs of runs of 2 that are alike,  A = those whose third value is too
//! SampEn = -ln(A / B)                     ApEn = Phi_2 - Phi_3,  Phi_m = mean ln(share of runs alike to each)
//! ```
//! Sources: Richman and Moorman, 2000, "Physiological time-series analysis using approximate entropy and sample entropy", American Journal of
//! Physiology 278; Pincus, 1991, "Approximate entropy as a measure of system complexity", PNAS 88. m = 2, r = 0.2 SD from both.

use attentive_learn::entropy_bits;
use attentive_types::FeatureInfo;

use super::{FeatureClass, HeartWindow, SignalFeature};

/// Fewer intervals say nothing sure: 10^m, Richman and Moorman 2000.
const LEAST_COUNT: usize = 100;
/// The latest of a long window are looked at: the work grows with the square.
const MOST_COUNT: usize = 5000;

pub(super) const SAMPLE: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "sample_entropy_nats",
        unit: "nat",
        formula: "-ln(A / B), m = 2, r = 0.2 SD; at least 100 and at most the last 5,000 intervals",
        source: "Richman and Moorman, 2000, Physiological time-series analysis using approximate entropy and sample entropy",
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(30.0, || sample_entropy(window)),
};

pub(super) const APPROXIMATE: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "approximate_entropy_nats",
        unit: "nat",
        formula: "Phi_2 - Phi_3, r = 0.2 SD; at least 100 and at most the last 5,000 intervals",
        source: "Pincus, 1991, Approximate entropy as a measure of system complexity",
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(30.0, || approximate_entropy(window)),
};

pub(super) const SHANNON: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "nn_entropy_bits",
        unit: "bit",
        formula: "Shannon entropy of the histogram of the intervals in bins of 7.8125 ms; at least 60 s of intervals",
        source: "Shannon, 1948, A mathematical theory of communication; bins as for the triangular index",
    },
    class: FeatureClass::Position,
    compute: |window| {
        window.measured(60.0, || {
            let longest = window.lengths_ms.iter().copied().fold(0.0, f64::max);
            let mut counts = vec![0.0; (longest / 7.8125) as usize + 1];
            window.lengths_ms.iter().for_each(|length| counts[(length / 7.8125) as usize] += 1.0);
            counts.retain(|count| *count > 0.0);
            entropy_bits(counts)
        })
    },
};

fn latest(window: &HeartWindow) -> Option<(&[f64], f64)> {
    let lengths = &window.lengths_ms[window.lengths_ms.len().saturating_sub(MOST_COUNT)..];
    let spread = attentive_learn::Moments::of(lengths).deviation().filter(|spread| *spread > 0.0)?;
    (lengths.len() >= LEAST_COUNT).then_some((lengths, 0.2 * spread))
}

/// For each run of two, and of three, how many runs after it are alike, counted for both of a pair.
fn alike(values: &[f64], tolerance: f64) -> (Vec<u32>, Vec<u32>) {
    let runs = values.len() - 1;
    let (mut two, mut three) = (vec![0_u32; runs], vec![0_u32; runs]);
    for place in 0..runs {
        let (first, second) = (values[place], values[place + 1]);
        let third = values.get(place + 2).copied().unwrap_or(f64::NAN);
        let (mut own_two, mut own_three) = (0, 0);
        for other in place + 1..runs {
            let is_two =
                ((values[other] - first).abs() <= tolerance) & ((values[other + 1] - second).abs() <= tolerance);
            if is_two {
                own_two += 1;
                two[other] += 1;
                if values.get(other + 2).is_some_and(|value| (value - third).abs() <= tolerance) {
                    own_three += 1;
                    three[other] += 1;
                }
            }
        }
        two[place] += own_two;
        three[place] += own_three;
    }
    (two, three)
}

fn sample_entropy(window: &HeartWindow) -> Option<f64> {
    let (values, tolerance) = latest(window)?;
    // Only runs that have a third value count, so that A and B are of the same pairs.
    let (two, three) = alike(values, tolerance);
    let last = values.len() - 2;
    let with_last = f64::from(two[last]);
    let b = two.iter().map(|count| f64::from(*count)).sum::<f64>() - 2.0 * with_last;
    let a: f64 = three.iter().map(|count| f64::from(*count)).sum();
    (a > 0.0 && b > 0.0).then(|| -(a / b).ln())
}

fn approximate_entropy(window: &HeartWindow) -> Option<f64> {
    let (values, tolerance) = latest(window)?;
    let (two, three) = alike(values, tolerance);
    // A run is alike to itself.
    let phi = |counts: &[u32]| {
        let size = counts.len() as f64;
        counts.iter().map(|count| (f64::from(count + 1) / size).ln()).sum::<f64>() / size
    };
    Some(phi(&two) - phi(&three[..three.len() - 1]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_learn::SplitMix64;

    #[test]
    fn chance_is_harder_to_tell_than_a_wave() {
        let mut chance = SplitMix64::new(3);
        let noise: Vec<f64> = (0..400).map(|_| 800.0 + 40.0 * chance.next_normal()).collect();
        let wave: Vec<f64> = (0..400).map(|place| 800.0 + 40.0 * (f64::from(place) * 0.3).sin()).collect();
        let of = |lengths: &[f64], feature: SignalFeature<HeartWindow>| {
            (feature.compute)(&HeartWindow::of_lengths(0, lengths)).value.unwrap()
        };
        assert!(of(&noise, SAMPLE) > 1.5 && of(&wave, SAMPLE) < 0.4);
        assert!(of(&noise, APPROXIMATE) > of(&wave, APPROXIMATE));
    }

    #[test]
    fn intervals_without_spread_have_no_entropy_to_tell() {
        assert_eq!((SAMPLE.compute)(&HeartWindow::of_lengths(0, &[800.0; 200])).value, None);
    }
}
