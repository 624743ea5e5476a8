//! Which stretch of time is asked for.

use attentive_types::{Span, Timestamp};

/// A stretch of time, open on a side where there is no bound.
///
/// Reading is inclusive on both sides, as ActivityWatch does it: an event that only touches the range is part of the
/// answer, cut to the range. Forgetting takes the moments from `start` up to, not including, `end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// The first moment; `None` means from the beginning.
    pub start: Option<Timestamp>,
    /// The last moment; `None` means without end.
    pub end: Option<Timestamp>,
}

impl Range {
    /// All of time.
    pub const ALL: Self = Self { start: None, end: None };

    /// From a moment to a moment.
    #[must_use]
    pub fn new(start: Timestamp, end: Timestamp) -> Self {
        Self { start: Some(start), end: Some(end) }
    }

    /// The bounds in nanoseconds since 1970, with the ends of the clock where there is none.
    #[must_use]
    pub fn bounds_nanos(self) -> (i64, i64) {
        (self.start.unwrap_or(Timestamp::MIN).0, self.end.unwrap_or(Timestamp::MAX).0)
    }

    /// Whether it holds all of time.
    #[must_use]
    pub fn is_all(self) -> bool {
        self.start.is_none() && self.end.is_none()
    }
}

impl From<Span> for Range {
    fn from(span: Span) -> Self {
        Self::new(span.start, span.end)
    }
}
