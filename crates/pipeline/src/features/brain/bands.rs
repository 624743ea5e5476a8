//! How strong is each rhythm, and which share of the whole has it?
//!
//! Bands: delta 0.5 to 4, theta 4 to 8, alpha 8 to 13, beta 13 to 30, gamma 30 to 45 Hz; the whole is 0.5 to 45 Hz. Borders as the
//! International Federation of Clinical Neurophysiology has them (Babiloni et al., 2020, "International Federation of Clinical
//! Neurophysiology (IFCN) - EEG research workgroup: recommendations"); gamma ends below the mains.

use attentive_types::FeatureInfo;

use crate::features::{FeatureClass, SignalFeature};
use crate::preprocess::brain::{BrainChannel, BrainWindow};

const SOURCE: &str =
    "Babiloni et al., 2020, IFCN EEG research workgroup: recommendations on frequency and topographic analysis";

/// Lowest and highest frequency of a band in hertz.
type BandHz = (f64, f64);

pub(super) const DELTA_HZ: BandHz = (0.5, 4.0);
pub(super) const THETA_HZ: BandHz = (4.0, 8.0);
pub(super) const ALPHA_HZ: BandHz = (8.0, 13.0);
pub(super) const BETA_HZ: BandHz = (13.0, 30.0);
pub(super) const GAMMA_HZ: BandHz = (30.0, 45.0);
pub(super) const WHOLE_HZ: BandHz = (0.5, 45.0);

/// Power of a band; `None` where the rate does not reach it.
pub(super) fn power(channel: &BrainChannel, (low_hz, high_hz): BandHz) -> Option<f64> {
    let reach_hz = channel.spectrum.frequencies_hz.last()?;
    channel.spectrum.power(low_hz, high_hz).filter(|_| *reach_hz >= high_hz)
}

fn share(channel: &BrainChannel, band: BandHz) -> Option<f64> {
    let whole = power(channel, WHOLE_HZ).filter(|whole| *whole > 0.0)?;
    Some(power(channel, band)? / whole)
}

macro_rules! band {
    ($power:ident, $share:ident, $hz:expr, $power_name:literal, $share_name:literal) => {
        /// Power of the band.
        pub(super) const $power: SignalFeature<BrainWindow> = SignalFeature {
            info: FeatureInfo {
                name: $power_name,
                unit: "uV^2",
                formula: "area under Welch's spectrum (Hann, 2 s, half overlap) over the band; mean over electrodes",
                source: SOURCE,
            },
            class: FeatureClass::Frequency,
            compute: |window| window.mean(|channel| power(channel, $hz)),
        };

        /// Share of the band.
        pub(super) const $share: SignalFeature<BrainWindow> = SignalFeature {
            info: FeatureInfo {
                name: $share_name,
                unit: "1",
                formula: "power of the band / power from 0.5 to 45 Hz; mean over electrodes",
                source: SOURCE,
            },
            class: FeatureClass::Frequency,
            compute: |window| window.mean(|channel| share(channel, $hz)),
        };
    };
}

band!(DELTA, DELTA_SHARE, DELTA_HZ, "delta_power_uv2", "delta_share");
band!(THETA, THETA_SHARE, THETA_HZ, "theta_power_uv2", "theta_share");
band!(ALPHA, ALPHA_SHARE, ALPHA_HZ, "alpha_power_uv2", "alpha_share");
band!(BETA, BETA_SHARE, BETA_HZ, "beta_power_uv2", "beta_share");
band!(GAMMA, GAMMA_SHARE, GAMMA_HZ, "gamma_power_uv2", "gamma_share");

#[cfg(test)]
mod tests {
    use super::super::tests::window;
    use super::*;

    #[test]
    fn a_wave_of_ten_hertz_is_alpha_with_half_its_height_squared() {
        let alpha = window(0, |time| 8.0 * (std::f64::consts::TAU * 10.0 * time).sin());
        assert!(((ALPHA.compute)(&alpha).value.unwrap() - 32.0).abs() < 0.5);
        assert!((ALPHA_SHARE.compute)(&alpha).value.unwrap() > 0.99);
        assert!((THETA_SHARE.compute)(&alpha).value.unwrap() < 0.01);
    }
}
