//! Does a person type in long goes, and how much do they pause?

use attentive_learn::Moments;
use attentive_types::FeatureInfo;

use super::pace::PAUSE_MS;
use crate::features::{FeatureClass, SignalFeature};
use crate::preprocess::keyboard::KeyboardWindow;

const SOURCE: &str = "Chenoweth and Hayes, 2001, Fluency in writing: generating text in L1 and L2 (pauses of 2 s)";

fn pauses_ms(window: &KeyboardWindow) -> Vec<f64> {
    window.finite("interval_ms").into_iter().filter(|interval| *interval >= PAUSE_MS).collect()
}

/// Bursts for each minute.
pub(super) const RATE: SignalFeature<KeyboardWindow> = SignalFeature {
    info: FeatureInfo {
        name: "burst_rate_per_min",
        unit: "1/min",
        formula: "bursts that begin in the window / its minutes",
        source: SOURCE,
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(window.per_minute(window.episodes.len(), 0.0)),
};

/// Presses of a burst.
pub(super) const LENGTH: SignalFeature<KeyboardWindow> = SignalFeature {
    info: FeatureInfo {
        name: "burst_presses_count",
        unit: "1",
        formula: "mean number of presses of the bursts that begin in the window",
        source: SOURCE,
    },
    class: FeatureClass::Position,
    compute: |window| {
        let presses = window.episodes.iter().map(|burst| f64::from(burst.presses));
        window.measured(presses.collect::<Moments>().mean())
    },
};

/// Speed inside of bursts.
pub(super) const SPEED: SignalFeature<KeyboardWindow> = SignalFeature {
    info: FeatureInfo {
        name: "burst_press_rate_per_s",
        unit: "1/s",
        formula: "sum of (presses - 1) / sum of lengths of the bursts of two presses or more",
        source: SOURCE,
    },
    class: FeatureClass::Frequency,
    compute: |window| {
        let steps: f64 = window.episodes.iter().map(|burst| f64::from(burst.presses) - 1.0).sum();
        let seconds: f64 = window.episodes.iter().map(|burst| burst.span.seconds()).sum();
        window.measured((seconds > 0.0).then(|| steps / seconds))
    },
};

/// Pauses for each minute.
pub(super) const PAUSE_RATE: SignalFeature<KeyboardWindow> = SignalFeature {
    info: FeatureInfo {
        name: "pause_rate_per_min",
        unit: "1/min",
        formula: "times of 2 s and more from press to press that end in the window / its minutes",
        source: SOURCE,
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(window.per_minute(pauses_ms(window).len(), 0.0)),
};

/// Share of pauses.
pub(super) const PAUSE_SHARE: SignalFeature<KeyboardWindow> = SignalFeature {
    info: FeatureInfo {
        name: "pause_share",
        unit: "1",
        formula: "time in pauses of 2 s and more / time from press to press, between the presses of the window",
        source: SOURCE,
    },
    class: FeatureClass::Position,
    compute: |window| {
        // The interval of the first press began before the window.
        let inside = window.values("interval_ms").iter().skip(1).filter(|interval| interval.is_finite());
        let (mut pauses, mut all) = (0.0, 0.0);
        for interval in inside {
            all += interval;
            pauses += if *interval >= PAUSE_MS { *interval } else { 0.0 };
        }
        window.measured((all > 0.0).then(|| pauses / all))
    },
};

#[cfg(test)]
mod tests {
    use super::super::tests::three_bursts;
    use super::*;

    #[test]
    fn three_bursts_of_five_presses() {
        let window = three_bursts(0);
        let value = |feature: &SignalFeature<KeyboardWindow>| (feature.compute)(&window).value.unwrap();
        assert_eq!((value(&RATE), value(&LENGTH), value(&PAUSE_RATE)), (3.0, 5.0, 2.0));
        assert!((value(&SPEED) - 5.0).abs() < 1e-9);
        // Two pauses of 9.2 s in 20.8 s.
        assert!((value(&PAUSE_SHARE) - 18.4 / 20.8).abs() < 1e-9);
    }
}
