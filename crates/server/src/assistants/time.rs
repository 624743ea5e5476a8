//! `time.summary`, `focus.sessions`, `trends.compare` and, with titles, `time.query`: looking back.

use std::collections::BTreeMap;

use attentive_types::time::nanos_to_seconds;
use attentive_types::{PresenceKind, Span};
use serde::Deserialize;
use serde_json::{Value, json};

use super::schema::{list, number, object, open_object, text};
use super::scope::Scope;
use super::tool::{Tool, ToolError, read};
use crate::app::AppState;
use crate::error::off_thread;
use crate::live::{date_name, day_number_of};

/// Days of one question at most.
const MOST_DAYS: i64 = 366;
/// Bytes of an answer to a query at most; assistants read slowly.
const LONGEST_ANSWER: usize = 200_000;

/// The tools of this subject.
pub(super) fn tools() -> Vec<Tool> {
    let period = || {
        (
            "period",
            text("today, yesterday, last_7_days, last_30_days, or a day such as 2026-11-24; default today"),
            false,
        )
    };
    let tool = |name, title, description, scope, input, output| Tool {
        name,
        title,
        description,
        scope,
        is_reading: true,
        input,
        output,
    };
    vec![
        tool(
            "time.summary",
            "Where did time go?",
            "Sums over one period: time at the machine, in focus, by category and by app; switches between apps. No titles.",
            Scope::HistoryAggregate,
            object(&[period()]),
            open_object(&[
                ("present_min", number("minutes at the machine"), true),
                ("focused_min", number("minutes in focus sessions"), true),
            ]),
        ),
        tool(
            "focus.sessions",
            "When was focus?",
            "The focus sessions of a period, each with start, end and what broke it. No titles.",
            Scope::HistoryAggregate,
            object(&[period()]),
            open_object(&[("sessions", list(&json!({ "type": "object" }), "oldest first"), true)]),
        ),
        tool(
            "trends.compare",
            "This period beside the one before",
            "The last days beside as many before them: per day minutes at the machine and in focus, switches a minute. No titles.",
            Scope::HistoryAggregate,
            object(&[("days", number("how many days; default 7"), false)]),
            open_object(&[("now", json!({ "type": "object" }), true), ("before", json!({ "type": "object" }), true)]),
        ),
        tool(
            "time.query",
            "Ask in ActivityWatch's query language",
            "Runs a query over everything that was recorded, window titles and addresses as well. One text with statements that end in ';', the last of \
             which sets RETURN, and periods such as 2026-11-24T00:00:00Z/2026-11-25T00:00:00Z.",
            Scope::HistoryTitles,
            object(&[
                ("query", text("the statements"), true),
                ("timeperiods", list(&json!({ "type": "string" }), "start/end in ISO 8601"), true),
            ]),
            open_object(&[("results", list(&json!({}), "one for each period"), true)]),
        ),
    ]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Period {
    #[serde(default = "today")]
    period: String,
}

fn today() -> String {
    "today".to_owned()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Days {
    #[serde(default = "a_week")]
    days: i64,
}

fn a_week() -> i64 {
    7
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    query: String,
    timeperiods: Vec<String>,
}

/// Runs a tool of this subject.
pub(super) async fn run(state: &AppState, name: &str, arguments: Value) -> Result<Value, ToolError> {
    let state = state.clone();
    match name {
        "time.summary" => {
            let Period { period } = read(arguments)?;
            let span = span(&state, &period)?;
            Ok(off_thread(move || Ok(sum_up(&state, span)?)).await?)
        }
        "focus.sessions" => {
            let Period { period } = read(arguments)?;
            let span = span(&state, &period)?;
            Ok(off_thread(move || sessions(&state, span)).await?)
        }
        "trends.compare" => {
            let Days { days } = read(arguments)?;
            if !(1..=MOST_DAYS).contains(&days) {
                return Err(ToolError::Input(format!("days: expected 1 to {MOST_DAYS}")));
            }
            Ok(off_thread(move || Ok(compare(&state, days))).await?)
        }
        "time.query" => query(state, read(arguments)?).await,
        _ => Err(ToolError::NoSuchTool(name.to_owned())),
    }
}

/// The days that a period names.
fn span(state: &AppState, period: &str) -> Result<Span, ToolError> {
    let inner = state.live.inner();
    let local = inner.local_time();
    let last = local.day_number(inner.data_clock.now());
    let days = |from: i64, to: i64| Span::new(local.day(from).start, local.day(to).end);
    match period.trim() {
        "today" => Ok(days(last, last)),
        "yesterday" => Ok(days(last - 1, last - 1)),
        "last_7_days" => Ok(days(last - 6, last)),
        "last_30_days" => Ok(days(last - 29, last)),
        date => day_number_of(date).map(|day| days(day, day)).ok_or_else(|| {
            ToolError::Input(
                "period: expected today, yesterday, last_7_days, last_30_days or a day such as 2026-11-24".to_owned(),
            )
        }),
    }
}

fn sum_up(state: &AppState, span: Span) -> Result<Value, attentive_store::StoreError> {
    let inner = state.live.inner();
    let analysis = inner.span(span)?;
    let minutes = |nanos: i64| nanos_to_seconds(nanos) / 60.0;
    let present = analysis.presence.iter().filter(|presence| presence.kind == PresenceKind::Present);
    let present_min: f64 = present.map(|presence| minutes(presence.span.nanos())).sum();
    let focused_min: f64 = analysis.focus_sessions.iter().map(|focus| minutes(focus.span.nanos())).sum();
    let mut apps: BTreeMap<&str, f64> = BTreeMap::new();
    let mut categories: BTreeMap<String, f64> = BTreeMap::new();
    for visit in &analysis.visits {
        *apps.entry(&visit.app).or_default() += minutes(visit.span.nanos());
        *categories.entry(visit.category.join(" > ")).or_default() += minutes(visit.span.nanos());
    }
    Ok(json!({
        "start": span.start,
        "end": span.end,
        "present_min": present_min,
        "focused_min": focused_min,
        "focus_sessions": analysis.focus_sessions.len(),
        "by_category_min": categories,
        "by_app_min": apps,
    }))
}

fn sessions(state: &AppState, span: Span) -> Result<Value, crate::error::ApiError> {
    let analysis = state.live.inner().span(span)?;
    let sessions: Vec<Value> = analysis
        .focus_sessions
        .iter()
        .map(|focus| {
            json!({
                "start": focus.span.start,
                "end": focus.span.end,
                "minutes": nanos_to_seconds(focus.span.nanos()) / 60.0,
                "broken_by": focus.broken_by,
                "goes_on": focus.is_open,
            })
        })
        .collect();
    Ok(json!({ "sessions": sessions }))
}

fn compare(state: &AppState, days: i64) -> Value {
    let inner = state.live.inner();
    let local = inner.local_time();
    let today = local.day_number(inner.data_clock.now());
    let of = |from: i64, to: i64| {
        let span = Span::new(local.day(from).start, local.day(to).start);
        let totals = inner.everything(|analysis| analysis.slice(span).days(&local.days));
        let seen: Vec<_> = totals.iter().filter(|day| day.present_s > 0.0).collect();
        let mean = |value: &dyn Fn(&attentive_pipeline::patterns::DayTotals) -> Option<f64>| {
            let values: Vec<f64> = seen.iter().filter_map(|day| value(day)).collect();
            let count = u32::try_from(values.len()).unwrap_or(u32::MAX);
            (count > 0).then(|| values.iter().sum::<f64>() / f64::from(count))
        };
        json!({
            "from": date_name(from),
            "to": date_name(to - 1),
            "days_with_data": seen.len(),
            "present_min_per_day": mean(&|day| Some(day.present_s / 60.0)),
            "focused_min_per_day": mean(&|day| Some(day.focused_s / 60.0)),
            "switch_rate_per_min": mean(&|day| day.switch_rate_per_min),
        })
    };
    json!({ "now": of(today - days + 1, today + 1), "before": of(today - 2 * days + 1, today - days + 1) })
}

async fn query(state: AppState, question: Question) -> Result<Value, ToolError> {
    let answer = off_thread(move || {
        let text = state.engine.write_json(&[question.query], &question.timeperiods, "");
        text.map_err(|error| crate::error::ApiError::bad_request(error.to_string()))
    })
    .await?;
    if answer.len() > LONGEST_ANSWER {
        return Err(ToolError::Input(format!(
            "the answer has {} bytes, more than {LONGEST_ANSWER}: ask for a shorter period, or for sums (merge_events_by_keys, limit_events)",
            answer.len()
        )));
    }
    let results: Value = serde_json::from_slice(answer.as_ref())
        .map_err(|error| ToolError::Failed(format!("the answer could not be read: {error}")))?;
    Ok(json!({ "results": results }))
}
