//! How does a person click?

use attentive_learn::Moments;
use attentive_types::FeatureInfo;

use super::presses;
use crate::features::{FeatureClass, SignalFeature};
use crate::preprocess::pointer::PointerWindow;

const FREIHAUT: &str = "Freihaut and Göritz, 2021, Using the computer mouse for stress measurement";
const PUSARA: &str = "Pusara and Brodley, 2004, User re-authentication via mouse movements";

/// Presses for each minute.
pub(super) const RATE: SignalFeature<PointerWindow> = SignalFeature {
    info: FeatureInfo {
        name: "pointer_presses_per_min",
        unit: "1/min",
        formula: "presses of a button / minutes of the window",
        source: FREIHAUT,
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(window.per_minute(presses(window).count(), 0.0)),
};

/// Double clicks for each minute.
pub(super) const DOUBLE_RATE: SignalFeature<PointerWindow> = SignalFeature {
    info: FeatureInfo {
        name: "double_clicks_per_min",
        unit: "1/min",
        formula: "presses within 0.5 s and 4 px of the same button's press before / minutes of the window",
        source: PUSARA,
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(window.per_minute(presses(window).filter(|press| press.is_double).count(), 0.0)),
};

/// Hold.
pub(super) const HOLD: SignalFeature<PointerWindow> = SignalFeature {
    info: FeatureInfo {
        name: "press_hold_ms",
        unit: "ms",
        formula: "mean time that buttons are held, over presses whose release was seen",
        source: FREIHAUT,
    },
    class: FeatureClass::Position,
    compute: |window| {
        let held = presses(window).filter_map(|press| Some(1000.0 * press.held_s?));
        window.measured(held.collect::<Moments>().mean())
    },
};

/// Time to click.
pub(super) const WAIT: SignalFeature<PointerWindow> = SignalFeature {
    info: FeatureInfo {
        name: "time_to_click_ms",
        unit: "ms",
        formula: "mean time from the last movement to a press; double clicks and presses later than 10 s are left out",
        source: FREIHAUT,
    },
    class: FeatureClass::Position,
    compute: |window| {
        let waits = presses(window).filter(|press| !press.is_double).filter_map(|press| Some(1000.0 * press.wait_s?));
        window.measured(waits.collect::<Moments>().mean())
    },
};

/// Scrolling.
pub(super) const SCROLL_RATE: SignalFeature<PointerWindow> = SignalFeature {
    info: FeatureInfo {
        name: "scroll_steps_per_min",
        unit: "1/min",
        formula: "samples in which the wheel turned / minutes of the window",
        source: PUSARA,
    },
    class: FeatureClass::Frequency,
    compute: |window| {
        let steps = window.values("scroll").iter().filter(|step| step.abs() > 0.0).count();
        window.measured(window.per_minute(steps, 0.0))
    },
};

#[cfg(test)]
mod tests {
    use super::super::tests::six_corners;
    use super::*;

    #[test]
    fn a_double_click_each_time_after_200_ms() {
        let window = six_corners(0);
        let value = |feature: &SignalFeature<PointerWindow>| (feature.compute)(&window).value.unwrap();
        assert_eq!((value(&RATE), value(&DOUBLE_RATE), value(&SCROLL_RATE)), (12.0, 6.0, 6.0));
        assert!((value(&HOLD) - 80.0).abs() < 1e-9 && (value(&WAIT) - 200.0).abs() < 1e-9);
    }
}
