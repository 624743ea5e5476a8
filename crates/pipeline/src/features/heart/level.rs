//! How fast does the heart beat, and how widely do its intervals vary?

use attentive_learn::{median, quantile};
use attentive_types::FeatureInfo;

use super::{FeatureClass, HeartWindow, SignalFeature};

const TASK_FORCE: &str =
    "Task Force of the ESC and NASPE, 1996, Heart rate variability: standards of measurement, table 1";
const SHAFFER: &str = "Shaffer and Ginsberg, 2017, An overview of heart rate variability metrics and norms";

pub(super) const HEART_RATE: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "heart_rate_bpm",
        unit: "1/min",
        formula: "60,000 / mean interval in ms; at least 5 s of intervals",
        source: SHAFFER,
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(5.0, || window.moments().mean().map(|mean| 60_000.0 / mean)),
};

pub(super) const MEAN: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "nn_mean_ms",
        unit: "ms",
        formula: "mean interval; at least 5 s of intervals",
        source: TASK_FORCE,
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(5.0, || window.moments().mean()),
};

pub(super) const MEDIAN: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "nn_median_ms",
        unit: "ms",
        formula: "median interval; at least 5 s of intervals",
        source: SHAFFER,
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(5.0, || median(&window.lengths_ms)),
};

pub(super) const SDNN: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "sdnn_ms",
        unit: "ms",
        formula: "standard deviation (n - 1) of the intervals; at least 60 s of intervals",
        source: TASK_FORCE,
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(60.0, || window.moments().deviation()),
};

pub(super) const CVNN: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "nn_cv",
        unit: "sd/mean",
        formula: "SDNN / mean interval; at least 60 s of intervals",
        source: SHAFFER,
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(60.0, || Some(window.moments().deviation()? / window.moments().mean()?)),
};

pub(super) const MAD: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "nn_mad_ms",
        unit: "ms",
        formula: "1.4826 median(|interval - median interval|): a spread that single artefacts do not move; at least 60 s of intervals",
        source: "Rousseeuw and Croux, 1993, Alternatives to the median absolute deviation",
    },
    class: FeatureClass::Position,
    compute: |window| {
        window.measured(60.0, || {
            let middle = median(&window.lengths_ms)?;
            let off: Vec<f64> = window.lengths_ms.iter().map(|length| (length - middle).abs()).collect();
            // 1.4826: what makes it the standard deviation of a normal distribution.
            median(&off).map(|off| 1.4826 * off)
        })
    },
};

pub(super) const IQR: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "nn_iqr_ms",
        unit: "ms",
        formula: "third less first quartile of the intervals; at least 60 s of intervals",
        source: SHAFFER,
    },
    class: FeatureClass::Position,
    compute: |window| {
        window.measured(60.0, || Some(quantile(&window.lengths_ms, 0.75)? - quantile(&window.lengths_ms, 0.25)?))
    },
};

pub(super) const LEAST: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "nn_least_ms",
        unit: "ms",
        formula: "shortest interval; at least 5 s of intervals",
        source: SHAFFER,
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(5.0, || quantile(&window.lengths_ms, 0.0)),
};

pub(super) const MOST: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "nn_most_ms",
        unit: "ms",
        formula: "longest interval; at least 5 s of intervals",
        source: SHAFFER,
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(5.0, || quantile(&window.lengths_ms, 1.0)),
};

pub(super) const TREND: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "heart_rate_trend_bpm_per_min",
        unit: "1/min/min",
        formula: "slope of least squares of 60,000 / interval over the ends of the intervals; at least 30 s of intervals",
        source: "this project: a rise of the rate within a window says more of load than its mean",
    },
    class: FeatureClass::Trend,
    compute: |window| window.measured(30.0, || trend(window)),
};

fn trend(window: &HeartWindow) -> Option<f64> {
    let size = window.ends_s.len() as f64;
    let rates: Vec<f64> = window.lengths_ms.iter().map(|length| 60_000.0 / length).collect();
    let (time, rate) = (window.ends_s.iter().sum::<f64>() / size, rates.iter().sum::<f64>() / size);
    let across: f64 = window.ends_s.iter().zip(&rates).map(|(t, r)| (t - time) * (r - rate)).sum();
    let along: f64 = window.ends_s.iter().map(|t| (t - time).powi(2)).sum();
    (along > 0.0).then_some(60.0 * across / along)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heart_of_one_second_beats_sixty_times_and_does_not_vary() {
        let window = HeartWindow::of_lengths(0, &[1000.0; 90]);
        let value = |feature: SignalFeature<HeartWindow>| (feature.compute)(&window).value.unwrap();
        assert!((value(HEART_RATE) - 60.0).abs() < 1e-9);
        assert!(value(SDNN).abs() < 1e-9 && value(MAD).abs() < 1e-9 && value(TREND).abs() < 1e-9);
    }

    #[test]
    fn a_minute_is_needed_for_a_spread_and_a_falling_interval_is_a_rising_rate() {
        let window = HeartWindow::of_lengths(0, &[1000.0; 50]);
        assert_eq!((SDNN.compute)(&window).value, None);
        let falling: Vec<f64> = (0..80).map(|place| 1000.0 - 2.0 * f64::from(place)).collect();
        assert!((TREND.compute)(&HeartWindow::of_lengths(0, &falling)).value.unwrap() > 5.0);
    }
}
