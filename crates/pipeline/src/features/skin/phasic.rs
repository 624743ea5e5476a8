//! How much of skin conductance is fast?

use attentive_learn::Moments;
use attentive_types::FeatureInfo;

use crate::features::{FeatureClass, SignalFeature};
use crate::preprocess::skin::SkinWindow;

/// Area under the phasic part.
pub(super) const AREA: SignalFeature<SkinWindow> = SignalFeature {
    info: FeatureInfo {
        name: "phasic_area_us_s",
        unit: "uS s",
        formula: "sum of max(phasic, 0) / rate; time without usable data adds nothing",
        source: "Bach et al., 2010, Time-series analysis for rapid event-related skin conductance responses",
    },
    class: FeatureClass::Frequency,
    compute: |window| {
        let phasic = window.finite("phasic_us");
        let area = phasic.iter().map(|value| value.max(0.0)).sum::<f64>() / window.rate_hz;
        window.measured((!phasic.is_empty()).then_some(area))
    },
};

/// Spread of the phasic part.
pub(super) const DEVIATION: SignalFeature<SkinWindow> = SignalFeature {
    info: FeatureInfo {
        name: "phasic_sd_us",
        unit: "uS",
        formula: "standard deviation of the phasic part",
        source: "Posada-Quintero and Chon, 2020, Innovations in electrodermal activity data collection and signal processing",
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(Moments::of(window.values("phasic_us")).deviation()),
};

#[cfg(test)]
mod tests {
    use super::super::tests::window;
    use super::*;

    #[test]
    fn a_wave_has_its_own_spread_and_area() {
        // A sine of 0.5 Hz: spread 1 / sqrt 2, mean of its upper halves 1 / pi (a little less with 16 samples for each wave).
        let wave = window(0, |time| 5.0 + (std::f64::consts::PI * time).sin());
        assert!(((DEVIATION.compute)(&wave).value.unwrap() - 0.5_f64.sqrt()).abs() < 0.01);
        assert!(((AREA.compute)(&wave).value.unwrap() - 180.0 / std::f64::consts::PI).abs() < 1.5);
    }
}
