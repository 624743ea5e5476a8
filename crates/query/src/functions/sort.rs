//! In which order, how many, and how long in all?

use attentive_types::time::SECOND;

use super::{Call, Function};
use crate::error::QueryError;
use crate::events::EventList;
use crate::value::Value;

/// `sort_by_timestamp(events)`: oldest first.
pub(super) const SORT_BY_TIMESTAMP: Function =
    Function { name: "sort_by_timestamp", takes: 1..=1, run: sort_by_timestamp };

/// `sort_by_duration(events)`: longest first.
pub(super) const SORT_BY_DURATION: Function =
    Function { name: "sort_by_duration", takes: 1..=1, run: sort_by_duration };

/// `limit_events(events, count)`: the first so many.
pub(super) const LIMIT_EVENTS: Function = Function { name: "limit_events", takes: 2..=2, run: limit_events };

/// `sum_durations(events)`: how long in all, in seconds, cut to milliseconds as the Rust server does.
pub(super) const SUM_DURATIONS: Function = Function { name: "sum_durations", takes: 1..=1, run: sum_durations };

/// `concat(events, ...)`: one list after the other.
pub(super) const CONCAT: Function = Function { name: "concat", takes: 0..=usize::MAX, run: concat };

fn sort_by_timestamp(call: &Call<'_>) -> Result<Value, QueryError> {
    Ok(Value::Events(call.events(0)?.sorted_by_time()))
}

fn sort_by_duration(call: &Call<'_>) -> Result<Value, QueryError> {
    Ok(Value::Events(call.events(0)?.sorted_by_length()))
}

fn limit_events(call: &Call<'_>) -> Result<Value, QueryError> {
    let events = call.events(0)?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the cast holds at 0 and at the largest"
    )]
    let count = call.number(1)? as usize;
    Ok(Value::Events(events.first(count)))
}

fn sum_durations(call: &Call<'_>) -> Result<Value, QueryError> {
    const MILLISECOND: i64 = SECOND / 1000;
    let events = call.events(0)?;
    let nanos = events.columns().rows().fold(0_i64, |sum, row| sum.saturating_add(row.nanos()));
    #[expect(clippy::cast_precision_loss, reason = "300,000 years of milliseconds are exact")]
    Ok(Value::Number((nanos / MILLISECOND) as f64 / 1000.0))
}

fn concat(call: &Call<'_>) -> Result<Value, QueryError> {
    let mut all = EventList::empty();
    for place in 0..call.arguments.len() {
        all = all.followed_by(&call.events(place)?, call.session.limits)?;
    }
    Ok(Value::Events(all))
}
