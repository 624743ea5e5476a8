//! How straight is the way?

use attentive_learn::{Moments, entropy_bits};
use attentive_types::FeatureInfo;

use super::{per, strokes};
use crate::features::{FeatureClass, SignalFeature};
use crate::preprocess::pointer::{PointerWindow, TURN_BINS};

const GAMBOA: &str = "Gamboa and Fred, 2004, A behavioral biometric system based on human-computer interaction";
const FREIHAUT: &str = "Freihaut and Göritz, 2021, Using the computer mouse for stress measurement";

/// Shorter strokes are twitches of a pixel or two, whose efficiency says nothing. This project.
const LEAST_PX: f64 = 10.0;

/// Path efficiency.
pub(super) const EFFICIENCY: SignalFeature<PointerWindow> = SignalFeature {
    info: FeatureInfo {
        name: "path_efficiency_share",
        unit: "1",
        formula: "mean over strokes of 10 px and more of distance from start to end / length of the way",
        source: FREIHAUT,
    },
    class: FeatureClass::Position,
    compute: |window| {
        let long = strokes(window).filter(|stroke| stroke.path_px >= LEAST_PX);
        window.measured(long.map(|stroke| stroke.straight_px / stroke.path_px).collect::<Moments>().mean())
    },
};

/// Curvature.
pub(super) const CURVATURE: SignalFeature<PointerWindow> = SignalFeature {
    info: FeatureInfo {
        name: "curvature_deg_per_px",
        unit: "deg/px",
        formula: "sum of turns without sign / sum of lengths of the way, over strokes",
        source: GAMBOA,
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(per(window, |stroke| stroke.turned_deg, |stroke| stroke.path_px)),
};

/// Entropy of turns.
pub(super) const TURN_ENTROPY: SignalFeature<PointerWindow> = SignalFeature {
    info: FeatureInfo {
        name: "turn_entropy_bits",
        unit: "bit",
        formula: "entropy of the turns from step to step in eight sectors of 45 degrees",
        source: "this project, after the angle histograms of Antal and Egyed-Zsigmond, 2018, Intrusion detection using mouse dynamics",
    },
    class: FeatureClass::Position,
    compute: |window| {
        let mut counts = [0.0; TURN_BINS];
        for stroke in strokes(window) {
            counts.iter_mut().zip(stroke.turns).for_each(|(sum, own)| *sum += f64::from(own));
        }
        window.measured(entropy_bits(counts))
    },
};

/// Direction flips.
pub(super) const FLIPS: SignalFeature<PointerWindow> = SignalFeature {
    info: FeatureInfo {
        name: "direction_flips_per_s",
        unit: "1/s",
        formula: "changes of sign of the direction along x or y / seconds of movement",
        source: FREIHAUT,
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(per(window, |stroke| f64::from(stroke.flips), |stroke| stroke.seconds())),
};

#[cfg(test)]
mod tests {
    use super::super::tests::six_corners;
    use super::*;

    #[test]
    fn a_corner_is_0_7_efficient_and_turns_90_degrees_in_200_px() {
        let window = six_corners(0);
        let value = |feature: &SignalFeature<PointerWindow>| (feature.compute)(&window).value.unwrap();
        assert!((value(&EFFICIENCY) - 0.5_f64.sqrt()).abs() < 1e-9);
        assert!((value(&CURVATURE) - 0.45).abs() < 1e-9);
        assert_eq!(value(&FLIPS), 0.0);
        // One turn of 19 lies in another sector.
        assert!((value(&TURN_ENTROPY) - 0.2975).abs() < 1e-3);
    }
}
