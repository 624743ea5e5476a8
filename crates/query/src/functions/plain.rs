//! Functions that are about no events.

use super::{Call, Function};
use crate::error::QueryError;
use crate::value::Value;

/// `contains(list or dictionary, value)`: whether the list has the value, or the dictionary the key (Rust server only).
pub(super) const CONTAINS: Function = Function { name: "contains", takes: 2..=2, run: contains };

/// `nop()`: does nothing and gives 1, as in the Python server's tests.
pub(super) const NOP: Function = Function { name: "nop", takes: 0..=0, run: nop };

/// `print(value, ...)`: writes to the program's log, never to its output. Texts are only counted there, because logs
/// hold nothing that was read or written.
pub(super) const PRINT: Function = Function { name: "print", takes: 0..=usize::MAX, run: print };

fn contains(call: &Call<'_>) -> Result<Value, QueryError> {
    match call.argument(0) {
        Value::List(list) => Ok(Value::Bool(list.items().iter().any(|item| item.is_equal(call.argument(1))))),
        // Nothing in the language is a single event, so no value can be one of them.
        Value::Events(_) => Ok(Value::Bool(false)),
        Value::Dict(dict) => Ok(Value::Bool(dict.entries().contains_key(call.text(1)?))),
        _ => Err(call.wrong(0, "a list or a dictionary")),
    }
}

fn nop(_: &Call<'_>) -> Result<Value, QueryError> {
    Ok(Value::Number(1.0))
}

fn print(call: &Call<'_>) -> Result<Value, QueryError> {
    for value in &call.arguments {
        tracing::info!("query printed {}", shown(value));
    }
    Ok(Value::None)
}

fn shown(value: &Value) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => format!("a text of {} characters", text.chars().count()),
        Value::List(list) => format!("a list of {} values", list.items().len()),
        Value::Dict(dict) => format!("a dictionary of {} keys", dict.entries().len()),
        Value::Events(events) => format!("a list of {} events", events.len()),
        Value::Function(name) => format!("the function {name}"),
        Value::None => "nothing".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_holds_no_text() {
        assert_eq!(shown(&Value::text("secret")), "a text of 6 characters");
        assert_eq!(shown(&Value::Number(1.5)), "1.5");
    }
}
