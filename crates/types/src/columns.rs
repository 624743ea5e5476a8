//! Many events as a few arrays. Each distinct payload is kept once and referred to by a small number.

use std::sync::Arc;

use crate::bucket::Bucket;
use crate::event::{Event, Payload};
use crate::time::{Span, Timestamp};

/// Distinct payloads; an event refers to one by its place in this table.
#[derive(Clone, Debug, Default)]
pub struct PayloadTable {
    /// The payloads by place.
    pub payloads: Vec<Arc<Payload>>,
    /// The store's own id of each payload, for caches that outlive one query; empty when they did not come from a store.
    pub stored_ids: Vec<i64>,
}

/// Events of one bucket as columns, oldest first. All columns have the same length.
#[derive(Clone, Debug, Default)]
pub struct EventColumns {
    /// Row ids in the store; 0 for events that are not stored.
    pub ids: Vec<i64>,
    /// Start of each event in nanoseconds since 1970, ascending.
    pub start_nanos: Vec<i64>,
    /// End of each event in nanoseconds since 1970, never before its start.
    pub end_nanos: Vec<i64>,
    /// Place of each event's payload in `table`.
    pub payload: Vec<u32>,
    /// The distinct payloads. Shared, so that a filtered copy costs nothing.
    pub table: Arc<PayloadTable>,
}

/// One bucket with its events.
#[derive(Clone, Debug)]
pub struct BucketColumns {
    /// Whose events these are.
    pub bucket: Bucket,
    /// The events.
    pub events: EventColumns,
}

impl EventColumns {
    /// How many events.
    #[must_use]
    pub fn len(&self) -> usize {
        self.start_nanos.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.start_nanos.is_empty()
    }

    /// The span of the event at `row`.
    #[must_use]
    pub fn span(&self, row: usize) -> Span {
        Span::new(Timestamp(self.start_nanos[row]), Timestamp(self.end_nanos[row]))
    }

    /// The payload of the event at `row`.
    #[must_use]
    pub fn data(&self, row: usize) -> &Payload {
        &self.table.payloads[self.payload[row] as usize]
    }

    /// The event at `row` as a struct of its own.
    #[must_use]
    pub fn event(&self, row: usize) -> Event {
        let span = self.span(row);
        let id = self.ids.get(row).copied().filter(|id| *id != 0);
        Event { id, timestamp: span.start, duration_nanos: span.nanos(), data: self.data(row).clone() }
    }

    /// Columns from events, sorted by start; equal payloads are kept once.
    #[must_use]
    pub fn from_events(events: &[Event]) -> Self {
        let mut order: Vec<usize> = (0..events.len()).collect();
        order.sort_by_key(|&row| events[row].timestamp);
        let mut places = std::collections::HashMap::new();
        let mut table = PayloadTable::default();
        let mut columns = Self::default();
        for event in order.into_iter().map(|row| &events[row]) {
            let text = serde_json::Value::Object(event.data.clone()).to_string();
            let place = *places.entry(text).or_insert_with(|| {
                table.payloads.push(Arc::new(event.data.clone()));
                u32::try_from(table.payloads.len() - 1).unwrap_or(u32::MAX)
            });
            columns.ids.push(event.id.unwrap_or(0));
            columns.start_nanos.push(event.timestamp.0);
            columns.end_nanos.push(event.end().0.max(event.timestamp.0));
            columns.payload.push(place);
        }
        columns.table = Arc::new(table);
        columns
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_payloads_are_kept_once_and_events_come_back_sorted() {
        let at = |seconds: i64, app: &str| Event {
            timestamp: Timestamp(seconds * crate::time::SECOND),
            data: std::iter::once(("app".to_owned(), app.into())).collect(),
            ..Event::default()
        };
        let events = [at(2, "a"), at(1, "b"), at(3, "a")];
        let columns = EventColumns::from_events(&events);
        assert_eq!(columns.table.payloads.len(), 2);
        assert_eq!(columns.event(0), events[1]);
        assert_eq!(columns.event(2), events[2]);
    }
}
