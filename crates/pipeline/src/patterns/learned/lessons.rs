//! Which windows did the person speak about, and what did they say?
//!
//! | source | window | state |
//! | --- | --- | --- |
//! | a correction | at least half of it lies within | the corrected state |
//! | a self-report, 1 (scattered) to 5 (focused) | the one in which it was given, or the one before when it began less than a minute ago | 1, 2 scattered; 3 shifting; 4, 5 focused |
//!
//! A correction stands above a self-report. Away and in a call are told by presence and calls, so they teach nothing here.

use attentive_types::time::MINUTE;
use attentive_types::{FeatureTable, LocalClock, Span, StateKind};

use crate::patterns::corrections::resolve;
use crate::patterns::transparent::KINDS;
use crate::sense::{Correction, SelfReport};

/// A self-report given so soon after a window began speaks of the one before.
const SOON_NANOS: i64 = MINUTE;

/// Who taught.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The person corrected a state.
    Correction,
    /// The person answered when asked.
    SelfReport,
}

/// Windows with what the person said of them, oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lessons {
    /// Places in the table of features.
    pub window: Vec<usize>,
    /// What they said.
    pub kind: Vec<StateKind>,
    /// How they said it.
    pub source: Vec<Source>,
    /// The person's own day as a number: windows of one day are alike, so days are left out as a whole.
    pub day: Vec<u32>,
}

impl Lessons {
    /// Finds them. `days` is the clock whose days are the person's.
    #[must_use]
    pub fn find(
        features: &FeatureTable,
        corrections: &[Correction],
        reports: &[SelfReport],
        days: &LocalClock,
    ) -> Self {
        let mut said: Vec<Option<(StateKind, Source)>> = vec![None; features.windows.len()];
        for report in reports {
            let kind = match report.answer {
                0..=2 => StateKind::Scattered,
                3 => StateKind::Shifting,
                _ => StateKind::Focused,
            };
            let meant = report.at.plus(-SOON_NANOS);
            let within = |moment| place_of(&features.windows, moment);
            if let Some(place) = within(meant).or_else(|| within(report.at)) {
                said[place] = Some((kind, Source::SelfReport));
            }
        }
        for (span, kind) in resolve(corrections) {
            let first = features.windows.partition_point(|window| window.end <= span.start);
            for (place, window) in features.windows.iter().enumerate().skip(first) {
                if window.start >= span.end {
                    break;
                }
                let inside = window.intersect(span).map_or(0, Span::nanos);
                if inside.saturating_mul(2) >= window.nanos() {
                    said[place] = Some((kind, Source::Correction));
                }
            }
        }
        let mut lessons = Self::default();
        for (place, (kind, source)) in said.into_iter().enumerate().filter_map(|(place, said)| Some((place, said?))) {
            if !KINDS.contains(&kind) {
                continue;
            }
            lessons.window.push(place);
            lessons.kind.push(kind);
            lessons.source.push(source);
            lessons.day.push(u32::try_from(days.day_number(features.windows[place].start)).unwrap_or(0));
        }
        lessons
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.window.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.window.is_empty()
    }

    /// How many days they are of.
    #[must_use]
    pub fn days(&self) -> usize {
        let mut days = self.day.clone();
        days.sort_unstable();
        days.dedup();
        days.len()
    }
}

/// The window that holds a moment.
fn place_of(windows: &[Span], moment: attentive_types::Timestamp) -> Option<usize> {
    let place = windows.partition_point(|window| window.end <= moment);
    windows.get(place).filter(|window| window.contains(moment)).map(|_| place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::Timestamp;

    fn table(windows: i64) -> FeatureTable {
        let span = |n: i64| Span::new(Timestamp(n * 5 * MINUTE), Timestamp((n + 1) * 5 * MINUTE));
        FeatureTable { windows: (0..windows).map(span).collect(), ..FeatureTable::default() }
    }

    fn minutes(from: i64, to: i64) -> Span {
        Span::new(Timestamp(from * MINUTE), Timestamp(to * MINUTE))
    }

    #[test]
    fn a_correction_teaches_the_windows_that_it_fills_by_half_and_stands_above_a_report() {
        let correction =
            |span, state| Correction { span, state, note: String::new(), given_at: Some(Timestamp(90 * MINUTE)) };
        let report = |minute: i64, answer| SelfReport { at: Timestamp(minute * MINUTE), answer, via: String::new() };
        let found = Lessons::find(
            &table(8),
            &[correction(minutes(2, 13), StateKind::Scattered), correction(minutes(20, 25), StateKind::Away)],
            &[report(12, 5), report(31, 1), report(30, 4), report(37, 3), report(900, 5)],
            &LocalClock::utc(),
        );
        // The third window (10 to 15) is filled by 3 of 5 minutes. The report at 30:00 speaks of the window before.
        assert_eq!(found.window, [0, 1, 2, 5, 6, 7]);
        use StateKind::{Focused, Scattered, Shifting};
        assert_eq!(found.kind, [Scattered, Scattered, Scattered, Focused, Scattered, Shifting]);
        assert_eq!(found.source[2], Source::Correction);
        assert_eq!((found.days(), found.len()), (1, 6));
    }
    #[test]
    fn days_are_the_persons_own_also_where_clocks_go_back() {
        let at = |text: &str| Timestamp::parse(text).unwrap();
        // Berlin: in the night to 25 October 2026 three o'clock becomes two.
        let berlin = LocalClock::from_offsets(vec![(i64::MIN, 7200), (at("2026-10-25T01:00:00Z").0, 3600)]);
        let starts = [
            "2026-10-24T21:55:00Z", // 23:55 of the 24th
            "2026-10-24T22:00:00Z", // midnight; by UTC still the 24th
            "2026-10-25T22:55:00Z", // 23:55 of the 25th, after 25 hours
            "2026-10-25T23:00:00Z", // midnight
        ];
        let windows: Vec<Span> = starts.iter().map(|start| Span::new(at(start), at(start).plus(5 * MINUTE))).collect();
        let say =
            |span: &Span| Correction { span: *span, state: StateKind::Focused, note: String::new(), given_at: None };
        let corrections: Vec<Correction> = windows.iter().map(say).collect();
        let table = FeatureTable { windows, ..FeatureTable::default() };
        let found = Lessons::find(&table, &corrections, &[], &berlin);
        assert_eq!(found.day, [20_750, 20_751, 20_751, 20_752]);
        assert_eq!(found.days(), 3);
    }
}
