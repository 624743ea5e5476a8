//! Events as columns: from memory where they are kept, else from the file.

use attentive_types::EventColumns;
use rusqlite::Connection;

use super::buckets::{self, Place};
use super::cache::Cache;
use super::held::{Held, Rows};
use super::places::places;
use super::pool::Readers;
use super::rows;
use crate::error::{During, StoreError};
use crate::range::Range;

/// A range whose part of the bucket's whole time is below this share is read straight from the file; a greater one loads the bucket.
const SMALL_SHARE: i64 = 4;

/// Where the answer is to be found.
enum Source {
    File(Held),
    Memory(Place),
}

/// The events of a bucket that touch the range, oldest first, cut to the range.
pub(crate) fn columns(
    readers: &Readers,
    cache: &Cache,
    bucket: &str,
    range: Range,
) -> Result<EventColumns, StoreError> {
    let source = readers.read(|connection| {
        let place = buckets::place(connection, bucket)?;
        if !cache.has(place.bucket) && is_small(connection, place.bucket, range)? {
            return part(connection, place, range).map(Source::File);
        }
        Ok(Source::Memory(place))
    })?;
    match source {
        Source::File(held) => Ok(held.slice(range)),
        // Loading begins a new look at the file, after the writer was told to hand over what comes from now on.
        Source::Memory(place) => {
            cache.slice(place.bucket, range, || readers.read(|connection| whole(connection, place.bucket)))
        }
    }
}

fn is_small(connection: &Connection, bucket: i64, range: Range) -> Result<bool, StoreError> {
    let sql =
        "SELECT (SELECT min(start) FROM events WHERE bucket = ?1), (SELECT max(start) FROM events WHERE bucket = ?1)";
    let mut statement = connection.prepare_cached(sql).during("tell the extent")?;
    let extent: (Option<i64>, Option<i64>) =
        statement.query_row([bucket], |row| Ok((row.get(0)?, row.get(1)?))).during("tell the extent")?;
    let (Some(first), Some(last)) = extent else { return Ok(false) };
    let (start, end) = range.bounds_nanos();
    let inside = end.min(last).saturating_sub(start.max(first));
    Ok(inside < last.saturating_sub(first) / SMALL_SHARE)
}

fn whole(connection: &Connection, bucket: i64) -> Result<Held, StoreError> {
    let mut events = Rows::default();
    rows::each_of_bucket(connection, bucket, |event| events.push(event))?;
    held(connection, events)
}

fn part(connection: &Connection, place: Place, range: Range) -> Result<Held, StoreError> {
    let mut events = Rows::default();
    rows::each(connection, place, range, "start, id", None, |event| events.push(event))?;
    held(connection, events)
}

fn held(connection: &Connection, events: Rows) -> Result<Held, StoreError> {
    let (places, distinct) = places(events.references());
    let payloads = rows::payloads(connection, &distinct)?;
    Ok(Held::new(events, places, distinct, payloads))
}
