//! The ledger of what was done with the person's data, which only grows.

use std::time::{SystemTime, UNIX_EPOCH};

use super::Work;
use crate::error::{During, StoreError};

impl Work {
    /// Adds a line with the present moment.
    pub(crate) fn audit(&mut self, who: &str, what: &str, detail: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO audit (at, who, what, detail) VALUES (?1, ?2, ?3, ?4)";
        self.connection.execute(sql, (now_nanos(), who, what, detail)).during("write the ledger")?;
        Ok(())
    }
}

fn now_nanos() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
}
