//! Demands: what asks for attention.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// How much it presses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Urgency {
    /// Can wait for the end of the day.
    Low,
    /// Can wait for a breakpoint.
    #[default]
    Normal,
    /// Should not wait long.
    High,
    /// Must not wait.
    Urgent,
}

/// Something that asks for the person's attention.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Demand {
    /// Its own name, unique among what waits.
    pub demand_id: String,
    /// Who asks: `attentive`, a program, an assistant.
    pub source: String,
    /// What it is about, in the asker's words.
    pub subject: String,
    /// How much it presses.
    #[serde(default)]
    pub urgency: Urgency,
    /// How long it would take, in seconds; `None` when not said.
    #[serde(default)]
    pub expected_s: Option<f64>,
    /// When it came.
    pub arrived: Timestamp,
    /// After when it is worth nothing; `None` when it keeps.
    #[serde(default)]
    pub deadline: Option<Timestamp>,
}
