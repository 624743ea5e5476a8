//! `/suggestions`: what goes with more or less focus, of the person's own things.

use axum::Json;
use axum::extract::State;

use crate::app::AppState;
use crate::error::{ApiError, off_thread};
use crate::suggestions::{self, Suggestions};

/// What the last weeks say.
pub(crate) async fn suggestions(State(state): State<AppState>) -> Result<Json<Suggestions>, ApiError> {
    off_thread(move || Ok(Json(suggestions::suggestions(state.live.inner())?))).await
}
