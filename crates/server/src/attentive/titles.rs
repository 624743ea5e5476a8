//! `/titles`: how much time went to focus, neutral and distraction, on which titles, by whose word; and that word itself.

use attentive_pipeline::patterns::titles::{CategoryLabels, TitleTotals};
use attentive_types::{Span, Timestamp, TitleLabel};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::read::{self, Words, number};
use crate::app::AppState;
use crate::error::{ApiError, off_thread};
use crate::live::machine_now;
use crate::titles::{self, CATEGORY_LABELS, Saying};

/// Titles that are told when nobody says how many, and at most.
const TITLES: (u32, u32) = (50, 1_000);

/// Sums, titles and apps of a span; of today when none is named.
pub(crate) async fn titles(State(state): State<AppState>, Query(words): Query<Words>) -> Result<Json<Value>, ApiError> {
    let most = number(&words, "limit", TITLES.0, (1, TITLES.1))?;
    let asked = asked_span(&words)?;
    off_thread(move || {
        let inner = state.live.inner();
        let span = asked.unwrap_or_else(|| {
            let local = inner.local_time();
            local.day(local.day_number(inner.data_clock.now()))
        });
        let labels = inner.titles.labels(&state.store, inner.texts.encoder(&inner.options.understanding).as_deref())?;
        let totals = TitleTotals::of(&inner.span(span)?.visits, &labels);
        let kept = titles::all(&state.store)?;
        Ok(Json(titles::answer(span, &totals, &labels, &kept, most as usize)))
    })
    .await
}

fn asked_span(words: &Words) -> Result<Option<Span>, ApiError> {
    let moment = |name: &str| {
        let wrong = || ApiError::bad_request(format!("{name}: expected a time such as 2026-11-24T09:30:00Z"));
        words.get(name).map(|text| Timestamp::parse(text).map_err(|_| wrong())).transpose()
    };
    match (moment("start")?, moment("end")?) {
        (Some(start), Some(end)) => read::span(start, end).map(Some),
        (None, None) => Ok(None),
        _ => Err(ApiError::bad_request("start, end: expected both, or none for today")),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    app: String,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    site: Option<String>,
    label: String,
}

/// Keeps what the person says of a title, or of all titles of an app.
pub(crate) async fn say(State(state): State<AppState>, bytes: Bytes) -> Result<Json<Value>, ApiError> {
    let Said { app, title, site, label } = read::body(&bytes)?;
    let unknown = || ApiError::bad_request("label: expected focus, neutral or distraction");
    let label = TitleLabel::from_name(&label).ok_or_else(unknown)?;
    let saying = Saying { app, title, site, label };
    if let Some(fault) = saying.fault() {
        return Err(ApiError::bad_request(fault));
    }
    off_thread(move || {
        let kept = state.live.inner().say_title(&state.options.hostname, machine_now(), saying)?;
        let why = kept.is_none().then_some("privacy");
        Ok(Json(json!({ "taken": kept.is_some(), "why": why, "correction": kept })))
    })
    .await
}

/// Takes back what was said, with all that was said of the same thing before.
pub(crate) async fn withdraw(State(state): State<AppState>, Path(id): Path<String>) -> Result<Json<Value>, ApiError> {
    let unknown = || ApiError::not_found("there is no such correction of a title");
    let id: i64 = id.parse().map_err(|_| unknown())?;
    off_thread(move || {
        let kept = titles::all(&state.store)?;
        let word = kept.iter().find(|word| word.id == id).ok_or_else(unknown)?;
        titles::withdraw(&state.store, &word.app, word.title.as_deref())?;
        state.live.inner().titles.clear();
        Ok(Json(json!({})))
    })
    .await
}

/// The person's own labels of categories.
pub(crate) async fn categories(State(state): State<AppState>) -> Result<Json<Value>, ApiError> {
    off_thread(move || {
        let own = state.store.setting(CATEGORY_LABELS)?.unwrap_or_default();
        Ok(Json(json!({ "categories": CategoryLabels::new(&Value::Null, &own).own() })))
    })
    .await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Categories {
    categories: Value,
}

/// Sets them.
pub(crate) async fn set_categories(State(state): State<AppState>, bytes: Bytes) -> Result<Json<Value>, ApiError> {
    let Categories { categories } = read::body(&bytes)?;
    off_thread(move || {
        state.live.check_setting(CATEGORY_LABELS, &categories).map_err(ApiError::bad_request)?;
        state.store.set_setting(CATEGORY_LABELS, categories.clone())?;
        Ok(Json(json!({ "categories": CategoryLabels::new(&Value::Null, &categories).own() })))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_of_a_span_are_named_or_none() {
        let words = |pairs: &[(&str, &str)]| -> Words {
            pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
        };
        assert_eq!(asked_span(&words(&[])), Ok(None));
        let (start, end) = (("start", "2026-11-24T09:00:00Z"), ("end", "2026-11-24T10:00:00Z"));
        assert!(asked_span(&words(&[start, end])).unwrap().is_some());
        assert!(asked_span(&words(&[start])).unwrap_err().message.contains("both"));
        assert!(asked_span(&words(&[start, ("end", "noon")])).unwrap_err().message.starts_with("end"));
        assert!(asked_span(&words(&[("start", end.1), ("end", start.1)])).is_err());
    }
}
