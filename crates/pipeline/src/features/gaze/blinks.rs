//! Blinks: how often, how long, and for what part of the time the lids are closed.

use attentive_learn::Moments;
use attentive_types::{FeatureInfo, GazeEventKind::Blink};

use super::{FeatureClass, GazeWindow, SignalFeature};

pub(super) const RATE: SignalFeature<GazeWindow> = SignalFeature {
    info: FeatureInfo {
        name: "blink_rate_per_min",
        unit: "1/min",
        formula: "blinks that begin in the window / minutes in which the eyes were seen; None below one second of that",
        source: "Stern, Boyer and Schroeder, 1994, Blink rate: a possible measure of fatigue",
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(window.rate_per_min(Blink)),
};

pub(super) const DURATION: SignalFeature<GazeWindow> = SignalFeature {
    info: FeatureInfo {
        name: "blink_duration_mean_ms",
        unit: "ms",
        formula: "mean length of the blinks that begin in the window",
        source: "Caffier, Erdmann and Ullsperger, 2003, Experimental evaluation of eye-blink parameters as a drowsiness measure",
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(Moments::of(&window.lengths_ms(Blink)).mean()),
};

pub(super) const CLOSED: SignalFeature<GazeWindow> = SignalFeature {
    info: FeatureInfo {
        name: "perclos_share",
        unit: "1",
        formula: "time of blinks / (time in which the eyes were seen + time of blinks): closed lids stand for lids closed by 80 %; losses of more than 0.5 s are not counted as closed, because a face that turns away is lost too",
        source: "Wierwille and others, 1994, Research on vehicle-based driver status/performance monitoring; from missing gaze: this project",
    },
    class: FeatureClass::Frequency,
    compute: |window| {
        let closed = window.covered_s(Blink);
        window.measured(Some(closed / (window.seen_s() + closed)))
    },
};

#[cfg(test)]
mod tests {
    use super::super::samples::looking;
    use super::*;

    #[test]
    fn one_blink_of_two_hundred_ms_in_two_seconds() {
        let window = looking(0);
        let value = |feature: SignalFeature<GazeWindow>| (feature.compute)(&window).value.unwrap();
        assert!((value(RATE) - 60.0 / 1.8).abs() < 1e-6);
        assert!((value(DURATION) - 200.0).abs() < 1e-9);
        assert!((value(CLOSED) - 0.1).abs() < 1e-9);
    }
}
