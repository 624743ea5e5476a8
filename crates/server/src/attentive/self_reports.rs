//! What the person said about their own focus, 1 (scattered) to 5 (focused).

use attentive_store::{Range, Store, StoreError};
use attentive_types::bucket::kinds;
use attentive_types::{Span, Timestamp};
use serde::Serialize;

/// One self-report.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct SelfReport {
    /// When.
    pub(crate) at: Timestamp,
    /// 1 to 5.
    pub(crate) answer: u8,
    /// Where it was said: `dashboard`, `notification`, `cli`.
    pub(crate) via: String,
}

/// All of a span, oldest first. A record without an answer from 1 to 5 is left out.
///
/// # Errors
/// When the store cannot be read.
pub(crate) fn within(store: &Store, span: Span) -> Result<Vec<SelfReport>, StoreError> {
    let mut reports = Vec::new();
    for bucket in store.buckets()?.into_iter().filter(|bucket| bucket.kind == kinds::SELF_REPORT) {
        for event in store.events(&bucket.id, Range::from(span), None)? {
            let answer = event
                .data
                .get("answer")
                .and_then(serde_json::Value::as_u64)
                .and_then(|answer| u8::try_from(answer).ok());
            let Some(answer) = answer.filter(|answer| (1..=5).contains(answer)) else { continue };
            let via = event.data.get("via").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
            reports.push(SelfReport { at: event.timestamp, answer, via });
        }
    }
    reports.retain(|report| span.contains(report.at));
    reports.sort_by_key(|report| report.at);
    Ok(reports)
}
