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

    /// The signal in parts that follow each other: each as long in time as told, or a little longer where it would hold fewer than `least` samples.
    pub fn into_parts(self, nanos: i64, least: usize) -> impl Iterator<Item = Self> {
        let mut rest = Some(self);
        std::iter::from_fn(move || {
            let mut part = rest.take()?;
            let start = part.time_nanos.first().copied().unwrap_or_default();
            let is_beyond = |time: &i64| time.saturating_sub(start) >= nanos;
            let cut = part.time_nanos.iter().skip(least.max(1)).position(is_beyond);
            rest = cut.map(|cut| part.split_off(cut + least.max(1)));
            Some(part)
        })
    }

    /// Takes the samples from a place on away.
    fn split_off(&mut self, at: usize) -> Self {
        let channels = self.channels.iter_mut().map(|channel| Channel {
            name: channel.name.clone(),
            values: channel.values.split_off(at.min(channel.values.len())),
            is_present: channel.is_present.split_off(at.min(channel.is_present.len())),
        });
        Self { name: self.name.clone(), channels: channels.collect(), time_nanos: self.time_nanos.split_off(at) }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_follow_each_other_and_hold_all_samples() {
        let mut whole = SampleSignal {
            name: "a".into(),
            time_nanos: (0..10).collect(),
            channels: vec![Channel::new("v", vec![0.5; 10])],
        };
        whole.time_nanos[9] = 40;
        let lengths = |nanos, least| whole.clone().into_parts(nanos, least).map(|part| part.len()).collect::<Vec<_>>();
        assert_eq!(lengths(4, 1), [4, 4, 1, 1]);
        assert_eq!(lengths(4, 6), [6, 4]);
        assert_eq!(lengths(100, 1), [10]);
        let parts: Vec<SampleSignal> = whole.clone().into_parts(3, 1).collect();
        assert!(parts.iter().all(|part| part.channels[0].values.len() == part.len() && part.name == "a"));
        assert_eq!(parts.iter().flat_map(|part| part.time_nanos.clone()).collect::<Vec<_>>(), whole.time_nanos);
        assert_eq!(SampleSignal::default().into_parts(5, 1).count(), 1);
    }
}
