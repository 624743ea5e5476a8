//! The atom of everything after the sweep: a stretch in which nothing changed.

use attentive_types::{PresenceKind, PresenceSignal, Span, Timestamp};

/// A stretch in which no signal changed. Stretches follow each other without gaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Start in nanoseconds since 1970.
    pub start: i64,
    /// End in nanoseconds since 1970, after the start.
    pub end: i64,
    /// Present, away or unknown.
    pub presence: PresenceKind,
    /// The signal that decided.
    pub decided_by: PresenceSignal,
    /// Whether a call was on and the person present.
    pub is_in_call: bool,
    /// What was in front, as a number of [`super::Places`]; only while present, and `None` when no watcher told.
    pub place: Option<u32>,
}

impl Stretch {
    /// From when to when.
    #[must_use]
    pub fn span(&self) -> Span {
        Span::new(Timestamp(self.start), Timestamp(self.end))
    }

    /// Its length in nanoseconds.
    #[must_use]
    pub fn nanos(&self) -> i64 {
        self.end - self.start
    }

    /// Whether the person was present.
    #[must_use]
    pub fn is_present(&self) -> bool {
        self.presence == PresenceKind::Present
    }
}
