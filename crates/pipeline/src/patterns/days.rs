//! What were the days like? The numbers of one local day, for looking at weeks.

use attentive_learn::median;
use attentive_types::FocusSession;
use serde::{Deserialize, Serialize};

use super::Summary;

/// The numbers of one local day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DayTotals {
    /// Days since 1970-01-01 by the wall clock.
    pub day_number: i64,
    /// Time present, in seconds.
    pub present_s: f64,
    /// Time inside focus sessions on their thing, in seconds.
    pub focused_s: f64,
    /// How many focus sessions.
    pub focus_sessions: u32,
    /// Their median length in minutes; `None` without one.
    pub median_focus_min: Option<f64>,
    /// Turns from one app to another by minute; `None` below one minute present.
    pub switch_rate_per_min: Option<f64>,
    /// Entropy of time over apps, mean over windows.
    pub fragmentation_bits: Option<f64>,
    /// Keys pressed by second.
    pub key_rate_per_s: Option<f64>,
}

impl DayTotals {
    /// From the day's summary and its focus sessions.
    #[must_use]
    pub fn of(day_number: i64, summary: &Summary, sessions: &[FocusSession]) -> Self {
        let lengths: Vec<f64> = sessions.iter().map(|session| session.focused_s / 60.0).collect();
        Self {
            day_number,
            present_s: summary.present_s,
            focused_s: summary.focused_s,
            focus_sessions: summary.focus_sessions,
            median_focus_min: median(&lengths),
            switch_rate_per_min: summary.switch_rate_per_min,
            fragmentation_bits: summary.fragmentation_bits,
            key_rate_per_s: summary.key_rate_per_s,
        }
    }
}
