//! What becomes of the columns of a table.

use attentive_types::{ClockKind, StreamInfo};

use super::dialect::Dialect;

/// What becomes of a table.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How it is written.
    pub dialect: Dialect,
    /// The line of the first row, counted from 1.
    pub first_row: usize,
    /// Cells of a row; a row with fewer than the plan needs is left out, one with more is noticed.
    pub width: usize,
    /// When a row was.
    pub time: TimeRule,
    /// The streams that a row feeds.
    pub streams: Vec<StreamPlan>,
    /// Columns of words, each of which gives a mark for as long as the word stays the same.
    pub labels: Vec<LabelPlan>,
}

/// When a row was.
#[derive(Clone, Debug, PartialEq)]
pub enum TimeRule {
    /// A column of numbers. One of them is ten to the `power` nanoseconds.
    Number {
        /// The column.
        column: usize,
        /// 9 for seconds, 6 for milliseconds, 3 for microseconds.
        power: i32,
        /// What is added.
        start_nanos: i64,
        /// Whether the numbers count from 1970, as clocks of today do.
        is_dated: bool,
    },
    /// A column of times as text, such as `2026-11-24T09:30:00Z`.
    Text {
        /// The column.
        column: usize,
    },
    /// The rows stand at even steps.
    Even {
        /// Rows per second.
        rate_hz: f64,
        /// The time of the first row.
        start_nanos: i64,
    },
    /// Each row is one beat, and its time the sum of the intervals so far: the first channel of beats, in our milliseconds.
    Beats {
        /// The time of the beat before the first interval.
        start_nanos: i64,
    },
}

impl TimeRule {
    /// What the times count from: numbers without a beginning of their own are dates.
    pub(super) fn clock(&self) -> ClockKind {
        match self {
            Self::Text { .. } | Self::Number { is_dated: true, .. } => ClockKind::Dated,
            _ => ClockKind::Elapsed,
        }
    }
}

/// One stream of a table.
#[derive(Clone, Debug)]
pub struct StreamPlan {
    /// What is said of it.
    pub info: StreamInfo,
    /// For each channel of it, where its values come from.
    pub channels: Vec<ChannelPlan>,
    /// Only rows in which that column holds that word belong to it; `None` when all do.
    pub only: Option<(usize, &'static str)>,
    /// Pairs of channels that are lost when both are exactly 0, as trackers write it.
    pub lost_at_origin: Vec<(usize, usize)>,
}

/// One channel of a stream.
#[derive(Clone, Debug)]
pub struct ChannelPlan {
    /// The column.
    pub column: usize,
    /// What turns the file's unit into ours: value times `scale` plus `offset`.
    pub scale: f64,
    /// See `scale`.
    pub offset: f64,
    /// Numbers of the file that mean that the value is missing.
    pub missing: Vec<f64>,
    /// Words that stand for numbers.
    pub words: &'static [(&'static str, f64)],
}

impl ChannelPlan {
    /// A value of the file in our unit.
    #[inline]
    #[must_use]
    pub fn ours(&self, value: f64) -> f64 {
        value * self.scale + self.offset
    }

    /// A column that is taken as it is.
    #[must_use]
    pub fn plain(column: usize) -> Self {
        Self { column, scale: 1.0, offset: 0.0, missing: Vec::new(), words: &[] }
    }

    /// A column in another unit.
    #[must_use]
    pub fn scaled(column: usize, scale: f64, offset: f64) -> Self {
        Self { scale, offset, ..Self::plain(column) }
    }
}

/// A column of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelPlan {
    /// The column.
    pub column: usize,
    /// The stream that the marks belong to.
    pub stream: String,
    /// Words that give no mark.
    pub silent: &'static [&'static str],
    /// Whether words are turned into small letters, as our own names of events are.
    pub is_small: bool,
}
