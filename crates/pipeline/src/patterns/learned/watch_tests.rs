use attentive_learn::SplitMix64;
use attentive_types::time::DAY;
use attentive_types::{Span, StateKind};

use super::*;
use crate::features::Rows;

/// Windows of a day.
const OF_DAY: i64 = 12;

/// Days of an hour, each window with `keys(day, is_focused)` keys a second.
fn sensed(days: i64, keys: impl Fn(i64, bool) -> f64) -> (FeatureTable, Vec<bool>) {
    let mut random = SplitMix64::new(8);
    let (mut table, mut focused) = (Rows::empty_table(), Vec::new());
    for window in 0..days * OF_DAY {
        let start = Timestamp((window / OF_DAY) * DAY + (window % OF_DAY) * 5 * MINUTE);
        let is_focused = random.next_unit() > 0.5;
        for (column, feature) in table.columns.iter_mut().zip(&ALL) {
            column.push(match feature.info.name {
                "key_rate_per_s" => Some(keys(window / OF_DAY, is_focused) + random.next_normal()),
                "switch_rate_per_min" | "app_entropy_bits" => Some(1.0 + 0.1 * random.next_unit()),
                "longest_visit_s" => Some(90.0 + random.next_unit()),
                _ => None,
            });
        }
        table.windows.push(Span::new(start, start.plus(5 * MINUTE)));
        focused.push(is_focused);
    }
    (table, focused)
}

/// The person answers in every window of these days, a minute and more after it began.
fn said(table: &FeatureTable, focused: &[bool], days: std::ops::Range<i64>) -> Vec<SelfReport> {
    let range = (days.start * OF_DAY) as usize..(days.end * OF_DAY) as usize;
    let say = |place: usize| SelfReport {
        at: table.windows[place].start.plus(2 * MINUTE),
        answer: if focused[place] { 5 } else { 1 },
        via: String::new(),
    };
    range.map(say).collect()
}

fn keys(_: i64, is_focused: bool) -> f64 {
    if is_focused { 2.0 } else { 5.0 }
}

fn look(kept: Option<&LearnedStates>, table: &FeatureTable, reports: &[SelfReport]) -> Look {
    Look::at(kept, table, &[], reports, &LocalClock::utc())
}

#[test]
fn where_nothing_moved_the_record_grows_from_model_to_model_and_is_kept() {
    let (table, focused) = sensed(24, keys);
    let first = look(None, &table, &said(&table, &focused, 0..12)).learn(&table).unwrap().model;
    let later = look(Some(&first), &table, &said(&table, &focused, 0..16));
    assert_eq!((later.drift.clone(), later.is_stale, later.said), (None, false, 192));
    let second = later.learn(&table).unwrap().model;
    let answers = second.trials.len();
    assert!((24..=48).contains(&answers), "{answers} of 48 windows of newer days were answered");
    let bytes = second.to_file(Default::default()).unwrap().to_bytes().unwrap();
    let kept = LearnedStates::from_bytes(&bytes).unwrap().0;
    assert_eq!((&kept.trials, kept.since), (&second.trials, None));
    let third = look(Some(&kept), &table, &said(&table, &focused, 0..24));
    assert_eq!(third.drift, None);
    assert!(third.trials.len() > answers + 48 && third.trials[..answers] == kept.trials);
}

#[test]
fn a_model_that_is_right_less_often_than_it_says_is_learnt_anew_from_the_days_since() {
    // From the thirteenth day on the person types fast when focused.
    let (table, focused) = sensed(24, |day, is_focused| keys(day, is_focused == (day < 12)));
    let kept = look(None, &table, &said(&table, &focused, 0..12)).learn(&table).unwrap().model;
    let few = look(Some(&kept), &table, &said(&table, &focused, 0..14));
    let Some(Drift::Calibration { how, since, answers, said: sure, right }) = few.drift.clone() else {
        panic!("no drift: {:?}", few.drift)
    };
    assert_eq!(how, Miscalibration::TooBold);
    assert!((12 * DAY..13 * DAY).contains(&since.0), "it began on the thirteenth day: {since}");
    assert!(answers > 5 && sure > 0.8 && right < 0.4, "{answers} {sure} {right}");
    assert!(few.drift.as_ref().is_some_and(Drift::sets_aside));
    assert!(matches!(few.learn(&table), Err(NotYet::TooLittle { days: 2, .. })), "two newer days are too few");
    let enough = look(Some(&kept), &table, &said(&table, &focused, 0..24));
    let anew = enough.learn(&table).unwrap().model;
    assert!(anew.trials.is_empty() && anew.since.is_some());
    let judged = |keys: f64| {
        let mut row = row_of(&table, 0);
        let column = ALL.iter().position(|feature| feature.info.name == "key_rate_per_s").unwrap();
        row[column] = Some(keys);
        anew.judge(&row).unwrap().kind
    };
    assert_eq!((judged(6.5), judged(0.5)), (StateKind::Focused, StateKind::Scattered), "as it is now");
    let after = look(Some(&anew), &table, &said(&table, &focused, 0..24));
    assert_eq!((after.drift, after.is_stale), (None, false), "older words are not missed");
}

#[test]
fn corrections_are_no_trials_as_one_corrects_what_looks_wrong() {
    let (table, focused) = sensed(16, keys);
    let kept = look(None, &table, &said(&table, &focused, 0..12)).learn(&table).unwrap().model;
    let correct = |place: usize| Correction {
        span: table.windows[place],
        state: if focused[place] { StateKind::Scattered } else { StateKind::Focused },
        note: String::new(),
        given_at: None,
    };
    let corrections: Vec<Correction> = (144..192).map(correct).collect();
    let found = Look::at(Some(&kept), &table, &corrections, &said(&table, &focused, 0..12), &LocalClock::utc());
    assert_eq!((found.drift, found.said), (None, 192));
}

#[test]
fn newer_days_that_look_different_are_told_with_their_features_and_alike_ones_are_not() {
    let moved = |table: &mut FeatureTable, by: f64| {
        let column = ALL.iter().position(|feature| feature.info.name == "switch_rate_per_min").unwrap();
        table.columns[column][144..].iter_mut().flatten().for_each(|value| *value += by);
    };
    let (mut table, focused) = sensed(24, keys);
    let reports = said(&table, &focused, 0..12);
    let kept = look(None, &table, &reports).learn(&table).unwrap().model;
    assert_eq!(look(Some(&kept), &table, &reports).drift, None);
    moved(&mut table, 3.0);
    let found = look(Some(&kept), &table, &reports).drift;
    assert_eq!(found, Some(Drift::Inputs { features: vec!["switch_rate_per_min"], days: 11, since: 12 }));
    assert!(found.is_some_and(|drift| drift.sets_aside()));
    // Words on the newest day teach it by that day.
    let heard = look(Some(&kept), &table, &[reports.clone(), said(&table, &focused, 23..24)].concat());
    let taught = heard.learn(&table).unwrap().model;
    assert_eq!(look(Some(&taught), &table, &[reports, said(&table, &focused, 23..24)].concat()).drift, None);
}

#[test]
fn days_that_do_not_move_are_taken_for_moved_in_few_of_a_hundred_tries() {
    let mut random = SplitMix64::new(5);
    let (table, focused) = sensed(24, keys);
    let reports = said(&table, &focused, 0..12);
    let kept = look(None, &table, &reports).learn(&table).unwrap().model;
    let is_told = |_: &i32| {
        let mut own = table.clone();
        // Each day has its own level, in all features.
        for column in &mut own.columns {
            for day in column.chunks_mut(OF_DAY as usize) {
                let level = random.next_normal();
                day.iter_mut().flatten().for_each(|value| *value += level);
            }
        }
        inputs(&kept, &own, &look(None, &own, &reports).lessons, &LocalClock::utc()).is_some()
    };
    let told = (0..300).filter(is_told).count();
    assert!(told <= 3, "{told} of 300");
}
