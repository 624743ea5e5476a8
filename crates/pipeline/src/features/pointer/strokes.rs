//! How often, how far and how long does the pointer move?

use attentive_learn::Moments;
use attentive_types::FeatureInfo;

use super::{per, strokes};
use crate::features::{FeatureClass, SignalFeature};
use crate::preprocess::pointer::{PointerWindow, Stroke};

const ANTAL: &str = "Antal and Egyed-Zsigmond, 2018, Intrusion detection using mouse dynamics";

/// Strokes for each minute.
pub(super) const RATE: SignalFeature<PointerWindow> = SignalFeature {
    info: FeatureInfo {
        name: "stroke_rate_per_min",
        unit: "1/min",
        formula: "strokes that begin in the window / its minutes",
        source: ANTAL,
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(window.per_minute(strokes(window).count(), 0.0)),
};

/// Length.
pub(super) const LENGTH: SignalFeature<PointerWindow> = SignalFeature {
    info: FeatureInfo {
        name: "stroke_length_px",
        unit: "px",
        formula: "mean length of the way of strokes",
        source: ANTAL,
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(strokes(window).map(|stroke| stroke.path_px).collect::<Moments>().mean()),
};

/// Duration.
pub(super) const DURATION: SignalFeature<PointerWindow> = SignalFeature {
    info: FeatureInfo { name: "stroke_duration_s", unit: "s", formula: "mean duration of strokes", source: ANTAL },
    class: FeatureClass::Position,
    compute: |window| window.measured(strokes(window).map(Stroke::seconds).collect::<Moments>().mean()),
};

/// Pauses.
pub(super) const PAUSE_SHARE: SignalFeature<PointerWindow> = SignalFeature {
    info: FeatureInfo {
        name: "pointer_pause_share",
        unit: "1",
        formula: "1 - time in strokes that begin in the window, as far as it lies in it / length of the window",
        source: "this project: the hand rests, or is elsewhere",
    },
    class: FeatureClass::Position,
    compute: |window| {
        let inside = strokes(window).filter_map(|stroke| stroke.span.intersect(window.span));
        let moving: f64 = inside.map(|span| span.seconds()).sum();
        let whole = window.span.seconds();
        window.measured((whole > 0.0).then(|| (1.0 - moving / whole).clamp(0.0, 1.0)))
    },
};

/// Drags.
pub(super) const DRAG_SHARE: SignalFeature<PointerWindow> = SignalFeature {
    info: FeatureInfo {
        name: "drag_share",
        unit: "1",
        formula: "length of the way with a button down / length of all ways",
        source: ANTAL,
    },
    class: FeatureClass::Position,
    compute: |window| {
        let dragged = |stroke: &Stroke| if stroke.is_drag { stroke.path_px } else { 0.0 };
        window.measured(per(window, dragged, |stroke| stroke.path_px))
    },
};

#[cfg(test)]
mod tests {
    use super::super::tests::six_corners;
    use super::*;

    #[test]
    fn six_strokes_of_two_seconds_and_two_hundred_pixels() {
        let window = six_corners(0);
        let value = |feature: &SignalFeature<PointerWindow>| (feature.compute)(&window).value.unwrap();
        assert_eq!((value(&RATE), value(&DRAG_SHARE)), (6.0, 0.0));
        assert!((value(&LENGTH) - 200.0).abs() < 1e-9 && (value(&DURATION) - 2.0).abs() < 1e-9);
        assert!((value(&PAUSE_SHARE) - 0.8).abs() < 1e-9);
    }
}
