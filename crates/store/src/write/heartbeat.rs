//! Heartbeats: one that says the same as the last event, soon enough, lengthens it; any other becomes a new event.

use std::sync::Arc;

use attentive_types::{Event, Timestamp};
use rusqlite::Connection;

use super::effects::EventRow;
use super::tails::{LastEvent, Tail, bounds_nanos};
use super::{Effect, Work, events, payloads};
use crate::canonical;
use crate::error::{During, StoreError};

impl Work {
    /// Takes one heartbeat; answers with the event as it now stands.
    ///
    /// ```text
    /// last   |-------|
    /// pulse          |......|       merges from last.start up to last.end + pulsetime, both edges included
    /// beat               |--|
    /// now    |--------------|
    /// ```
    pub(crate) fn heartbeat(&mut self, bucket: &str, event: Event, pulsetime_nanos: i64) -> Result<Event, StoreError> {
        let Self { connection, tails, effects, .. } = self;
        let tail = tails.find(connection, bucket)?;
        let (start, end) = bounds_nanos(&event);
        let near = tail.last(connection)?.filter(|last| last.is_in_reach(start, pulsetime_nanos));
        if let Some(last) = &near
            && *last.data == event.data
        {
            return lengthen(connection, tail, end, event, effects);
        }
        let text = canonical::text(&event.data);
        // Decimal numbers may differ in the last bit between memory and file, but not in the text.
        if near.is_some_and(|last| last.text == text) {
            return lengthen(connection, tail, end, event, effects);
        }
        let payload = payloads::intern(connection, &text)?;
        let row = events::add(connection, tail, start, end, payload)?;
        let data = Arc::new(event.data.clone());
        effects.push(put(tail, row, start, &data));
        tail.set_last(LastEvent { row, data, text });
        Ok(Event { id: Some(row.id), duration_nanos: end.saturating_sub(start), ..event })
    }
}

fn lengthen(
    connection: &Connection,
    tail: &mut Tail,
    end: i64,
    event: Event,
    effects: &mut Vec<Effect>,
) -> Result<Event, StoreError> {
    let name = Arc::clone(&tail.name);
    let Some(last) = tail.last(connection)? else { return Err(StoreError::NoSuchBucket(name.to_string())) };
    let old_end = last.row.end_nanos;
    let row = EventRow { end_nanos: old_end.max(end), ..last.row };
    if row.end_nanos > old_end {
        let mut statement =
            connection.prepare_cached("UPDATE events SET end = ?2 WHERE id = ?1").during("lengthen an event")?;
        statement.execute([row.id, row.end_nanos]).during("lengthen an event")?;
        last.row = row;
        let data = Arc::clone(&last.data);
        tail.reach_for(connection, &row)?;
        effects.push(put(tail, row, old_end, &data));
    }
    Ok(Event {
        id: Some(row.id),
        timestamp: Timestamp(row.start_nanos),
        duration_nanos: row.end_nanos.saturating_sub(row.start_nanos),
        data: event.data,
    })
}

pub(super) fn put(tail: &Tail, event: EventRow, news_from_nanos: i64, data: &Arc<attentive_types::Payload>) -> Effect {
    let name = Arc::clone(&tail.name);
    Effect::Put { bucket: tail.bucket, name, event, news_from_nanos, data: Arc::clone(data) }
}
