//! Which hours, apps and rhythms go with focus? The list of what is looked for, and what was found.
//!
//! A new thing to look for is one more entry of `candidates`.

use std::collections::BTreeSet;

use super::contrast::{Contrast, DailyDifferences};
use super::hour_record::HourRecord;
use rustc_hash::FxHashMap;

/// An app counts as used in an hour from this many seconds on.
const USED_S: f64 = 5.0 * 60.0;
/// So many of the most used apps are looked at; each further look widens every interval.
const MOST_APPS: usize = 12;
/// An hour comes after a break when the last one is at most this long ago, in seconds.
const FRESH_S: f64 = 30.0 * 60.0;
/// An hour comes late in a stretch when the last break is at least this long ago, in seconds.
const LATE_S: f64 = 60.0 * 60.0;
/// An hour comes out of scatter when at least this share of the quarter before it was scattered.
const SCATTERED_FROM: f64 = 0.5;

/// What a finding is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FindingAbout {
    /// One hour of the day, 0 to 23, against the other hours.
    Hour(u8),
    /// Hours in which an app was used, against hours in which it was not.
    App(String),
    /// Hours soon after a break, against hours long after one.
    AfterBreak,
    /// Hours that follow a scattered quarter of an hour, against others.
    AfterScatter,
}

/// Something that goes with more or less focus, for this person.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What.
    pub about: FindingAbout,
    /// By how much, and on how many days.
    pub contrast: Contrast,
}

/// All that was found whose interval leaves out zero, largest difference first. Empty while there is too little history.
#[must_use]
pub fn findings(records: &[HourRecord<'_>]) -> Vec<Finding> {
    let enough: Vec<(FindingAbout, DailyDifferences)> =
        candidates(records).into_iter().filter(|(_, differences)| differences.is_enough()).collect();
    let looks = u32::try_from(enough.len()).unwrap_or(u32::MAX);
    let mut found: Vec<Finding> = enough
        .into_iter()
        .filter_map(|(about, differences)| Some(Finding { about, contrast: differences.contrast(looks)? }))
        .filter(|finding| !finding.contrast.difference_min.holds(0.0))
        .collect();
    found.sort_by(|one, other| {
        other.contrast.difference_min.value.abs().total_cmp(&one.contrast.difference_min.value.abs())
    });
    found
}

fn candidates(records: &[HourRecord<'_>]) -> Vec<(FindingAbout, DailyDifferences)> {
    let hours: BTreeSet<u8> = records.iter().map(|record| record.hour).collect();
    let by_hour = hours
        .into_iter()
        .map(|hour| (FindingAbout::Hour(hour), DailyDifferences::of(records, |record| Some(record.hour == hour))));
    let by_app = most_used(records).into_iter().map(|app| {
        let has = |record: &HourRecord<'_>| Some(record.apps.get(app).is_some_and(|seconds| *seconds >= USED_S));
        (FindingAbout::App(app.to_owned()), DailyDifferences::of(records, has))
    });
    let after_break = DailyDifferences::of(records, |record| match record.since_break_s? {
        since if since <= FRESH_S => Some(true),
        since if since >= LATE_S => Some(false),
        _ => None,
    });
    let after_scatter = DailyDifferences::of(records, |record| Some(record.scattered_before? >= SCATTERED_FROM));
    let rhythms = [(FindingAbout::AfterBreak, after_break), (FindingAbout::AfterScatter, after_scatter)];
    by_hour.chain(by_app).chain(rhythms).collect()
}

fn most_used<'a>(records: &[HourRecord<'a>]) -> Vec<&'a str> {
    let mut seconds: FxHashMap<&'a str, f64> = FxHashMap::default();
    for (app, own) in records.iter().flat_map(|record| &record.apps) {
        *seconds.entry(app).or_default() += own;
    }
    let mut apps: Vec<(&str, f64)> = seconds.into_iter().collect();
    apps.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(other.0)));
    apps.into_iter().take(MOST_APPS).map(|(app, _)| app).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_learn::SplitMix64;

    fn weeks(days: i64, chat_costs_min: f64, seed: u64) -> Vec<HourRecord<'static>> {
        let mut generator = SplitMix64::new(seed);
        let mut records = Vec::new();
        for day in 0..days {
            for hour in 9..17 {
                let has_chat = generator.next_unit() < 0.4;
                let cost = if has_chat { chat_costs_min } else { 0.0 };
                let focused_min = (28.0 - cost + 8.0 * generator.next_normal()).clamp(0.0, 60.0);
                let mut record = HourRecord { day, hour, present_s: 3_000.0, ..HourRecord::default() };
                record.focused_s = focused_min * 60.0;
                record.apps.insert("editor", 2_000.0);
                if has_chat {
                    record.apps.insert("chat", 600.0);
                }
                records.push(record);
            }
        }
        records
    }

    #[test]
    fn an_app_that_costs_focus_is_found_with_its_size() {
        let found = findings(&weeks(40, 12.0, 1));
        let chat = found.iter().find(|finding| finding.about == FindingAbout::App("chat".into())).unwrap();
        assert!(chat.contrast.difference_min.is_below_zero() && chat.contrast.difference_min.holds(-12.0), "{chat:?}");
    }

    #[test]
    fn among_many_things_that_do_nothing_one_is_seldom_found() {
        let wrong = (0..200).filter(|seed| !findings(&weeks(25, 0.0, 100 + seed)).is_empty()).count();
        assert!(wrong <= 18, "{wrong} of 200 histories without any difference gave a finding; about 10 are allowed");
    }

    #[test]
    fn a_few_days_give_no_finding() {
        assert!(findings(&weeks(5, 30.0, 2)).is_empty());
        assert!(findings(&[]).is_empty());
    }
}
