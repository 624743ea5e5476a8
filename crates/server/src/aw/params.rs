//! What stands behind the `?` of an address: `start`, `end`, `limit`, `pulsetime`.

use std::borrow::Cow;

use attentive_store::Range;
use attentive_types::Timestamp;
use attentive_types::time::{SECOND, seconds_to_nanos};

use crate::error::ApiError;

/// The value of a parameter, decoded; `None` when it is not there or empty.
pub(super) fn value<'q>(query: Option<&'q str>, name: &str) -> Option<Cow<'q, str>> {
    let pairs = query?.split('&').filter_map(|pair| pair.split_once('='));
    pairs.filter(|(key, _)| *key == name).map(|(_, value)| decode(value)).find(|value| !value.is_empty())
}

/// `start` and `end`; what is not given is open.
pub(super) fn range(query: Option<&str>) -> Result<Range, ApiError> {
    let moment = |name| value(query, name).map(|text| parse_moment(name, &text)).transpose();
    Ok(Range { start: moment("start")?, end: moment("end")? })
}

/// `limit`; `None` for all, which a negative number also means.
pub(super) fn limit(query: Option<&str>) -> Result<Option<usize>, ApiError> {
    let Some(text) = value(query, "limit") else { return Ok(None) };
    match text.parse::<i128>() {
        // More than can be counted is all there is.
        Ok(number) => Ok(usize::try_from(number).ok()),
        Err(_) => Err(ApiError::bad_request(format!("limit: expected a whole number, found {:?}", shortened(&text)))),
    }
}

/// `pulsetime` in nanoseconds: the gap up to which a heartbeat lengthens the event before it.
pub(super) fn pulsetime_nanos(query: Option<&str>) -> Result<i64, ApiError> {
    let text = value(query, "pulsetime")
        .ok_or_else(|| ApiError::unprocessable("pulsetime: missing; send the longest gap to bridge, in seconds"))?;
    let seconds: Option<f64> = text.trim().parse().ok().filter(|seconds: &f64| seconds.is_finite());
    match seconds {
        Some(seconds) if seconds > 0.0 => Ok(seconds_to_nanos(seconds).unwrap_or(i64::MAX)),
        Some(seconds) => Ok(seconds_to_nanos(seconds).unwrap_or(i64::MIN)),
        None => Err(ApiError::unprocessable(format!(
            "pulsetime: expected a number of seconds, found {:?}",
            shortened(&text)
        ))),
    }
}

/// A moment of the parameter `name`, UTC when it says no offset. Years beyond what can be held mean the ends of time.
fn parse_moment(name: &str, text: &str) -> Result<Timestamp, ApiError> {
    // A `+` that was not escaped arrives as a blank.
    let unescaped =
        || text.trim_end().rsplit_once(' ').and_then(|(time, offset)| format!("{time}+{offset}").parse().ok());
    let moment = text.parse::<jiff::Timestamp>().ok();
    let moment = moment.or_else(unescaped).or_else(|| format!("{}Z", text.trim()).parse().ok());
    match moment {
        Some(moment) => Ok(Timestamp(hold(moment.as_second(), moment.as_nanosecond()))),
        None => Err(ApiError::bad_request(format!(
            "{name}: expected an RFC 3339 time with an offset such as 2026-11-24T09:30:00Z, found {:?}",
            shortened(text)
        ))),
    }
}

fn hold(seconds: i64, nanos: i128) -> i64 {
    let end = if seconds < 0 { i64::MIN } else { i64::MAX - SECOND };
    i64::try_from(nanos).unwrap_or(end)
}

fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}

/// Undoes the escapes of a form: `+` is a blank, `%41` is `A`.
fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains(['%', '+']) {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut place = 0;
    while let Some(&byte) = bytes.get(place) {
        let escaped = bytes.get(place + 1..place + 3).filter(|_| byte == b'%').and_then(hex_byte);
        decoded.push(match (byte, escaped) {
            (_, Some(value)) => value,
            (b'+', None) => b' ',
            (byte, None) => byte,
        });
        place += if escaped.is_some() { 3 } else { 1 };
    }
    Cow::Owned(String::from_utf8_lossy(&decoded).into_owned())
}

fn hex_byte(digits: &[u8]) -> Option<u8> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let (high, low) = (digits.first().and_then(digit)?, digits.get(1).and_then(digit)?);
    u8::try_from(high * 16 + low).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_decoded_and_broken_escapes_stay() {
        assert_eq!(value(Some("a=1&start=2026%2D01+x%zz%4"), "start").as_deref(), Some("2026-01 x%zz%4"));
        assert_eq!(value(Some("start=&a=1"), "start"), None);
        assert_eq!(value(None, "start"), None);
    }

    #[test]
    fn a_bad_date_is_named() {
        let error = range(Some("end=yesterday")).expect_err("no date");
        assert_eq!(error.status.as_u16(), 400);
        assert!(error.message.starts_with("end: "), "{}", error.message);
    }

    #[test]
    fn an_offset_whose_plus_was_not_escaped_is_understood() {
        let range = range(Some("start=2026-01-01T01:00:00+01:00&end=9999-01-01T00:00:00Z")).expect("a range");
        assert_eq!(range.start, Timestamp::parse("2026-01-01T00:00:00Z").ok());
        assert!(range.end > Timestamp::parse("2262-01-01T00:00:00Z").ok());
    }

    #[test]
    fn a_moment_without_an_offset_is_utc() {
        let range = range(Some("start=2026-01-01T01:00:00&end=2026-01-01%2002:00:00.5")).expect("a range");
        assert_eq!(range.start, Timestamp::parse("2026-01-01T01:00:00Z").ok());
        assert_eq!(range.end, Timestamp::parse("2026-01-01T02:00:00.5Z").ok());
    }

    #[test]
    fn a_negative_limit_means_all_and_nought_means_none() {
        assert_eq!(limit(Some("limit=-1")), Ok(None));
        assert_eq!(limit(Some("limit=0")), Ok(Some(0)));
        assert_eq!(limit(Some("limit=99999999999999999999999")), Ok(None));
        assert!(limit(Some("limit=many")).is_err());
    }

    #[test]
    fn a_pulsetime_must_be_a_number() {
        assert_eq!(pulsetime_nanos(Some("pulsetime=1.5")), Ok(1_500_000_000));
        assert_eq!(pulsetime_nanos(Some("pulsetime=1e300")), Ok(i64::MAX));
        for bad in ["pulsetime=NaN", "pulsetime=inf", "pulsetime=x", "pulsetime=", "other=1"] {
            assert_eq!(pulsetime_nanos(Some(bad)).map_err(|error| error.status.as_u16()), Err(422), "{bad}");
        }
    }

    proptest::proptest! {
        #[test]
        fn junk_in_an_address_is_refused_or_understood_and_never_panics(text in "[-+%&=.:0-9a-zA-Zü ]{0,60}") {
            let query = format!("start={text}&limit={text}&pulsetime={text}&{text}");
            let _ = (range(Some(&query)).is_ok(), limit(Some(&query)).is_ok(), pulsetime_nanos(Some(&query)).is_ok());
        }

        #[test]
        fn what_was_escaped_comes_back(text in "\\PC{1,20}") {
            let escaped: String = text.bytes().map(|byte| format!("%{byte:02x}")).collect();
            let query = format!("x={escaped}");
            let found = value(Some(&query), "x").map(Cow::into_owned);
            proptest::prop_assert_eq!(found, Some(text));
        }
    }
}
