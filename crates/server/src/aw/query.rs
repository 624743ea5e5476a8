//! `query`: questions in ActivityWatch's query language.

use attentive_query::QueryError;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::body::{self, Raw};
use crate::app::AppState;
use crate::error::{ApiError, off_thread};

#[derive(Deserialize)]
struct Question {
    timeperiods: OneOrMore,
    query: OneOrMore,
}

/// A list of texts, or one text as a list of one.
#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    fn into_list(self) -> Vec<String> {
        match self {
            Self::One(text) => vec![text],
            Self::More(texts) => texts,
        }
    }
}

/// POST `/query/`: one result for each time period. A query that fails is 500, as ActivityWatch's server in Rust answers.
pub(super) async fn query(State(state): State<AppState>, Raw(bytes): Raw) -> Result<Response, ApiError> {
    let question: Question = body::parse(&bytes)?;
    off_thread(move || {
        let (lines, periods) = (question.query.into_list(), question.timeperiods.into_list());
        let text = state.engine.write_json(&lines, &periods, "").map_err(|error| refusal(&error))?;
        Ok(body::json_bytes(axum::body::Body::from(text)))
    })
    .await
}

/// A bad period is 422, as other fields of a body that say what cannot be; everything else is 500.
fn refusal(error: &QueryError) -> ApiError {
    match error {
        QueryError::TimeInterval(_) => ApiError::unprocessable(error.to_string()),
        _ => ApiError::internal(error.to_string()),
    }
}
