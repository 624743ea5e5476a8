//! From when to when is worked on a day: as asked, or as the person usually does, or from nine to five.

use attentive_pipeline::decide::working_hours;
use attentive_types::time::{DAY, HOUR, MINUTE};
use attentive_types::{HourOfWeek, LocalClock, Span, Timestamp};
use serde::Serialize;

/// Where nothing is known: the usual office hours.
const ASSUMED: (i64, i64) = (9 * 60, 17 * 60);

/// The ends of the working day that were asked for, in minutes after local midnight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    /// When it begins; `None` as usual.
    pub(crate) from_min: Option<i64>,
    /// When it is over; `None` as usual.
    pub(crate) to_min: Option<i64>,
}

/// The working day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct WorkingDay {
    #[serde(flatten)]
    pub(super) span: Span,
    /// `asked`, `own` (as the person usually works) or `assumed`.
    by: &'static str,
    /// Days behind `own`; 0 otherwise.
    days: u32,
}

/// The working day of a person's day.
pub(super) fn of(hours: &[HourOfWeek], clock: &LocalClock, day: Span, asked: Asked) -> WorkingDay {
    // Noon names the calendar day, wherever the person's day begins.
    let noon = day.start.plus(day.nanos() / 2);
    let own = working_hours(hours, clock.weekday(noon));
    let usual = own.map_or(ASSUMED, |own| (i64::from(own.from) * 60, i64::from(own.to) * 60));
    let by = match own {
        _ if asked != Asked::default() => "asked",
        Some(_) => "own",
        None => "assumed",
    };
    let midnight = clock.day_number(noon).saturating_mul(DAY);
    let moment = |minutes: i64| -> Timestamp { clock.moment(midnight.saturating_add(minutes * MINUTE)) };
    let from = asked.from_min.unwrap_or_else(|| usual.0.min(asked.to_min.unwrap_or(usual.1) - HOUR / MINUTE));
    let to = asked.to_min.unwrap_or_else(|| usual.1.max(from + HOUR / MINUTE).min(24 * 60));
    let days = own.filter(|_| by == "own").map_or(0, |own| own.days);
    WorkingDay { span: Span::new(moment(from.max(0)), moment(to)), by, days }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_holds_and_one_end_alone_moves_the_other_only_where_it_must() {
        let day = Span::new(Timestamp(0), Timestamp(DAY));
        let of = |from_min, to_min| {
            let found = of(&[], &LocalClock::utc(), day, Asked { from_min, to_min });
            (found.span.start.0 / MINUTE, found.span.end.0 / MINUTE, found.by)
        };
        assert_eq!(of(None, None), (540, 1_020, "assumed"));
        assert_eq!(of(Some(600), None), (600, 1_020, "asked"));
        assert_eq!(of(Some(1_200), None), (1_200, 1_260, "asked"));
        assert_eq!(of(None, Some(480)), (420, 480, "asked"));
        assert_eq!(of(Some(60), Some(120)), (60, 120, "asked"));
    }
}
