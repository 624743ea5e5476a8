//! Names in addresses, percent-decoded.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::error::ApiError;

/// The one name in an address: a bucket's or a setting's.
pub(super) struct Name(pub(super) String);

/// A bucket's name and an event's id.
pub(super) struct EventPlace {
    pub(super) bucket: String,
    pub(super) event_id: i64,
}

impl<S: Send + Sync> FromRequestParts<S> for Name {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        decoded(parts, state).await.map(Name)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for EventPlace {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let (bucket, event): (String, String) = decoded(parts, state).await?;
        let event_id = event.parse().map_err(|_| ApiError::bad_request("event id: expected a whole number"))?;
        Ok(Self { bucket, event_id })
    }
}

async fn decoded<T: DeserializeOwned + Send, S: Send + Sync>(parts: &mut Parts, state: &S) -> Result<T, ApiError> {
    match Path::<T>::from_request_parts(parts, state).await {
        Ok(Path(names)) => Ok(names),
        Err(rejection) => Err(ApiError::new(rejection.status(), rejection.body_text())),
    }
}
