//! Which numbers sum up five minutes of attention? `Window` in, one row of the `FeatureTable` out.
//!
//! One feature is one file: its name that ends in its unit, its formula, its source, its tests. A new one is its file, its
//! `mod` line and its place in [`ALL`]; the contract tests below then hold for it.
//!
//! Features come in three classes: *position* says where attention lies in one window, *frequency* how often something
//! happens in it, *trend* how that changes over the windows before. Missing is `None`, never zero.

mod app_entropy;
pub mod brain;
pub mod breath;
mod click_rate;
#[cfg(test)]
mod contract;
pub mod gaze;
pub mod heart;
mod input_share;
mod key_dwell;
mod key_flight;
mod key_rate;
mod key_rate_cv;
mod key_rate_trend;
pub mod keyboard;
mod longest_visit;
mod mean_visit;
mod median_visit;
pub mod movement;
pub mod pointer;
mod pointer_rate;
mod pointer_rate_cv;
mod present_share;
pub mod pupil;
mod rates;
mod scroll_rate;
mod signal_feature;
pub mod skin;
mod switch_rate;
mod switch_rate_trend;
mod table;
pub mod temperature;
mod title_change_rate;
mod trail;
pub mod vehicle;

use attentive_types::FeatureInfo;

use crate::preprocess::Window;

pub use signal_feature::SignalFeature;
pub use table::{Row, Rows};
pub use trail::Trail;

/// What a feature tells about a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeatureClass {
    /// Where attention lies: how spread, how long.
    Position,
    /// How often something happens.
    Frequency,
    /// How a number changes over the windows before.
    Trend,
}

/// One feature.
#[derive(Clone, Copy, Debug)]
pub struct Feature {
    /// Its name, unit, formula and source.
    pub info: FeatureInfo,
    /// What it tells.
    pub class: FeatureClass,
    /// Computes it from a window and the windows before; `None` when it cannot be told.
    pub compute: fn(&Window, &Trail) -> Option<f64>,
}

/// All features, in the order of the table's columns.
pub const ALL: [Feature; 18] = [
    switch_rate::FEATURE,
    app_entropy::FEATURE,
    mean_visit::FEATURE,
    median_visit::FEATURE,
    longest_visit::FEATURE,
    title_change_rate::FEATURE,
    present_share::FEATURE,
    input_share::FEATURE,
    key_rate::FEATURE,
    key_rate_cv::FEATURE,
    key_dwell::FEATURE,
    key_flight::FEATURE,
    click_rate::FEATURE,
    pointer_rate::FEATURE,
    pointer_rate_cv::FEATURE,
    scroll_rate::FEATURE,
    switch_rate_trend::FEATURE,
    key_rate_trend::FEATURE,
];

/// Name, unit, formula and source of all features, in the order of the columns.
#[must_use]
pub fn infos() -> Vec<FeatureInfo> {
    ALL.iter().map(|feature| feature.info).collect()
}

/// A sum of whole numbers as a float; sums of one window are far below 2^53.
#[expect(clippy::cast_precision_loss, reason = "sums of one window are far below 2^53")]
fn real(whole: i64) -> f64 {
    whole as f64
}

#[cfg(test)]
mod samples {
    //! Windows with known answers.
    use crate::preprocess::{InputSums, Window};
    use attentive_types::time::{DAY, MINUTE, SECOND};
    use attentive_types::{Span, Timestamp};

    /// Five minutes present: app 1 for three minutes, app 2 for two, 10 keys in each half minute.
    pub(super) fn busy(day: i64) -> Window {
        let start = day * DAY;
        let mut input = InputSums {
            presses: 100,
            clicks: 5,
            pointer_millipx: 600_000,
            scroll_milli: 30_000,
            ..InputSums::default()
        };
        input.press_bins = [10; 10];
        input.pointer_bins = [60_000; 10];
        input.active_bins = [1, 1, 1, 1, 1, 0, 0, 0, 0, 0];
        (input.dwell_micros, input.dwell_presses) = (9_000_000, 100);
        (input.flight_micros, input.flight_presses) = (20_000_000, 100);
        Window {
            span: Span::new(Timestamp(start), Timestamp(start + 5 * MINUTE)),
            known_nanos: 5 * MINUTE,
            present_nanos: 5 * MINUTE,
            present_bins: [30 * SECOND; 10],
            visit_nanos: vec![MINUTE, 2 * MINUTE, 2 * MINUTE],
            app_nanos: vec![(1, 3 * MINUTE), (2, 2 * MINUTE)],
            switches: 2,
            title_changes: 5,
            input: Some(input),
            parts: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::time::DAY;

    #[test]
    fn names_are_unique_and_end_in_their_unit() {
        let endings = [
            ("1/min", "_per_min"),
            ("1/s", "_per_s"),
            ("px/s", "_px_per_s"),
            ("bit", "_bits"),
            ("s", "_s"),
            ("ms", "_ms"),
            ("1", "_share"),
            ("sd/mean", "_cv"),
            ("1/min/h", "_per_min_per_h"),
            ("1/s/h", "_per_s_per_h"),
        ];
        let mut names: Vec<_> = ALL.iter().map(|feature| feature.info.name).collect();
        for FeatureInfo { name, unit, formula, source } in infos() {
            let ending = endings.iter().find(|(own, _)| *own == unit).map(|(_, ending)| *ending);
            assert!(ending.is_some_and(|ending| name.ends_with(ending)), "{name} does not end in {unit}");
            assert!(!formula.is_empty() && !source.is_empty(), "{name} lacks its formula or source");
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALL.len());
    }

    #[test]
    fn an_empty_window_gives_none() {
        for feature in ALL {
            assert_eq!((feature.compute)(&Window::default(), &Trail::default()), None, "{}", feature.info.name);
        }
    }

    #[test]
    fn values_are_finite_and_do_not_depend_on_the_date() {
        let row = |day: i64| {
            let mut trail = Trail::default();
            let mut values = Vec::new();
            for place in 0..8_i64 {
                let mut window = samples::busy(day);
                let shift = place * window.span.nanos();
                window.span = attentive_types::Span::new(window.span.start + shift, window.span.end + shift);
                window.switches += u32::try_from(place).expect("small");
                values = ALL.iter().map(|feature| (feature.compute)(&window, &trail)).collect();
                trail.push(&window);
            }
            values
        };
        let (first, later) = (row(0), row(20_000));
        assert_eq!(first, later);
        for (feature, value) in ALL.iter().zip(first) {
            assert!(value.is_some_and(f64::is_finite), "{} is {value:?}", feature.info.name);
        }
        assert_eq!(DAY % crate::preprocess::WINDOW_NANOS, 0);
    }

    #[test]
    fn every_class_has_a_feature() {
        for class in [FeatureClass::Position, FeatureClass::Frequency, FeatureClass::Trend] {
            assert!(ALL.iter().any(|feature| feature.class == class));
        }
    }
}
