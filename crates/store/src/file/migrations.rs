//! The schema, as a list of numbered steps. `PRAGMA user_version` says how many of them a file has seen.
//!
//! A step is never changed once it was released; a new one is added at the end of [`STEPS`].

use rusqlite::Connection;

use crate::error::{During, StoreError};

/// Marks the file as ours ("Attn").
pub(crate) const APPLICATION_ID: i64 = 0x4174_746e;

/// All steps, oldest first; the first leads from version 0 to version 1.
const STEPS: [&str; 1] = [FIRST];

/// The newest version, which this program writes.
#[expect(clippy::cast_possible_wrap, reason = "the number of steps is small")]
pub(crate) const NEWEST: i64 = STEPS.len() as i64;

/// - Row ids are never used twice (`AUTOINCREMENT`), because clients keep event ids and caches keep payload ids.
/// - `events.end` is in no index, so that a heartbeat changes one page.
/// - `events.payload` has no foreign key: without an index on it every erased payload would cost a scan. Erasing
///   goes by one scan for all.
/// - `buckets.reach` is at least the longest event of the bucket in nanoseconds, rounded up to a power of two: an event that
///   reaches into a range begins no earlier than `reach` before it.
/// - A chunk spans at most one hour, which bounds the search in the same way. Its index answers what streams there are.
const FIRST: &str = "
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE buckets (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    client TEXT NOT NULL,
    hostname TEXT NOT NULL,
    created INTEGER NOT NULL,
    data TEXT NOT NULL,
    reach INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE payloads (id INTEGER PRIMARY KEY AUTOINCREMENT, hash INTEGER NOT NULL, text TEXT NOT NULL) STRICT;
CREATE INDEX payloads_by_hash ON payloads (hash);
CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    bucket INTEGER NOT NULL REFERENCES buckets (id),
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    payload INTEGER NOT NULL
) STRICT;
CREATE INDEX events_by_start ON events (bucket, start);
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE chunks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    stream TEXT NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    count INTEGER NOT NULL,
    codec INTEGER NOT NULL,
    crc INTEGER NOT NULL,
    data BLOB NOT NULL
) STRICT;
CREATE INDEX chunks_by_start ON chunks (stream, start, end, count);
CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;
INSERT INTO meta VALUES ('device_id', lower(
    hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' ||
    substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))
));
";

/// The version of the file.
pub(crate) fn version(connection: &Connection) -> Result<i64, StoreError> {
    pragma(connection, "user_version")
}

/// Refuses a file that is not ours or is newer than this program. Nothing is written.
pub(crate) fn identify(connection: &Connection) -> Result<i64, StoreError> {
    let found = version(connection)?;
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).during("list its tables")?;
    let is_new = found == 0 && tables == 0;
    if !is_new && pragma(connection, "application_id")? != APPLICATION_ID {
        let detail = "it belongs to another program".to_owned();
        return Err(StoreError::NotOurs { detail, path: std::path::PathBuf::new() });
    }
    if found > NEWEST {
        return Err(StoreError::NewerVersion { found, known: NEWEST });
    }
    Ok(found)
}

/// Brings the file to the newest version, each step in one transaction.
pub(crate) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    loop {
        let step = connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
            .during("begin a migration")?;
        // Another program may have taken the step while we waited for the lock.
        let found = version(&step)?;
        let Some(sql) = usize::try_from(found).ok().and_then(|place| STEPS.get(place)) else {
            return Ok(());
        };
        step.execute_batch(sql).during("migrate")?;
        step.execute_batch(&format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {}", found + 1))
            .during("migrate")?;
        step.commit().during("migrate")?;
    }
}

fn pragma(connection: &Connection, name: &str) -> Result<i64, StoreError> {
    connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0)).during("tell whose it is")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_runs_and_a_second_run_changes_nothing() {
        let mut connection = Connection::open_in_memory().expect("a database");
        assert_eq!(identify(&connection), Ok(0));
        migrate(&mut connection).expect("steps");
        migrate(&mut connection).expect("no step");
        assert_eq!(identify(&connection), Ok(NEWEST));
    }

    #[test]
    fn the_device_id_has_the_form_of_a_uuid() {
        let mut connection = Connection::open_in_memory().expect("a database");
        migrate(&mut connection).expect("steps");
        let id = super::super::meta::get(&connection, "device_id").expect("meta").expect("an id");
        let lengths: Vec<usize> = id.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12], "{id}");
        assert!(id.chars().all(|letter| letter == '-' || letter.is_ascii_hexdigit()), "{id}");
    }

    #[test]
    fn the_end_of_an_event_is_in_no_index() {
        let mut connection = Connection::open_in_memory().expect("a database");
        migrate(&mut connection).expect("steps");
        let mut statement = connection
            .prepare("SELECT sql FROM sqlite_schema WHERE type='index' AND sql IS NOT NULL AND tbl_name='events'")
            .expect("a query");
        let indexes: Vec<String> =
            statement.query_map([], |row| row.get(0)).expect("rows").map(Result::unwrap).collect();
        assert_eq!(indexes, ["CREATE INDEX events_by_start ON events (bucket, start)"]);
    }
}
