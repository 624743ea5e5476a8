//! Small gaps are closed.
//!
//! ```text
//! events:  [a] [a]  [b]      [c]
//! result:  [a      ][b ]     [c]
//! ```

use attentive_types::time::SECOND;

use super::{Call, Function};
use crate::error::QueryError;
use crate::events::{Columns, Row};
use crate::value::Value;

/// `flood(events)`: neighbours with the same facts that overlap or are less than five seconds apart become one event;
/// between different ones such a gap is shared half and half. Overlaps of different events stay. This is what the Rust
/// server does; the Python server gives the whole gap to the longer event, trims overlaps below 0.1 s and drops events
/// without length.
pub(super) const FLOOD: Function = Function { name: "flood", takes: 1..=1, run: flood };

/// The gap from which on nothing is filled, in both servers.
const PULSE_NANOS: i64 = 5 * SECOND;

fn flood(call: &Call<'_>) -> Result<Value, QueryError> {
    let events = call.events(0)?;
    let flooded = flooded(&events.by_time(), |one, other| events.table.is_same(one, other));
    Ok(Value::Events(events.with_columns(flooded)))
}

/// `events` lie oldest first.
fn flooded(events: &Columns, is_same: impl Fn(u32, u32) -> bool) -> Columns {
    let mut out = Columns::with_capacity(events.len());
    let mut rows = events.rows();
    let Some(mut open) = rows.next() else { return out };
    for next in rows {
        let gap = next.start.saturating_sub(open.end);
        if gap < PULSE_NANOS && is_same(open.facts, next.facts) {
            open.end = open.end.max(next.end);
            continue;
        }
        let half = if (0..PULSE_NANOS).contains(&gap) { gap / 2 } else { 0 };
        out.push(Row { end: open.end.saturating_add(half), ..open });
        open = Row { start: next.start.saturating_sub(half), ..next };
    }
    out.push(open);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Start, end and facts, in seconds.
    fn flood_of(events: &[(i64, i64, u32)]) -> Vec<(i64, i64, u32)> {
        let mut columns = Columns::default();
        for (start, end, facts) in events {
            columns.push(Row { id: 0, start: start * SECOND, end: end * SECOND, facts: *facts });
        }
        let rows = flooded(&columns, |one, other| one == other);
        rows.rows().map(|row| (row.start / SECOND, row.end / SECOND, row.facts)).collect()
    }

    #[test]
    fn gaps_and_overlaps_are_treated_as_the_rust_server_does() {
        for (events, expected) in [
            // The same facts become one across a small gap.
            (vec![(0, 1, 1), (3, 4, 1)], vec![(0, 4, 1)]),
            // Different facts share the gap.
            (vec![(0, 1, 1), (3, 4, 2)], vec![(0, 2, 1), (2, 4, 2)]),
            // Five seconds are too many for either.
            (vec![(0, 1, 1), (6, 7, 1)], vec![(0, 1, 1), (6, 7, 1)]),
            (vec![(0, 1, 1), (6, 7, 2)], vec![(0, 1, 1), (6, 7, 2)]),
            // Overlaps and events inside others.
            (vec![(0, 10, 1), (5, 15, 1)], vec![(0, 15, 1)]),
            (vec![(0, 10, 1), (1, 6, 1)], vec![(0, 10, 1)]),
            (vec![(0, 10, 1), (1, 6, 2)], vec![(0, 10, 1), (1, 6, 2)]),
            // Events that begin together.
            (vec![(0, 1, 1), (1, 6, 2), (1, 2, 2), (1, 11, 2), (11, 12, 1)], vec![(0, 1, 1), (1, 11, 2), (11, 12, 1)]),
            // A gap that was shared does not move the far end, and a chain keeps growing.
            (vec![(0, 0, 1), (4, 4, 2), (8, 8, 1)], vec![(0, 2, 1), (2, 6, 2), (6, 8, 1)]),
            (vec![(0, 1, 1), (2, 3, 1), (4, 5, 1), (7, 8, 2)], vec![(0, 6, 1), (6, 8, 2)]),
            (vec![], vec![]),
        ] {
            assert_eq!(flood_of(&events), expected, "{events:?}");
        }
    }
}
