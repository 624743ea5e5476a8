//! A prompt as it is remembered: what came up, and what was said to it.

use attentive_types::{Answer, Prompt, Timestamp};
use serde::{Deserialize, Serialize};

/// One prompt of the past, delivered or held back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PromptRecord {
    /// The prompt.
    pub prompt: Prompt,
    /// What the person said; `None` when held back or not answered.
    #[serde(default)]
    pub answer: Option<Answer>,
    /// When they said it; `None` without an answer.
    #[serde(default)]
    pub answered_at: Option<Timestamp>,
}
