//! Which parts of these events lie within those?
//!
//! ```text
//! events:  [a          ][b   ]
//! filter:  [     ]  [      ]
//! result:  [a    ]  [a ][b ]
//! ```

use super::{Call, Function};
use crate::error::QueryError;
use crate::events::Columns;
use crate::value::Value;

/// `filter_period_intersect(events, filter)`: the parts of the events that lie within some event of the filter, by time.
pub(super) const FILTER_PERIOD_INTERSECT: Function =
    Function { name: "filter_period_intersect", takes: 2..=2, run: filter_period_intersect };

fn filter_period_intersect(call: &Call<'_>) -> Result<Value, QueryError> {
    let (events, filter) = (call.events(0)?, call.events(1)?);
    Ok(Value::Events(events.with_columns(intersect(&events.by_time(), &filter.by_time()))))
}

/// Walks through both lists at once. What is left of an event after one part was cut off meets the next filter.
fn intersect(events: &Columns, filter: &Columns) -> Columns {
    let mut parts = Columns::with_capacity(events.len());
    let mut filters = filter.rows().peekable();
    for mut rest in events.rows() {
        // An event without length is in no part.
        while rest.start < rest.end {
            let Some(within) = filters.peek() else { return parts };
            if rest.end <= within.start {
                break;
            }
            if rest.start >= within.end {
                filters.next();
                continue;
            }
            let mut part = rest;
            part.start = rest.start.max(within.start);
            part.end = rest.end.min(within.end);
            parts.push(part);
            rest.start = part.end;
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::Row;

    fn columns(spans: &[(i64, i64)]) -> Columns {
        let mut columns = Columns::default();
        spans.iter().for_each(|(start, end)| columns.push(Row { id: 0, start: *start, end: *end, facts: 0 }));
        columns
    }

    fn parts(events: &[(i64, i64)], filter: &[(i64, i64)]) -> Vec<(i64, i64)> {
        intersect(&columns(events), &columns(filter)).rows().map(|row| (row.start, row.end)).collect()
    }

    #[test]
    fn events_are_cut_to_the_filter() {
        assert_eq!(parts(&[(0, 12), (12, 18)], &[(0, 7), (9, 16)]), [(0, 7), (9, 12), (12, 16)]);
        assert_eq!(parts(&[(0, 10)], &[(2, 3), (4, 5), (9, 20)]), [(2, 3), (4, 5), (9, 10)]);
        assert_eq!(parts(&[(0, 1), (5, 6)], &[(1, 5)]), []);
        assert_eq!(parts(&[(3, 3)], &[(0, 9)]), []);
        assert_eq!(parts(&[], &[(0, 9)]), []);
        assert_eq!(parts(&[(0, 9)], &[]), []);
    }

    proptest::proptest! {
        #[test]
        fn without_overlaps_every_common_moment_is_kept_once(
            events in proptest::collection::vec((1_i64..5, 1_i64..5), 0..8),
            filter in proptest::collection::vec((1_i64..5, 1_i64..5), 0..8),
        ) {
            let spans = |steps: &[(i64, i64)]| {
                let mut at = 0;
                steps.iter().map(|(gap, length)| {
                    let start = at + gap;
                    at = start + length;
                    (start, at)
                }).collect::<Vec<_>>()
            };
            let (events, filter) = (spans(&events), spans(&filter));
            let covers = |spans: &[(i64, i64)], moment: i64| spans.iter().filter(|(start, end)| (*start..*end).contains(&moment)).count();
            let found = parts(&events, &filter);
            for moment in 0..80 {
                proptest::prop_assert_eq!(covers(&found, moment), covers(&events, moment) * covers(&filter, moment));
            }
        }
    }
}
