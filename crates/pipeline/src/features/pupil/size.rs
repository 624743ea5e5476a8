//! How wide is the pupil, how much does it vary, and does it grow?

use attentive_learn::{Moments, WeightedPoint, weighted_slope};
use attentive_types::{FeatureInfo, Timestamp};

use super::{FeatureClass, PupilBaseline, PupilWindow, SignalFeature};

pub(super) const MEAN: SignalFeature<PupilWindow> = SignalFeature {
    info: FeatureInfo {
        name: "pupil_mean_au",
        unit: "au",
        formula: "mean size in the unit of the device",
        source: "Beatty, 1982, Task-evoked pupillary responses, processing load, and the structure of processing resources",
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(Moments::of(&window.seen()).mean()),
};

pub(super) const SD: SignalFeature<PupilWindow> = SignalFeature {
    info: FeatureInfo {
        name: "pupil_sd_au",
        unit: "au",
        formula: "standard deviation (n - 1) of the size in the unit of the device",
        source: "Beatty, 1982, Task-evoked pupillary responses, processing load, and the structure of processing resources",
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(Moments::of(&window.seen()).deviation()),
};

pub(super) const DILATION: SignalFeature<PupilWindow> = SignalFeature {
    info: FeatureInfo {
        name: "pupil_dilation_au",
        unit: "au",
        formula: "mean size since something happened - mean size before it, in the unit of the device; missing in windows that lie around nothing",
        source: "Mathôt and others, 2018, Safe and sensible preprocessing and baseline correction of pupil-size data (subtractive correction)",
    },
    class: FeatureClass::Position,
    compute: |window| {
        let since = |base: PupilBaseline| Moments::of(&window.seen_between(base.until, Timestamp::MAX)).mean();
        window.measured(window.baseline.and_then(|base| Some(since(base)? - base.size)))
    },
};

pub(super) const TREND: SignalFeature<PupilWindow> = SignalFeature {
    info: FeatureInfo {
        name: "pupil_trend_au_per_min",
        unit: "au/min",
        formula: "slope of the least-squares line of size over time; None with fewer than three samples",
        source: "this project: a pupil that shrinks over minutes goes with tiring (Lowenstein, Feinberg and Loewenfeld, 1963)",
    },
    class: FeatureClass::Trend,
    compute: |window| window.measured(trend(window)),
};

#[expect(clippy::cast_precision_loss, reason = "a window is far below 2^53 ns")]
fn trend(window: &PupilWindow) -> Option<f64> {
    let minute = |time: i64| time.saturating_sub(window.span.start.0) as f64 / 6e10;
    let pupil = &window.pupil;
    let points: Vec<WeightedPoint> = pupil
        .time_nanos
        .iter()
        .zip(&pupil.size)
        .map(|(time, size)| WeightedPoint { x: minute(*time), y: *size, weight: 1.0 })
        .collect();
    weighted_slope(&points, 0.95).map(|line| line.slope.value)
}

pub(super) const MISSING: SignalFeature<PupilWindow> = SignalFeature {
    info: FeatureInfo {
        name: "pupil_missing_share",
        unit: "1",
        formula: "1 - time in which the pupil was seen / length of the window; None when it was never seen",
        source: "Kret and Sjak-Shie, 2019, Preprocessing pupil size data",
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(Some(1.0 - window.seen_share())),
};

#[cfg(test)]
mod tests {
    use super::super::samples::growing;
    use super::*;

    #[test]
    fn a_pupil_that_grows_evenly() {
        let window = growing(0);
        let value = |feature: SignalFeature<PupilWindow>| (feature.compute)(&window).value.unwrap();
        assert!((value(MEAN) - 3.5).abs() < 0.01);
        assert!((value(SD) - 1.0 / 12.0_f64.sqrt()).abs() < 0.01);
        assert!((value(DILATION) - 0.5).abs() < 0.01);
        assert!((value(TREND) - 6.0).abs() < 0.05, "one in ten seconds");
        assert!(value(MISSING).abs() < 1e-9);
    }
}
