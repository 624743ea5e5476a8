//! Which numbers sum up how a heart beats? A `HeartWindow` of intervals in, one value with its quality for each feature out.
//!
//! Quality is the share of the window covered by intervals whose beats were found, not put in or moved, times the signal's own index.
//! Below a feature's least length (said in its formula) it is missing: Task Force of the ESC and NASPE, 1996, "Heart rate variability:
//! standards of measurement", Circulation 93 (called *Task Force 1996* below); Shaffer and Ginsberg, 2017, "An overview of heart rate
//! variability metrics and norms", Frontiers in Public Health 5 (*Shaffer 2017*).

mod differences;
mod entropy;
mod frequency;
mod geometric;
mod level;
mod poincare;
mod scaling;
mod window;

use super::{FeatureClass, SignalFeature};

pub use window::HeartWindow;

/// All features of the heart.
pub const ALL: &[SignalFeature<HeartWindow>] = &[
    level::HEART_RATE,
    level::MEAN,
    level::MEDIAN,
    level::SDNN,
    level::CVNN,
    level::MAD,
    level::IQR,
    level::LEAST,
    level::MOST,
    level::TREND,
    differences::RMSSD,
    differences::SDSD,
    differences::CVSD,
    differences::PNN50,
    differences::PNN20,
    geometric::HTI,
    geometric::TINN,
    frequency::VLF,
    frequency::LF,
    frequency::HF,
    frequency::TOTAL,
    frequency::LF_HF,
    frequency::LF_NORMALISED,
    frequency::HF_NORMALISED,
    frequency::LOG_HF,
    frequency::LOMB_LF,
    frequency::LOMB_HF,
    poincare::SD1,
    poincare::SD2,
    poincare::RATIO,
    poincare::CSI,
    poincare::CVI,
    entropy::APPROXIMATE,
    entropy::SAMPLE,
    entropy::SHANNON,
    scaling::ALPHA1,
    scaling::ALPHA2,
];

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::{Measured, Span, Timestamp};

    fn swinging(day: i64) -> HeartWindow {
        HeartWindow::of_lengths(day * 86_400_000_000_000, &window::samples::swinging(450))
    }

    #[test]
    fn names_are_unique_and_end_in_their_unit() {
        let endings = [
            ("ms", "_ms"),
            ("1/min", "_bpm"),
            ("1/min/min", "_bpm_per_min"),
            ("1", "_share"),
            ("1", "_ratio"),
            ("1", "_index"),
            ("1", "_exponent"),
            ("sd/mean", "_cv"),
            ("ms^2", "_ms2"),
            ("ln(ms^2)", "_ln_ms2"),
            ("nat", "_nats"),
            ("bit", "_bits"),
        ];
        let mut names: Vec<&str> = ALL.iter().map(|feature| feature.info.name).collect();
        for feature in ALL {
            let info = feature.info;
            let ends = endings.iter().any(|(unit, ending)| *unit == info.unit && info.name.ends_with(ending));
            assert!(ends, "{} does not end in {}", info.name, info.unit);
            assert!(!info.formula.is_empty() && !info.source.is_empty(), "{}", info.name);
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALL.len());
    }

    #[test]
    fn empty_and_unusable_windows_give_nothing() {
        let span = Span::new(Timestamp(0), Timestamp(300_000_000_000));
        let empty = HeartWindow::new(span, &[], 1.0);
        let unusable = HeartWindow::of_lengths(0, &[f64::NAN; 300]);
        for feature in ALL {
            for window in [&empty, &unusable] {
                let Measured { value, quality, lack } = (feature.compute)(window);
                assert_eq!((value, quality), (None, 0.0), "{}", feature.info.name);
                assert!(lack.is_some_and(|lack| lack.needed_s > 0.0 && lack.found_s == 0.0), "{}", feature.info.name);
            }
        }
    }

    #[test]
    fn values_are_known_finite_and_do_not_depend_on_the_date() {
        let (today, later) = (swinging(0), swinging(20_000));
        for feature in ALL {
            let (first, second) = ((feature.compute)(&today), (feature.compute)(&later));
            assert_eq!(first, second, "{}", feature.info.name);
            assert!(first.value.is_some_and(f64::is_finite), "{} is {first:?}", feature.info.name);
            assert!(first.quality > 0.95, "{} is {first:?}", feature.info.name);
        }
    }

    #[test]
    fn any_few_intervals_are_survived() {
        for count in 0..40 {
            for lengths in [vec![800.0; count], window::samples::swinging(count)] {
                let window = HeartWindow::of_lengths(0, &lengths);
                for feature in ALL {
                    let value = (feature.compute)(&window).value;
                    assert!(value.is_none_or(f64::is_finite), "{} of {count}", feature.info.name);
                }
            }
        }
    }

    #[test]
    fn every_class_has_a_feature() {
        for class in [FeatureClass::Position, FeatureClass::Frequency, FeatureClass::Trend] {
            assert!(ALL.iter().any(|feature| feature.class == class));
        }
    }
}
