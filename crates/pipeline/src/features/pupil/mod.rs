//! Which numbers sum up the pupils? A `PupilWindow` in, one value with its quality for each feature out.
//!
//! Sizes keep the unit of the device, so values of two devices do not compare. Light moves the pupil more than thought does: trust changes
//! only where the light stays the same, and the activity indices elsewhere.

mod activity;
#[cfg(test)]
mod samples;
mod size;
mod symlet;
mod window;

use super::{FeatureClass, SignalFeature};

pub use window::{PupilBaseline, PupilWindow};

/// All features of pupils.
pub const ALL: &[SignalFeature<PupilWindow>] =
    &[size::MEAN, size::SD, size::DILATION, size::MISSING, activity::IPA, activity::LHIPA, size::TREND];

#[cfg(test)]
mod tests {
    use super::samples::growing;
    use super::*;
    use crate::preprocess::pupil::PupilSignal;
    use attentive_types::{Measured, Span, Timestamp};

    #[test]
    fn names_are_unique_and_end_in_their_unit() {
        let endings = [("au", "_au"), ("au/min", "_au_per_min"), ("1", "_share"), ("1/s", "_per_s")];
        let mut names: Vec<&str> = ALL.iter().map(|feature| feature.info.name).collect();
        for feature in ALL {
            let info = feature.info;
            let ending = endings.iter().find(|(unit, _)| *unit == info.unit).map(|(_, ending)| *ending);
            assert!(ending.is_some_and(|ending| info.name.ends_with(ending)), "{}", info.name);
            assert!(!info.formula.is_empty() && !info.source.is_empty(), "{}", info.name);
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALL.len());
    }

    #[test]
    fn empty_and_unseen_windows_give_nothing() {
        let span = Span::new(Timestamp(0), Timestamp(1_000_000_000));
        let empty = PupilWindow { span, pupil: PupilSignal::default(), baseline: None };
        let mut unseen = growing(0);
        unseen.pupil.size.fill(f64::NAN);
        for feature in ALL {
            assert_eq!((feature.compute)(&empty), Measured::missing(), "{}", feature.info.name);
            assert_eq!((feature.compute)(&unseen), Measured::missing(), "{}", feature.info.name);
        }
    }

    #[test]
    fn values_are_finite_and_do_not_depend_on_the_date() {
        for feature in ALL {
            let value = (feature.compute)(&growing(0));
            assert_eq!(value, (feature.compute)(&growing(20_000)), "{}", feature.info.name);
            assert!(value.value.is_some(), "{}", feature.info.name);
        }
    }

    #[test]
    fn a_window_is_cut_at_its_borders() {
        let whole = growing(0);
        let span = Span::new(Timestamp(1_000_000_000), Timestamp(3_000_000_000));
        let cut = PupilWindow::cut(&whole.pupil, span, None);
        assert_eq!(cut.pupil.size.len(), 200);
        let baseline = cut.since(Timestamp(2_000_000_000)).baseline.unwrap();
        assert!((baseline.size - 3.15).abs() < 0.01, "{baseline:?}");
        assert_eq!(PupilWindow::cut(&whole.pupil, span, None).since(span.start).baseline, None);
    }
}
