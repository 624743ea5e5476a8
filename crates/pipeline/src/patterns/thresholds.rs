//! The thresholds of focus sessions, each with where it comes from.

use attentive_types::time::{MINUTE, SECOND};

/// Thresholds of patterns over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Thresholds {
    /// Shortest time on one thing that is a focus session. 15 min: longer than the 11 minutes that people stayed in one
    /// working sphere on average (Mark, Gonzalez and Harris, 2005, "No task left behind").
    pub focus_nanos: i64,
    /// Longest side step that does not break it. 1 min: our choice; a look at a message, not a turn to it.
    pub side_step_nanos: i64,
    /// Least share of a focus session that is on its thing. 3/4: our choice, so that many short side steps break it too.
    pub on_thing_share: f64,
    /// A turn to another app counts as a switch when the absence in between was no longer than this. 1 min: our choice; who
    /// comes back later begins anew.
    pub switch_gap_nanos: i64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { focus_nanos: 15 * MINUTE, side_step_nanos: 60 * SECOND, on_thing_share: 0.75, switch_gap_nanos: MINUTE }
    }
}
