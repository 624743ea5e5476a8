//! What is each hour of the day good for? From the person's own past at this hour; "unknown" while there is too little of it.
//!
//! Formula: the share of hour `h` on weekday `w` in focus, over the days on which the person was present in it, drawn towards
//! the hour's share over all weekdays, which is drawn towards the share over all hours; each prior weighs [`PRIOR_DAYS`] days:
//!
//! ```text
//! m = sum focused / sum days      m_h = (sum_w focused_hw + k m) / (sum_w days_hw + k)
//! share = (focused_hw + k m_h) / (days_hw + k)                                        in hours of focus per hour
//! ```

use attentive_learn::shrunk_mean;
use attentive_types::decision::PlannedHour;
use attentive_types::time::{DAY, HOUR};
use attentive_types::{HourOfWeek, LocalClock, Span, Timestamp};

/// Days that a prior is worth: with as many days of one's own, own and common share weigh alike (this project's choice).
pub const PRIOR_DAYS: f64 = 3.0;
/// Fewer days with data than this, and all hours are unknown.
pub const MIN_DAYS: u32 = 5;
/// Fewer days with presence in one hour (over all weekdays) than this, and that hour is unknown.
pub const MIN_DAYS_OF_HOUR: u32 = 3;
/// An hour is for focus from this many times the person's own mean share on.
const FOCUS_FROM: f64 = 1.2;
/// An hour is open for messages and meetings up to this many times the person's own mean share.
const OPEN_UP_TO: f64 = 0.8;

/// The person's own shares of hours in focus.
#[derive(Clone, Debug, PartialEq)]
pub struct FocusShares {
    /// By weekday and hour: days and hours of focus.
    cells: [[Cell; 24]; 7],
    days_seen: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Cell {
    days: u32,
    focused_hours: f64,
}

/// What is expected of one hour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExpectedShare {
    /// Share of the hour in focus, 0 to 1.
    pub share: f64,
    /// Days with presence at this hour, over all weekdays.
    pub days: u32,
}

impl FocusShares {
    /// From the hour x weekday map and the number of days behind it. Hours and weekdays that do not exist are passed over.
    #[must_use]
    pub fn learn(hours: &[HourOfWeek], days_seen: u32) -> Self {
        let mut cells = [[Cell::default(); 24]; 7];
        for hour in hours {
            let weekday = cells.get_mut(usize::from(hour.weekday));
            if let Some(cell) = weekday.and_then(|weekday| weekday.get_mut(usize::from(hour.hour))) {
                cell.days += hour.days;
                cell.focused_hours += (hour.focused_s / 3_600.0).clamp(0.0, f64::from(hour.days));
            }
        }
        Self { cells, days_seen }
    }

    /// Mean share of an hour in focus over all hours in which the person was present; `None` without any.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        let all = sum(self.cells.iter().flatten());
        (all.days > 0).then(|| all.focused_hours / f64::from(all.days))
    }

    /// What is expected of an hour of a weekday; `None` with fewer than [`MIN_DAYS`] days with data or fewer than
    /// [`MIN_DAYS_OF_HOUR`] days with presence in the hour.
    #[must_use]
    pub fn expected(&self, weekday: u8, hour: u8) -> Option<ExpectedShare> {
        let cell = self.cells.get(usize::from(weekday))?.get(usize::from(hour))?;
        let of_hour = self.of_hour(hour);
        if self.days_seen < MIN_DAYS || of_hour.days < MIN_DAYS_OF_HOUR {
            return None;
        }
        let common = shrunk_mean(of_hour.focused_hours, f64::from(of_hour.days), self.mean()?, PRIOR_DAYS)?;
        let share = shrunk_mean(cell.focused_hours, f64::from(cell.days), common, PRIOR_DAYS)?;
        Some(ExpectedShare { share: share.clamp(0.0, 1.0), days: of_hour.days })
    }

    /// Days and focus of one hour of the day over all weekdays.
    fn of_hour(&self, hour: u8) -> Cell {
        sum(self.cells.iter().filter_map(|weekday| weekday.get(usize::from(hour))))
    }

    /// `focus`, `ordinary`, `open` or `unknown`.
    fn advice(&self, expected: Option<ExpectedShare>) -> &'static str {
        match (expected, self.mean()) {
            (Some(expected), Some(mean)) if expected.share >= FOCUS_FROM * mean && mean > 0.0 => "focus",
            (Some(expected), Some(mean)) if expected.share <= OPEN_UP_TO * mean || mean <= 0.0 => "open",
            (Some(_), Some(_)) => "ordinary",
            _ => "unknown",
        }
    }
}

fn sum<'a>(cells: impl Iterator<Item = &'a Cell>) -> Cell {
    cells.fold(Cell::default(), |all, cell| Cell {
        days: all.days + cell.days,
        focused_hours: all.focused_hours + cell.focused_hours,
    })
}

/// The plan of the local day in which `now` lies: one entry for each hour from the first to the last hour of the day in which
/// the person was ever present. Empty when nothing was ever seen.
#[must_use]
pub fn plan_day(now: Timestamp, shares: &FocusShares, clock: &LocalClock) -> Vec<PlannedHour> {
    let day = clock.day_number(now);
    let weekday = clock.weekday(now);
    let seen: Vec<u8> = (0..24).filter(|hour| shares.of_hour(*hour).days > 0).collect();
    let (Some(first), Some(last)) = (seen.first(), seen.last()) else {
        return Vec::new();
    };
    let hours = (*first..=*last).map(|hour| (hour, hour_span(day, hour, clock)));
    hours
        .filter(|(_, span)| span.nanos() > 0)
        .map(|(hour, span)| {
            let expected = shares.expected(weekday, hour);
            PlannedHour {
                span,
                expected_focus_share: expected.map(|expected| expected.share),
                days_seen: shares.of_hour(hour).days,
                advice: shares.advice(expected).to_owned(),
            }
        })
        .collect()
}

/// One local hour as UTC; empty when the clock skips it.
fn hour_span(day: i64, hour: u8, clock: &LocalClock) -> Span {
    let start = day.saturating_mul(DAY).saturating_add(i64::from(hour) * HOUR);
    Span::new(clock.moment(start), clock.moment(start.saturating_add(HOUR)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cell(weekday: u8, hour: u8, days: u32, focused_h: f64) -> HourOfWeek {
        HourOfWeek {
            weekday,
            hour,
            days,
            present_s: f64::from(days) * 3_600.0,
            focused_s: focused_h * 3_600.0,
            switches: 0,
            fragmentation_bits: None,
        }
    }

    fn monday_noon() -> Timestamp {
        Timestamp::parse("2026-11-23T12:00:00Z").unwrap()
    }

    #[test]
    fn a_good_morning_is_for_focus_and_a_poor_afternoon_is_open() {
        let mut hours = Vec::new();
        for weekday in 0..5 {
            hours.push(cell(weekday, 9, 8, 6.0));
            hours.push(cell(weekday, 11, 8, 3.4));
            hours.push(cell(weekday, 14, 8, 0.8));
        }
        let shares = FocusShares::learn(&hours, 40);
        let plan = plan_day(monday_noon(), &shares, &LocalClock::utc());
        let advice: Vec<(&str, u32)> = plan.iter().map(|hour| (hour.advice.as_str(), hour.days_seen)).collect();
        assert_eq!(advice.len(), 6);
        assert_eq!((advice[0], advice[2], advice[5]), (("focus", 40), ("ordinary", 40), ("open", 40)));
        assert_eq!(advice[1], ("unknown", 0), "nobody was ever there at ten");
    }

    #[test]
    fn one_lucky_monday_is_drawn_towards_the_other_days() {
        let mut hours: Vec<HourOfWeek> = (1..5).map(|weekday| cell(weekday, 9, 10, 3.0)).collect();
        hours.push(cell(0, 9, 1, 1.0));
        let shares = FocusShares::learn(&hours, 41);
        let monday = shares.expected(0, 9).unwrap().share;
        assert!(monday > 0.3 && monday < 0.55, "{monday}");
    }

    #[test]
    fn with_few_days_every_hour_is_unknown() {
        let shares = FocusShares::learn(&[cell(0, 9, 4, 3.0)], 4);
        let plan = plan_day(monday_noon(), &shares, &LocalClock::utc());
        assert_eq!(plan.len(), 1);
        assert_eq!((plan[0].advice.as_str(), plan[0].expected_focus_share), ("unknown", None));
        assert_eq!(plan_day(monday_noon(), &FocusShares::learn(&[], 0), &LocalClock::utc()), vec![]);
    }

    proptest! {
        #[test]
        fn a_share_is_never_below_zero_or_above_one(
            cells in prop::collection::vec((0..9_u8, 0..30_u8, 0..50_u32, -5.0..90.0_f64), 0..60), days in 0..90_u32,
        ) {
            let hours: Vec<HourOfWeek> = cells.into_iter().map(|(w, h, d, f)| cell(w, h, d, f)).collect();
            let shares = FocusShares::learn(&hours, days);
            for planned in plan_day(monday_noon(), &shares, &LocalClock::utc()) {
                prop_assert!(planned.expected_focus_share.is_none_or(|share| (0.0..=1.0).contains(&share)));
                prop_assert_eq!(planned.expected_focus_share.is_none(), planned.advice == "unknown");
            }
        }
    }
}
