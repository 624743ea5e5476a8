//! What a report says of the events and features of a stream: counts, means and how they changed. Grows with the kinds, not with
//! their number.

use attentive_learn::Moments;
use attentive_types::{FeatureInfo, Lack};
use serde::Serialize;

use crate::patterns::changes::Course;
use crate::preprocess::Envelope;

use super::found::{Found, Laid};

/// All events of one kind.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EventSummary {
    /// What they are.
    pub kind: &'static str,
    /// How many.
    pub count: u64,
    /// Time inside of them, in seconds; zero for moments.
    pub total_s: f64,
    /// Mean duration in milliseconds.
    pub mean_ms: f64,
}

/// One feature over all windows.
#[derive(Clone, Debug)]
pub struct FeatureSummary {
    /// Its name, unit, formula and source.
    pub info: FeatureInfo,
    /// Which windows.
    pub laid: Laid,
    /// How many windows.
    pub windows: u64,
    /// Its values where it could be told.
    pub values: Moments,
    /// The lowest value; `None` when there was none.
    pub lowest: Option<f64>,
    /// The highest value.
    pub highest: Option<f64>,
    /// Mean quality over all windows, 0 to 1.
    pub quality: f64,
    /// Its values over time, each at the middle of its window.
    pub trend: Envelope,
    /// Its values window by window, for changes of its level.
    pub course: Course,
    /// Of the windows in which it was missing, what the one that came nearest lacked; `None` where more data would not have helped.
    pub lack: Option<Lack>,
}

/// Collects both for one stream.
#[derive(Debug, Default)]
pub(super) struct Summaries {
    events: Vec<EventSummary>,
    features: Vec<FeatureSummary>,
}

impl Summaries {
    pub(super) fn push(&mut self, found: &Found) {
        for (kind, span) in found.events.kind.iter().zip(&found.events.span) {
            let place = self.events.iter().position(|own| own.kind == *kind).unwrap_or_else(|| {
                self.events.push(EventSummary { kind, count: 0, total_s: 0.0, mean_ms: 0.0 });
                self.events.len() - 1
            });
            self.events[place].count += 1;
            self.events[place].total_s += span.seconds();
        }
        for (place, info) in found.features.info.iter().enumerate() {
            let laid = found.features.laid[place];
            let is_own = |own: &FeatureSummary| own.laid == laid && own.info.name == info.name;
            let own = self.features.iter().position(is_own).unwrap_or_else(|| {
                self.features.push(FeatureSummary {
                    info: *info,
                    laid,
                    windows: 0,
                    values: Moments::default(),
                    lowest: None,
                    highest: None,
                    quality: 0.0,
                    trend: Envelope::new(800),
                    course: Course::default(),
                    lack: None,
                });
                self.features.len() - 1
            });
            let (window, measured) = (found.features.window[place], found.features.measured[place]);
            let feature = &mut self.features[own];
            feature.windows += 1;
            feature.quality += measured.quality;
            let is_nearer = |lack: &Lack| feature.lack.is_none_or(|own| own.found_s < lack.found_s);
            feature.lack = measured.lack.filter(is_nearer).or(feature.lack);
            if let Some(value) = measured.value {
                feature.values.push(value);
                feature.lowest = Some(feature.lowest.map_or(value, |lowest| lowest.min(value)));
                feature.highest = Some(feature.highest.map_or(value, |highest| highest.max(value)));
                feature.trend.push_one(window.start.0.midpoint(window.end.0), value);
                feature.course.push(window, value);
            }
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    pub(super) fn finish(mut self) -> (Vec<EventSummary>, Vec<FeatureSummary>) {
        for event in &mut self.events {
            event.mean_ms = 1e3 * event.total_s / event.count as f64;
        }
        for feature in &mut self.features {
            feature.quality /= feature.windows as f64;
        }
        (self.events, self.features)
    }
}
