//! What part of the time the eyes spend following, wobbling, and not being seen.

use attentive_types::{FeatureInfo, GazeEventKind, Measured};

use super::{FeatureClass, GazeWindow, SignalFeature};

/// Kinds of events in which the eyes are seen.
const SEEN: [GazeEventKind; 4] = [
    GazeEventKind::Fixation,
    GazeEventKind::Saccade,
    GazeEventKind::PostSaccadicOscillation,
    GazeEventKind::SmoothPursuit,
];

fn share(window: &GazeWindow, kind: GazeEventKind) -> Measured {
    let seen: f64 = SEEN.iter().map(|kind| window.covered_s(*kind)).sum();
    window.measured((seen > 0.0).then(|| window.covered_s(kind) / seen))
}

pub(super) const OSCILLATION: SignalFeature<GazeWindow> = SignalFeature {
    info: FeatureInfo {
        name: "oscillation_share",
        unit: "1",
        formula: "time of post-saccadic oscillations / time of fixations, saccades, oscillations and pursuit; 0 below 150 samples per second, where they cannot be told",
        source: "Nyström and Holmqvist, 2010, An adaptive algorithm for fixation, saccade, and glissade detection",
    },
    class: FeatureClass::Frequency,
    compute: |window| share(window, GazeEventKind::PostSaccadicOscillation),
};

pub(super) const PURSUIT: SignalFeature<GazeWindow> = SignalFeature {
    info: FeatureInfo {
        name: "pursuit_share",
        unit: "1",
        formula: "time of smooth pursuit / time of fixations, saccades, oscillations and pursuit",
        source: "Larsson and others, 2015, Detection of fixations and smooth pursuit movements",
    },
    class: FeatureClass::Position,
    compute: |window| share(window, GazeEventKind::SmoothPursuit),
};

pub(super) const MISSING: SignalFeature<GazeWindow> = SignalFeature {
    info: FeatureInfo {
        name: "gaze_missing_share",
        unit: "1",
        formula: "1 - time in which the eyes were seen / length of the window; None when there is no sample or none was seen",
        source: "Holmqvist and others, 2012, Eye tracker data quality: what it is and how to measure it",
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(Some(1.0 - window.seen_share())),
};

#[cfg(test)]
mod tests {
    use super::super::samples::looking;
    use super::*;

    #[test]
    fn a_tenth_of_the_window_was_not_seen_and_nothing_was_followed() {
        let window = looking(0);
        assert!((MISSING.compute)(&window).value.is_some_and(|share| (share - 0.1).abs() < 1e-9));
        assert_eq!((PURSUIT.compute)(&window).value, Some(0.0));
        assert_eq!((OSCILLATION.compute)(&window).value, Some(0.0));
        assert!(((PURSUIT.compute)(&window).quality - 0.9).abs() < 1e-9);
    }
}
