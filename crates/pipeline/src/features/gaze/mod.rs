//! Which numbers sum up how the eyes moved? A `GazeWindow` in, one value with its quality for each feature out.
//!
//! Quality is the share of the window in which the eyes were seen. A window in which they never were gives nothing, not zero.

mod ambient_focal;
mod blinks;
mod fixations;
mod precision;
mod saccades;
#[cfg(test)]
mod samples;
mod shares;
mod spread;
mod window;
mod windows;

use super::{FeatureClass, SignalFeature};

pub use window::{GazeBaseline, GazeWindow};
pub use windows::GazeWindows;

/// All features of gaze.
pub const ALL: &[SignalFeature<GazeWindow>] = &[
    fixations::COUNT,
    fixations::RATE,
    fixations::MEAN,
    fixations::MEDIAN,
    fixations::SD,
    saccades::RATE,
    saccades::AMPLITUDE,
    saccades::AMPLITUDE_MEDIAN,
    saccades::PEAK_VELOCITY,
    saccades::DURATION,
    saccades::MAIN_SEQUENCE,
    shares::OSCILLATION,
    shares::PURSUIT,
    shares::MISSING,
    blinks::RATE,
    blinks::DURATION,
    blinks::CLOSED,
    spread::DISPERSION,
    spread::PATH,
    spread::STATIONARY_ENTROPY,
    spread::TRANSITION_ENTROPY,
    precision::RMS_S2S,
    ambient_focal::COEFFICIENT,
    fixations::TREND,
    saccades::TREND,
];

#[cfg(test)]
mod tests {
    use super::samples::{looking, with_saccades};
    use super::*;
    use attentive_types::{GazeEvents, GazeSignal, Measured, Span, Timestamp};

    fn empty() -> GazeWindow {
        let span = Span::new(Timestamp(0), Timestamp(1_000_000_000));
        GazeWindow::new(span, GazeSignal::default(), GazeEvents::default(), None)
    }

    #[test]
    fn names_are_unique_and_end_in_their_unit() {
        let endings = [
            ("count", "_count"),
            ("1/min", "_per_min"),
            ("ms", "_ms"),
            ("deg", "_deg"),
            ("deg/s", "_deg_per_s"),
            ("deg/s/deg", "_deg_per_s_per_deg"),
            ("1", "_share"),
            ("bit", "_bits"),
            ("sd", "_sd"),
            ("ms/min", "_ms_per_min"),
            ("deg/min", "_deg_per_min"),
        ];
        let mut names: Vec<&str> = ALL.iter().map(|feature| feature.info.name).collect();
        for feature in ALL {
            let info = feature.info;
            let ending = endings.iter().find(|(unit, _)| *unit == info.unit).map(|(_, ending)| *ending);
            assert!(
                ending.is_some_and(|ending| info.name.ends_with(ending)),
                "{} does not end in {}",
                info.name,
                info.unit
            );
            assert!(!info.formula.is_empty() && !info.source.is_empty(), "{}", info.name);
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALL.len());
    }

    #[test]
    fn empty_and_unseen_windows_give_nothing() {
        let GazeWindow { span, mut gaze, events, baseline, .. } = looking(0);
        gaze.x_deg.fill(f64::NAN);
        gaze.y_deg.fill(f64::NAN);
        let unseen = GazeWindow::new(span, gaze, events, baseline);
        for feature in ALL {
            assert_eq!((feature.compute)(&empty()), Measured::missing(), "{}", feature.info.name);
            assert_eq!((feature.compute)(&unseen), Measured::missing(), "{}", feature.info.name);
        }
    }

    #[test]
    fn values_are_finite_and_do_not_depend_on_the_date() {
        for feature in ALL {
            let (today, later) = ((feature.compute)(&looking(0)), (feature.compute)(&looking(20_000)));
            assert_eq!(today, later, "{}", feature.info.name);
        }
        let many = with_saccades(&[2.0, 3.0, 2.5, 6.0, 4.0, 5.0], |amplitude| 100.0 + 20.0 * amplitude);
        for feature in ALL {
            let found = [looking(0), many.clone()].iter().any(|window| (feature.compute)(window).value.is_some());
            assert!(found, "{} is never known", feature.info.name);
        }
    }

    #[test]
    fn every_class_has_a_feature() {
        for class in [FeatureClass::Position, FeatureClass::Frequency, FeatureClass::Trend] {
            assert!(ALL.iter().any(|feature| feature.class == class));
        }
    }

    #[test]
    fn a_window_is_cut_at_its_borders_and_counts_each_event_once() {
        let whole = looking(0);
        let half = |from: i64, to: i64| {
            let span = Span::new(Timestamp(from * 1_000_000), Timestamp(to * 1_000_000));
            GazeWindow::cut(&whole.gaze, &whole.events, span, None)
        };
        let count = |window: &GazeWindow| (fixations::COUNT.compute)(window).value.unwrap();
        let (first, second) = (half(0, 700), half(700, 2000));
        assert_eq!(first.gaze.len() + second.gaze.len(), whole.gaze.len());
        assert_eq!(count(&first) + count(&second), 4.0);
        assert_eq!(half(5000, 6000).gaze.len(), 0);
    }
}
