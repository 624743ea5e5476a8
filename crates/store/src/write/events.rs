//! Adding, replacing and deleting events by hand.

use std::sync::Arc;

use attentive_types::Event;
use rusqlite::Connection;

use super::effects::EventRow;
use super::heartbeat::put;
use super::tails::{Tail, bounds_nanos};
use super::{Effect, Work, payloads};
use crate::canonical;
use crate::error::{During, StoreError};

/// From how many events on they are told as one rewriting rather than one by one.
const MANY: usize = 256;

impl Work {
    /// Adds events; one whose id is a row of this bucket replaces that row, any other gets a new id.
    pub(crate) fn insert_events(&mut self, bucket: &str, events: Vec<Event>) -> Result<Vec<Event>, StoreError> {
        let Self { connection, tails, effects, .. } = self;
        let tail = tails.find(connection, bucket)?;
        tail.forget_last();
        let is_many = events.len() >= MANY;
        let mut has_replaced = false;
        let mut stored = Vec::with_capacity(events.len());
        for event in events {
            let (start, end) = bounds_nanos(&event);
            let payload = payloads::intern(connection, &canonical::text(&event.data))?;
            let replaced = event
                .id
                .map(|id| replace(connection, tail, EventRow { id, start_nanos: start, end_nanos: end, payload }));
            let id = match replaced.transpose()?.flatten() {
                Some(id) => {
                    has_replaced = true;
                    id
                }
                None => {
                    let row = add(connection, tail, start, end, payload)?;
                    if !is_many {
                        effects.push(put(tail, row, start, &Arc::new(event.data.clone())));
                    }
                    row.id
                }
            };
            stored.push(Event { id: Some(id), duration_nanos: end.saturating_sub(start), ..event });
        }
        if is_many || has_replaced {
            effects.push(Effect::Rewrote { bucket: tail.bucket });
        }
        if has_replaced {
            self.note_orphans()?;
        }
        Ok(stored)
    }

    /// Deletes one event; whether it was there.
    pub(crate) fn delete_event(&mut self, bucket: &str, event_id: i64) -> Result<bool, StoreError> {
        let Self { connection, tails, effects, .. } = self;
        let tail = tails.find(connection, bucket)?;
        tail.forget_last();
        let row = tail.bucket;
        let deleted = connection
            .prepare_cached("DELETE FROM events WHERE id = ?1 AND bucket = ?2")
            .and_then(|mut statement| statement.execute([event_id, row]))
            .during("delete an event")?;
        if deleted > 0 {
            effects.push(Effect::Rewrote { bucket: row });
            self.note_orphans()?;
        }
        Ok(deleted > 0)
    }
}

/// Adds one row under a new id.
pub(super) fn add(
    connection: &Connection,
    tail: &mut Tail,
    start_nanos: i64,
    end_nanos: i64,
    payload: i64,
) -> Result<EventRow, StoreError> {
    let sql = "INSERT INTO events (bucket, start, end, payload) VALUES (?1, ?2, ?3, ?4)";
    let mut statement = connection.prepare_cached(sql).during("add an event")?;
    let id = statement.insert([tail.bucket, start_nanos, end_nanos, payload]).during("add an event")?;
    let row = EventRow { id, start_nanos, end_nanos, payload };
    tail.reach_for(connection, &row)?;
    Ok(row)
}

/// Replaces the row of that id if it belongs to the bucket; `None` when it does not.
fn replace(connection: &Connection, tail: &mut Tail, row: EventRow) -> Result<Option<i64>, StoreError> {
    let sql = "UPDATE events SET start = ?3, end = ?4, payload = ?5 WHERE id = ?1 AND bucket = ?2";
    let mut statement = connection.prepare_cached(sql).during("replace an event")?;
    let values = [row.id, tail.bucket, row.start_nanos, row.end_nanos, row.payload];
    if statement.execute(values).during("replace an event")? == 0 {
        return Ok(None);
    }
    tail.reach_for(connection, &row)?;
    Ok(Some(row.id))
}
