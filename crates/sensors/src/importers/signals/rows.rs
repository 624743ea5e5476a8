//! Rows on their way into a piece.

use attentive_types::{Channel, SampleSignal, StreamInfo};

use super::{MOST_ROWS, Piece};

/// Collects rows of one stream until there are enough for a piece.
#[derive(Clone, Debug)]
pub struct Rows {
    name: String,
    time_nanos: Vec<i64>,
    channels: Vec<(String, Vec<f64>)>,
}

impl Rows {
    /// No rows yet, for the channels of a stream.
    #[must_use]
    pub fn new(stream: &StreamInfo) -> Self {
        let channels = stream.channels.iter().map(|channel| (channel.name.clone(), Vec::new())).collect();
        Self { name: stream.name.clone(), time_nanos: Vec::new(), channels }
    }

    /// How many rows wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.time_nanos.len()
    }

    /// Whether no row waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.time_nanos.is_empty()
    }

    /// Of very many channels fewer rows are a piece, so that it stays small: 32 megabytes.
    const MOST_VALUES: usize = 1 << 22;

    /// Whether there are enough rows for a piece.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.len() >= MOST_ROWS || self.len().saturating_mul(self.channels.len()) >= Self::MOST_VALUES
    }

    /// Adds a row; a channel without a value is missing (NaN), and so is one that is infinite. Whether one was.
    #[inline]
    pub fn push(&mut self, time_nanos: i64, values: &[f64]) -> bool {
        self.time_nanos.push(time_nanos);
        let mut has_infinite = false;
        for (place, (_, column)) in self.channels.iter_mut().enumerate() {
            let value = values.get(place).copied().unwrap_or(f64::NAN);
            has_infinite |= value.is_infinite();
            column.push(if value.is_infinite() { f64::NAN } else { value });
        }
        has_infinite
    }

    /// The rows as a piece; `None` when there are none.
    pub fn take(&mut self) -> Option<Piece> {
        if self.is_empty() {
            return None;
        }
        let room = self.len();
        let time_nanos = std::mem::replace(&mut self.time_nanos, Vec::with_capacity(room));
        let channels = self.channels.iter_mut().map(|(name, column)| {
            let values = std::mem::replace(column, Vec::with_capacity(room));
            Channel::new(name, values)
        });
        Some(Piece::Samples(SampleSignal { name: self.name.clone(), time_nanos, channels: channels.collect() }))
    }
}
