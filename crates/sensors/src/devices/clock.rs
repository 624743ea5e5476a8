//! What time is it, and how long did the machine sleep? The only place in which sensors read clocks.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use attentive_types::Timestamp;
use rustix::time::{ClockId, clock_gettime};

/// The wall clock.
pub(super) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_nanos()).unwrap_or(i64::MAX))
}

/// How long the machine has been asleep since it was switched on, in nanoseconds: `CLOCK_BOOTTIME` counts sleep and
/// `CLOCK_MONOTONIC` does not (clock_gettime(2)). The two are read one after the other, so it is right to a few
/// microseconds.
pub(super) fn slept_nanos() -> i64 {
    let nanos = |id| {
        let time = clock_gettime(id);
        time.tv_sec.saturating_mul(1_000_000_000).saturating_add(time.tv_nsec)
    };
    let monotonic = nanos(ClockId::Monotonic);
    nanos(ClockId::Boottime).saturating_sub(monotonic)
}

/// From `now` until `due` as a pause, never negative.
pub(super) fn pause_until(due: Timestamp, now: Timestamp) -> Duration {
    Duration::from_nanos(u64::try_from(due - now).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_asleep_is_not_negative_and_stands_still_while_awake() {
        let before = slept_nanos();
        let after = slept_nanos();
        assert!(before >= -1_000_000, "{before}");
        assert!((after - before).abs() < 100_000_000, "{before} {after}");
    }

    #[test]
    fn a_moment_that_has_passed_is_no_pause() {
        assert_eq!(pause_until(Timestamp(5), Timestamp(9)), Duration::ZERO);
        assert_eq!(pause_until(Timestamp(9), Timestamp(5)), Duration::from_nanos(4));
    }
}
