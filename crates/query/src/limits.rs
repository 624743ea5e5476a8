//! How much one query may take, so that no query can hang or fill the machine.

use std::time::Duration;

use crate::error::QueryError;

/// The deepest nesting of brackets, blocks and values. The canonical query nests six deep.
pub(crate) const MAX_DEPTH: usize = 128;

/// What one query may take. The defaults leave a hundred times what the canonical query over a year takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The longest text of a query, in bytes.
    pub query_bytes: usize,
    /// The most events in one list: 30 years at 300,000 a year.
    pub events: usize,
    /// The most events in all lists that a query makes together, which bounds its memory to some two gigabytes.
    pub events_in_all: usize,
    /// The most values in one list or dictionary, those inside it counted as well.
    pub values: usize,
    /// The longest text that a query may put together, in bytes.
    pub text_bytes: usize,
    /// The longest time for one period.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            query_bytes: 8 << 20,
            events: 10_000_000,
            events_in_all: 60_000_000,
            values: 1_000_000,
            text_bytes: 16 << 20,
            time: Duration::from_secs(60),
        }
    }
}

impl Limits {
    /// Refuses a list of too many events.
    pub(crate) fn allow_events(&self, count: usize) -> Result<(), QueryError> {
        if count <= self.events {
            return Ok(());
        }
        Err(QueryError::Limit(format!(
            "a list of {count} events, the most is {}; ask for a shorter period",
            self.events
        )))
    }

    /// Refuses a value with too many values inside.
    pub(crate) fn allow_values(&self, count: usize) -> Result<(), QueryError> {
        if count <= self.values {
            return Ok(());
        }
        Err(QueryError::Limit(format!("a list or dictionary of {count} values, the most is {}", self.values)))
    }

    /// Refuses a text that is too long.
    pub(crate) fn allow_text(&self, bytes: usize) -> Result<(), QueryError> {
        if bytes <= self.text_bytes {
            return Ok(());
        }
        Err(QueryError::Limit(format!("a text of {bytes} bytes, the most is {}", self.text_bytes)))
    }
}
