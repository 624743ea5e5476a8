//! What a run has found and not yet handed out: events and features as columns.

use attentive_types::{FeatureInfo, Measured, Span};
use serde::Serialize;

/// What may be said of an event, beside what it is and when. A column that says nothing of an event is NaN there.
pub const EVENT_COLUMNS: [&str; 12] = [
    "x_deg",
    "y_deg",
    "amplitude_deg",
    "peak_velocity_deg_per_s",
    "mean_velocity_deg_per_s",
    "dispersion_deg",
    "interval_ms",
    "amplitude_us",
    "rise_s",
    "recovery_s",
    "value",
    "quality",
];

/// Events as columns of the same length.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FoundEvents {
    /// The place of its stream among those of the run.
    pub stream: Vec<usize>,
    /// What it is, such as `fixation` or `r-peak`.
    pub kind: Vec<&'static str>,
    /// From when to when; start and end are equal for a moment.
    pub span: Vec<Span>,
    /// One column for each of [`EVENT_COLUMNS`].
    pub columns: [Vec<f64>; EVENT_COLUMNS.len()],
}

impl FoundEvents {
    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.span.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.span.is_empty()
    }

    /// Adds an event with what is said of it by name of the column; names that are no column are passed over.
    pub fn push(&mut self, stream: usize, kind: &'static str, span: Span, said: &[(&str, f64)]) {
        self.stream.push(stream);
        self.kind.push(kind);
        self.span.push(span);
        for (name, column) in EVENT_COLUMNS.iter().zip(&mut self.columns) {
            column.push(said.iter().find(|(own, _)| own == name).map_or(f64::NAN, |(_, value)| *value));
        }
    }

    /// What is said of an event in the column of that name; `None` when nothing is.
    #[must_use]
    pub fn value(&self, name: &str, place: usize) -> Option<f64> {
        let column = EVENT_COLUMNS.iter().position(|own| *own == name)?;
        self.columns[column].get(place).copied().filter(|value| value.is_finite())
    }
}

/// Why a window lies where it lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Laid {
    /// As the person chose.
    #[default]
    Chosen,
    /// Five minutes, one begun each minute: what slow rhythms of the heart need (Task Force 1996, section on short-term recordings).
    Long,
    /// The whole recording.
    Whole,
}

impl Laid {
    /// Its name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Chosen => "chosen",
            Self::Long => "long",
            Self::Whole => "whole",
        }
    }
}

/// Features as columns of the same length: one row for each feature of each window of each stream.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FoundFeatures {
    /// The place of its stream among those of the run.
    pub stream: Vec<usize>,
    /// The window.
    pub window: Vec<Span>,
    /// Why it lies there.
    pub laid: Vec<Laid>,
    /// Which feature.
    pub info: Vec<FeatureInfo>,
    /// Its value and quality.
    pub measured: Vec<Measured>,
}

impl FoundFeatures {
    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.window.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.window.is_empty()
    }

    /// Adds a row.
    pub fn push(&mut self, stream: usize, window: Span, laid: Laid, info: FeatureInfo, measured: Measured) {
        self.stream.push(stream);
        self.window.push(window);
        self.laid.push(laid);
        self.info.push(info);
        self.measured.push(measured);
    }
}

/// Events and features together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// The events, in order of time within each stream.
    pub events: FoundEvents,
    /// The features, window by window within each stream.
    pub features: FoundFeatures,
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::Timestamp;

    #[test]
    fn an_event_says_only_what_is_known_of_it() {
        let mut events = FoundEvents::default();
        events.push(0, "scr", Span::new(Timestamp(1), Timestamp(2)), &[("amplitude_us", 0.5), ("no column", 1.0)]);
        assert_eq!(
            (events.value("amplitude_us", 0), events.value("x_deg", 0), events.value("no column", 0)),
            (Some(0.5), None, None)
        );
        assert!(events.columns.iter().all(|column| column.len() == 1));
    }
}
