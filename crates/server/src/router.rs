//! Which address is answered by whom.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use tower_http::compression::CompressionLayer;

use crate::app::AppState;
use crate::aw::Raw;
use crate::dashboard;
use crate::error::ApiError;

/// The longest body of an ordinary request, in bytes. Imports and lists of events may be longer, see `aw`.
const BODY_LIMIT: usize = 4 << 20;

/// All routes. The guard stands before them.
pub(crate) fn router(state: AppState) -> Router {
    let is_remote = !state.options.address.ip().is_loopback();
    let router = Router::new()
        .merge(crate::attentive::routes())
        .merge(crate::assistants::routes(&state))
        .merge(crate::aw::routes())
        .fallback(elsewhere)
        .method_not_allowed_fallback(other_method)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .with_state(state);
    // On the loopback nothing is gained by packing: it costs more than the copy that it saves.
    if is_remote { router.layer(CompressionLayer::new()) } else { router }
}

/// What is no route: a file of the dashboard, or nothing.
async fn elsewhere(method: Method, uri: Uri, headers: HeaderMap, _: Raw) -> Response {
    let path = uri.path();
    if path.trim_start_matches('/').split('/').next() == Some("api") {
        return ApiError::not_found("there is nothing at this address of the API").into_response();
    }
    match method {
        Method::GET | Method::HEAD => dashboard::answer(path, &headers),
        _ => no_such_method().into_response(),
    }
}

/// A route that has no such method.
async fn other_method(_: Raw) -> ApiError {
    no_such_method()
}

fn no_such_method() -> ApiError {
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "this address does not take that method")
}
