//! From when to when does the person work on a weekday? From their own past at the machine.
//!
//! An hour belongs to the working day when the person was there in it on at least half as many days as in the busiest hour; the day goes from
//! the first to the last of them, gaps included. The weekday's own hours are asked where it was seen on three days, else those of all weekdays.
//! All three numbers are this project's choice.

use attentive_types::HourOfWeek;

/// On so many days a weekday must have been seen to speak for itself.
const MIN_DAYS: u32 = 3;
/// Of the busiest hour's days so many must an hour have.
const SHARE: f64 = 0.5;

/// The usual working hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkingHours {
    /// The hour of the local day in which work begins, 0 to 23.
    pub from: u8,
    /// The hour at which it is over, 1 to 24.
    pub to: u8,
    /// On how many days the busiest hour was seen.
    pub days: u32,
}

/// The usual working hours of a weekday (0 = Monday); `None` when no hour was seen on three days.
///
/// ```
/// use attentive_pipeline::decide::working_hours;
/// assert_eq!(working_hours(&[], 0), None);
/// ```
#[must_use]
pub fn working_hours(hours: &[HourOfWeek], weekday: u8) -> Option<WorkingHours> {
    let own = days_by_hour(hours.iter().filter(|hour| hour.weekday == weekday));
    of_days(&own).or_else(|| of_days(&days_by_hour(hours.iter())))
}

fn days_by_hour<'a>(hours: impl Iterator<Item = &'a HourOfWeek>) -> [u32; 24] {
    let mut days = [0; 24];
    for hour in hours {
        if let Some(sum) = days.get_mut(usize::from(hour.hour)) {
            *sum += hour.days;
        }
    }
    days
}

fn of_days(days: &[u32; 24]) -> Option<WorkingHours> {
    let most = days.iter().copied().max().filter(|most| *most >= MIN_DAYS)?;
    let is_usual = |days: &u32| f64::from(*days) >= SHARE * f64::from(most);
    // The day begins after the longest stretch without a usual hour, which is the night, also when it lies in the morning.
    let gap_before = |first: usize| (1..24).take_while(|back| !is_usual(&days[(first + 24 - back) % 24])).count();
    let firsts = (0..24).filter(|hour| is_usual(&days[*hour]));
    let first = firsts.max_by_key(|hour| (gap_before(*hour), std::cmp::Reverse(*hour)))?;
    // Hours beyond midnight belong to the next date, and are left to it.
    let to = (first + 24 - gap_before(first)).min(24);
    Some(WorkingHours { from: u8::try_from(first).ok()?, to: u8::try_from(to).ok()?, days: most })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(weekday: u8, hour: u8, days: u32) -> HourOfWeek {
        HourOfWeek { weekday, hour, days, present_s: 0.0, focused_s: 0.0, switches: 0, fragmentation_bits: None }
    }

    #[test]
    fn the_day_goes_from_the_first_to_the_last_usual_hour() {
        let hours = [cell(0, 7, 1), cell(0, 9, 8), cell(0, 10, 8), cell(0, 12, 1), cell(0, 16, 4), cell(0, 23, 2)];
        assert_eq!(working_hours(&hours, 0), Some(WorkingHours { from: 9, to: 17, days: 8 }));
    }

    #[test]
    fn who_works_past_midnight_begins_after_the_night_and_plans_until_midnight() {
        let hours: Vec<HourOfWeek> = (14..24).chain(0..2).map(|hour| cell(0, hour, 8)).collect();
        assert_eq!(working_hours(&hours, 0), Some(WorkingHours { from: 14, to: 24, days: 8 }));
        let always: Vec<HourOfWeek> = (0..24).map(|hour| cell(0, hour, 8)).collect();
        assert_eq!(working_hours(&always, 0), Some(WorkingHours { from: 0, to: 24, days: 8 }));
    }

    #[test]
    fn a_weekday_that_was_hardly_seen_goes_by_the_others() {
        let hours = [cell(0, 9, 8), cell(1, 9, 8), cell(5, 20, 1)];
        assert_eq!(working_hours(&hours, 5), Some(WorkingHours { from: 9, to: 10, days: 16 }));
        assert_eq!(working_hours(&[cell(5, 20, 2)], 5), None);
    }
}
