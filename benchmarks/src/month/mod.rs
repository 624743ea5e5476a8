//! A labelled **synthetic** month of one person: what the watchers would have seen, and what was truly going on. Nobody's data, and never to be
//! passed off as somebody's: every row of a score that comes from it says `synthetic`.
//!
//! ```text
//! person (rhythm)  ──> day ──> activities: focus, shallow work, leisure, meetings, away          the labels
//!                               └─> windows, presence, input, calls                              what is sensed
//! demands: source, urgency, deadline, at documented rates                                        what asks for attention
//! ```
//!
//! | law | what | source of the numbers |
//! | --- | --- | --- |
//! | a working day | begins at the person's hour, normal with sd 20 min; lunch; ends at their hour, sd 30 min; no weekends | chosen |
//! | focus | begins with the chance of the hour (two peaks a day, another for each person); lasts log-normal, median 18 to 40 min by person, sigma .6 | median of 11 min in a working sphere with many interruptions (Mark, Gonzalez and Harris 2005); longer here, as only whole activities are meant |
//! | stays within focus | on the main app log-normal, median 90 s, sigma 1; then a helper app of the same work (20 s) or a page (35 s) | stays of 47 to 75 s on average (Mark 2023) |
//! | side steps within focus | 2 to 8 an hour by person, log-normal, median 18 s, sigma .8: one in fifteen is longer than a minute | chosen |
//! | restlessness | some persons switch three times as fast in the last 2 to 5 minutes of a focus, others show nothing | chosen: a sign that a model may find, and must not count on |
//! | shallow work | log-normal, median 8 min: mail, chat, pages, stays of 25 s | stays of 47 s on average (Mark 2016) |
//! | breaks | after focus .35 away for 3 to 20 min, .15 leisure at the machine, else shallow work | chosen |
//! | meetings | weekly ones at fixed hours, and 0 to 2 a day besides, 30 or 60 min, seen as calls | chosen |
//!
//! A person's numbers are drawn from their seed ([`person`]), so that each has another rhythm. What a score is tuned on and what it judges are
//! persons of different seeds ([`TUNED_ON`], [`JUDGED_ON`]).

pub mod activities;
pub mod demands;
pub mod person;
pub mod sensed;

use attentive_types::time::{DAY, SECOND};
use attentive_types::{BucketColumns, Span, Timestamp};

pub use activities::{Activity, Kind};
pub use person::Person;

/// Persons on which constants may be chosen. No score looks at them.
pub const TUNED_ON: [u64; 4] = [1, 2, 3, 4];
/// Persons that scores look at.
pub const JUDGED_ON: [u64; 6] = [101, 102, 103, 104, 105, 106];

/// A Monday: 2026-03-02T00:00:00Z.
const START: Timestamp = Timestamp(1_772_409_600 * SECOND);
/// Days of a month: four weeks.
pub const DAYS: i64 = 28;

/// A month.
pub struct Month {
    /// What was truly going on, in order of time, without overlaps; away between them.
    pub activities: Vec<Activity>,
    /// What the watchers saw: windows, presence, input, calls.
    pub recording: Vec<BucketColumns>,
}

impl Month {
    /// The month of that person, always the same.
    pub fn of(person: &Person, days: i64) -> Self {
        let activities: Vec<Activity> =
            (0..days).flat_map(|day| activities::of_day(person, START.plus(day * DAY), day)).collect();
        let recording = sensed::recording(person, &activities);
        Self { activities, recording }
    }

    /// From midnight of the first day to midnight after the last.
    pub fn span(days: i64) -> Span {
        Span::new(START, START.plus(days * DAY))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_the_same_each_time_and_another_one_for_another_person() {
        let month = |seed| Month::of(&Person::drawn(seed), 2).activities;
        assert_eq!(month(1), month(1));
        assert_ne!(month(1), month(2));
    }

    #[test]
    fn activities_follow_each_other_without_overlap_and_have_all_kinds() {
        for seed in TUNED_ON {
            let month = Month::of(&Person::drawn(seed), DAYS);
            assert!(month.activities.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start), "{seed}");
            assert!(month.activities.iter().all(|one| one.span.nanos() > 0));
            for kind in [Kind::Focus, Kind::Shallow, Kind::Leisure, Kind::Meeting, Kind::Away] {
                assert!(month.activities.iter().any(|one| one.kind == kind), "{seed} {kind:?}");
            }
            let hours = |kind| {
                month
                    .activities
                    .iter()
                    .filter(|one| one.kind == kind)
                    .map(|one| one.span.seconds() / 3600.0)
                    .sum::<f64>()
            };
            assert!((30.0..120.0).contains(&hours(Kind::Focus)), "{seed}: {} h of focus", hours(Kind::Focus));
        }
    }
}
