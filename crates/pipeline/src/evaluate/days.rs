//! On how many days was this person at the machine?

use std::collections::BTreeSet;

use attentive_types::{LocalClock, PresenceKind, PresenceSpan};

/// Local days with any presence.
#[must_use]
pub fn days_seen(presence: &[PresenceSpan], clock: &LocalClock) -> u32 {
    let present = presence.iter().filter(|span| span.kind == PresenceKind::Present && span.span.nanos() > 0);
    let days: BTreeSet<i64> =
        present.flat_map(|span| clock.day_number(span.span.start)..=clock.day_number(span.span.end.plus(-1))).collect();
    u32::try_from(days.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::time::HOUR;
    use attentive_types::{PresenceSignal, Span, Timestamp};

    #[test]
    fn a_night_at_the_machine_is_two_days_and_a_day_away_is_none() {
        let span = |from: i64, to: i64, kind| PresenceSpan {
            span: Span::new(Timestamp(from * HOUR), Timestamp(to * HOUR)),
            kind,
            decided_by: PresenceSignal::Input,
        };
        let presence = [
            span(9, 10, PresenceKind::Present),
            span(22, 26, PresenceKind::Present),
            span(26, 100, PresenceKind::Away),
            span(100, 120, PresenceKind::Present),
        ];
        assert_eq!(days_seen(&presence, &LocalClock::utc()), 3);
        let west = LocalClock::from_offsets(vec![(i64::MIN, -5 * 3_600)]);
        assert_eq!(days_seen(&presence[..2], &west), 1);
    }
}
