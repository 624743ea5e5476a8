//! What does the cloud of each interval against the next look like? Its width (SD1), its length (SD2), and what they make.
//!
//! ```text
//! SD1 = SD(x_(i+1) - x_i) / sqrt 2        SD2 = SD(x_(i+1) + x_i) / sqrt 2
//! ```
//! Source: Brennan, Palaniswami and Kamen, 2001, "Do existing measures of Poincare plot geometry reflect nonlinear features of heart
//! rate variability?", IEEE Transactions on Biomedical Engineering 48(11); Toichi et al., 1997 (CSI, CVI).

use attentive_learn::Moments;
use attentive_types::FeatureInfo;

use super::{FeatureClass, HeartWindow, SignalFeature};

const BRENNAN: &str =
    "Brennan, Palaniswami and Kamen, 2001, Do existing measures of Poincare plot geometry reflect nonlinear features";
const TOICHI: &str = "Toichi et al., 1997, A new method of assessing cardiac autonomic function and its comparison with spectral analysis";
const LEAST_S: f64 = 60.0;

fn sd1(window: &HeartWindow) -> Option<f64> {
    Moments::of(&window.differences_ms).deviation().map(|deviation| deviation / 2.0_f64.sqrt())
}

fn sd2(window: &HeartWindow) -> Option<f64> {
    let sums: Vec<f64> = window.lengths_ms.windows(2).map(|pair| pair[0] + pair[1]).collect();
    Moments::of(&sums).deviation().map(|deviation| deviation / 2.0_f64.sqrt())
}

fn both(window: &HeartWindow) -> Option<(f64, f64)> {
    sd1(window).zip(sd2(window)).filter(|(one, two)| *one > 0.0 && *two > 0.0)
}

pub(super) const SD1: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "poincare_sd1_ms",
        unit: "ms",
        formula: "standard deviation of (next - interval) / sqrt 2; at least 60 s of intervals",
        source: BRENNAN,
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(LEAST_S, || sd1(window)),
};

pub(super) const SD2: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "poincare_sd2_ms",
        unit: "ms",
        formula: "standard deviation of (next + interval) / sqrt 2; at least 60 s of intervals",
        source: BRENNAN,
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(LEAST_S, || sd2(window)),
};

pub(super) const RATIO: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "poincare_sd1_sd2_ratio",
        unit: "1",
        formula: "SD1 / SD2; at least 60 s of intervals",
        source: BRENNAN,
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(LEAST_S, || both(window).map(|(one, two)| one / two)),
};

pub(super) const CSI: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "cardiac_sympathetic_index",
        unit: "1",
        formula: "SD2 / SD1; at least 60 s of intervals",
        source: TOICHI,
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(LEAST_S, || both(window).map(|(one, two)| two / one)),
};

pub(super) const CVI: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "cardiac_vagal_index",
        unit: "1",
        formula: "log10(4 SD1 * 4 SD2), SDs in ms; at least 60 s of intervals",
        source: TOICHI,
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(LEAST_S, || both(window).map(|(one, two)| (16.0 * one * two).log10())),
};

#[cfg(test)]
mod tests {
    use super::super::window::samples::swinging;
    use super::*;

    #[test]
    fn width_and_length_add_up_to_twice_the_variance() {
        let window = HeartWindow::of_lengths(0, &swinging(600));
        let (one, two) = both(&window).unwrap();
        let variance = window.moments().variance().unwrap();
        assert!(((one * one + two * two) / (2.0 * variance) - 1.0).abs() < 0.01);
        assert!(((CSI.compute)(&window).value.unwrap() * (RATIO.compute)(&window).value.unwrap() - 1.0).abs() < 1e-12);
    }
}
