//! The same tools by plain HTTP: `POST /api/attentive/tools/NAME` with the arguments as JSON; and the routes of this door.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::Value;

use super::caller::Caller;
use super::tool::{self, ToolError};
use super::{mcp, openapi, resources};
use crate::app::AppState;
use crate::attentive::read_body;
use crate::error::ApiError;

/// Where the Model Context Protocol is spoken.
pub(crate) const MCP: &str = "/mcp";

/// The routes of this door.
pub(crate) fn routes(state: &AppState) -> Router<AppState> {
    Router::new()
        .route("/api/attentive/tools", get(list))
        .route("/api/attentive/tools/{name}", post(call))
        .route("/api/attentive/openapi.json", get(describe))
        .nest_service(MCP, mcp::service(state))
}

async fn list(State(state): State<AppState>, headers: HeaderMap) -> Result<Json<Value>, ApiError> {
    Caller::of(&state, &headers)?;
    Ok(Json(resources::schema()))
}

async fn describe(State(state): State<AppState>) -> Json<Value> {
    Json(openapi::document(&state.options.version))
}

async fn call(
    State(state): State<AppState>,
    Path(name): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Json<Value>, ApiError> {
    let caller = Caller::of(&state, &headers)?;
    let arguments: Value = read_body(&bytes)?;
    tool::call(&state, &caller, &name, arguments).await.map(Json).map_err(|error| {
        let status = match &error {
            ToolError::NoSuchTool(_) => StatusCode::NOT_FOUND,
            ToolError::Scope(_) => StatusCode::FORBIDDEN,
            ToolError::Input(_) => StatusCode::BAD_REQUEST,
            ToolError::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        ApiError::new(status, error.message())
    })
}
