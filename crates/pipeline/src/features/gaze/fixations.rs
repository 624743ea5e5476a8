//! Fixations: how many, and how long the eyes rest.

use attentive_learn::{Moments, median};
use attentive_types::{FeatureInfo, GazeEventKind::Fixation};

use super::{FeatureClass, GazeWindow, SignalFeature};

const SOURCE: &str = "Rayner, 1998, Eye movements in reading and information processing; Holmqvist and others, 2011, Eye Tracking, 11.2 and 12.2";

pub(super) const COUNT: SignalFeature<GazeWindow> = SignalFeature {
    info: FeatureInfo {
        name: "fixation_count",
        unit: "count",
        formula: "fixations that begin in the window",
        source: SOURCE,
    },
    class: FeatureClass::Frequency,
    #[expect(clippy::cast_precision_loss, reason = "counts of events are small")]
    compute: |window| window.measured(Some(window.begun(Fixation).count() as f64)),
};

pub(super) const RATE: SignalFeature<GazeWindow> = SignalFeature {
    info: FeatureInfo {
        name: "fixation_rate_per_min",
        unit: "1/min",
        formula: "fixations that begin in the window / minutes in which the eyes were seen; None below one second of that",
        source: SOURCE,
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(window.rate_per_min(Fixation)),
};

pub(super) const MEAN: SignalFeature<GazeWindow> = SignalFeature {
    info: FeatureInfo {
        name: "fixation_duration_mean_ms",
        unit: "ms",
        formula: "mean length of the fixations that begin in the window",
        source: SOURCE,
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(Moments::of(&window.lengths_ms(Fixation)).mean()),
};

pub(super) const MEDIAN: SignalFeature<GazeWindow> = SignalFeature {
    info: FeatureInfo {
        name: "fixation_duration_median_ms",
        unit: "ms",
        formula: "median length of the fixations that begin in the window",
        source: SOURCE,
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(median(&window.lengths_ms(Fixation))),
};

pub(super) const SD: SignalFeature<GazeWindow> = SignalFeature {
    info: FeatureInfo {
        name: "fixation_duration_sd_ms",
        unit: "ms",
        formula: "standard deviation (n - 1) of the lengths of the fixations that begin in the window",
        source: SOURCE,
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(Moments::of(&window.lengths_ms(Fixation)).deviation()),
};

pub(super) const TREND: SignalFeature<GazeWindow> = SignalFeature {
    info: FeatureInfo {
        name: "fixation_duration_trend_ms_per_min",
        unit: "ms/min",
        formula: "slope of the least-squares line of fixation lengths over their starts; None with fewer than five",
        source: "this project: fixations grow longer as attention turns inward (Unema and others, 2005)",
    },
    class: FeatureClass::Trend,
    compute: |window| {
        let length_ms = |place| super::window::length_s(&window.events, place) * 1e3;
        window.measured(window.trend(Fixation, length_ms))
    },
};

#[cfg(test)]
mod tests {
    use super::super::samples::looking;
    use super::*;

    #[test]
    fn four_fixations_of_known_lengths() {
        let window = looking(0);
        let value = |feature: SignalFeature<GazeWindow>| (feature.compute)(&window).value.unwrap();
        assert_eq!(value(COUNT), 4.0);
        assert!((value(RATE) - 4.0 * 60.0 / 1.8).abs() < 1e-6);
        assert!((value(MEAN) - 350.0).abs() < 1e-9);
        assert!((value(MEDIAN) - 350.0).abs() < 1e-9);
        assert!((value(SD) - (50_000.0_f64 / 3.0).sqrt()).abs() < 1e-9);
        assert_eq!((TREND.compute)(&window).value, None, "four are too few");
    }
}
