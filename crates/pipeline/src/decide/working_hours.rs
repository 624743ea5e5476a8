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
    let (first, last) = (days.iter().position(is_usual)?, days.iter().rposition(is_usual)?);
    Some(WorkingHours { from: u8::try_from(first).ok()?, to: u8::try_from(last).ok()? + 1, days: most })
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
    fn a_weekday_that_was_hardly_seen_goes_by_the_others() {
        let hours = [cell(0, 9, 8), cell(1, 9, 8), cell(5, 20, 1)];
        assert_eq!(working_hours(&hours, 5), Some(WorkingHours { from: 9, to: 10, days: 16 }));
        assert_eq!(working_hours(&[cell(5, 20, 2)], 5), None);
    }
}
