//! Settings as they are kept.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;

use crate::error::{During, StoreError};

/// One setting; `None` when it is not set.
pub(crate) fn setting(connection: &Connection, key: &str) -> Result<Option<Value>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT value FROM settings WHERE key = ?1").during("read a setting")?;
    let text: Option<String> = statement.query_row([key], |row| row.get(0)).optional().during("read a setting")?;
    text.map(|text| parse(&text)).transpose()
}

/// All settings.
pub(crate) fn settings(connection: &Connection) -> Result<BTreeMap<String, Value>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT key, value FROM settings").during("read settings")?;
    let rows = statement
        .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))
        .during("read settings")?;
    let entry = |row: Result<(String, String), rusqlite::Error>| {
        let (key, text) = row.during("read settings")?;
        Ok((key, parse(&text)?))
    };
    rows.map(entry).collect()
}

fn parse(text: &str) -> Result<Value, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::broken("a stored setting is no JSON"))
}
