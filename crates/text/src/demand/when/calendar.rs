//! Days and dates, forth and back: the proleptic Gregorian calendar, after Hinnant 2013, "chrono-compatible low-level date algorithms" (`days_from_civil`, `civil_from_days`).

/// A date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Date {
    pub(super) year: i64,
    /// 1 to 12.
    pub(super) month: i64,
    /// 1 to 31.
    pub(super) day: i64,
}

impl Date {
    /// The date; `None` when the month has no such day.
    pub(super) fn new(year: i64, month: i64, day: i64) -> Option<Self> {
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 => 28 + i64::from(is_leap),
            _ => return None,
        };
        ((1..=days).contains(&day) && (1678..2262).contains(&year)).then_some(Self { year, month, day })
    }

    /// Days since 1970-01-01.
    pub(super) fn number(self) -> i64 {
        let year = if self.month <= 2 { self.year - 1 } else { self.year };
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let month = (self.month + 9) % 12;
        let of_year = (153 * month + 2) / 5 + self.day - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }

    /// The date of a day.
    pub(super) fn of(number: i64) -> Self {
        let shifted = number.saturating_add(719_468);
        let era = shifted.div_euclid(146_097);
        let of_era = shifted.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        Self { year: year_of_era + era * 400 + i64::from(month <= 2), month, day }
    }

    /// The last day of its month, as a number.
    pub(super) fn end_of_month(self) -> i64 {
        let (year, month) = if self.month == 12 { (self.year + 1, 1) } else { (self.year, self.month + 1) };
        Self { year, month, day: 1 }.number() - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_lead_back() {
        for number in (-100_000..100_000).step_by(37) {
            assert_eq!(Date::of(number).number(), number);
        }
        assert_eq!(Date::new(1970, 1, 1).unwrap().number(), 0);
        assert_eq!(Date::new(2026, 11, 29).unwrap().number(), 20_786);
        assert_eq!(Date::of(Date::new(2024, 2, 10).unwrap().end_of_month()), Date::new(2024, 2, 29).unwrap());
        assert_eq!(Date::of(Date::new(2025, 12, 1).unwrap().end_of_month()), Date::new(2025, 12, 31).unwrap());
        assert!(
            Date::new(2025, 2, 29).is_none() && Date::new(2025, 13, 1).is_none() && Date::new(9999, 1, 1).is_none()
        );
    }
}
