//! Moments and spans: integer nanoseconds since 1970 in UTC. Local time exists only at the edge.

use std::fmt;
use std::ops::{Add, Sub};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Nanoseconds in one second.
pub const SECOND: i64 = 1_000_000_000;
/// Nanoseconds in one minute.
pub const MINUTE: i64 = 60 * SECOND;
/// Nanoseconds in one hour.
pub const HOUR: i64 = 60 * MINUTE;
/// Nanoseconds in one day of 24 hours.
pub const DAY: i64 = 24 * HOUR;

/// A moment: nanoseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

/// A text that is not a moment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected an RFC 3339 time with an offset such as 2026-11-24T09:30:00Z, found {found:?}")]
pub struct ParseTimeError {
    found: String,
}

impl Timestamp {
    /// The earliest moment that can be held (in the year 1677).
    pub const MIN: Self = Self(i64::MIN);
    /// The latest moment that can be held (in the year 2262).
    pub const MAX: Self = Self(i64::MAX);

    /// Reads an RFC 3339 time such as `2026-11-24T09:30:00.5+01:00`.
    ///
    /// # Errors
    /// When the text is no such time, has no offset, or lies outside 1677 to 2262.
    ///
    /// ```
    /// use attentive_types::Timestamp;
    /// let moment = Timestamp::parse("1970-01-01T00:00:01.5Z").unwrap();
    /// assert_eq!(moment, Timestamp(1_500_000_000));
    /// assert!(Timestamp::parse("yesterday").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, ParseTimeError> {
        let wrong = || ParseTimeError { found: text.chars().take(60).collect() };
        let moment: jiff::Timestamp = text.trim().parse().map_err(|_| wrong())?;
        i64::try_from(moment.as_nanosecond()).map(Self).map_err(|_| wrong())
    }

    /// Reads like [`Timestamp::parse`], and takes a time without an offset as UTC, as ActivityWatch's server in Python does.
    ///
    /// # Errors
    /// When the text is no such time, or lies outside 1677 to 2262.
    ///
    /// ```
    /// use attentive_types::Timestamp;
    /// assert_eq!(Timestamp::parse_or_utc("1970-01-01T00:00:01.5"), Ok(Timestamp(1_500_000_000)));
    /// assert_eq!(Timestamp::parse_or_utc("1970-01-01T01:00:00+01:00"), Ok(Timestamp(0)));
    /// ```
    pub fn parse_or_utc(text: &str) -> Result<Self, ParseTimeError> {
        Self::parse(text).or_else(|error| Self::parse(&format!("{}Z", text.trim())).map_err(|_| error))
    }

    /// From whole and broken seconds since 1970, as Unix clocks give it; `None` when it is not finite or out of range.
    #[must_use]
    pub fn from_unix_seconds(seconds: f64) -> Option<Self> {
        seconds_to_nanos(seconds).map(Self)
    }

    /// Seconds since 1970.
    #[must_use]
    pub fn as_unix_seconds(self) -> f64 {
        nanos_to_seconds(self.0)
    }

    /// This moment moved by some nanoseconds, held at the ends of the range.
    #[must_use]
    pub fn plus(self, nanos: i64) -> Self {
        Self(self.0.saturating_add(nanos))
    }
}

/// Nanoseconds as seconds.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "a duration of a hundred days is still exact to a nanosecond")]
pub fn nanos_to_seconds(nanos: i64) -> f64 {
    nanos as f64 / SECOND as f64
}

/// Seconds as nanoseconds, rounded; `None` when not finite or beyond 292 years.
#[must_use]
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "the range is checked first")]
pub fn seconds_to_nanos(seconds: f64) -> Option<i64> {
    let nanos = (seconds * SECOND as f64).round();
    (nanos.is_finite() && nanos.abs() < 9.2e18).then_some(nanos as i64)
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_nanosecond(i128::from(self.0)) {
            Ok(moment) => write!(f, "{moment}"),
            Err(_) => write!(f, "{} ns", self.0),
        }
    }
}

impl Sub for Timestamp {
    type Output = i64;
    /// Nanoseconds from `other` to this moment, held at the ends of the range.
    fn sub(self, other: Self) -> i64 {
        self.0.saturating_sub(other.0)
    }
}

impl Add<i64> for Timestamp {
    type Output = Self;
    fn add(self, nanos: i64) -> Self {
        self.plus(nanos)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// A half-open stretch of time, `start <= t < end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First moment inside.
    pub start: Timestamp,
    /// First moment after.
    pub end: Timestamp,
}

impl Span {
    /// From `start` to `end`; an end before the start gives an empty span at `start`.
    #[must_use]
    pub fn new(start: Timestamp, end: Timestamp) -> Self {
        Self { start, end: end.max(start) }
    }

    /// Length in nanoseconds, never negative.
    #[must_use]
    pub fn nanos(self) -> i64 {
        (self.end - self.start).max(0)
    }

    /// Length in seconds.
    #[must_use]
    pub fn seconds(self) -> f64 {
        nanos_to_seconds(self.nanos())
    }

    /// The common part; `None` when they only touch or are apart.
    #[must_use]
    pub fn intersect(self, other: Self) -> Option<Self> {
        let (start, end) = (self.start.max(other.start), self.end.min(other.end));
        (start < end).then_some(Self { start, end })
    }

    /// Whether the moment lies inside.
    #[must_use]
    pub fn contains(self, moment: Timestamp) -> bool {
        self.start <= moment && moment < self.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_turned_into_utc() {
        let moment = Timestamp::parse("2026-11-24T01:00:00+01:00");
        assert_eq!(moment.map(|m| m.to_string()).as_deref(), Ok("2026-11-24T00:00:00Z"));
    }

    #[test]
    fn a_time_without_an_offset_is_refused() {
        assert!(Timestamp::parse("2026-11-24T01:00:00").is_err());
        assert!(Timestamp::parse("2026-11-24").is_err());
        assert!(Timestamp::parse("").is_err());
    }

    #[test]
    fn a_time_without_an_offset_can_be_taken_as_utc() {
        let moment = Timestamp::parse("2026-11-24T01:00:00Z");
        assert_eq!(Timestamp::parse_or_utc(" 2026-11-24T01:00:00 "), moment);
        assert_eq!(Timestamp::parse_or_utc("2026-11-24 01:00:00"), moment);
        assert!(Timestamp::parse_or_utc("2026-11-24").is_err());
        assert!(Timestamp::parse_or_utc("").is_err());
    }

    #[test]
    fn seconds_that_are_not_finite_are_no_time() {
        assert_eq!(seconds_to_nanos(f64::NAN), None);
        assert_eq!(seconds_to_nanos(1e300), None);
        assert_eq!(seconds_to_nanos(0.25), Some(250_000_000));
    }

    proptest::proptest! {
        #[test]
        fn what_is_printed_can_be_read_back(nanos in -9_000_000_000_000_000_000_i64..9_000_000_000_000_000_000) {
            let moment = Timestamp(nanos);
            proptest::prop_assert_eq!(Timestamp::parse(&moment.to_string()), Ok(moment));
        }
    }
}
