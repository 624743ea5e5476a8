//! Rows of events and payloads straight from the file.

use std::sync::Arc;

use attentive_types::Payload;
use rusqlite::Connection;

use super::buckets::Place;
use crate::canonical;
use crate::error::{During, StoreError};
use crate::range::Range;
use crate::write::EventRow;

/// Payloads by place, and what they take in memory.
pub(super) struct Payloads {
    pub(super) by_place: Vec<Arc<Payload>>,
    pub(super) bytes: usize,
}

/// Hands over each event that touches the range, in the order that `tail` of the query says.
pub(super) fn each(
    connection: &Connection,
    place: Place,
    range: Range,
    order: &str,
    limit: Option<usize>,
    mut take: impl FnMut(EventRow),
) -> Result<(), StoreError> {
    let (start, end) = range.bounds_nanos();
    let limit = limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(i64::MAX));
    let sql = format!(
        "SELECT id, start, end, payload FROM events
         WHERE bucket = ?1 AND start >= ?2 AND start <= ?3 AND end >= ?4 ORDER BY {order} LIMIT ?5"
    );
    let mut statement = connection.prepare_cached(&sql).during("read events")?;
    let earliest = start.saturating_sub(place.reach_nanos);
    let mut rows = statement.query([place.bucket, earliest, end, start, limit]).during("read events")?;
    while let Some(row) = rows.next().during("read events")? {
        take(event_row(row).during("read events")?);
    }
    Ok(())
}

/// Hands over each event of a bucket in no certain order, which is the fastest for one that holds most of the rows.
pub(super) fn each_of_bucket(
    connection: &Connection,
    bucket: i64,
    mut take: impl FnMut(EventRow),
) -> Result<(), StoreError> {
    let sql = "SELECT id, start, end, payload FROM events NOT INDEXED WHERE bucket = ?1";
    let mut statement = connection.prepare_cached(sql).during("read events")?;
    let mut rows = statement.query([bucket]).during("read events")?;
    while let Some(row) = rows.next().during("read events")? {
        take(event_row(row).during("read events")?);
    }
    Ok(())
}

fn event_row(row: &rusqlite::Row<'_>) -> Result<EventRow, rusqlite::Error> {
    Ok(EventRow { id: row.get(0)?, start_nanos: row.get(1)?, end_nanos: row.get(2)?, payload: row.get(3)? })
}

/// Reads the payloads of those distinct ids, each to its place.
pub(super) fn payloads(connection: &Connection, distinct: &[i64]) -> Result<Payloads, StoreError> {
    let mut wanted: Vec<(i64, usize)> = distinct.iter().enumerate().map(|(place, id)| (*id, place)).collect();
    wanted.sort_unstable();
    let ids: Vec<i64> = wanted.iter().map(|(id, _)| *id).collect();
    let mut wanted = wanted.into_iter().peekable();
    let mut found: Vec<Option<Arc<Payload>>> = vec![None; distinct.len()];
    let mut bytes = 0;
    let sql = "SELECT id, text FROM payloads WHERE id BETWEEN ?1 AND ?2 ORDER BY id";
    let mut statement = connection.prepare_cached(sql).during("read payloads")?;
    for (first, last) in stretches(&ids) {
        let mut rows = statement.query([first, last]).during("read payloads")?;
        while let Some(row) = rows.next().during("read payloads")? {
            let id: i64 = row.get(0).during("read payloads")?;
            // Between two that are wanted may lie some that are not; one that is wanted and missing is found out below.
            while wanted.next_if(|(next, _)| *next < id).is_some() {}
            let slot = wanted.next_if(|(next, _)| *next == id).and_then(|(_, place)| found.get_mut(place));
            if let Some(slot) = slot {
                let text = row.get_ref(1).and_then(|text| Ok(text.as_str()?)).during("read payloads")?;
                *slot = Some(Arc::new(canonical::parse(text)?));
                bytes += memory_bytes(text);
            }
        }
    }
    let missing = || StoreError::broken("an event refers to a payload that is not there");
    let by_place = found.into_iter().map(|slot| slot.ok_or_else(missing)).collect::<Result<_, _>>()?;
    Ok(Payloads { by_place, bytes })
}

/// First and last of each stretch of sorted ids; a gap of up to eight unwanted ones costs less than a new search.
fn stretches(ids: &[i64]) -> Vec<(i64, i64)> {
    let near = |a: &i64, b: &i64| b.saturating_sub(*a) <= 8;
    ids.chunk_by(near).filter_map(|stretch| Some((*stretch.first()?, *stretch.last()?))).collect()
}

/// What a payload takes in memory: a tree of texts, about 200 bytes and three times its text. Measured on window events.
pub(super) fn memory_bytes(text: &str) -> usize {
    200 + 3 * text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_ids_are_read_together_and_far_ones_apart() {
        assert_eq!(stretches(&[1, 2, 9, 30, 31]), [(1, 9), (30, 31)]);
        assert!(stretches(&[]).is_empty());
    }
}
