//! What the person corrected by hand, as `attentive.correction` buckets hold it: a label that is true by their word.

use attentive_types::{Payload, Span, StateKind, Timestamp};
use serde::{Deserialize, Serialize};

use super::fields;

/// One correction of a stretch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// From when to when.
    #[serde(flatten)]
    pub span: Span,
    /// What it was like, by the person's word.
    pub state: StateKind,
    /// What they added; empty when nothing.
    pub note: String,
    /// When it was given, which decides where corrections overlap; `None` when it was not sent.
    #[serde(default)]
    pub given_at: Option<Timestamp>,
}

/// One correction without its stretch.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CorrectionFacts {
    /// When it was given (`given_at`); comes first, so that the later one counts where two begin together.
    pub given_at: Option<Timestamp>,
    /// What it was like.
    pub state: StateKind,
    /// What was added.
    pub note: String,
}

/// Reads a correction; `None` when the state is not one of ours.
pub(super) fn read(data: &Payload) -> Option<CorrectionFacts> {
    let state = StateKind::from_name(fields::text(data, "state")?)?;
    let note = fields::text_or_empty(data, "note")?.to_owned();
    let given_at = fields::text(data, "given_at").and_then(|text| Timestamp::parse(text).ok());
    Some(CorrectionFacts { given_at, state, note })
}
