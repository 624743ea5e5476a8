//! At which hours of which weekdays does attention gather? In local time.

use attentive_types::time::{HOUR, nanos_to_seconds};
use attentive_types::{
    FeatureTable, FocusSession, HourOfWeek, LocalClock, PresenceKind, PresenceSpan, Span, Timestamp, Visit,
};

use super::summary::switch_moments;

#[derive(Clone, Copy)]
struct Cell {
    present_nanos: i64,
    focused_nanos: i64,
    switches: u32,
    days: u32,
    last_day: Option<i64>,
    entropy_sum: f64,
    entropy_count: u32,
}

/// The cells with any presence, Monday first.
#[must_use]
pub fn hours_of_week(
    presence: &[PresenceSpan],
    sessions: &[FocusSession],
    visits: &[Visit],
    features: &FeatureTable,
    switch_gap_nanos: i64,
    clock: &LocalClock,
) -> Vec<HourOfWeek> {
    let empty = Cell {
        present_nanos: 0,
        focused_nanos: 0,
        switches: 0,
        days: 0,
        last_day: None,
        entropy_sum: 0.0,
        entropy_count: 0,
    };
    let mut cells = [empty; 7 * 24];
    for span in presence.iter().filter(|span| span.kind == PresenceKind::Present) {
        for part in local_hours(span.span, clock) {
            let cell = &mut cells[place(part.start, clock)];
            let day = Some(clock.day_number(part.start));
            cell.present_nanos += part.nanos();
            cell.days += u32::from(cell.last_day != day);
            cell.last_day = day;
        }
    }
    for session in sessions {
        for part in local_hours(session.span, clock) {
            cells[place(part.start, clock)].focused_nanos += part.nanos();
        }
    }
    for moment in switch_moments(visits, switch_gap_nanos) {
        cells[place(moment, clock)].switches += 1;
    }
    let entropy = features.column("app_entropy_bits").unwrap_or(&[]);
    for (window, bits) in features.windows.iter().zip(entropy) {
        let Some(bits) = bits else { continue };
        let cell = &mut cells[place(window.start, clock)];
        cell.entropy_sum += bits;
        cell.entropy_count += 1;
    }
    let seen = cells.into_iter().enumerate().filter(|(_, cell)| cell.present_nanos > 0);
    seen.map(|(place, cell)| HourOfWeek {
        weekday: u8::try_from(place / 24).unwrap_or(0),
        hour: u8::try_from(place % 24).unwrap_or(0),
        days: cell.days,
        present_s: nanos_to_seconds(cell.present_nanos),
        focused_s: nanos_to_seconds(cell.focused_nanos),
        switches: cell.switches,
        fragmentation_bits: (cell.entropy_count > 0).then(|| cell.entropy_sum / f64::from(cell.entropy_count)),
    })
    .collect()
}

fn place(moment: Timestamp, clock: &LocalClock) -> usize {
    usize::from(clock.weekday(moment)) * 24 + usize::from(clock.hour(moment))
}

/// A span cut at the full hours of the wall clock.
fn local_hours(span: Span, clock: &LocalClock) -> impl Iterator<Item = Span> {
    let mut start = span.start;
    std::iter::from_fn(move || {
        if start >= span.end {
            return None;
        }
        let into_hour = clock.local_nanos(start).rem_euclid(HOUR);
        let part = Span { start, end: start.plus(HOUR - into_hour).min(span.end) };
        start = part.end;
        Some(part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::PresenceSignal;
    use attentive_types::time::MINUTE;

    #[test]
    fn a_span_over_midnight_is_told_in_local_hours() {
        // 1970-01-01 was a Thursday; an hour east of UTC, 22:30 UTC is 23:30.
        let clock = LocalClock::from_offsets(vec![(i64::MIN, 3600)]);
        let start = Timestamp(22 * HOUR + 30 * MINUTE);
        let span = PresenceSpan {
            span: Span::new(start, start + HOUR),
            kind: PresenceKind::Present,
            decided_by: PresenceSignal::Input,
        };
        let hours = hours_of_week(&[span], &[], &[], &FeatureTable::default(), 0, &clock);
        let told: Vec<_> = hours.iter().map(|cell| (cell.weekday, cell.hour, cell.present_s, cell.days)).collect();
        assert_eq!(told, [(3, 23, 1800.0, 1), (4, 0, 1800.0, 1)]);
    }
}
