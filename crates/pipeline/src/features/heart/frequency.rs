//! How much do the intervals swing slowly (VLF), with the blood pressure (LF), with the breath (HF)?
//!
//! Bands 0.0033-0.04, 0.04-0.15 and 0.15-0.4 Hz, and least lengths of 5, 2 and 1 minutes: Task Force 1996, section on spectral components.
//! Welch on a cubic spline at 4 Hz with Hann pieces of 150 s and half overlap; Lomb-Scargle on the intervals themselves.

use attentive_learn::dsp::Spectrum;
use attentive_types::FeatureInfo;

use super::{FeatureClass, HeartWindow, SignalFeature};

const TASK_FORCE: &str =
    "Task Force of the ESC and NASPE, 1996, Heart rate variability: standards of measurement, table 2";
const LOMB: &str = "Laguna, Moody and Mark, 1998, Power spectral density of unevenly sampled data by least-square analysis; bands: Task Force 1996";
const LF_HZ: (f64, f64) = (0.04, 0.15);
const HF_HZ: (f64, f64) = (0.15, 0.4);

fn lf(spectrum: &Spectrum) -> Option<f64> {
    spectrum.power(LF_HZ.0, LF_HZ.1)
}

fn hf(spectrum: &Spectrum) -> Option<f64> {
    spectrum.power(HF_HZ.0, HF_HZ.1)
}

pub(super) const VLF: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "hrv_vlf_ms2",
        unit: "ms^2",
        formula: "power of the intervals from 0.0033 to 0.04 Hz by Welch; at least 300 s of intervals",
        source: TASK_FORCE,
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(300.0, || window.welch().power(0.0033, 0.04)),
};

pub(super) const LF: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "hrv_lf_ms2",
        unit: "ms^2",
        formula: "power of the intervals from 0.04 to 0.15 Hz by Welch; at least 120 s of intervals",
        source: TASK_FORCE,
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(120.0, || lf(window.welch())),
};

pub(super) const HF: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "hrv_hf_ms2",
        unit: "ms^2",
        formula: "power of the intervals from 0.15 to 0.4 Hz by Welch; at least 60 s of intervals",
        source: TASK_FORCE,
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(60.0, || hf(window.welch())),
};

pub(super) const TOTAL: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "hrv_total_ms2",
        unit: "ms^2",
        formula: "power of the intervals from 0.0033 to 0.4 Hz by Welch; at least 300 s of intervals",
        source: TASK_FORCE,
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(300.0, || window.welch().power(0.0033, 0.4)),
};

pub(super) const LF_HF: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "hrv_lf_hf_ratio",
        unit: "1",
        formula: "LF / HF by Welch; at least 120 s of intervals",
        source: TASK_FORCE,
    },
    class: FeatureClass::Frequency,
    compute: |window| {
        window.measured(120.0, || {
            let high = hf(window.welch()).filter(|high| *high > 0.0)?;
            Some(lf(window.welch())? / high)
        })
    },
};

pub(super) const LF_NORMALISED: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "hrv_lf_share",
        unit: "1",
        formula: "LF / (LF + HF) by Welch, which the Task Force calls normalised units; at least 120 s of intervals",
        source: TASK_FORCE,
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(120.0, || share(window).map(|share| 1.0 - share)),
};

pub(super) const HF_NORMALISED: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "hrv_hf_share",
        unit: "1",
        formula: "HF / (LF + HF) by Welch, which the Task Force calls normalised units; at least 120 s of intervals",
        source: TASK_FORCE,
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(120.0, || share(window)),
};

fn share(window: &HeartWindow) -> Option<f64> {
    let (low, high) = (lf(window.welch())?, hf(window.welch())?);
    (low + high > 0.0).then(|| high / (low + high))
}

pub(super) const LOG_HF: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "hrv_hf_ln_ms2",
        unit: "ln(ms^2)",
        formula: "natural logarithm of HF in ms^2 by Welch; at least 60 s of intervals",
        source: "Shaffer and Ginsberg, 2017, An overview of heart rate variability metrics and norms",
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(60.0, || hf(window.welch()).filter(|high| *high > 0.0).map(f64::ln)),
};

pub(super) const LOMB_LF: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "hrv_lf_lomb_ms2",
        unit: "ms^2",
        formula: "power of the intervals from 0.04 to 0.15 Hz by Lomb-Scargle, without resampling; at least 120 s of intervals, at most an hour",
        source: LOMB,
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(120.0, || lf(window.lomb())),
};

pub(super) const LOMB_HF: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "hrv_hf_lomb_ms2",
        unit: "ms^2",
        formula: "power of the intervals from 0.15 to 0.4 Hz by Lomb-Scargle, without resampling; at least 60 s of intervals, at most an hour",
        source: LOMB,
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(60.0, || hf(window.lomb())),
};

#[cfg(test)]
mod tests {
    use super::super::window::samples::swinging;
    use super::*;

    #[test]
    fn each_wave_has_half_its_amplitude_squared() {
        // A slow wave of 30 ms at 0.1 Hz is 450 ms^2 of LF; a breath of 25 ms at 0.25 Hz is 312 ms^2 of HF, and a part of the 12 ms of
        // chance (72 ms^2 over all frequencies) is in each.
        let window = HeartWindow::of_lengths(0, &swinging(800));
        let value = |feature: SignalFeature<HeartWindow>| (feature.compute)(&window).value.unwrap();
        for feature in [LF, LOMB_LF] {
            let (name, power) = (feature.info.name, value(feature));
            assert!((430.0..500.0).contains(&power), "{name} {power}");
        }
        for feature in [HF, LOMB_HF] {
            let (name, power) = (feature.info.name, value(feature));
            assert!((250.0..390.0).contains(&power), "{name} {power}");
        }
        assert!((value(VLF) + value(LF) + value(HF) - value(TOTAL)).abs() < 1e-6);
        assert!((value(LF_NORMALISED) + value(HF_NORMALISED) - 1.0).abs() < 1e-12);
    }
}
