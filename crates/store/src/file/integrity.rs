//! Whether the file is whole. Asked when the file was not closed in order, and by programs that are about to serve it.
//!
//! Every table with a person's events and settings is walked. Sample chunks are not: they may be gigabytes, and each carries its own
//! checksum that is compared whenever it is read.

use rusqlite::Connection;

use super::meta;
use crate::error::{During, StoreError};

const TABLES: [&str; 6] = ["meta", "buckets", "payloads", "events", "settings", "audit"];

/// Whether the file was closed in order by the last program that had it open.
pub(crate) fn is_clean(connection: &Connection) -> Result<bool, StoreError> {
    Ok(meta::get(connection, meta::IS_CLEAN)?.as_deref() == Some("1"))
}

/// Walks all pages of the tables, and says what is wrong with the first that is not whole.
pub(crate) fn check(connection: &Connection) -> Result<(), StoreError> {
    for table in TABLES {
        let finding: String = connection
            .query_row(&format!("PRAGMA quick_check({table})"), [], |row| row.get(0))
            .during("check itself")?;
        if finding != "ok" {
            let finding = finding.lines().last().unwrap_or_default();
            return Err(StoreError::broken(format!("table {table}: {finding}")));
        }
    }
    Ok(())
}
