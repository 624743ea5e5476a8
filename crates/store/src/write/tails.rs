//! The last event of each bucket, kept in memory, so that a heartbeat needs no search.

use std::sync::Arc;

use attentive_types::{Event, Payload};
use rusqlite::{Connection, OptionalExtension};
use rustc_hash::FxHashMap;

use super::effects::EventRow;
use crate::canonical;
use crate::error::{During, StoreError};

/// The smallest reach that is written, about 73 minutes, so that a new bucket does not write it often.
const REACH_MIN_NANOS: i64 = 1 << 42;

/// What is remembered, by the bucket's name.
#[derive(Default)]
pub(super) struct Tails {
    by_name: FxHashMap<Arc<str>, Tail>,
}

/// One bucket and its last event.
pub(super) struct Tail {
    pub(super) bucket: i64,
    pub(super) name: Arc<str>,
    /// At least the longest event of the bucket, in nanoseconds.
    reach_nanos: i64,
    last: Last,
}

enum Last {
    NotRead,
    None,
    Event(LastEvent),
}

/// The event that the next heartbeat may lengthen.
pub(super) struct LastEvent {
    pub(super) row: EventRow,
    pub(super) data: Arc<Payload>,
    pub(super) text: String,
}

impl Tails {
    pub(super) fn clear(&mut self) {
        self.by_name.clear();
    }

    /// The bucket of that name.
    pub(super) fn find(&mut self, connection: &Connection, name: &str) -> Result<&mut Tail, StoreError> {
        if !self.by_name.contains_key(name) {
            let tail = Tail::read(connection, name)?;
            self.by_name.insert(Arc::clone(&tail.name), tail);
        }
        self.by_name.get_mut(name).ok_or_else(|| StoreError::NoSuchBucket(name.to_owned()))
    }
}

impl Tail {
    fn read(connection: &Connection, name: &str) -> Result<Self, StoreError> {
        let sql = "SELECT id, reach FROM buckets WHERE name = ?1";
        let mut statement = connection.prepare_cached(sql).during("find a bucket")?;
        let found = statement.query_row([name], |row| Ok((row.get(0)?, row.get(1)?))).optional();
        let Some((bucket, reach_nanos)) = found.during("find a bucket")? else {
            return Err(StoreError::NoSuchBucket(name.to_owned()));
        };
        Ok(Self { bucket, name: name.into(), reach_nanos, last: Last::NotRead })
    }

    /// The event that the next heartbeat may lengthen; `None` while the bucket is empty.
    pub(super) fn last(&mut self, connection: &Connection) -> Result<Option<&mut LastEvent>, StoreError> {
        if matches!(self.last, Last::NotRead) {
            self.last = newest(connection, self.bucket)?.map_or(Last::None, Last::Event);
        }
        Ok(match &mut self.last {
            Last::Event(event) => Some(event),
            Last::None | Last::NotRead => None,
        })
    }

    pub(super) fn set_last(&mut self, last: LastEvent) {
        self.last = Last::Event(last);
    }

    /// The last event has to be read again.
    pub(super) fn forget_last(&mut self) {
        self.last = Last::NotRead;
    }

    /// Makes sure that readers look far enough back to find an event of that length.
    pub(super) fn reach_for(&mut self, connection: &Connection, row: &EventRow) -> Result<(), StoreError> {
        let length = row.end_nanos.saturating_sub(row.start_nanos);
        if length <= self.reach_nanos {
            return Ok(());
        }
        let rounded = length.unsigned_abs().checked_next_power_of_two();
        let reach = rounded.and_then(|reach| i64::try_from(reach).ok()).unwrap_or(i64::MAX).max(REACH_MIN_NANOS);
        let mut statement = connection
            .prepare_cached("UPDATE buckets SET reach = ?2 WHERE id = ?1")
            .during("note the longest event")?;
        statement.execute([self.bucket, reach]).during("note the longest event")?;
        self.reach_nanos = reach;
        Ok(())
    }
}

impl LastEvent {
    /// Whether a heartbeat at that moment is close enough to belong to this event; both edges count.
    pub(super) fn is_in_reach(&self, start_nanos: i64, pulsetime_nanos: i64) -> bool {
        self.row.start_nanos <= start_nanos && start_nanos <= self.row.end_nanos.saturating_add(pulsetime_nanos)
    }
}

/// Start and end in nanoseconds. The end is never before the start, and both lie before the last nanosecond that can be held
/// (in the year 2262), so that forgetting up to it leaves nothing.
pub(super) fn bounds_nanos(event: &Event) -> (i64, i64) {
    let (start, end) = (event.timestamp, event.end().max(event.timestamp));
    (start.0.min(i64::MAX - 1), end.0.min(i64::MAX - 1))
}

fn newest(connection: &Connection, bucket: i64) -> Result<Option<LastEvent>, StoreError> {
    let sql = "SELECT events.id, start, end, payload, text FROM events JOIN payloads ON payloads.id = payload
               WHERE bucket = ?1 ORDER BY start DESC, events.id DESC LIMIT 1";
    let mut statement = connection.prepare_cached(sql).during("find the newest event")?;
    let found = statement.query_row([bucket], |row| {
        let event =
            EventRow { id: row.get(0)?, start_nanos: row.get(1)?, end_nanos: row.get(2)?, payload: row.get(3)? };
        Ok((event, row.get::<_, String>(4)?))
    });
    let Some((row, text)) = found.optional().during("find the newest event")? else { return Ok(None) };
    Ok(Some(LastEvent { row, data: Arc::new(canonical::parse(&text)?), text }))
}
