//! Interning: each distinct payload is kept once and referred to by its id. Also the sweep that erases those that no event
//! refers to any more.

use rusqlite::{Connection, OptionalExtension};

use super::Work;
use crate::canonical;
use crate::error::{During, StoreError};
use crate::file::meta;

/// The id of the payload with that text, which is added when it is new.
pub(super) fn intern(connection: &Connection, text: &str) -> Result<i64, StoreError> {
    let hash = canonical::hash(text);
    let sql = "SELECT id FROM payloads WHERE hash = ?1 AND text = ?2";
    let mut statement = connection.prepare_cached(sql).during("find a payload")?;
    let found = statement.query_row((hash, text), |row| row.get(0)).optional().during("find a payload")?;
    if let Some(id) = found {
        return Ok(id);
    }
    let sql = "INSERT INTO payloads (hash, text) VALUES (?1, ?2)";
    let mut statement = connection.prepare_cached(sql).during("keep a payload")?;
    statement.insert((hash, text)).during("keep a payload")
}

impl Work {
    /// Erases payloads that no event refers to; how many.
    pub(super) fn sweep(&mut self) -> Result<u64, StoreError> {
        let sql = "DELETE FROM payloads WHERE id NOT IN (SELECT payload FROM events)";
        let erased = self.connection.execute(sql, []).during("erase payloads")?;
        meta::set(&self.connection, meta::HAS_ORPHANS, "0")?;
        self.has_orphans = false;
        Ok(erased as u64)
    }

    /// The sweep, when something made it needed since the last one.
    pub(super) fn sweep_if_noted(&mut self) -> Result<(), StoreError> {
        if meta::get(&self.connection, meta::HAS_ORPHANS)?.as_deref() == Some("1") {
            self.sweep()?;
        }
        Ok(())
    }
}
