//! At which rhythm does the body move?

use attentive_types::FeatureInfo;

use crate::features::{FeatureClass, SignalFeature};
use crate::preprocess::brain::pieced_spectrum;
use crate::preprocess::movement::MovementWindow;
use crate::preprocess::unbroken;

const AXES: [&str; 3] = ["body_x_g", "body_y_g", "body_z_g"];

/// Pieces of the spectrum in seconds: lines 0.2 Hz apart.
const PIECE_S: f64 = 5.0;

/// Below this the sum over all axes is noise, in g squared: the square of what counts as still.
const LEAST_POWER_G2: f64 = 0.013 * 0.013;

fn dominant_hz(window: &MovementWindow) -> Option<f64> {
    let axes = AXES.iter().filter_map(|axis| window.clean.values(axis));
    let time = &window.clean.time_nanos;
    let all = axes.map(|values| pieced_spectrum(time, values, window.rate_hz, PIECE_S)).reduce(|mut all, own| {
        all.density.iter_mut().zip(own.density).for_each(|(sum, own)| *sum += own);
        all
    })?;
    let reach_hz = *all.frequencies_hz.last()?;
    all.power(0.3, reach_hz).filter(|power| *power >= LEAST_POWER_G2)?;
    all.peak_hz(0.3, reach_hz)
}

/// Crossings of zero of the axis that moves most, and the seconds in which they were counted.
fn crossings(window: &MovementWindow) -> Option<f64> {
    let energy = |axis: &&str| window.finite(axis).iter().map(|value| value * value).sum::<f64>();
    let axis = AXES.iter().max_by(|left, right| energy(left).total_cmp(&energy(right)))?;
    let values = window.values(axis);
    let (mut count, mut steps) = (0.0, 0.0);
    for run in unbroken(&window.clean.time_nanos, values, window.rate_hz) {
        steps += run.len() as f64 - 1.0;
        count += values[run].windows(2).filter(|pair| (pair[0] >= 0.0) != (pair[1] >= 0.0)).count() as f64;
    }
    (steps > 0.0).then(|| count * window.rate_hz / steps)
}

/// Dominant frequency.
pub(super) const DOMINANT: SignalFeature<MovementWindow> = SignalFeature {
    info: FeatureInfo {
        name: "dominant_hz",
        unit: "Hz",
        formula: "highest line of Welch's spectra (Hann, 5 s) summed over axes, from 0.3 Hz on; None where the body is still",
        source: "Bao and Intille, 2004, Activity recognition from user-annotated acceleration data",
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(dominant_hz(window)),
};

/// Zero crossings.
pub(super) const ZERO_CROSSINGS: SignalFeature<MovementWindow> = SignalFeature {
    info: FeatureInfo {
        name: "zero_crossings_per_s",
        unit: "1/s",
        formula: "sign changes for each second of the axis with the most energy, without gravity",
        source: "Figo et al., 2010, Preprocessing techniques for context recognition from accelerometer data",
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(crossings(window)),
};

#[cfg(test)]
mod tests {
    use super::super::tests::{shaken, window};
    use super::*;

    #[test]
    fn a_shake_of_three_hertz_crosses_zero_six_times_a_second() {
        let window = window(0, shaken);
        assert!(((DOMINANT.compute)(&window).value.unwrap() - 3.0).abs() < 0.01);
        assert!(((ZERO_CROSSINGS.compute)(&window).value.unwrap() - 6.0).abs() < 0.1);
    }

    #[test]
    fn rest_has_no_rhythm() {
        assert_eq!((DOMINANT.compute)(&window(0, |_| 0.0)).value, None);
    }
}
