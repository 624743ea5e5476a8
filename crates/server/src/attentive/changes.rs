//! `/changes`: since when are the person's days different?

use attentive_pipeline::patterns::{DayChange, FALSE_ALARM, LEAST_DAYS, day_changes};
use attentive_types::Span;
use axum::Json;
use axum::extract::{Query, State};
use serde_json::{Value, json};

use super::read::{Words, number};
use super::trends::MOST_WEEKS;
use crate::app::AppState;
use crate::error::{ApiError, off_thread};
use crate::live::date_name;

/// The last weeks, without today, which still goes on.
pub(crate) async fn changed(
    State(state): State<AppState>,
    Query(words): Query<Words>,
) -> Result<Json<Value>, ApiError> {
    let weeks = number(&words, "weeks", 12, (1, MOST_WEEKS))?;
    off_thread(move || Ok(Json(assemble(&state, weeks)))).await
}

fn assemble(state: &AppState, weeks: u32) -> Value {
    let inner = state.live.inner();
    let local = inner.local_time();
    let today = local.day_number(inner.data_clock.now());
    let span = Span::new(local.day(today - i64::from(weeks) * 7).start, local.day(today).start);
    let days = inner.everything(|analysis| analysis.slice(span).days(&local.days));
    let figures: Vec<Value> = day_changes(&days).iter().map(line).collect();
    json!({ "false_alarm": FALSE_ALARM, "least_days": LEAST_DAYS, "figures": figures })
}

fn line(change: &DayChange) -> Value {
    let step = change.step.map(|step| {
        json!({
            "since": date_name(step.since),
            "before": step.before,
            "after": step.after.value,
            "low": step.after.low,
            "high": step.after.high,
            "days_before": step.days_before,
            "days_after": step.days_after,
            "p": step.p,
        })
    });
    json!({ "name": change.name, "unit": change.unit, "days": change.days, "change": step })
}
