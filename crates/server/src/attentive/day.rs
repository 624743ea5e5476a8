//! `/day`: one local day through all stages, and `/days`: which days there are.

use std::collections::BTreeSet;

use attentive_pipeline::patterns::Summary;
use attentive_pipeline::preprocess::Quality;
use attentive_pipeline::run::Analysis;
use attentive_types::decision::PlannedHour;
use attentive_types::{
    FeatureInfo, FeatureTable, FocusSession, Hotspot, PresenceSpan, Prompt, Session, Span, State as AttentionState,
    Timestamp, Visit,
};
use axum::Json;
use axum::extract::{Query, State};
use serde::Serialize;
use serde_json::{Value, json};

use super::corrections::{self, Correction};
use super::read::Words;
use super::self_reports::{self, SelfReport};
use crate::app::AppState;
use crate::error::{ApiError, off_thread};
use crate::live::{LocalTime, date_name, day_number_of};

/// The answer of `/day`.
#[derive(Serialize)]
pub(crate) struct Day {
    date: String,
    timezone: String,
    utc_offset_s: i64,
    span: Span,
    is_today: bool,
    is_demo: bool,
    first_day: Option<String>,
    last_day: Option<String>,
    now: Option<Value>,
    summary: Summary,
    visits: Vec<Visit>,
    presence: Vec<PresenceSpan>,
    states: Vec<AttentionState>,
    focus_sessions: Vec<FocusSession>,
    sessions: Vec<Session>,
    features: FeatureTable,
    feature_infos: Vec<FeatureInfo>,
    hotspots: Vec<Hotspot>,
    plan: Vec<PlannedHour>,
    corrections: Vec<Correction>,
    self_reports: Vec<SelfReport>,
    prompts: Vec<Prompt>,
    quality: Quality,
}

/// One day.
pub(crate) async fn day(State(state): State<AppState>, Query(words): Query<Words>) -> Result<Json<Day>, ApiError> {
    let wanted = match words.get("date") {
        Some(date) => {
            Some(day_number_of(date).ok_or_else(|| ApiError::bad_request("date: expected a day such as 2026-11-24"))?)
        }
        None => None,
    };
    off_thread(move || Ok(Json(assemble(&state, wanted)?))).await
}

fn assemble(state: &AppState, wanted: Option<i64>) -> Result<Day, ApiError> {
    let inner = state.live.inner();
    let local = inner.local_time();
    let now = inner.data_clock.now();
    let today = local.day_number(now);
    let number = wanted.unwrap_or(today);
    let span = local.day(number);
    let is_today = number == today;
    let analysis = inner.span(span)?;
    let extent = inner.extent()?;
    let day_of = |moment: Timestamp| date_name(local.day_number(moment));
    Ok(Day {
        date: date_name(number),
        timezone: local.zone.clone(),
        utc_offset_s: local.offset_s(span.start),
        span,
        is_today,
        is_demo: inner.options.is_demo,
        first_day: extent.map(|extent| day_of(extent.start)),
        last_day: extent.map(|extent| day_of(extent.end)),
        now: is_today.then(|| state.live.now()),
        summary: analysis.summary(),
        hotspots: analysis.hotspots(),
        plan: inner.plan(span),
        corrections: corrections::within(&state.store, span)?,
        self_reports: self_reports::within(&state.store, span)?,
        prompts: inner.ledger(|ledger| ledger.within(span)),
        quality: analysis.quality,
        feature_infos: attentive_pipeline::features::infos(),
        visits: analysis.visits,
        presence: analysis.presence,
        states: analysis.states,
        focus_sessions: analysis.focus_sessions,
        sessions: analysis.sessions,
        features: analysis.features,
    })
}

/// Local days on which something was sensed, newest first.
pub(crate) async fn days(State(state): State<AppState>) -> Result<Json<Value>, ApiError> {
    off_thread(move || {
        let inner = state.live.inner();
        let local = inner.local_time();
        let mut numbers = inner.everything(|analysis| day_numbers(analysis, &local));
        numbers.reverse();
        let names: Vec<String> = numbers.into_iter().map(date_name).collect();
        Ok(Json(json!({ "days": names })))
    })
    .await
}

/// The days on which the person was at the machine, ascending, each once.
fn day_numbers(analysis: &Analysis, local: &LocalTime) -> Vec<i64> {
    let mut numbers = BTreeSet::new();
    for session in &analysis.sessions {
        let last = session.span.end.plus(-1).max(session.span.start);
        numbers.extend(local.day_number(session.span.start)..=local.day_number(last));
    }
    numbers.into_iter().collect()
}
