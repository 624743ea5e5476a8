//! `/prompts`: what was suggested and why, what the person said, and what it did.

use attentive_types::{Answer, PromptKind};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::read;
use crate::app::AppState;
use crate::error::{ApiError, off_thread};
use crate::live::{AnswerError, Ledger};

/// How many of the newest prompts are listed.
const MOST_RECENT: usize = 100;

impl From<AnswerError> for ApiError {
    fn from(error: AnswerError) -> Self {
        match error {
            AnswerError::NoSuchPrompt => Self::not_found(error.to_string()),
            AnswerError::Unfit(_) => Self::bad_request(error.to_string()),
            AnswerError::Store(error) => error.into(),
        }
    }
}

/// Everything about prompts.
pub(crate) async fn prompts(State(state): State<AppState>) -> Result<Json<Value>, ApiError> {
    off_thread(move || {
        let inner = state.live.inner();
        let now = inner.data_clock.now();
        let suggestions = inner.advise(now, &[]).suggestions;
        let profile = inner.profile();
        let (open, recent) = inner.ledger(|ledger| (json!(owned(&ledger.open(now))), recent(ledger)));
        Ok(Json(json!({
            "open": open,
            "recent": recent,
            "effects": profile.effects,
            "suggestions": suggestions,
            "preferences": inner.preferences(),
            "limits": inner.limits(),
        })))
    })
    .await
}

fn owned(prompts: &[std::sync::Arc<attentive_types::Prompt>]) -> Vec<&attentive_types::Prompt> {
    prompts.iter().map(|prompt| &**prompt).collect()
}

fn recent(ledger: &Ledger) -> Vec<Value> {
    let newest = ledger.prompts().iter().rev().take(MOST_RECENT);
    let line = |prompt: &std::sync::Arc<attentive_types::Prompt>| {
        let name = prompt.prompt_id.as_str();
        json!({"prompt": **prompt, "outcome": ledger.outcome(name), "answer": ledger.answer(name)})
    };
    newest.map(line).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswerBody {
    answer: Answer,
}

/// Takes an answer to a prompt.
pub(crate) async fn answer(
    State(state): State<AppState>,
    Path(prompt_id): Path<String>,
    bytes: Bytes,
) -> Result<Json<Value>, ApiError> {
    let AnswerBody { answer } = read::body(&bytes)?;
    off_thread(move || {
        state.live.answer(&prompt_id, answer, "dashboard")?;
        Ok(Json(json!({})))
    })
    .await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PreferenceBody {
    is_never: bool,
}

/// Allows or forbids a kind of prompt.
pub(crate) async fn prefer(
    State(state): State<AppState>,
    Path(kind): Path<String>,
    bytes: Bytes,
) -> Result<Json<Value>, ApiError> {
    let PreferenceBody { is_never } = read::body(&bytes)?;
    let names = PromptKind::ALL.map(PromptKind::name).join(", ");
    let unknown = || ApiError::not_found(format!("there is no such kind of prompt; the kinds are {names}"));
    let kind = PromptKind::from_name(&kind).ok_or_else(unknown)?;
    off_thread(move || {
        state.live.prefer(kind, is_never)?;
        Ok(Json(json!({})))
    })
    .await
}
