//! When did a text come, by the world's clock and by the wall's?

use attentive_types::time::{DAY, HOUR};
use attentive_types::{LocalClock, Timestamp};
use serde::{Deserialize, Serialize};

/// Hours of a week.
pub(super) const HOURS: usize = 168;

/// When a text came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// In UTC.
    pub at: Timestamp,
    /// Days since 1970 by the wall clock.
    pub(super) day: i64,
    /// Hour of the week by the wall clock, 0 to 167 from Monday 0:00.
    pub(super) hour: usize,
}

impl Moment {
    /// A moment as the wall clock of this place shows it.
    #[must_use]
    pub fn new(at: Timestamp, clock: &LocalClock) -> Self {
        let local = clock.local_nanos(at);
        let day = local.div_euclid(DAY);
        // Day 0 was a Thursday.
        let hours = (day + 3).rem_euclid(7) * 24 + local.rem_euclid(DAY) / HOUR;
        Self { at, day, hour: usize::try_from(hours).unwrap_or(0).min(HOURS - 1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_week_begins_on_monday_by_the_wall_clock() {
        let tuesday_nine = Timestamp::parse("2026-11-24T09:30:00Z").unwrap();
        assert_eq!(Moment::new(tuesday_nine, &LocalClock::utc()).hour, 33);
        let east = LocalClock::from_offsets(vec![(i64::MIN, 8 * 3600)]);
        assert_eq!(Moment::new(tuesday_nine, &east).hour, 41);
        for at in [Timestamp::MIN, Timestamp::MAX, Timestamp(0)] {
            assert!(Moment::new(at, &east).hour < HOURS);
        }
    }
}
