//! Events and buckets out of JSON objects that other programs wrote. Noun in: an object; noun out: [`Event`].
//!
//! What is missing and has a natural default gets it; what is wrong is refused with the name of the field and what was
//! found there.

use attentive_types::time::seconds_to_nanos;
use attentive_types::{Event, Payload, Timestamp};
use serde_json::Value;

/// An event: `timestamp`, and `duration` and `data` where they are given. Its row id in the other store is dropped.
pub(super) fn event(value: Value) -> Result<Event, String> {
    let Value::Object(mut fields) = value else { return Err(format!("expected an object, found {}", kind(&value))) };
    let timestamp = match fields.get("timestamp") {
        Some(Value::String(text)) => moment(text).ok_or_else(|| {
            "timestamp: expected a time such as 2026-11-24T09:30:00Z between the years 1677 and 2262".to_owned()
        })?,
        Some(other) => return Err(format!("timestamp: expected a text, found {}", kind(other))),
        None => return Err("timestamp is missing".to_owned()),
    };
    let duration_nanos = seconds(fields.get("duration"), "duration")?.unwrap_or(0);
    if timestamp.0.checked_add(duration_nanos).is_none() {
        return Err("duration: the event would end after the year 2262".to_owned());
    }
    let data = match fields.remove("data") {
        Some(Value::Object(data)) => data,
        None | Some(Value::Null) => Payload::new(),
        Some(other) => return Err(format!("data: expected an object, found {}", kind(&other))),
    };
    Ok(Event { id: None, timestamp, duration_nanos, data })
}

/// Seconds as nanoseconds, not negative; `None` when the field is missing or null.
pub(super) fn seconds(value: Option<&Value>, name: &str) -> Result<Option<i64>, String> {
    let seconds = match value {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Number(number)) => number.as_f64(),
        Some(other) => return Err(format!("{name}: expected seconds, found {}", kind(other))),
    };
    let nanos = seconds.and_then(seconds_to_nanos).filter(|nanos| *nanos >= 0);
    nanos.map(Some).ok_or_else(|| format!("{name}: expected seconds from 0 to 9.2e9"))
}

/// A moment; without an offset it is taken as UTC, which old ActivityWatch exports mean.
pub(super) fn moment(text: &str) -> Option<Timestamp> {
    Timestamp::parse_or_utc(text).ok()
}

/// What a JSON value is, for messages; never its content.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_event_needs_only_a_time() {
        let read = event(json!({"id": 7, "timestamp": "2026-11-24T00:00:00+00:00"})).unwrap();
        assert_eq!((read.id, read.duration_nanos, read.data.len()), (None, 0, 0));
        assert_eq!(
            event(json!({"timestamp": "2026-11-24T00:00:00.5"})).unwrap().timestamp.0 % 1_000_000_000,
            500_000_000
        );
    }

    #[test]
    fn what_is_wrong_is_named_without_its_content() {
        let why = |value| event(value).unwrap_err();
        let time = "2026-11-24T00:00:00Z";
        assert_eq!(why(json!(7)), "expected an object, found a number");
        assert_eq!(why(json!({})), "timestamp is missing");
        assert_eq!(why(json!({"timestamp": 3})), "timestamp: expected a text, found a number");
        assert!(why(json!({"timestamp": "secret"})).starts_with("timestamp: expected a time"));
        assert_eq!(why(json!({"timestamp": time, "duration": -1})), "duration: expected seconds from 0 to 9.2e9");
        assert_eq!(why(json!({"timestamp": time, "duration": "1"})), "duration: expected seconds, found a text");
        assert_eq!(why(json!({"timestamp": time, "data": []})), "data: expected an object, found a list");
        assert_eq!(
            why(json!({"timestamp": "2262-01-01T00:00:00Z", "duration": 9.0e9})),
            "duration: the event would end after the year 2262"
        );
    }
}
