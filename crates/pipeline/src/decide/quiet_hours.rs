//! Quiet hours: when only what is urgent may come. By the wall clock, from an hour to an hour, over midnight if need be.

use attentive_types::time::{DAY, HOUR};
use attentive_types::{LocalClock, Timestamp};
use serde::{Deserialize, Serialize};

/// From one hour of the wall clock to another, such as 22 to 8. The first hour is quiet, the last is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "(u8, u8)", into = "(u8, u8)")]
pub struct QuietHours {
    from_hour: u8,
    to_hour: u8,
}

/// Hours that a clock does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected two different hours from 0 to 23 such as [22, 8], found [{from_hour}, {to_hour}]")]
pub struct QuietHoursError {
    from_hour: u8,
    to_hour: u8,
}

impl TryFrom<(u8, u8)> for QuietHours {
    type Error = QuietHoursError;

    fn try_from((from_hour, to_hour): (u8, u8)) -> Result<Self, QuietHoursError> {
        if from_hour > 23 || to_hour > 23 || from_hour == to_hour {
            return Err(QuietHoursError { from_hour, to_hour });
        }
        Ok(Self { from_hour, to_hour })
    }
}

impl From<QuietHours> for (u8, u8) {
    fn from(hours: QuietHours) -> Self {
        (hours.from_hour, hours.to_hour)
    }
}

impl Default for QuietHours {
    /// 22 to 8: the hours in which most people do not want to be asked (this project's choice, meant to be changed).
    fn default() -> Self {
        Self { from_hour: 22, to_hour: 8 }
    }
}

impl QuietHours {
    /// Whether the moment is quiet.
    #[must_use]
    pub fn contains(self, moment: Timestamp, clock: &LocalClock) -> bool {
        self.contains_hour(clock.hour(moment))
    }

    /// Whether that hour of the wall clock is quiet.
    #[must_use]
    pub fn contains_hour(self, hour: u8) -> bool {
        if self.from_hour < self.to_hour {
            (self.from_hour..self.to_hour).contains(&hour)
        } else {
            hour >= self.from_hour || hour < self.to_hour
        }
    }

    /// The first moment after `moment` at which quiet hours end.
    #[must_use]
    pub fn end_after(self, moment: Timestamp, clock: &LocalClock) -> Timestamp {
        next_hour_mark(self.to_hour, moment, clock)
    }

    /// The first moment after `moment` at which quiet hours begin.
    #[must_use]
    pub fn start_after(self, moment: Timestamp, clock: &LocalClock) -> Timestamp {
        next_hour_mark(self.from_hour, moment, clock)
    }
}

/// The next moment after `moment` at which the wall clock shows that full hour.
#[must_use]
pub fn next_hour_mark(hour: u8, moment: Timestamp, clock: &LocalClock) -> Timestamp {
    let today = clock.day_number(moment);
    let mark = |day: i64| clock.moment(day.saturating_mul(DAY).saturating_add(i64::from(hour) * HOUR));
    (today..=today.saturating_add(2)).map(mark).find(|mark| *mark > moment).unwrap_or_else(|| moment.plus(DAY))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[test]
    fn from_22_to_8_goes_over_midnight() {
        let (quiet, clock) = (QuietHours::default(), LocalClock::utc());
        assert!(quiet.contains(at("2026-11-24T23:00:00Z"), &clock));
        assert!(quiet.contains(at("2026-11-24T07:59:59Z"), &clock));
        assert!(!quiet.contains(at("2026-11-24T08:00:00Z"), &clock));
        assert_eq!(quiet.end_after(at("2026-11-24T23:00:00Z"), &clock), at("2026-11-25T08:00:00Z"));
        assert_eq!(quiet.end_after(at("2026-11-24T03:00:00Z"), &clock), at("2026-11-24T08:00:00Z"));
    }

    #[test]
    fn hours_are_those_of_the_wall_clock() {
        let clock = LocalClock::from_offsets(vec![(i64::MIN, 3_600)]);
        assert!(QuietHours::default().contains(at("2026-11-24T21:30:00Z"), &clock));
    }

    #[test]
    fn it_is_written_as_two_hours_and_nonsense_is_refused() {
        assert_eq!(serde_json::to_string(&QuietHours::default()).unwrap(), "[22,8]");
        assert!(serde_json::from_str::<QuietHours>("[22,24]").is_err());
        assert!(serde_json::from_str::<QuietHours>("[8,8]").is_err());
    }

    proptest! {
        #[test]
        fn quiet_hours_are_over_when_they_end(from in 0..24_u8, to in 0..24_u8, seconds in 0..10_000_000_i64) {
            prop_assume!(from != to);
            let quiet = QuietHours::try_from((from, to)).unwrap();
            let (moment, clock) = (Timestamp(seconds * 1_000_000_000), LocalClock::utc());
            let end = quiet.end_after(moment, &clock);
            prop_assert!(end > moment && end - moment <= DAY);
            prop_assert!(!quiet.contains(end, &clock) && quiet.contains(end.plus(-1), &clock));
        }
    }
}
