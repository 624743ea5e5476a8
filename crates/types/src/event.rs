//! One event as watchers send it: a moment, a duration and an object of facts.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::time::{Timestamp, nanos_to_seconds, seconds_to_nanos};

/// The facts of an event: a JSON object whose keys are kept sorted, so that equal facts have equal text.
pub type Payload = serde_json::Map<String, serde_json::Value>;

/// One event of a bucket, in ActivityWatch's shape.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The row in the store; `None` before it was stored.
    #[serde(default)]
    pub id: Option<i64>,
    /// When it began; read from JSON without an offset it is UTC.
    #[serde(deserialize_with = "from_moment")]
    pub timestamp: Timestamp,
    /// How long it lasted, in nanoseconds, never negative; seconds in JSON.
    #[serde(rename = "duration", default, serialize_with = "to_seconds", deserialize_with = "from_seconds")]
    pub duration_nanos: i64,
    /// What was seen.
    #[serde(default)]
    pub data: Payload,
}

impl Event {
    /// When it ended.
    #[must_use]
    pub fn end(&self) -> Timestamp {
        self.timestamp.plus(self.duration_nanos)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde asks for")]
fn to_seconds<S: Serializer>(nanos: &i64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(nanos_to_seconds(*nanos))
}

fn from_moment<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
    let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
    Timestamp::parse_or_utc(&text).map_err(serde::de::Error::custom)
}

fn from_seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let seconds = f64::deserialize(deserializer)?;
    let nanos = seconds_to_nanos(seconds);
    nanos
        .filter(|nanos| *nanos >= 0)
        .ok_or_else(|| serde::de::Error::custom(format!("duration: expected seconds from 0 to 9.2e9, found {seconds}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_reads_and_writes_seconds() {
        let text = r#"{"timestamp":"2026-11-24T00:00:00Z","duration":1.5,"data":{"b":1,"a":2}}"#;
        let event: Event = serde_json::from_str(text).expect("an event");
        assert_eq!(event.duration_nanos, 1_500_000_000);
        let back = serde_json::to_string(&event).expect("text");
        assert_eq!(back, r#"{"id":null,"timestamp":"2026-11-24T00:00:00Z","duration":1.5,"data":{"a":2,"b":1}}"#);
    }

    #[test]
    fn a_moment_without_an_offset_is_utc() {
        let event: Event = serde_json::from_str(r#"{"timestamp":"2026-11-24T10:00:00.250000"}"#).expect("an event");
        assert_eq!(event.timestamp.to_string(), "2026-11-24T10:00:00.25Z");
    }

    #[test]
    fn a_negative_duration_is_refused() {
        let text = r#"{"timestamp":"2026-11-24T00:00:00Z","duration":-1}"#;
        assert!(serde_json::from_str::<Event>(text).is_err());
    }
}
