//! `/trends`: the last weeks, day by day and hour by hour, and where they are going.

use attentive_pipeline::patterns::{DayTotals, slopes};
use attentive_pipeline::run::Analysis;
use attentive_types::Span;
use axum::Json;
use axum::extract::{Query, State};
use serde_json::{Value, json};

use super::read::{Words, number};
use crate::app::AppState;
use crate::error::{ApiError, off_thread};
use crate::live::{LocalTime, date_name};

/// The longest stretch: ten years.
pub(super) const MOST_WEEKS: u32 = 520;
/// How many breakers of focus are listed.
const MOST_BREAKERS: usize = 12;

/// The last weeks, today included.
pub(crate) async fn trends(State(state): State<AppState>, Query(words): Query<Words>) -> Result<Json<Value>, ApiError> {
    let weeks = number(&words, "weeks", 8, (1, MOST_WEEKS))?;
    off_thread(move || Ok(Json(assemble(&state, weeks)))).await
}

fn assemble(state: &AppState, weeks: u32) -> Value {
    let inner = state.live.inner();
    let local = inner.local_time();
    let last = local.day_number(inner.data_clock.now());
    let first = last - i64::from(weeks) * 7 + 1;
    let span = Span::new(local.day(first).start, local.day(last).end);
    inner.everything(|analysis| {
        // A year is large: it is copied only when there is more than was asked for.
        let is_all = analysis.extent().is_none_or(|extent| span.start <= extent.start && extent.end <= span.end);
        if is_all { sum_up(analysis, &local) } else { sum_up(&analysis.slice(span), &local) }
    })
}

fn sum_up(part: &Analysis, local: &LocalTime) -> Value {
    let days = part.days(&local.days);
    json!({
        "slopes": slopes(&days),
        "hours": part.hours(&local.clock),
        "hotspots": part.hotspots(),
        "breakers": part.breakers().into_iter().take(MOST_BREAKERS).collect::<Vec<_>>(),
        "days": days.iter().map(line).collect::<Vec<_>>(),
    })
}

fn line(day: &DayTotals) -> Value {
    json!({
        "date": date_name(day.day_number),
        "present_s": day.present_s,
        "focused_s": day.focused_s,
        "focus_sessions": day.focus_sessions,
        "median_focus_min": day.median_focus_min,
        "switch_rate_per_min": day.switch_rate_per_min,
        "fragmentation_bits": day.fragmentation_bits,
        "key_rate_per_s": day.key_rate_per_s,
        "longest_focus_s": day.longest_focus_s,
        "breaks_per_h": day.breaks_per_h,
    })
}
