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
    /// Length of the longest focus session, in seconds on its thing; 0 without one.
    pub longest_focus_s: f64,
    /// Focus sessions that ended by turning to another app or to a call, by hour in focus; `None` below half an hour in focus.
    pub breaks_per_h: Option<f64>,
}

/// What ends a focus session and is no turn to something else.
const NO_TURN: [&str; 3] = ["away", "lock", "no signal"];
/// Seconds in focus below which a rate of breaks says nothing.
const LEAST_FOCUSED_S: f64 = 1800.0;

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
            longest_focus_s: summary.longest_focus_s,
            breaks_per_h: breaks_per_h(summary.focused_s, sessions),
        }
    }
}

fn breaks_per_h(focused_s: f64, sessions: &[FocusSession]) -> Option<f64> {
    let turns = sessions.iter().filter(|one| !one.is_open && !NO_TURN.contains(&one.broken_by.as_str())).count();
    let turns = f64::from(u32::try_from(turns).unwrap_or(u32::MAX));
    (focused_s >= LEAST_FOCUSED_S).then(|| turns / (focused_s / 3600.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::Span;

    #[test]
    fn turns_to_other_things_break_focus_and_going_away_does_not() {
        let session = |broken_by: &str, is_open| FocusSession {
            span: Span::default(),
            on: String::new(),
            focused_s: 1800.0,
            side_steps: 0,
            broken_by: broken_by.to_owned(),
            is_open,
        };
        let sessions = [session("Chat", false), session("call", false), session("away", false), session("Chat", true)];
        assert_eq!(breaks_per_h(7200.0, &sessions), Some(1.0));
        assert_eq!(breaks_per_h(1799.0, &sessions), None);
    }
}
