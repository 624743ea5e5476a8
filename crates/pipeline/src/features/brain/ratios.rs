//! How engaged, how drowsy? Ratios of rhythms.

use attentive_types::FeatureInfo;

use super::bands::{ALPHA_HZ, BETA_HZ, THETA_HZ, power};
use crate::features::{FeatureClass, SignalFeature};
use crate::preprocess::brain::BrainWindow;

/// Engagement.
pub(super) const ENGAGEMENT: SignalFeature<BrainWindow> = SignalFeature {
    info: FeatureInfo {
        name: "engagement_ratio",
        unit: "1",
        formula: "beta / (alpha + theta) by power; mean over electrodes",
        source: "Pope, Bogart and Bartolome, 1995, Biocybernetic system evaluates indices of operator engagement",
    },
    class: FeatureClass::Frequency,
    compute: |window| {
        window.mean(|channel| Some(power(channel, BETA_HZ)? / (power(channel, ALPHA_HZ)? + power(channel, THETA_HZ)?)))
    },
};

/// Slow for fast.
pub(super) const THETA_BETA: SignalFeature<BrainWindow> = SignalFeature {
    info: FeatureInfo {
        name: "theta_beta_ratio",
        unit: "1",
        formula: "theta / beta by power; mean over electrodes",
        source: "Putman et al., 2014, EEG theta/beta ratio in relation to executive control and attentional control",
    },
    class: FeatureClass::Frequency,
    compute: |window| window.mean(|channel| Some(power(channel, THETA_HZ)? / power(channel, BETA_HZ)?)),
};

#[cfg(test)]
mod tests {
    use super::super::tests::window;
    use super::*;

    #[test]
    fn beta_of_half_the_height_is_a_quarter_of_the_power() {
        let wave = |hz: f64, time: f64| (std::f64::consts::TAU * hz * time).sin();
        let both = window(0, |time| 8.0 * wave(6.0, time) + 4.0 * wave(20.0, time));
        assert!(((ENGAGEMENT.compute)(&both).value.unwrap() - 0.25).abs() < 0.01);
        assert!(((THETA_BETA.compute)(&both).value.unwrap() - 4.0).abs() < 0.1);
    }
}
