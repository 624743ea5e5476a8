//! By how much does one interval differ from the next? Only intervals that follow each other without a gap are compared.

use attentive_learn::Moments;
use attentive_types::FeatureInfo;

use super::{FeatureClass, HeartWindow, SignalFeature};

const TASK_FORCE: &str =
    "Task Force of the ESC and NASPE, 1996, Heart rate variability: standards of measurement, table 1";
/// Shorter windows than for spreads: Shaffer and Ginsberg 2017, section on ultra-short-term measures.
const LEAST_S: f64 = 30.0;

/// The root of the mean square of the differences.
pub(super) fn rmssd(window: &HeartWindow) -> Option<f64> {
    let count = window.differences_ms.len() as f64;
    (count > 0.0).then(|| (window.differences_ms.iter().map(|step| step * step).sum::<f64>() / count).sqrt())
}

/// The share of differences above a size, of all intervals but one: pNNx of the Task Force divides by the differences.
fn above(window: &HeartWindow, size_ms: f64) -> Option<f64> {
    let count = window.differences_ms.len();
    let above = window.differences_ms.iter().filter(|step| step.abs() > size_ms).count();
    (count > 0).then(|| above as f64 / count as f64)
}

pub(super) const RMSSD: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "rmssd_ms",
        unit: "ms",
        formula: "root of the mean square of differences between neighbouring intervals; at least 30 s of intervals",
        source: TASK_FORCE,
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(LEAST_S, || rmssd(window)),
};

pub(super) const SDSD: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "sdsd_ms",
        unit: "ms",
        formula: "standard deviation (n - 1) of differences between neighbouring intervals; at least 30 s of intervals",
        source: TASK_FORCE,
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(LEAST_S, || Moments::of(&window.differences_ms).deviation()),
};

pub(super) const CVSD: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "rmssd_to_mean_ratio",
        unit: "1",
        formula: "RMSSD / mean interval; at least 30 s of intervals",
        source: "Shaffer and Ginsberg, 2017, An overview of heart rate variability metrics and norms",
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(LEAST_S, || Some(rmssd(window)? / window.moments().mean()?)),
};

pub(super) const PNN50: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "pnn50_share",
        unit: "1",
        formula: "share of differences between neighbouring intervals above 50 ms; at least 60 s of intervals",
        source: TASK_FORCE,
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(60.0, || above(window, 50.0)),
};

pub(super) const PNN20: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "pnn20_share",
        unit: "1",
        formula: "share of differences between neighbouring intervals above 20 ms; at least 60 s of intervals",
        source: "Mietus et al., 2002, The pNNx files: re-examining a widely used heart rate variability measure",
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(60.0, || above(window, 20.0)),
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_that_alternate_by_thirty_ms() {
        let lengths: Vec<f64> = (0..100).map(|place| if place % 2 == 0 { 800.0 } else { 830.0 }).collect();
        let window = HeartWindow::of_lengths(0, &lengths);
        let value = |feature: SignalFeature<HeartWindow>| (feature.compute)(&window).value.unwrap();
        assert!((value(RMSSD) - 30.0).abs() < 1e-9);
        assert_eq!((value(PNN20), value(PNN50)), (1.0, 0.0));
    }

    #[test]
    fn no_difference_is_taken_over_a_gap() {
        let mut lengths = vec![800.0; 100];
        lengths[50] = f64::NAN;
        lengths[51..].fill(1200.0);
        let window = HeartWindow::of_lengths(0, &lengths);
        assert_eq!((RMSSD.compute)(&window).value, Some(0.0));
    }
}
