//! Two lists become one; where they overlap the first wins.
//!
//! ```text
//! one:    xxx    xx     xxx
//! other:   ----     ------   --
//! result: xxx--  xx ----xxx  --
//! ```

use super::{Call, Function};
use crate::error::QueryError;
use crate::events::{Columns, EventList, Row, on_one_table};
use crate::value::Value;

/// `union_no_overlap(one, other)`: all of the first list, and of the other what does not overlap with it. Both lists are
/// walked through as they read, so they should be oldest first, as `flood` leaves them. As in both servers an event of
/// the first list that covers several of the other takes only the first of them away.
pub(super) const UNION_NO_OVERLAP: Function =
    Function { name: "union_no_overlap", takes: 2..=2, run: union_no_overlap };

fn union_no_overlap(call: &Call<'_>) -> Result<Value, QueryError> {
    let (one, other) = (call.events(0)?, call.events(1)?);
    call.session.limits.allow_events(one.len() + other.len())?;
    let (table, lists) = on_one_table(&[&one, &other]);
    let empty = Columns::default();
    let (one, other) = (lists.first().map_or(&empty, |list| list), lists.get(1).map_or(&empty, |list| list));
    Ok(Value::Events(EventList::new(union(one, other), table)))
}

fn union(one: &Columns, other: &Columns) -> Columns {
    let mut out = Columns::with_capacity(one.len() + other.len());
    let (mut firsts, mut seconds) = (one.rows(), other.rows());
    let (mut first, mut second) = (firsts.next(), seconds.next());
    while let (Some(a), Some(b)) = (first, second) {
        let overlap = a.start.max(b.start) < a.end.min(b.end);
        if a.start <= b.start {
            out.push(a);
            first = firsts.next();
            if overlap {
                // What is left of the second after the first; parts are no stored events.
                second = if b.end > a.end { Some(Row { id: 0, start: a.end, ..b }) } else { seconds.next() };
            }
        } else if overlap {
            out.push(Row { id: 0, end: a.start, ..b });
            second = Some(Row { id: 0, start: a.start, ..b });
        } else {
            out.push(b);
            second = seconds.next();
        }
    }
    first.into_iter().chain(firsts).chain(second).chain(seconds).for_each(|row| out.push(row));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn union_of(one: &[(i64, i64)], other: &[(i64, i64)]) -> Vec<(i64, i64, u32)> {
        let columns = |spans: &[(i64, i64)], facts| {
            let mut columns = Columns::default();
            spans.iter().for_each(|(start, end)| columns.push(Row { id: 9, start: *start, end: *end, facts }));
            columns
        };
        union(&columns(one, 1), &columns(other, 2)).rows().map(|row| (row.start, row.end, row.facts)).collect()
    }

    #[test]
    fn the_first_list_wins_where_both_are() {
        for (one, other, expected) in [
            (vec![(0, 1)], vec![(1, 2)], vec![(0, 1, 1), (1, 2, 2)]),
            (vec![(1, 2)], vec![(0, 1)], vec![(0, 1, 2), (1, 2, 1)]),
            (vec![(0, 1)], vec![(0, 2)], vec![(0, 1, 1), (1, 2, 2)]),
            (vec![(1, 2)], vec![(0, 2)], vec![(0, 1, 2), (1, 2, 1)]),
            (vec![(1, 2), (3, 4)], vec![(0, 9)], vec![(0, 1, 2), (1, 2, 1), (2, 3, 2), (3, 4, 1), (4, 9, 2)]),
            // Of several that one event covers only the first goes.
            (vec![(0, 9)], vec![(1, 2), (3, 4), (8, 12)], vec![(0, 9, 1), (3, 4, 2), (8, 12, 2)]),
            (vec![], vec![(0, 1)], vec![(0, 1, 2)]),
        ] {
            assert_eq!(union_of(&one, &other), expected, "{one:?} {other:?}");
        }
    }
}
