//! Facts about the file itself, as texts by name.

use rusqlite::{Connection, OptionalExtension};

use crate::error::{During, StoreError};

/// The file was closed in order: `1`, or it was not: anything else.
pub(crate) const IS_CLEAN: &str = "is_clean";
/// Some payload may be referred to by no event any more.
pub(crate) const HAS_ORPHANS: &str = "has_orphans";

/// The text of that name; `None` when there is none.
pub(crate) fn get(connection: &Connection, key: &str) -> Result<Option<String>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT value FROM meta WHERE key = ?1").during("read a mark")?;
    statement.query_row([key], |row| row.get(0)).optional().during("read a mark")
}

/// Sets the text of that name.
pub(crate) fn set(connection: &Connection, key: &str, value: &str) -> Result<(), StoreError> {
    let sql = "INSERT INTO meta VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2";
    let mut statement = connection.prepare_cached(sql).during("set a mark")?;
    statement.execute([key, value]).during("set a mark")?;
    Ok(())
}
