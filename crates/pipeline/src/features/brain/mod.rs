//! Which numbers sum up the brain's rhythms in a window? [`BrainWindow`] in, one value with its quality for each feature out.
//!
//! A value is the mean over the electrodes; that of one electrode is the same feature of [`BrainWindow::only`] it.

mod aperiodic;
mod bands;
mod complexity;
mod entropy;
mod ratios;

use super::SignalFeature;
use crate::preprocess::brain::BrainWindow;

/// All features of the brain.
pub const ALL: &[SignalFeature<BrainWindow>] = &[
    bands::DELTA,
    bands::THETA,
    bands::ALPHA,
    bands::BETA,
    bands::GAMMA,
    bands::DELTA_SHARE,
    bands::THETA_SHARE,
    bands::ALPHA_SHARE,
    bands::BETA_SHARE,
    bands::GAMMA_SHARE,
    ratios::ENGAGEMENT,
    ratios::THETA_BETA,
    aperiodic::ALPHA_PEAK,
    aperiodic::SLOPE,
    entropy::SPECTRAL,
    entropy::PERMUTATION,
    complexity::MOBILITY,
    complexity::COMPLEXITY,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::contract::{Windows, check};
    use crate::preprocess::brain::{CleanSettings, clean};
    use attentive_types::time::{DAY, SECOND};
    use attentive_types::{Channel, Measured, SampleSignal, Span, Timestamp};

    /// Twenty seconds of two electrodes at 128 Hz.
    pub(super) fn window(start: i64, value: impl Fn(f64) -> f64) -> BrainWindow {
        let values: Vec<f64> = (0..2560).map(|place| value(f64::from(place) / 128.0)).collect();
        let signal = SampleSignal {
            name: "eeg".into(),
            time_nanos: (0..2560).map(|place| start + place * SECOND / 128).collect(),
            channels: vec![Channel::new("af7_uv", values.clone()), Channel::new("af8_uv", values)],
        };
        let (clean, _) = clean(&signal, Some(128.0), &CleanSettings::default());
        BrainWindow::of(Span::new(Timestamp(start), Timestamp(start + 20 * SECOND)), 128.0, &clean)
    }

    /// A background that falls, and alpha of 8 uV at 10 Hz.
    pub(super) fn busy(time: f64) -> f64 {
        let tone = |place: i32| {
            let hz = 0.5 + 0.37 * f64::from(place);
            6.0 * hz.powf(-0.75) * (std::f64::consts::TAU * hz * time + 2.3 * f64::from(place * place)).sin()
        };
        (0..160).map(tone).sum::<f64>() + 8.0 * (std::f64::consts::TAU * 10.0 * time).sin()
    }

    #[test]
    fn the_list_keeps_its_contract() {
        let missing = || window(0, |_| f64::NAN);
        let empty = BrainWindow { channels: Vec::new(), time_nanos: Vec::new(), ..missing() };
        check(ALL, &Windows { empty, missing: missing(), busy: window(0, busy), later: window(20_000 * DAY, busy) });
    }

    #[test]
    fn one_electrode_of_two_that_are_the_same_has_the_same_values() {
        let both = window(0, busy);
        let one = both.only("af7_uv").unwrap();
        assert_eq!(both.only("cz_uv"), None);
        for feature in ALL {
            let (own, all) = ((feature.compute)(&one), (feature.compute)(&both));
            assert!((own.value.unwrap() - all.value.unwrap()).abs() < 1e-9, "{}", feature.info.name);
        }
    }

    #[test]
    fn what_is_too_slow_for_a_band_has_no_power_in_it() {
        let slow = SampleSignal {
            name: "eeg".into(),
            time_nanos: (0..240).map(|place| place * SECOND / 2).collect(),
            channels: vec![Channel::new("fp1_uv", (0..240).map(|place| 30.0 * f64::from(place).sin()).collect())],
        };
        let (clean, _) = clean(&slow, None, &CleanSettings::default());
        let window = BrainWindow::of(Span::new(Timestamp(0), Timestamp(120 * SECOND)), 2.0, &clean);
        for feature in &ALL[..10] {
            assert_eq!((feature.compute)(&window).value, None, "{}", feature.info.name);
        }
        assert_ne!((bands::ALPHA.compute)(&window), Measured::missing());
    }
}
