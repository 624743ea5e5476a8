//! The events of one bucket as columns in memory: sorted by start and then by id, sliced by range, kept up to date row by row.
//!
//! An event takes 28 bytes (id, start, end, place of its payload); a distinct payload about 200 bytes and three times its text.

use std::sync::Arc;

use attentive_types::{EventColumns, Payload, PayloadTable};
use rustc_hash::FxHashMap;

use super::rows::Payloads;
use crate::range::Range;
use crate::write::EventRow;

/// Bytes of one event in the columns.
const EVENT_BYTES: usize = 28;

/// Columns of one bucket, or of a part of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Held {
    ids: Vec<i64>,
    starts: Vec<i64>,
    ends: Vec<i64>,
    payload: Vec<u32>,
    table: Arc<PayloadTable>,
    places: FxHashMap<i64, u32>,
    longest_nanos: i64,
    payload_bytes: usize,
}

/// Rows as they come from the file, in any order.
#[derive(Debug, Default)]
pub(super) struct Rows {
    ids: Vec<i64>,
    starts: Vec<i64>,
    ends: Vec<i64>,
    references: Vec<i64>,
}

impl Rows {
    pub(super) fn push(&mut self, event: EventRow) {
        self.ids.push(event.id);
        self.starts.push(event.start_nanos);
        self.ends.push(event.end_nanos);
        self.references.push(event.payload);
    }

    /// The payload of each row.
    pub(super) fn references(&self) -> &[i64] {
        &self.references
    }
}

impl Held {
    /// Sorts the rows, if they are not. `places` says for each where its payload is, `distinct` the stored id at each place.
    pub(super) fn new(rows: Rows, places: Vec<u32>, distinct: Vec<i64>, payloads: Payloads) -> Self {
        let Rows { ids, starts, ends, .. } = rows;
        let lengths = starts.iter().zip(&ends).map(|(start, end)| end.saturating_sub(*start));
        let longest_nanos = lengths.max().unwrap_or_default();
        let places_by_id = distinct.iter().copied().zip(0..).collect();
        let table = Arc::new(PayloadTable { payloads: payloads.by_place, stored_ids: distinct });
        let payload_bytes = payloads.bytes;
        let mut held =
            Self { ids, starts, ends, payload: places, table, places: places_by_id, longest_nanos, payload_bytes };
        held.sort();
        held
    }

    fn sort(&mut self) {
        let is_sorted =
            self.starts.is_sorted_by(|a, b| a < b) || (1..self.len()).all(|row| self.key(row - 1) < self.key(row));
        if is_sorted {
            return;
        }
        let mut order: Vec<usize> = (0..self.len()).collect();
        order.sort_unstable_by_key(|row| self.key(*row));
        self.ids = pick(&self.ids, &order);
        self.starts = pick(&self.starts, &order);
        self.ends = pick(&self.ends, &order);
        self.payload = pick(&self.payload, &order);
    }

    /// Adds an event, or moves the end of one that is there.
    pub(super) fn put(&mut self, event: EventRow, data: &Arc<Payload>) {
        let key = (event.start_nanos, event.id);
        let place = self.place_of(event.payload, data);
        let row = self.row_of(key);
        if self.key(row) == Some(key) {
            if let (Some(end), Some(payload)) = (self.ends.get_mut(row), self.payload.get_mut(row)) {
                (*end, *payload) = (event.end_nanos, place);
            }
        } else {
            self.ids.insert(row, event.id);
            self.starts.insert(row, event.start_nanos);
            self.ends.insert(row, event.end_nanos);
            self.payload.insert(row, place);
        }
        self.longest_nanos = self.longest_nanos.max(event.end_nanos.saturating_sub(event.start_nanos));
    }

    /// The events that touch the range, cut to it.
    pub(super) fn slice(&self, range: Range) -> EventColumns {
        let (start, end) = range.bounds_nanos();
        if start > end {
            return EventColumns { table: Arc::clone(&self.table), ..EventColumns::default() };
        }
        let earliest = start.saturating_sub(self.longest_nanos);
        let first = self.starts.partition_point(|moment| *moment < earliest);
        let inside = self.starts.partition_point(|moment| *moment < start);
        let last = self.starts.partition_point(|moment| *moment <= end);
        // Of those that begin before the range, only some reach into it.
        let reaching: Vec<usize> =
            (first..inside).filter(|row| self.ends.get(*row).is_some_and(|moment| *moment >= start)).collect();
        let mut columns = EventColumns {
            ids: join(&self.ids, &reaching, inside..last),
            start_nanos: join(&self.starts, &reaching, inside..last),
            end_nanos: join(&self.ends, &reaching, inside..last),
            payload: join(&self.payload, &reaching, inside..last),
            table: Arc::clone(&self.table),
        };
        columns.start_nanos.iter_mut().take(reaching.len()).for_each(|moment| *moment = start);
        if range.end.is_some() {
            columns.end_nanos.iter_mut().for_each(|moment| *moment = (*moment).min(end));
        }
        columns
    }

    /// What it takes in memory.
    pub(super) fn bytes(&self) -> usize {
        self.len() * EVENT_BYTES + self.payload_bytes
    }

    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    /// The place of a payload in the table; a new one is added.
    fn place_of(&mut self, id: i64, data: &Arc<Payload>) -> u32 {
        if let Some(place) = self.places.get(&id) {
            return *place;
        }
        let place = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        let table = Arc::make_mut(&mut self.table);
        table.payloads.push(Arc::clone(data));
        table.stored_ids.push(id);
        self.places.insert(id, place);
        self.payload_bytes += super::rows::memory_bytes(&crate::canonical::text(data));
        place
    }

    /// The row of that key, or where it belongs.
    fn row_of(&self, key: (i64, i64)) -> usize {
        // Nearly always the last one or behind it.
        if self.key(self.len().wrapping_sub(1)).is_none_or(|last| last < key) {
            return self.len();
        }
        let from = self.starts.partition_point(|start| *start < key.0);
        let later = (from..self.len()).find(|row| self.key(*row).is_none_or(|found| found >= key));
        later.unwrap_or(self.len())
    }

    fn key(&self, row: usize) -> Option<(i64, i64)> {
        Some((*self.starts.get(row)?, *self.ids.get(row)?))
    }
}

fn pick<T: Copy>(column: &[T], order: &[usize]) -> Vec<T> {
    order.iter().filter_map(|row| column.get(*row).copied()).collect()
}

fn join<T: Copy>(column: &[T], reaching: &[usize], rest: std::ops::Range<usize>) -> Vec<T> {
    let rest = column.get(rest).unwrap_or_default();
    let mut joined = Vec::with_capacity(reaching.len() + rest.len());
    joined.extend(reaching.iter().filter_map(|row| column.get(*row).copied()));
    joined.extend_from_slice(rest);
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::Timestamp;

    fn row(id: i64, start_nanos: i64, end_nanos: i64, payload: i64) -> EventRow {
        EventRow { id, start_nanos, end_nanos, payload }
    }

    fn held(rows: &[EventRow]) -> Held {
        let mut all = Rows::default();
        rows.iter().for_each(|row| all.push(*row));
        let (places, distinct) = crate::read::places::places(all.references());
        let payloads = Payloads { by_place: vec![Arc::default(); distinct.len()], bytes: 0 };
        Held::new(all, places, distinct, payloads)
    }

    fn spans(columns: &EventColumns) -> Vec<(i64, i64, i64)> {
        (0..columns.len()).map(|at| (columns.ids[at], columns.start_nanos[at], columns.end_nanos[at])).collect()
    }

    #[test]
    fn a_long_event_that_began_before_the_range_is_found_and_cut() {
        let held = held(&[row(1, 0, 100, 7), row(2, 10, 11, 8), row(3, 50, 60, 7)]);
        let columns = held.slice(Range::new(Timestamp(40), Timestamp(55)));
        assert_eq!(spans(&columns), [(1, 40, 55), (3, 50, 55)]);
        assert_eq!(columns.payload, [0, 0]);
        assert_eq!(columns.table.stored_ids, [7, 8]);
    }

    #[test]
    fn touching_counts_on_both_sides() {
        let held = held(&[row(1, 0, 10, 7), row(2, 20, 30, 7)]);
        assert_eq!(spans(&held.slice(Range::new(Timestamp(10), Timestamp(20)))), [(1, 10, 10), (2, 20, 20)]);
        assert!(held.slice(Range::new(Timestamp(20), Timestamp(10))).is_empty());
    }

    #[test]
    fn rows_are_sorted_and_put_in_their_place() {
        let mut held = held(&[row(5, 30, 31, 1), row(2, 10, 11, 1)]);
        held.put(row(6, 20, 25, 2), &Arc::default());
        held.put(row(6, 20, 29, 2), &Arc::default());
        held.put(row(7, 40, 41, 1), &Arc::default());
        held.put(row(8, 10, 11, 1), &Arc::default());
        let all = spans(&held.slice(Range::ALL));
        assert_eq!(all, [(2, 10, 11), (8, 10, 11), (6, 20, 29), (5, 30, 31), (7, 40, 41)]);
    }
}
