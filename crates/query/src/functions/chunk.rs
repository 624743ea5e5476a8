//! Neighbours with the same value become one event.
//!
//! ```text
//! key: a
//! list:   [a:1][a:1][a:2][b:1][a:2]
//! result: [a:1     ][a:2          ]
//! ```

use super::{Call, Function};
use crate::error::QueryError;
use crate::events::Columns;
use crate::value::Value;

/// `chunk_events_by_key(events, key)`: neighbours with the same value at a key become one, with the facts of the first
/// and the sum of the lengths. Events without the key are left out, as in the Rust server; the Python server stops at
/// the first of them and lists the parts in `subevents`.
pub(super) const CHUNK_EVENTS_BY_KEY: Function =
    Function { name: "chunk_events_by_key", takes: 2..=2, run: chunk_events_by_key };

fn chunk_events_by_key(call: &Call<'_>) -> Result<Value, QueryError> {
    let events = call.events(0)?;
    let key = call.text(1)?;
    let mut chunks = Columns::default();
    let mut open = None;
    for row in events.as_listed().rows() {
        let Some(value) = events.table.get(row.facts, key) else { continue };
        open = match open {
            None => Some(row),
            Some(mut chunk) if events.table.get(chunk.facts, key) == Some(value) => {
                chunk.end = chunk.end.saturating_add(row.nanos());
                Some(chunk)
            }
            Some(chunk) => {
                chunks.push(chunk);
                Some(row)
            }
        };
    }
    if let Some(chunk) = open {
        chunks.push(chunk);
    }
    Ok(Value::Events(events.with_columns(chunks)))
}
