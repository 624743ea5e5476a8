//! Tasks: work that waits to be done, for ranking and for the plan of a day.

use attentive_types::{Timestamp, Urgency};
use serde::{Deserialize, Serialize};

use super::waiting::price_per_min;

/// Price of waiting one minute for what is urgent, where a number is needed: ten times that of `high`.
const URGENT_PRICE: f64 = 2.0;

/// Something to be done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// Its own name, unique among the tasks.
    pub task_id: String,
    /// How long it takes, in minutes; what is not above zero counts as one.
    pub minutes: f64,
    /// How much it presses.
    #[serde(default)]
    pub urgency: Urgency,
    /// By when it must be done; `None` when it keeps.
    #[serde(default)]
    pub deadline: Option<Timestamp>,
    /// Whether it asks for undisturbed thought, so that the person's good hours are for it.
    #[serde(default)]
    pub needs_focus: bool,
}

impl Task {
    /// Price of waiting one minute, in minutes of focus: that of a demand of the same urgency.
    #[must_use]
    pub fn price_per_min(&self) -> f64 {
        price_per_min(self.urgency).min(URGENT_PRICE)
    }

    /// How long it takes, in minutes, at least one.
    #[must_use]
    pub fn length_min(&self) -> f64 {
        if self.minutes.is_finite() { self.minutes.max(1.0) } else { 1.0 }
    }
}
