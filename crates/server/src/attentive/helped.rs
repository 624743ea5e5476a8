//! `/helped`: what prompts did for this person, with what a sceptic asks for.

use attentive_pipeline::evaluate::{Helped, helped as report};
use axum::Json;
use axum::extract::State;

use crate::app::AppState;
use crate::error::{ApiError, off_thread};
use crate::live::Ledger;

/// The report of this moment.
pub(crate) async fn helped(State(state): State<AppState>) -> Result<Json<Helped>, ApiError> {
    off_thread(move || {
        let inner = state.live.inner();
        let outcomes = inner.ledger(Ledger::outcomes_with_answers);
        Ok(Json(report(&outcomes, inner.data_clock.now())))
    })
    .await
}
