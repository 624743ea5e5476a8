//! Do days change over weeks? A slope for each number, with its interval, or no answer yet.

use attentive_learn::theil_sen_slope;
use serde::{Deserialize, Serialize};

use super::DayTotals;

/// Fewer days than this have no trend worth telling: our choice, a working week.
const LEAST_DAYS: usize = 5;

/// Level of the intervals.
const LEVEL: f64 = 0.95;

/// How one number changes by week.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Slope {
    /// The number's name, as in [`DayTotals`].
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// Change by week; `None` with too few days to say.
    pub per_week: Option<f64>,
    /// Lower end of the 95 % interval.
    pub low: Option<f64>,
    /// Upper end of the 95 % interval.
    pub high: Option<f64>,
    /// How many days stand behind it.
    pub days: u32,
}

type Number = (&'static str, &'static str, fn(&DayTotals) -> Option<f64>);

const NUMBERS: [Number; 6] = [
    ("present_s", "s", |day| Some(day.present_s)),
    ("focused_s", "s", |day| Some(day.focused_s)),
    ("median_focus_min", "min", |day| day.median_focus_min),
    ("switch_rate_per_min", "1/min", |day| day.switch_rate_per_min),
    ("fragmentation_bits", "bit", |day| day.fragmentation_bits),
    ("key_rate_per_s", "1/s", |day| day.key_rate_per_s),
];

/// The slope of each number over days, by the median of all slopes between two days (Theil, 1950; Sen, 1968), because a
/// single odd day should not make a trend.
#[must_use]
pub fn slopes(days: &[DayTotals]) -> Vec<Slope> {
    NUMBERS.iter().map(|number| slope(number, days)).collect()
}

#[expect(clippy::cast_precision_loss, reason = "day numbers are small")]
fn slope((name, unit, value): &Number, days: &[DayTotals]) -> Slope {
    let first = days.first().map_or(0, |day| day.day_number);
    let weeks = |day: &DayTotals| (day.day_number - first) as f64 / 7.0;
    let points: Vec<(f64, f64)> = days.iter().filter_map(|day| Some((weeks(day), value(day)?))).collect();
    let estimate = Some(&points).filter(|points| points.len() >= LEAST_DAYS);
    let estimate = estimate.and_then(|points| theil_sen_slope(points, LEVEL));
    Slope {
        name: (*name).to_owned(),
        unit: (*unit).to_owned(),
        per_week: estimate.as_ref().map(|estimate| estimate.value),
        low: estimate.as_ref().map(|estimate| estimate.low),
        high: estimate.as_ref().map(|estimate| estimate.high),
        days: u32::try_from(points.len()).unwrap_or(u32::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(count: i64) -> Vec<DayTotals> {
        let day = |day_number: i64| DayTotals {
            day_number,
            present_s: 3600.0 * f64::from(i32::try_from(day_number).expect("small")),
            focused_s: 600.0,
            focus_sessions: 0,
            median_focus_min: None,
            switch_rate_per_min: None,
            fragmentation_bits: None,
            key_rate_per_s: None,
            longest_focus_s: 0.0,
            breaks_per_h: None,
        };
        (0..count).map(day).collect()
    }

    #[test]
    fn an_hour_more_each_day_is_seven_hours_by_week() {
        let slopes = slopes(&days(10));
        assert!(slopes[0].per_week.is_some_and(|slope| (slope - 7.0 * 3600.0).abs() < 1e-6));
        assert_eq!((slopes[1].per_week, slopes[1].days), (Some(0.0), 10));
        assert_eq!((slopes[2].per_week, slopes[2].days), (None, 0));
    }

    #[test]
    fn four_days_are_too_few_to_say() {
        assert!(slopes(&days(4)).iter().all(|slope| slope.per_week.is_none()));
    }
}
