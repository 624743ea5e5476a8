//! Signals: what a sensor says over time, as columns.

use crate::time::{Span, Timestamp};

/// One channel of a sampled signal. What is missing is marked, never a magic number.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Channel {
    /// Name that ends in its unit, such as `path_px`.
    pub name: String,
    /// One value for each sample; what stands where `is_present` is false has no meaning.
    pub values: Vec<f64>,
    /// Whether the value at that place was seen; empty when all were.
    pub is_present: Vec<bool>,
}

impl Channel {
    /// A channel in which what is missing is not a number (NaN).
    #[must_use]
    pub fn new(name: &str, values: Vec<f64>) -> Self {
        Self { name: name.to_owned(), values, is_present: Vec::new() }
    }

    /// The value at a place; `None` where it is missing.
    #[must_use]
    pub fn get(&self, place: usize) -> Option<f64> {
        let seen = self.is_present.is_empty() || self.is_present.get(place).copied().unwrap_or(false);
        self.values.get(place).copied().filter(|value| seen && value.is_finite())
    }
}

/// A signal of samples: one time column, and channels of the same length.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SampleSignal {
    /// Name of the stream, such as `input`.
    pub name: String,
    /// Time of each sample in nanoseconds since 1970, ascending.
    pub time_nanos: Vec<i64>,
    /// The channels.
    pub channels: Vec<Channel>,
}

impl SampleSignal {
    /// How many samples.
    #[must_use]
    pub fn len(&self) -> usize {
        self.time_nanos.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.time_nanos.is_empty()
    }

    /// The values of the channel of that name; `None` when the signal has none. Missing is NaN.
    #[must_use]
    pub fn values(&self, name: &str) -> Option<&[f64]> {
        self.channel(name).map(|channel| channel.values.as_slice())
    }

    /// The channel of that name; `None` when the signal has none.
    #[must_use]
    pub fn channel(&self, name: &str) -> Option<&Channel> {
        self.channels.iter().find(|channel| channel.name == name)
    }
}

/// A signal of labelled stretches, such as active windows: it may have gaps, and after cleaning no overlaps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SpanSignal {
    /// Start of each stretch in nanoseconds since 1970, ascending.
    pub start_nanos: Vec<i64>,
    /// End of each stretch, never before its start.
    pub end_nanos: Vec<i64>,
    /// What it was, as a number whose meaning the signal's owner keeps.
    pub label: Vec<u32>,
}

impl SpanSignal {
    /// How many stretches.
    #[must_use]
    pub fn len(&self) -> usize {
        self.start_nanos.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.start_nanos.is_empty()
    }

    /// Adds a stretch at the end.
    pub fn push(&mut self, span: Span, label: u32) {
        self.start_nanos.push(span.start.0);
        self.end_nanos.push(span.end.0);
        self.label.push(label);
    }

    /// The stretch at a place.
    #[must_use]
    pub fn span(&self, place: usize) -> Span {
        Span::new(Timestamp(self.start_nanos[place]), Timestamp(self.end_nanos[place]))
    }
}
