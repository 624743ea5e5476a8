//! Facts about the file, and its ledger.

use std::path::Path;

use attentive_types::Timestamp;
use rusqlite::{Connection, Row};

use crate::error::{During, StoreError};
use crate::file::{beside, migrations};
use crate::reports::{AuditEntry, StoreInfo};

/// Facts about the file.
pub(crate) fn info(connection: &Connection, path: &Path) -> Result<StoreInfo, StoreError> {
    let size = |path: &Path| path.metadata().map_or(0, |facts| facts.len());
    let events = connection.query_row("SELECT count(*) FROM events", [], |row| row.get(0)).map(i64::unsigned_abs);
    Ok(StoreInfo {
        path: path.to_owned(),
        bytes: size(path) + size(&beside(path, "-wal")),
        events: events.during("count events")?,
        schema_version: migrations::version(connection)?,
    })
}

/// The newest lines of the ledger, newest first.
pub(crate) fn audit_entries(connection: &Connection, limit: usize) -> Result<Vec<AuditEntry>, StoreError> {
    let sql = "SELECT id, at, who, what, detail FROM audit ORDER BY id DESC LIMIT ?1";
    let mut statement = connection.prepare_cached(sql).during("read the ledger")?;
    let entry = |row: &Row<'_>| {
        Ok(AuditEntry {
            entry_id: row.get(0)?,
            at: Timestamp(row.get(1)?),
            who: row.get(2)?,
            what: row.get(3)?,
            detail: row.get(4)?,
        })
    };
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map([limit], entry).during("read the ledger")?;
    rows.collect::<Result<_, _>>().during("read the ledger")
}
