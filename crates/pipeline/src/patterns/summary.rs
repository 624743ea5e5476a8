//! One stretch of time, such as a day, in a few numbers.

use attentive_learn::median;
use attentive_types::time::nanos_to_seconds;
use attentive_types::{AwaySpan, FeatureTable, FocusSession, PresenceKind, PresenceSpan, Timestamp, Visit};
use serde::{Deserialize, Serialize};

/// The numbers of one stretch of time. `None` where there was too little to tell.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Time present, in seconds.
    pub present_s: f64,
    /// Time away, in seconds, in stretches that are long enough to be listed.
    pub away_s: f64,
    /// Time on their thing inside focus sessions, in seconds.
    pub focused_s: f64,
    /// How many focus sessions.
    pub focus_sessions: u32,
    /// Length of the longest, in seconds on its thing.
    pub longest_focus_s: f64,
    /// Turns from one app to another.
    pub switches: u32,
    /// The same by minute present; `None` below one minute.
    pub switch_rate_per_min: Option<f64>,
    /// Entropy of time over apps, mean over the windows of five minutes.
    pub fragmentation_bits: Option<f64>,
    /// Mean length of a visit.
    pub mean_visit_s: Option<f64>,
    /// Median length of a visit.
    pub median_visit_s: Option<f64>,
    /// Keys pressed by second, mean over the windows.
    pub key_rate_per_s: Option<f64>,
    /// Way of the pointer by second in pixels, mean over the windows.
    pub pointer_rate_per_s: Option<f64>,
}

impl Summary {
    /// Sums up episodes and features of the same stretch of time.
    #[must_use]
    pub fn of(
        presence: &[PresenceSpan],
        aways: &[AwaySpan],
        sessions: &[FocusSession],
        visits: &[Visit],
        features: &FeatureTable,
        switch_gap_nanos: i64,
    ) -> Self {
        let present_s = nanos_to_seconds(present_nanos(presence));
        let switches = count_switches(visits, switch_gap_nanos);
        let lengths: Vec<f64> = visits.iter().map(|visit| visit.span.seconds()).collect();
        let has_visits = !lengths.is_empty() && present_s >= 60.0;
        Self {
            present_s,
            away_s: nanos_to_seconds(aways.iter().map(|away| away.span.nanos()).sum()),
            // A sum of nothing is -0.0 in floating point.
            focused_s: sessions.iter().map(|session| session.focused_s).sum::<f64>() + 0.0,
            focus_sessions: u32::try_from(sessions.len()).unwrap_or(u32::MAX),
            longest_focus_s: sessions.iter().map(|session| session.focused_s).fold(0.0, f64::max),
            switches,
            switch_rate_per_min: has_visits.then(|| f64::from(switches) / (present_s / 60.0)),
            fragmentation_bits: mean(features, "app_entropy_bits"),
            mean_visit_s: attentive_learn::Moments::of(&lengths).mean(),
            median_visit_s: median(&lengths),
            key_rate_per_s: mean(features, "key_rate_per_s"),
            pointer_rate_per_s: mean(features, "pointer_rate_px_per_s"),
        }
    }
}

/// Time present in presence spans, in nanoseconds.
#[must_use]
pub fn present_nanos(presence: &[PresenceSpan]) -> i64 {
    presence.iter().filter(|span| span.kind == PresenceKind::Present).map(|span| span.span.nanos()).sum()
}

/// How often the person turned from one app to another, with at most `gap_nanos` in between.
#[must_use]
pub fn count_switches(visits: &[Visit], gap_nanos: i64) -> u32 {
    u32::try_from(switch_moments(visits, gap_nanos).count()).unwrap_or(u32::MAX)
}

/// The moments at which the person turned from one app to another.
pub(super) fn switch_moments(visits: &[Visit], gap_nanos: i64) -> impl Iterator<Item = Timestamp> {
    visits.windows(2).filter_map(move |pair| {
        let [before, after] = pair else { return None };
        let is_switch = before.app != after.app && after.span.start - before.span.end <= gap_nanos;
        is_switch.then_some(after.span.start)
    })
}

/// The mean of a feature over windows; `None` when it is nowhere known.
pub(super) fn mean(features: &FeatureTable, name: &str) -> Option<f64> {
    let known: Vec<f64> = features.column(name)?.iter().copied().flatten().collect();
    attentive_learn::Moments::of(&known).mean()
}
