//! Reading what a request brings, with errors that say what was expected.

use std::collections::HashMap;

use attentive_types::{Span, Timestamp};
use axum::body::Bytes;
use serde::de::DeserializeOwned;

use crate::error::ApiError;

/// The query of an address.
pub(crate) type Words = HashMap<String, String>;

/// The body as JSON of a shape.
///
/// # Errors
/// 400 with the place and what was expected there.
pub(crate) fn body<T: DeserializeOwned>(bytes: &Bytes) -> Result<T, ApiError> {
    let bytes: &[u8] = if bytes.is_empty() { b"{}" } else { bytes };
    serde_json::from_slice(bytes)
        .map_err(|error| ApiError::bad_request(format!("the body cannot be understood: {error}")))
}

/// A whole number of the query, with a default and bounds.
///
/// # Errors
/// 400 when it is no number or out of bounds.
pub(crate) fn number(words: &Words, name: &str, default: u32, (least, most): (u32, u32)) -> Result<u32, ApiError> {
    let Some(text) = words.get(name) else { return Ok(default) };
    let wrong = || ApiError::bad_request(format!("{name}: expected a whole number from {least} to {most}"));
    let number: u32 = text.trim().parse().map_err(|_| wrong())?;
    if (least..=most).contains(&number) { Ok(number) } else { Err(wrong()) }
}

/// A span that has a length.
///
/// # Errors
/// 400 when it ends before it begins.
pub(crate) fn span(start: Timestamp, end: Timestamp) -> Result<Span, ApiError> {
    if start < end {
        return Ok(Span::new(start, end));
    }
    Err(ApiError::bad_request(format!("the start must come before the end, found {start} to {end}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_out_of_bounds_says_what_was_expected() {
        let words = Words::from([("weeks".to_owned(), "0".to_owned())]);
        let error = number(&words, "weeks", 8, (1, 520)).unwrap_err();
        assert_eq!(error.message, "weeks: expected a whole number from 1 to 520");
        assert_eq!(number(&Words::new(), "weeks", 8, (1, 520)), Ok(8));
    }

    #[test]
    fn a_span_that_ends_before_it_begins_is_refused() {
        assert!(span(Timestamp(2), Timestamp(1)).is_err());
        assert!(span(Timestamp(1), Timestamp(1)).is_err());
        assert!(span(Timestamp(1), Timestamp(2)).is_ok());
    }
}
