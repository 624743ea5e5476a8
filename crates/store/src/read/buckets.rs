//! Buckets with their extent.

use attentive_types::{Bucket, Span, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row};

use crate::canonical;
use crate::error::{During, StoreError};

/// The newest end is looked for only among events that can reach beyond the newest start; `end` is in no index.
const COLUMNS: &str = "SELECT name, kind, client, hostname, created, data,
    (SELECT min(start) FROM events WHERE bucket = buckets.id),
    (SELECT max(end) FROM events WHERE bucket = buckets.id
        AND start >= (SELECT max(start) FROM events WHERE bucket = buckets.id) - reach)
    FROM buckets";

/// What a row says, before its data is parsed.
type Found = (Bucket, String);

/// A bucket's row and how far back a reader must look for events that reach into a range.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) bucket: i64,
    pub(super) reach_nanos: i64,
}

/// All buckets by name.
pub(crate) fn buckets(connection: &Connection) -> Result<Vec<Bucket>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{COLUMNS} ORDER BY name")).during("list buckets")?;
    let rows = statement.query_map([], from_row).during("list buckets")?;
    rows.map(|row| whole(row.during("list buckets")?)).collect()
}

/// One bucket; `None` when there is none of that name.
pub(crate) fn bucket(connection: &Connection, name: &str) -> Result<Option<Bucket>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{COLUMNS} WHERE name = ?1")).during("find a bucket")?;
    statement.query_row([name], from_row).optional().during("find a bucket")?.map(whole).transpose()
}

/// Where a bucket's events are.
pub(super) fn place(connection: &Connection, name: &str) -> Result<Place, StoreError> {
    let sql = "SELECT id, reach FROM buckets WHERE name = ?1";
    let mut statement = connection.prepare_cached(sql).during("find a bucket")?;
    let found = statement.query_row([name], |row| Ok(Place { bucket: row.get(0)?, reach_nanos: row.get(1)? }));
    found.optional().during("find a bucket")?.ok_or_else(|| StoreError::NoSuchBucket(name.to_owned()))
}

fn from_row(row: &Row<'_>) -> Result<Found, rusqlite::Error> {
    let (start, end): (Option<i64>, Option<i64>) = (row.get(6)?, row.get(7)?);
    let extent = start.zip(end).map(|(start, end)| Span::new(Timestamp(start), Timestamp(end)));
    let bucket = Bucket {
        id: row.get(0)?,
        kind: row.get(1)?,
        client: row.get(2)?,
        hostname: row.get(3)?,
        created: Timestamp(row.get(4)?),
        data: attentive_types::Payload::new(),
        extent,
        last_updated: extent.map(|extent| extent.end),
    };
    Ok((bucket, row.get(5)?))
}

fn whole((bucket, data): Found) -> Result<Bucket, StoreError> {
    Ok(Bucket { data: canonical::parse(&data)?, ..bucket })
}
