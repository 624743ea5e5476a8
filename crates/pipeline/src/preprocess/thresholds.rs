//! The thresholds of cleaning, each with where it comes from.

use attentive_types::time::{DAY, HOUR, MINUTE, SECOND};

/// Thresholds in nanoseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// Gaps up to this are filled. 5 s: the default of ActivityWatch's `flood` (aw-core, `aw_transform/flood.py`).
    pub flood_nanos: i64,
    /// Silence of keys and pointer up to this is still presence. 3 min: the default time-out of aw-watcher-afk.
    pub input_bridge_nanos: i64,
    /// Time between two changes of window up to this is presence where no better signal is known. 5 min: our choice; longer
    /// than the 3 min of the input because reading changes no window.
    pub change_bridge_nanos: i64,
    /// Sound in the focused tab counts as presence for this long after the last sign of a person. 2 h: about a film.
    pub media_nanos: i64,
    /// A lock or suspend that was told without length holds until the next word, at most this. 16 h: a night and an evening.
    pub hold_nanos: i64,
    /// Stretches away from this length on are listed. 1 min: our choice; shorter ones stay in the presence only.
    pub away_nanos: i64,
    /// Absence from this length on ends a session. 15 min: people took up to 10 to 15 minutes to come back to a suspended
    /// task (Iqbal and Horvitz, 2007, "Disruption and recovery of computing tasks"); who is away longer begins anew.
    pub session_break_nanos: i64,
    /// Events longer than this are counted as doubtful, except of being away, locked or paused. 24 h: our choice.
    pub too_long_nanos: i64,
    /// Events longer than this are cut. 31 days: our choice; a machine may be left alone for a holiday, not for a year.
    pub longest_nanos: i64,
    /// Events that begin this far beyond the watermark are left out of the open end and counted as in the future. 1 h: more
    /// than clocks of one machine can differ, less than a wrong time zone.
    pub future_nanos: i64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            flood_nanos: 5 * SECOND,
            input_bridge_nanos: 3 * MINUTE,
            change_bridge_nanos: 5 * MINUTE,
            media_nanos: 2 * HOUR,
            hold_nanos: 16 * HOUR,
            away_nanos: MINUTE,
            session_break_nanos: 15 * MINUTE,
            too_long_nanos: 24 * HOUR,
            longest_nanos: 31 * DAY,
            future_nanos: HOUR,
        }
    }
}
