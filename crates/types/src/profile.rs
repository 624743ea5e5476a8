//! The profile: what was learnt of one person, taken into the next step.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::hotspot::HourOfWeek;
use crate::prompt::{Effect, PromptKind};
use crate::time::Timestamp;

/// What a person wants of one kind of prompt.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PromptPreference {
    /// "Never again" was said.
    pub is_never: bool,
    /// Not before this moment, after "snooze" or "not now"; `None` when free.
    pub not_before: Option<Timestamp>,
}

/// What was learnt of one person. Everything in it can be computed again from the store.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// Focus, presence and switching by local hour and weekday.
    pub hours: Vec<HourOfWeek>,
    /// Days with data behind `hours`.
    pub days_seen: u32,
    /// Median length of a focus session in minutes; `None` with fewer than five.
    pub median_focus_min: Option<f64>,
    /// Median seconds from leaving a thing to being back on it; `None` with fewer than five returns.
    pub median_resumption_s: Option<f64>,
    /// What broke focus sessions, with counts.
    pub breakers: BTreeMap<String, u32>,
    /// Wishes by kind of prompt.
    pub preferences: BTreeMap<PromptKind, PromptPreference>,
    /// What prompts did so far.
    pub effects: Vec<Effect>,
}
