//! What the person said when asked how focused they were, as `attentive.selfreport` buckets hold it.

use attentive_types::{Payload, Timestamp};
use serde::{Deserialize, Serialize};

use super::fields;

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelfReport {
    /// When it was given.
    pub at: Timestamp,
    /// From 1 (scattered) to 5 (focused).
    pub answer: u8,
    /// How it came: `dashboard`, `notification`, `cli`; empty when not said.
    pub via: String,
}

/// One answer without its moment.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SelfReportFacts {
    /// From 1 (scattered) to 5 (focused).
    pub answer: u8,
    /// How it came.
    pub via: String,
}

/// Reads an answer; `None` when it is no whole number from 1 to 5.
pub(super) fn read(data: &Payload) -> Option<SelfReportFacts> {
    let answer = data.get("answer")?.as_u64().filter(|answer| (1..=5).contains(answer))?;
    let via = fields::text_or_empty(data, "via")?.to_owned();
    Some(SelfReportFacts { answer: u8::try_from(answer).ok()?, via })
}
