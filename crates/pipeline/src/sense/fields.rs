//! Reading single facts out of what a watcher sent.

use attentive_types::Payload;
use serde_json::Value;

/// A text that is not empty; `None` when missing or of another type.
pub(super) fn text<'a>(data: &'a Payload, name: &str) -> Option<&'a str> {
    data.get(name)?.as_str().filter(|text| !text.trim().is_empty())
}

/// A text, or empty when missing; `None` when it is of another type.
pub(super) fn text_or_empty<'a>(data: &'a Payload, name: &str) -> Option<&'a str> {
    match data.get(name) {
        None | Some(Value::Null) => Some(""),
        Some(value) => value.as_str(),
    }
}

/// A yes or no; no when missing or of another type.
pub(super) fn is_set(data: &Payload, name: &str) -> bool {
    data.get(name).and_then(Value::as_bool).unwrap_or(false)
}

/// Largest count that one record may hold; a number beyond it is a fault of the sender.
const LARGEST_COUNT: f64 = 1e9;

/// A number from 0 to a thousand million times a scale, rounded. `Ok(None)` when missing, `Err` when it is no such number.
pub(super) fn scaled(data: &Payload, name: &str, scale: f64) -> Result<Option<i64>, NotANumber> {
    let Some(value) = data.get(name).filter(|value| !value.is_null()) else { return Ok(None) };
    let number = value.as_f64().ok_or(NotANumber)?;
    if !(0.0..=LARGEST_COUNT).contains(&number) {
        return Err(NotANumber);
    }
    #[expect(clippy::cast_possible_truncation, reason = "the range was checked just above")]
    Ok(Some((number * scale).round() as i64))
}

/// What stood there is not a number from 0 to a thousand million.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NotANumber;

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_out_of_range_are_refused_and_missing_ones_are_missing() {
        let data = json!({"a": 2.5, "b": -1, "c": "3", "d": null, "e": 1e300});
        let data = data.as_object().expect("an object");
        assert_eq!(scaled(data, "a", 1000.0), Ok(Some(2500)));
        assert_eq!(scaled(data, "b", 1.0), Err(NotANumber));
        assert_eq!(scaled(data, "c", 1.0), Err(NotANumber));
        assert_eq!(scaled(data, "d", 1.0), Ok(None));
        assert_eq!(scaled(data, "e", 1.0), Err(NotANumber));
        assert_eq!(scaled(data, "f", 1.0), Ok(None));
    }
}
