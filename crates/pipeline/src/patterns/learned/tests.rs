use attentive_learn::SplitMix64;
use attentive_types::time::{DAY, MINUTE};
use attentive_types::{FeatureTable, LocalClock, Span, State, Timestamp};

use super::*;
use crate::features::Rows;
use crate::patterns::{Judged, States};
use crate::preprocess::{Part, PartKind, Window};
use crate::sense::{Correction, SelfReport};

/// Days of twelve windows each; a person who types fast when scattered and switches little when focused, which is not what the transparent model expects of typing.
/// `tells` is by how many standard deviations the two differ.
fn said(days: i64, tells: f64) -> (FeatureTable, Vec<Correction>) {
    let mut random = SplitMix64::new(8);
    let mut table = Rows::empty_table();
    let mut corrections = Vec::new();
    for window in 0..days * 12 {
        let start = Timestamp((window / 12) * DAY + (window % 12) * 5 * MINUTE);
        let span = Span::new(start, start.plus(5 * MINUTE));
        let is_focused = random.next_unit() > 0.5;
        let mut row = [None; ALL.len()];
        for (value, feature) in row.iter_mut().zip(&ALL) {
            *value = match feature.info.name {
                "key_rate_per_s" => Some(3.0 + random.next_normal() - if is_focused { tells } else { 0.0 }),
                "switch_rate_per_min" | "app_entropy_bits" => Some(1.0 + 0.1 * random.next_unit()),
                "longest_visit_s" => Some(90.0 + random.next_unit()),
                _ => None,
            };
        }
        table.windows.push(span);
        table.columns.iter_mut().zip(row).for_each(|(column, value)| column.push(value));
        let state = if is_focused { StateKind::Focused } else { StateKind::Scattered };
        corrections.push(Correction { span, state, note: String::new(), given_at: None });
    }
    (table, corrections)
}

/// A window of so many keys a second, with nothing else that tells.
fn row(keys: f64) -> Row {
    let mut row = [None; ALL.len()];
    for (value, feature) in row.iter_mut().zip(&ALL) {
        *value = match feature.info.name {
            "key_rate_per_s" => Some(keys),
            "switch_rate_per_min" | "app_entropy_bits" => Some(1.05),
            "longest_visit_s" => Some(90.5),
            _ => None,
        };
    }
    row
}

fn learnt(days: i64, tells: f64) -> Result<Learnt, NotYet> {
    let (table, corrections) = said(days, tells);
    learn(&table, &Lessons::find(&table, &corrections, &[], &LocalClock::utc()))
}

#[test]
fn it_learns_what_the_transparent_model_cannot_know_and_is_used() {
    let learnt = learnt(15, 3.0).unwrap();
    assert!(learnt.beside.learned > 0.85 && learnt.beside.transparent < 0.6, "{:?}", learnt.beside);
    assert!(learnt.forward.unwrap().accuracy.value > 0.8);
    let judged = learnt.model.judge(&row(0.0)).unwrap();
    assert_eq!(judged.kind, StateKind::Focused);
    let strongest = (0..ALL.len()).max_by(|one, other| judged.pushes[*one].total_cmp(&judged.pushes[*other])).unwrap();
    assert_eq!(ALL[strongest].info.name, "key_rate_per_s");
    assert_eq!(learnt.model.judge(&row(3.2)).unwrap().kind, StateKind::Scattered);
    assert_eq!(learnt.model.judge(&row(1.5)), Err(Abstained::Undecided), "between the two");
    assert_eq!(learnt.model.judge(&[None; ALL.len()]), Err(Abstained::TooLittleData));
    assert!(learnt.model.may_answer_for(StateKind::Shifting) && !learnt.model.may_answer_for(StateKind::Resting));
    assert!(learnt.model.is_calibrated());

    let bytes = learnt.model.to_file(LearntFrom::default()).unwrap().to_bytes().unwrap();
    let (kept, manifest) = LearnedStates::from_bytes(&bytes).unwrap();
    assert!(kept.may_answer_for(StateKind::Shifting) && !kept.may_answer_for(StateKind::Resting));
    assert_eq!(manifest.labels, ["focused", "scattered"]);
    assert_eq!((kept.words(), kept.words().len()), (learnt.model.words(), 180));
    for keys in [0.0, 1.5, 3.2] {
        let (one, other) = (learnt.model.judge(&row(keys)), kept.judge(&row(keys)));
        match (one, other) {
            (Ok(one), Ok(other)) => assert!((one.confidence - other.confidence).abs() < 1e-4 && one.kind == other.kind),
            (one, other) => assert_eq!(one, other),
        }
    }
}

#[test]
fn too_little_no_evidence_and_no_better_are_told_with_figures() {
    let too_little = learnt(3, 3.0).unwrap_err();
    assert_eq!(too_little, NotYet::TooLittle { said: 36, windows: 36, days: 3, kinds: 2 });
    assert!(
        too_little.to_string().contains("36 windows of five minutes have your word; 36 of them, on 3 days"),
        "{too_little}"
    );
    let nothing = learnt(15, 0.0).unwrap_err();
    assert!(matches!(nothing, NotYet::NoEvidence(_)), "{nothing}");
    assert!(nothing.to_string().contains("the commonest state in"), "{nothing}");
    let reports: Vec<SelfReport> = Vec::new();
    let none = Lessons::find(&Rows::empty_table(), &[], &reports, &LocalClock::utc());
    assert!(matches!(learn(&Rows::empty_table(), &none), Err(NotYet::TooLittle { windows: 0, .. })));
}

#[test]
fn over_time_it_answers_where_it_was_told_of_the_kind_and_says_that_it_was_it() {
    let model = std::sync::Arc::new(learnt(15, 3.0).unwrap().model);
    let (mut states, mut closed) = (States::new(Some(model)), Vec::new());
    // The fourth lies still on one thing: resting, of which it was never told.
    let mut still = row(0.0);
    for (value, feature) in still.iter_mut().zip(&ALL) {
        match feature.info.name {
            "input_share" | "switch_rate_per_min" | "app_entropy_bits" => *value = Some(0.0),
            "longest_visit_s" => *value = Some(300.0),
            _ => {}
        }
    }
    for (place, row) in [row(0.0), row(0.1), row(1.5), still].iter().enumerate() {
        let start = Timestamp(place as i64 * 5 * MINUTE);
        let span = Span::new(start, start.plus(5 * MINUTE));
        let parts = vec![Part { span, kind: PartKind::Present }];
        states.push(&Window { span, parts, ..Window::default() }, Some(row), &mut closed);
    }
    states.finish(&mut closed);
    let found: Vec<State> = closed.iter().map(Judged::to_state).collect();
    let short: Vec<_> = found.iter().map(|state| (state.by.as_str(), state.kind, state.is_calibrated)).collect();
    assert_eq!(
        short,
        [
            ("learned", Some(StateKind::Focused), true),
            ("learned", None, false),
            ("transparent", Some(StateKind::Resting), false)
        ]
    );
    assert_eq!((found[0].span.nanos(), found[0].reasons[0].code.as_str()), (10 * MINUTE, "key_rate_per_s"));
    assert!((found[0].reasons[0].value.unwrap() - 0.05).abs() < 1e-9 && found[0].reasons[0].weight > 0.2);
    assert_eq!(found[1].reasons[0].code, "not-sure");
}

#[test]
fn eight_days_are_counted_by_the_persons_clock() {
    // Eight days by UTC. Where the wall clock is seven hours ahead, each day's work of 20 hours lies on two.
    let (mut table, corrections) = said(8, 3.0);
    let spread = |table: &mut FeatureTable, corrections: &[Correction]| -> Vec<Correction> {
        let shift = |place: usize| Timestamp((place as i64 / 12) * DAY + (place as i64 % 12) * 100 * MINUTE);
        table.windows =
            (0..table.windows.len()).map(|place| Span::new(shift(place), shift(place).plus(5 * MINUTE))).collect();
        corrections.iter().zip(&table.windows).map(|(one, span)| Correction { span: *span, ..one.clone() }).collect()
    };
    let corrections = spread(&mut table, &corrections);
    let days = |east_s: i32| {
        let clock = LocalClock::from_offsets(vec![(i64::MIN, east_s)]);
        Lessons::find(&table, &corrections, &[], &clock).days()
    };
    assert_eq!((days(0), days(7 * 3600)), (8, 9));
    let few = Lessons::find(&table, &corrections[..84], &[], &LocalClock::utc());
    assert!(matches!(learn(&table, &few), Err(NotYet::TooLittle { days: 7, .. })));
    // The same words lie on eight local days, which is enough to be judged.
    let east = LocalClock::from_offsets(vec![(i64::MIN, 7 * 3600)]);
    let enough = learn(&table, &Lessons::find(&table, &corrections[..84], &[], &east));
    assert!(!matches!(enough, Err(NotYet::TooLittle { .. })), "{enough:?}");
}
