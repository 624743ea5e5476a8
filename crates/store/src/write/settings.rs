//! Settings: any JSON by name.

use serde_json::Value;

use super::Work;
use crate::error::{During, StoreError};

impl Work {
    /// Keeps a setting.
    pub(crate) fn set_setting(&mut self, key: &str, value: &Value) -> Result<(), StoreError> {
        let sql = "INSERT INTO settings VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2";
        self.connection.execute(sql, (key, value.to_string())).during("keep a setting")?;
        Ok(())
    }

    /// Deletes a setting; whether it was there.
    pub(crate) fn delete_setting(&mut self, key: &str) -> Result<bool, StoreError> {
        let deleted = self.connection.execute("DELETE FROM settings WHERE key = ?1", [key]);
        Ok(deleted.during("delete a setting")? > 0)
    }
}
