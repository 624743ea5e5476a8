//! Bodies: from bytes to what they mean, and from an answer to bytes. Whatever type a client declares, a body is read as JSON.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::http::{Response as HttpResponse, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::ApiError;

/// A whole body within the limit of its route. Also for those who have no use for it: clients send `{}` with a DELETE, and
/// a body that nobody reads ends the connection.
pub(crate) struct Raw(pub(crate) Bytes);

impl<S: Send + Sync> FromRequest<S> for Raw {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let bytes = Bytes::from_request(request, state).await;
        bytes.map(Raw).map_err(|rejection| ApiError::new(rejection.status(), rejection.body_text()))
    }
}

/// Reads JSON: 400 when it is none, 422 when it does not say what `T` needs.
pub(super) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    serde_json::from_slice(bytes).map_err(|error| wrong(&error))
}

/// Reads a list of `T`, or a single `T` as a list of one.
pub(super) fn parse_list<T: DeserializeOwned>(bytes: &[u8]) -> Result<Vec<T>, ApiError> {
    let is_list = bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[');
    if is_list { parse(bytes) } else { parse(bytes).map(|one| vec![one]) }
}

/// What is wrong with JSON, as an answer.
pub(super) fn wrong(error: &serde_json::Error) -> ApiError {
    match error.classify() {
        serde_json::error::Category::Data => ApiError::unprocessable(format!("the body lacks something: {error}")),
        _ => ApiError::bad_request(format!("the body is not JSON: {error}")),
    }
}

/// An answer of JSON.
pub(super) fn json(value: &impl Serialize) -> Result<Response, ApiError> {
    let bytes =
        serde_json::to_vec(value).map_err(|error| ApiError::internal(format!("could not write JSON: {error}")))?;
    Ok(json_bytes(Body::from(bytes)))
}

/// An answer of JSON that is already written.
pub(super) fn json_bytes(body: Body) -> Response {
    let mut response = HttpResponse::new(body);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// An answer that says nothing but its status.
pub(super) fn empty(status: StatusCode) -> Response {
    status.into_response()
}

#[cfg(test)]
mod tests {
    use attentive_types::Event;

    use super::*;

    #[test]
    fn what_is_no_json_is_told_apart_from_json_that_lacks_something() {
        let status = |text: &str| parse::<Event>(text.as_bytes()).err().map(|error| error.status.as_u16());
        assert_eq!(status("{"), Some(400));
        assert_eq!(status(""), Some(400));
        assert_eq!(status(r#"{"timestamp":"2026-01-01T00:00:00Z","duration":NaN}"#), Some(400));
        assert_eq!(status(r#"{"timestamp":"2026-01-01T00:00:00Z","duration":1e999}"#), Some(400));
        assert_eq!(status(r#"{"timestamp":"2026-01-01T00:00:00Z","duration":"1"}"#), Some(422));
        assert_eq!(status("{}"), Some(422));
        assert_eq!(status(r#"{"timestamp":"2026-01-01T00:00:00Z"}"#), None);
    }

    #[test]
    fn one_object_is_a_list_of_one() {
        let one = parse_list::<Event>(br#" {"timestamp":"2026-01-01T00:00:00Z"}"#).expect("one");
        let list = parse_list::<Event>(br#" [{"timestamp":"2026-01-01T00:00:00Z"}]"#).expect("a list");
        assert_eq!(one, list);
    }
}
