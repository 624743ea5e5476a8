//! What a group of jobs did, for those who must know after the commit: the kept columns and the listeners.

use std::sync::Arc;

use attentive_types::{Payload, Span, Timestamp};

use crate::changes::Change;

/// One thing that was done.
#[derive(Clone, Debug)]
pub(crate) enum Effect {
    /// An event was added, or its end was moved.
    Put {
        /// The bucket's row.
        bucket: i64,
        /// The bucket's name.
        name: Arc<str>,
        /// The event's row.
        event: EventRow,
        /// From when it is news: its start, or its old end.
        news_from_nanos: i64,
        /// What was seen.
        data: Arc<Payload>,
    },
    /// Events of one bucket were deleted, replaced or added in great number.
    Rewrote {
        /// The bucket's row.
        bucket: i64,
    },
    /// Anything may be different.
    RewroteAll,
}

/// One event as the file keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EventRow {
    pub(crate) id: i64,
    pub(crate) start_nanos: i64,
    pub(crate) end_nanos: i64,
    pub(crate) payload: i64,
}

/// What listeners are told about these effects; many rewrites in a row are one.
pub(crate) fn changes(effects: &[Effect]) -> Vec<Change> {
    let mut changes: Vec<Change> = effects.iter().map(change).collect();
    changes.dedup_by(|next, kept| *next == Change::Rewritten && *kept == Change::Rewritten);
    changes
}

fn change(effect: &Effect) -> Change {
    match effect {
        Effect::Put { name, event, news_from_nanos, data, .. } => Change::Piece {
            bucket: Arc::clone(name),
            span: Span::new(Timestamp(*news_from_nanos), Timestamp(event.end_nanos)),
            data: Arc::clone(data),
        },
        Effect::Rewrote { .. } | Effect::RewroteAll => Change::Rewritten,
    }
}
