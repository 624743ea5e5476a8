//! How regular is breathing?

use attentive_learn::Moments;
use attentive_types::FeatureInfo;

use crate::features::{FeatureClass, SignalFeature};
use crate::preprocess::breath::BreathWindow;

const SOURCE: &str =
    "Soni and Muniyandi, 2019, Breath rate variability: a novel measure to study the meditation effects";

/// Times from peak to peak in milliseconds, in runs of breaths that follow each other without a gap.
fn runs_ms(window: &BreathWindow) -> Vec<Vec<f64>> {
    let mut runs = vec![Vec::new()];
    for pair in window.episodes.windows(2) {
        if pair[0].end != pair[1].start {
            runs.push(Vec::new());
        } else if let Some(run) = runs.last_mut() {
            run.push(pair[1].peak.0.saturating_sub(pair[0].peak.0) as f64 / 1e6);
        }
    }
    runs
}

fn all(window: &BreathWindow) -> Moments {
    runs_ms(window).into_iter().flatten().collect()
}

/// Spread of the times between breaths.
pub(super) const SDBB: SignalFeature<BreathWindow> = SignalFeature {
    info: FeatureInfo {
        name: "breath_sdbb_ms",
        unit: "ms",
        formula: "standard deviation of the times from peak to peak; None with fewer than two",
        source: SOURCE,
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(all(window).deviation()),
};

/// Change from breath to breath.
pub(super) const RMSSD: SignalFeature<BreathWindow> = SignalFeature {
    info: FeatureInfo {
        name: "breath_rmssd_ms",
        unit: "ms",
        formula: "root of the mean squared difference of successive times from peak to peak; None with fewer than two",
        source: SOURCE,
    },
    class: FeatureClass::Frequency,
    compute: |window| {
        let runs = runs_ms(window);
        let steps = runs.iter().flat_map(|run| run.windows(2).map(|pair| (pair[1] - pair[0]).powi(2)));
        window.measured(steps.collect::<Moments>().mean().map(f64::sqrt))
    },
};

/// Spread of the times between breaths for their mean.
pub(super) const CV: SignalFeature<BreathWindow> = SignalFeature {
    info: FeatureInfo {
        name: "breath_length_cv",
        unit: "1",
        formula: "standard deviation / mean of the times from peak to peak",
        source: SOURCE,
    },
    class: FeatureClass::Frequency,
    compute: |window| {
        let all = all(window);
        window.measured(all.deviation().zip(all.mean()).map(|(deviation, mean)| deviation / mean))
    },
};

#[cfg(test)]
mod tests {
    use super::super::tests::{busy, window};
    use super::*;
    use crate::preprocess::breath::Breath;
    use attentive_types::Timestamp;

    #[test]
    fn times_of_four_and_five_seconds_differ_by_one() {
        let at = |second: i64| Timestamp(second * 1_000_000_000);
        let breath =
            |start: i64, end: i64| Breath { start: at(start), peak: at(start + 1), end: at(end), height_au: 1.0 };
        let mut window = window(0, busy);
        window.episodes = vec![breath(0, 4), breath(4, 9), breath(9, 13)];
        assert_eq!((RMSSD.compute)(&window).value, Some(1000.0));
        assert!(((SDBB.compute)(&window).value.unwrap() - 707.1).abs() < 0.1);
        assert!(((CV.compute)(&window).value.unwrap() - 0.1571).abs() < 1e-4);
        // A gap between them: no time from peak to peak is known over it.
        window.episodes = vec![breath(0, 4), breath(50, 54)];
        assert_eq!((SDBB.compute)(&window).value, None);
    }
}
