//! When was any of these going on?
//!
//! ```text
//! one:     -------       ---------
//! other: ------  ---  --    ----
//! result:-----------  -- ---------
//! ```

use std::sync::Arc;

use super::{Call, Function};
use crate::error::QueryError;
use crate::events::{Columns, EventList, Row};
use crate::table::Table;
use crate::value::Value;

/// `period_union(one, other)`: the time covered by either list, by time, without overlaps and without facts. Events that
/// touch become one.
pub(super) const PERIOD_UNION: Function = Function { name: "period_union", takes: 2..=2, run: period_union };

fn period_union(call: &Call<'_>) -> Result<Value, QueryError> {
    let (one, other) = (call.events(0)?, call.events(1)?);
    call.session.limits.allow_events(one.len() + other.len())?;
    // Facts are dropped, so both lists lie on a table without any.
    let mut joined = Columns::with_capacity(one.len() + other.len());
    for list in [one.as_listed(), other.as_listed()] {
        list.rows().for_each(|row| joined.push(Row { facts: 0, ..row }));
    }
    let joined = EventList::new(joined, Arc::new(Table::blank()));
    Ok(Value::Events(joined.with_columns(union(&joined.by_time()))))
}

/// `events` lie oldest first.
fn union(events: &Columns) -> Columns {
    let mut out = Columns::default();
    let mut rows = events.rows();
    let Some(mut open) = rows.next() else { return out };
    for next in rows {
        if next.start <= open.end {
            open.end = open.end.max(next.end);
        } else {
            out.push(open);
            open = next;
        }
    }
    out.push(open);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_that_touch_or_overlap_become_one() {
        for (events, expected) in [
            (vec![(0, 1), (1, 2), (3, 4)], vec![(0, 2), (3, 4)]),
            (vec![(0, 9), (1, 2), (8, 10)], vec![(0, 10)]),
            (vec![(0, 0), (0, 0), (1, 1)], vec![(0, 0), (1, 1)]),
            (vec![], vec![]),
        ] {
            let mut columns = Columns::default();
            events.iter().for_each(|(start, end)| columns.push(Row { id: 0, start: *start, end: *end, facts: 0 }));
            let found: Vec<_> = union(&columns).rows().map(|row| (row.start, row.end)).collect();
            assert_eq!(found, expected);
        }
    }
}
