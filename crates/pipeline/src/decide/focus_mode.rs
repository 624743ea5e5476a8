//! May anything but what is urgent come? The person switched focus mode on, for some minutes or until they switch it off.
//!
//! ```text
//! begin ──> On ──────────── its time has run out ──> Ending ── a break, or 10 min ──> Over ── all that waits is brought ──> gone
//!            └──────────── switched off by hand ──────────────────────────────────────^
//! ```
//!
//! When the time has run out in the midst of a thing, what waited comes at the first break after it, [`GRACE_NANOS`] later at the latest: who
//! is deep in a thing for 25 minutes is seldom done with it to the second. Switching it off by hand is a break itself. While the person is
//! away, in a call or in quiet hours, [`FocusPhase::Over`] lasts on, so that all comes together when they are back.
//!
//! A mode is never longer than [`LONGEST_NANOS`], also one "until I switch it off", and its length is measured by two clocks, of which
//! the one that is further counts: a wall clock that is set back does not lengthen it.

use attentive_types::Timestamp;
use attentive_types::time::{HOUR, MINUTE};
use serde::{Deserialize, Serialize};

use super::moment::Moment;
use super::weights::Weights;

/// No mode lasts longer: who forgot it finds everything on the next day. This project's choice.
pub const LONGEST_NANOS: i64 = 12 * HOUR;
/// So long after its time what waited goes on waiting for a break. This project's choice.
pub const GRACE_NANOS: i64 = 10 * MINUTE;
/// A clock may be set back so far (by a time server, say) while the program does not run.
const TOLERANCE_NANOS: i64 = 2 * MINUTE;

/// Focus mode as the person switched it on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FocusMode {
    /// Since when.
    pub since: Timestamp,
    /// Until when, by the clock at its beginning.
    pub until: Timestamp,
    /// Whether the person said no time: then `until` is only the longest there is.
    #[serde(default)]
    pub is_open_ended: bool,
    /// When the person switched it off; `None` when they did not.
    #[serde(default)]
    pub ended: Option<Timestamp>,
}

/// Where a mode stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FocusPhase {
    /// It holds everything back that may wait.
    On,
    /// Its time has run out; what waited comes at the first break.
    Ending,
    /// It has ended, and what waited is about to come together.
    Over,
}

/// What a mode means at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FocusHold {
    /// Where it stands.
    pub phase: FocusPhase,
    /// What may wait waits until then at the latest.
    pub until: Timestamp,
}

impl FocusMode {
    /// A mode that begins now, for so many minutes, or until it is switched off.
    #[must_use]
    pub fn begin(now: Timestamp, minutes: Option<u32>) -> Self {
        let asked = minutes.map_or(LONGEST_NANOS, |minutes| i64::from(minutes).saturating_mul(MINUTE));
        Self { since: now, until: now.plus(asked.min(LONGEST_NANOS)), is_open_ended: minutes.is_none(), ended: None }
    }

    /// The same after a restart: one that began in the future, because the clock was set back meanwhile, is over.
    #[must_use]
    pub fn resumed(self, now: Timestamp) -> Self {
        let is_from_the_future = now < self.since.plus(-TOLERANCE_NANOS);
        Self { ended: self.ended.or(Some(now).filter(|_| is_from_the_future)), ..self }
    }

    /// What it means now; `run_nanos` is how long it has run by a clock that nobody can set.
    #[must_use]
    pub fn hold(&self, now: Timestamp, run_nanos: i64) -> FocusHold {
        let length = (self.until - self.since).clamp(0, LONGEST_NANOS);
        let run = run_nanos.max(now - self.since).max(0);
        let left = length.saturating_sub(run);
        match () {
            () if self.ended.is_some() => FocusHold { phase: FocusPhase::Over, until: now },
            () if left > 0 => FocusHold { phase: FocusPhase::On, until: now.plus(left) },
            () if left + GRACE_NANOS > 0 => {
                FocusHold { phase: FocusPhase::Ending, until: now.plus(left + GRACE_NANOS) }
            }
            () => FocusHold { phase: FocusPhase::Over, until: now },
        }
    }
}

impl FocusHold {
    /// Whether it has ended for what waits at that moment: it is over, or its time has run out and this is a break.
    #[must_use]
    pub fn has_ended(&self, moment: &Moment<'_>, weights: &Weights) -> bool {
        let is_calm = !moment.is_in_focus() || moment.is_at_breakpoint(weights);
        self.phase == FocusPhase::Over || (self.phase == FocusPhase::Ending && is_calm)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::parse("2026-11-24T10:00:00Z").unwrap().plus(minutes * MINUTE)
    }

    /// The phase so many minutes after it began, both clocks alike.
    fn phase(mode: FocusMode, minutes: i64) -> FocusPhase {
        mode.hold(at(minutes), minutes * MINUTE).phase
    }

    #[test]
    fn it_is_on_then_waits_for_a_break_then_is_over() {
        let mode = FocusMode::begin(at(0), Some(25));
        let phases = [0, 24, 25, 34, 35, 10_000].map(|minutes| phase(mode, minutes));
        use FocusPhase::{Ending, On, Over};
        assert_eq!(phases, [On, On, Ending, Ending, Over, Over]);
        assert_eq!(mode.hold(at(20), 20 * MINUTE).until, at(25));
        assert_eq!(mode.hold(at(30), 30 * MINUTE).until, at(35));
    }

    #[test]
    fn switched_off_by_hand_it_is_over_at_once() {
        let mode = FocusMode { ended: Some(at(3)), ..FocusMode::begin(at(0), Some(25)) };
        assert_eq!(phase(mode, 3), FocusPhase::Over);
    }

    #[test]
    fn one_without_a_time_ends_all_the_same() {
        let mode = FocusMode::begin(at(0), None);
        assert!(mode.is_open_ended);
        assert_eq!(phase(mode, 11 * 60), FocusPhase::On);
        assert_eq!(phase(mode, 13 * 60), FocusPhase::Over);
        assert_eq!(FocusMode::begin(at(0), Some(u32::MAX)).until, at(12 * 60));
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_lengthen_it() {
        let mode = FocusMode::begin(at(0), Some(25));
        let a_year = 366 * 24 * 60;
        assert_eq!(mode.hold(at(-a_year), 24 * MINUTE).until, at(-a_year + 1));
        assert_eq!(mode.hold(at(-a_year), 40 * MINUTE).phase, FocusPhase::Over);
        assert_eq!(mode.hold(at(a_year), MINUTE).phase, FocusPhase::Over);
    }

    #[test]
    fn after_a_restart_one_from_the_future_is_over_and_another_goes_on() {
        let mode = FocusMode::begin(at(0), Some(25));
        assert_eq!(mode.resumed(at(5)), mode);
        assert_eq!(mode.resumed(at(-1)), mode, "a time server may set a clock back a little");
        assert_eq!(mode.resumed(at(-60)).ended, Some(at(-60)));
        // One that somebody wrote by hand.
        let endless = FocusMode { until: Timestamp(i64::MAX), ..mode };
        assert_eq!(phase(endless, 13 * 60), FocusPhase::Over);
    }
}
