//! Suggestions: what would help, from the person's own history.

use serde::{Deserialize, Serialize};

use crate::decision::Reason;
use crate::prompt::PromptKind;

/// Something that might help now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Suggestion {
    /// Its kind, by which preferences and trials are kept.
    pub kind: PromptKind,
    /// What it is about, such as an app or an hour; empty when the kind says it all.
    pub subject: String,
    /// Expected gain in minutes of focus in the next hour, from the person's own history; `None` when it is not known.
    pub expected_gain_min: Option<f64>,
    /// How many own observations stand behind it.
    pub observations: u32,
    /// Why, strongest first.
    pub reasons: Vec<Reason>,
}
