//! How long are keys held, and how long are the hands in the air?

use attentive_learn::{Moments, median};
use attentive_types::FeatureInfo;

use super::pace::PAUSE_MS;
use crate::features::{FeatureClass, SignalFeature};
use crate::preprocess::keyboard::KeyboardWindow;

const EPP: &str = "Epp, Lippold and Mandryk, 2011, Identifying emotional states using keystroke dynamics";

fn flights_ms(window: &KeyboardWindow) -> Vec<f64> {
    window.finite("flight_ms").into_iter().filter(|flight| *flight < PAUSE_MS).collect()
}

/// Median dwell.
pub(super) const DWELL: SignalFeature<KeyboardWindow> = SignalFeature {
    info: FeatureInfo { name: "dwell_median_ms", unit: "ms", formula: "median time that a key is held", source: EPP },
    class: FeatureClass::Position,
    compute: |window| window.measured(median(&window.finite("dwell_ms"))),
};

/// Spread of dwell for its mean.
pub(super) const DWELL_CV: SignalFeature<KeyboardWindow> = SignalFeature {
    info: FeatureInfo {
        name: "dwell_cv",
        unit: "1",
        formula: "standard deviation / mean of the times that keys are held",
        source: EPP,
    },
    class: FeatureClass::Frequency,
    compute: |window| {
        let all = Moments::of(window.values("dwell_ms"));
        window.measured(all.deviation().zip(all.mean()).map(|(deviation, mean)| deviation / mean))
    },
};

/// Median flight.
pub(super) const FLIGHT: SignalFeature<KeyboardWindow> = SignalFeature {
    info: FeatureInfo {
        name: "flight_median_ms",
        unit: "ms",
        formula: "median time from a release to the next press, below 2 s; below zero where keys overlap",
        source: EPP,
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(median(&flights_ms(window))),
};

/// Spread of flight.
pub(super) const FLIGHT_SD: SignalFeature<KeyboardWindow> = SignalFeature {
    info: FeatureInfo {
        name: "flight_sd_ms",
        unit: "ms",
        formula: "standard deviation of the times from a release to the next press, below 2 s",
        source: EPP,
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(Moments::of(&flights_ms(window)).deviation()),
};

/// Overlap.
pub(super) const ROLLOVER: SignalFeature<KeyboardWindow> = SignalFeature {
    info: FeatureInfo {
        name: "rollover_share",
        unit: "1",
        formula: "share of presses that begin before the key before is released (flight below 0)",
        source: "Dhakal et al., 2018, Observations on typing from 136 million keystrokes",
    },
    class: FeatureClass::Position,
    compute: |window| {
        let overlaps = flights_ms(window).into_iter().map(|flight| f64::from(u8::from(flight < 0.0)));
        window.measured(overlaps.collect::<Moments>().mean())
    },
};

#[cfg(test)]
mod tests {
    use super::super::tests::three_bursts;
    use super::*;

    #[test]
    fn one_of_five_overlaps() {
        let window = three_bursts(0);
        assert!(((ROLLOVER.compute)(&window).value.unwrap() - 0.2).abs() < 1e-12);
        assert_eq!((DWELL.compute)(&window).value, Some(100.0));
        assert_eq!((FLIGHT.compute)(&window).value, Some(100.0));
        assert!((DWELL_CV.compute)(&window).value.unwrap() > 0.3);
        assert!(((FLIGHT_SD.compute)(&window).value.unwrap() - 49.7).abs() < 0.1);
    }
}
