//! Events as structs, and how many there are.

use attentive_types::{Event, Timestamp};
use rusqlite::{Connection, OptionalExtension};

use super::places::places;
use super::{buckets, rows};
use crate::canonical;
use crate::error::{During, StoreError};
use crate::range::Range;
use crate::write::EventRow;

/// The events that touch the range, cut to it, newest first; those of one moment in the order in which they were stored.
pub(crate) fn events(
    connection: &Connection,
    bucket: &str,
    range: Range,
    limit: Option<usize>,
) -> Result<Vec<Event>, StoreError> {
    let place = buckets::place(connection, bucket)?;
    let mut found: Vec<EventRow> = Vec::new();
    rows::each(connection, place, range, "start DESC, id", limit, |event| found.push(event))?;
    let references: Vec<i64> = found.iter().map(|event| event.payload).collect();
    let (places, distinct) = places(&references);
    let payloads = rows::payloads(connection, &distinct)?;
    let (start, end) = range.bounds_nanos();
    let missing = || StoreError::broken("an event refers to a payload that is not there");
    let whole = |(event, place): (EventRow, u32)| {
        let data = payloads.by_place.get(place as usize).ok_or_else(missing)?;
        let (from, to) = (event.start_nanos.max(start), event.end_nanos.min(end));
        let (timestamp, duration_nanos) = (Timestamp(from), to.saturating_sub(from));
        Ok(Event { id: Some(event.id), timestamp, duration_nanos, data: (**data).clone() })
    };
    found.into_iter().zip(places).map(whole).collect()
}

/// How many events touch the range.
pub(crate) fn count(connection: &Connection, bucket: &str, range: Range) -> Result<u64, StoreError> {
    let place = buckets::place(connection, bucket)?;
    if range.is_all() {
        let mut statement =
            connection.prepare_cached("SELECT count(*) FROM events WHERE bucket = ?1").during("count events")?;
        return statement.query_row([place.bucket], count_from).during("count events");
    }
    let (start, end) = range.bounds_nanos();
    let sql = "SELECT count(*) FROM events WHERE bucket = ?1 AND start >= ?2 AND start <= ?3 AND end >= ?4";
    let mut statement = connection.prepare_cached(sql).during("count events")?;
    let earliest = start.saturating_sub(place.reach_nanos);
    statement.query_row([place.bucket, earliest, end, start], count_from).during("count events")
}

fn count_from(row: &rusqlite::Row<'_>) -> Result<u64, rusqlite::Error> {
    row.get(0).map(i64::unsigned_abs)
}

/// One event; `None` when the bucket has none of that id.
pub(crate) fn event(connection: &Connection, bucket: &str, event_id: i64) -> Result<Option<Event>, StoreError> {
    let place = buckets::place(connection, bucket)?;
    let sql = "SELECT start, end, text FROM events JOIN payloads ON payloads.id = payload
               WHERE events.id = ?1 AND bucket = ?2";
    let mut statement = connection.prepare_cached(sql).during("find an event")?;
    let found = statement
        .query_row([event_id, place.bucket], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?)))
        .optional()
        .during("find an event")?;
    let Some((start, end, text)) = found else { return Ok(None) };
    let (timestamp, end) = (Timestamp(start), Timestamp(end));
    let data = canonical::parse(&text)?;
    Ok(Some(Event { id: Some(event_id), timestamp, duration_nanos: end - timestamp, data }))
}
