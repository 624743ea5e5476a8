//! How often does the skin respond, how strongly, how fast?

use attentive_learn::Moments;
use attentive_types::FeatureInfo;

use crate::features::{FeatureClass, SignalFeature};
use crate::preprocess::skin::{SkinResponse, SkinWindow};

const BOUCSEIN: &str =
    "Boucsein et al., 2012, Publication recommendations for electrodermal measurements, section on SCR";

/// Least usable time for a rate in seconds. This project: at one to three responses a minute, half a minute holds one.
const LEAST_S: f64 = 30.0;

fn mean(window: &SkinWindow, of: impl Fn(&SkinResponse) -> Option<f64>) -> Option<f64> {
    window.episodes.iter().filter_map(of).collect::<Moments>().mean()
}

/// Responses for each minute.
pub(super) const RATE: SignalFeature<SkinWindow> = SignalFeature {
    info: FeatureInfo {
        name: "scr_rate_per_min",
        unit: "1/min",
        formula: "responses that peak in the window / usable minutes; None below 30 usable seconds",
        source: BOUCSEIN,
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(window.per_minute(window.episodes.len(), LEAST_S)),
};

/// Mean amplitude.
pub(super) const AMPLITUDE: SignalFeature<SkinWindow> = SignalFeature {
    info: FeatureInfo {
        name: "scr_amplitude_us",
        unit: "uS",
        formula: "mean of peak minus onset over the responses; None without a response",
        source: BOUCSEIN,
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(mean(window, |response| Some(response.amplitude_us))),
};

/// Sum of amplitudes for each minute.
pub(super) const AMPLITUDE_SUM: SignalFeature<SkinWindow> = SignalFeature {
    info: FeatureInfo {
        name: "scr_amplitude_sum_us_per_min",
        unit: "uS/min",
        formula: "sum of amplitudes / usable minutes; None below 30 usable seconds",
        source: "Healey and Picard, 2005, Detecting stress during real-world driving tasks using physiological sensors",
    },
    class: FeatureClass::Frequency,
    compute: |window| {
        let sum: f64 = window.episodes.iter().map(|response| response.amplitude_us).sum();
        window.measured(window.per_minute(1, LEAST_S).map(|per_minute| per_minute * sum))
    },
};

/// Mean rise time.
pub(super) const RISE: SignalFeature<SkinWindow> = SignalFeature {
    info: FeatureInfo {
        name: "scr_rise_s",
        unit: "s",
        formula: "mean of the times from onset to peak; None without a response",
        source: BOUCSEIN,
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(mean(window, |response| Some(response.rise_s()))),
};

/// Mean time to half recovery.
pub(super) const HALF_RECOVERY: SignalFeature<SkinWindow> = SignalFeature {
    info: FeatureInfo {
        name: "scr_half_recovery_s",
        unit: "s",
        formula: "mean of the times from peak to half recovery, over the responses in which it was seen",
        source: BOUCSEIN,
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(mean(window, SkinResponse::half_recovery_s)),
};

#[cfg(test)]
mod tests {
    use super::super::tests::{busy, window};
    use super::*;

    #[test]
    fn a_response_every_twenty_seconds_is_three_a_minute() {
        let window = window(0, busy);
        let value = |feature: &SignalFeature<SkinWindow>| (feature.compute)(&window).value.unwrap();
        // The first begins with the recording, so its onset is not known.
        assert!((value(&RATE) - 8.0 / 3.0).abs() < 0.01, "{}", value(&RATE));
        // The height of exp(-t/2) - exp(-t/0.75) is 0.345 at 1.18 s.
        assert!((value(&AMPLITUDE) - 0.345).abs() < 0.03, "{}", value(&AMPLITUDE));
        assert!((value(&RISE) - 1.2).abs() < 0.3, "{}", value(&RISE));
        assert!((value(&AMPLITUDE_SUM) - value(&RATE) * value(&AMPLITUDE)).abs() < 1e-9);
    }

    #[test]
    fn a_quiet_skin_responds_zero_times_and_has_no_amplitude() {
        let quiet = window(0, |_| 3.0);
        assert_eq!((RATE.compute)(&quiet).value, Some(0.0));
        assert_eq!((AMPLITUDE.compute)(&quiet).value, None);
    }
}
