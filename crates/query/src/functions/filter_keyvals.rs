//! Which events have these values? Asked once for each distinct facts.

use attentive_text::Pattern;
use serde_json::Value as Json;

use super::{Call, Function};
use crate::error::QueryError;
use crate::value::Value;

/// `filter_keyvals(events, key, values)`: the events whose value at a key is one of these.
pub(super) const FILTER_KEYVALS: Function = Function { name: "filter_keyvals", takes: 3..=3, run: filter_keyvals };

/// `exclude_keyvals(events, key, values)`: all other events.
pub(super) const EXCLUDE_KEYVALS: Function = Function { name: "exclude_keyvals", takes: 3..=3, run: exclude_keyvals };

/// `filter_keyvals_regex(events, key, pattern)`: the events whose value at a key is a text in which a regular
/// expression is found.
pub(super) const FILTER_KEYVALS_REGEX: Function =
    Function { name: "filter_keyvals_regex", takes: 3..=3, run: filter_keyvals_regex };

fn filter_keyvals(call: &Call<'_>) -> Result<Value, QueryError> {
    by_values(call, true)
}

fn exclude_keyvals(call: &Call<'_>) -> Result<Value, QueryError> {
    by_values(call, false)
}

fn by_values(call: &Call<'_>, keeps_equal: bool) -> Result<Value, QueryError> {
    let events = call.events(0)?;
    let key = call.text(1)?;
    let wanted = call.list(2)?.items().iter().map(Value::to_json).collect::<Result<Vec<_>, _>>()?;
    let is_wanted = |facts: u32| {
        let value = events.table.get(facts, key);
        value.is_some_and(|value| wanted.iter().any(|wanted| are_equal(wanted, value))) == keeps_equal
    };
    Ok(Value::Events(events.filtered(|facts| Ok(is_wanted(facts)))?))
}

fn filter_keyvals_regex(call: &Call<'_>) -> Result<Value, QueryError> {
    let events = call.events(0)?;
    let key = call.text(1)?;
    let pattern = Pattern::new(call.text(2)?, false).map_err(|error| QueryError::RegexCompile(error.to_string()))?;
    let mut asked = 0_u32;
    let kept = events.filtered(|facts| {
        asked = asked.wrapping_add(1);
        if asked.is_multiple_of(256) {
            call.session.check_time()?;
        }
        let text = events.table.get(facts, key).and_then(Json::as_str);
        Ok(text.is_some_and(|text| pattern.is_match(text)))
    })?;
    Ok(Value::Events(kept))
}

/// Whether two values are equal; 1 and 1.0 are. The Rust server, whose queries only have 1.0, never finds a 1.
fn are_equal(one: &Json, other: &Json) -> bool {
    match (one, other) {
        (Json::Number(one), Json::Number(other)) => one == other || one.as_f64() == other.as_f64(),
        (Json::Array(one), Json::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| are_equal(one, other))
        }
        (Json::Object(one), Json::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, value)| other.get(key).is_some_and(|found| are_equal(value, found)))
        }
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn whole_and_broken_numbers_can_be_equal() {
        assert!(are_equal(&json!(1.0), &json!(1)));
        assert!(are_equal(&json!([{"a": 2.0}]), &json!([{"a": 2}])));
        assert!(!are_equal(&json!(1.5), &json!(1)));
        assert!(!are_equal(&json!("1"), &json!(1)));
        assert!(!are_equal(&json!({"a": 1}), &json!({"b": 1})));
    }
}
