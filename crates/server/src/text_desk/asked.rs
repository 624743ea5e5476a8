//! What is asked of a server of texts, and how it is answered: in turns, away from the threads that serve connections.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::TextDesk;
use crate::error::{ApiError, off_thread};

/// Texts of one request at most.
const MOST_TEXTS: usize = 1_000;

/// What answers, and how many may at once.
#[derive(Clone)]
pub(super) struct Desk {
    pub(super) texts: Arc<TextDesk>,
    pub(super) turns: Arc<Semaphore>,
}

/// The body of a question.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    texts: Vec<String>,
}

/// Which model and which encoder answer.
pub(super) async fn about(State(desk): State<Desk>) -> Json<Value> {
    let labels = desk.texts.labels.as_ref().map(|(name, model)| {
        json!({ "model": name, "by": model.by(), "labels": model.labels(), "least": model.scope().least })
    });
    let encoder = desk
        .texts
        .encoder
        .as_ref()
        .map(|(name, encoder)| json!({ "name": name, "width": encoder.width(), "sha256": encoder.sha256() }));
    Json(json!({ "labels": labels, "encoder": encoder }))
}

/// Labels texts.
pub(super) async fn label(
    State(desk): State<Desk>,
    body: Result<Json<Asked>, JsonRejection>,
) -> Result<Json<Value>, ApiError> {
    let asked = checked(body)?;
    if desk.texts.labels.is_none() {
        return Err(not_available("labels: no model was given; start it with `attentive text serve --with NAME`"));
    }
    in_turn(desk, move |texts| {
        let views: Vec<&str> = asked.iter().map(String::as_str).collect();
        let answers = texts.labels.as_ref().map(|(_, model)| model.label(&views)).unwrap_or_default();
        Ok(json!({ "answers": answers }))
    })
    .await
}

/// Embeds texts.
pub(super) async fn embed(
    State(desk): State<Desk>,
    body: Result<Json<Asked>, JsonRejection>,
) -> Result<Json<Value>, ApiError> {
    let asked = checked(body)?;
    if desk.texts.encoder.is_none() {
        return Err(not_available(
            "embeddings: no encoder was added; `attentive model add minilm-l6` adds a small one",
        ));
    }
    in_turn(desk, move |texts| {
        let Some((_, encoder)) = &texts.encoder else { return Ok(Value::Null) };
        let views: Vec<&str> = asked.iter().map(String::as_str).collect();
        let rows = encoder.embed(&views).map_err(|fault| ApiError::unprocessable(fault.to_string()))?;
        let width = encoder.width();
        Ok(json!({ "width": width, "rows": rows.chunks_exact(width).collect::<Vec<_>>() }))
    })
    .await
}

/// What is no address of this server.
pub(super) async fn elsewhere() -> ApiError {
    ApiError::not_found("there are GET /api/text, POST /api/text/label and POST /api/text/embed")
}

fn not_available(what: &str) -> ApiError {
    ApiError::new(StatusCode::NOT_IMPLEMENTED, format!("not available: {what}"))
}

fn checked(body: Result<Json<Asked>, JsonRejection>) -> Result<Vec<String>, ApiError> {
    let Json(Asked { texts }) = body.map_err(|rejection| ApiError::new(rejection.status(), rejection.body_text()))?;
    if texts.len() > MOST_TEXTS {
        return Err(ApiError::unprocessable(format!("{} texts at once; send {MOST_TEXTS} at most", texts.len())));
    }
    Ok(texts)
}

/// Works when it is its turn.
async fn in_turn(
    desk: Desk,
    work: impl FnOnce(&TextDesk) -> Result<Value, ApiError> + Send + 'static,
) -> Result<Json<Value>, ApiError> {
    let turn = desk.turns.acquire_owned().await.map_err(|_| ApiError::internal("the server is closing"))?;
    off_thread(move || {
        let _turn = turn;
        work(&desk.texts).map(Json)
    })
    .await
}
