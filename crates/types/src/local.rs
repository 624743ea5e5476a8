//! The person's local clock, as a table: the stages need hours and weekdays but may not look at the machine.

use crate::time::{DAY, HOUR, SECOND, Span, Timestamp};

/// Offsets of local time from UTC, by the moment from which each holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalClock {
    /// `(from this moment, in nanoseconds; offset east of UTC, in seconds)`, ascending; never empty.
    offsets: Vec<(i64, i32)>,
}

impl Default for LocalClock {
    fn default() -> Self {
        Self::utc()
    }
}

impl LocalClock {
    /// Local time is UTC.
    #[must_use]
    pub fn utc() -> Self {
        Self { offsets: vec![(i64::MIN, 0)] }
    }

    /// From a table of changes; the first offset also holds before its moment. An empty table is UTC.
    #[must_use]
    pub fn from_offsets(mut offsets: Vec<(i64, i32)>) -> Self {
        offsets.sort_unstable();
        if offsets.is_empty() { Self::utc() } else { Self { offsets } }
    }

    /// The offset east of UTC at that moment, in nanoseconds.
    #[must_use]
    pub fn offset_nanos(&self, moment: Timestamp) -> i64 {
        let place = self.offsets.partition_point(|(from, _)| *from <= moment.0);
        i64::from(self.offsets[place.saturating_sub(1)].1) * SECOND
    }

    /// The moment as the wall clock shows it, in nanoseconds since 1970-01-01T00:00 local time.
    #[must_use]
    pub fn local_nanos(&self, moment: Timestamp) -> i64 {
        moment.0.saturating_add(self.offset_nanos(moment))
    }

    /// Days since 1970-01-01 by the wall clock; names one local day.
    #[must_use]
    pub fn day_number(&self, moment: Timestamp) -> i64 {
        self.local_nanos(moment).div_euclid(DAY)
    }

    /// Hour of the local day, 0 to 23.
    #[must_use]
    pub fn hour(&self, moment: Timestamp) -> u8 {
        u8::try_from(self.local_nanos(moment).rem_euclid(DAY) / HOUR).unwrap_or(0)
    }

    /// Weekday by the wall clock, 0 = Monday to 6 = Sunday. 1970-01-01 was a Thursday.
    #[must_use]
    pub fn weekday(&self, moment: Timestamp) -> u8 {
        u8::try_from((self.day_number(moment) + 3).rem_euclid(7)).unwrap_or(0)
    }

    /// The moment at which the wall clock shows `local_nanos`; in a skipped hour the moment just after it.
    #[must_use]
    pub fn moment(&self, local_nanos: i64) -> Timestamp {
        let first = Timestamp(local_nanos.saturating_sub(self.offset_nanos(Timestamp(local_nanos))));
        Timestamp(local_nanos.saturating_sub(self.offset_nanos(first)))
    }

    /// From midnight to midnight of one local day, as UTC; 23 or 25 hours when the clocks change.
    #[must_use]
    pub fn day(&self, day_number: i64) -> Span {
        Span::new(self.moment(day_number.saturating_mul(DAY)), self.moment((day_number + 1).saturating_mul(DAY)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn berlin_2026() -> LocalClock {
        let at = |text: &str| Timestamp::parse(text).expect("a time").0;
        LocalClock::from_offsets(vec![
            (i64::MIN, 3600),
            (at("2026-03-29T01:00:00Z"), 7200),
            (at("2026-10-25T01:00:00Z"), 3600),
        ])
    }

    #[test]
    fn a_day_on_which_clocks_go_forward_has_23_hours() {
        let clock = berlin_2026();
        let noon = Timestamp::parse("2026-03-29T10:00:00Z").expect("a time");
        let day = clock.day(clock.day_number(noon));
        assert_eq!(day.nanos(), 23 * HOUR);
        assert_eq!(day.start.to_string(), "2026-03-28T23:00:00Z");
        assert_eq!(clock.hour(noon), 12);
        assert_eq!(clock.weekday(noon), 6);
    }

    #[test]
    fn the_first_of_january_1970_was_a_thursday() {
        assert_eq!(LocalClock::utc().weekday(Timestamp(0)), 3);
        assert_eq!(LocalClock::utc().weekday(Timestamp(-1)), 2);
    }
}
