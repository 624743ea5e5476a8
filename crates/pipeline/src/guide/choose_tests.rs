//! Prompts over simulated months: limits, quiet hours and wishes must hold whatever comes.

use std::collections::BTreeMap;

use attentive_learn::SplitMix64;
use attentive_types::time::{DAY, HOUR, MINUTE};
use attentive_types::{
    Answer, Arm, Effect, FocusSession, LocalClock, PresenceKind, PresenceSignal, PresenceSpan, Prompt, PromptKind,
    PromptPreference, Span, State, StateKind, Suggestion, Timestamp,
};
use proptest::prelude::*;

use super::{Choice, choose_prompt};
use crate::decide::{Breakpoints, Moment, QuietHours};
use crate::guide::{PromptLimits, PromptRecord, QuestionSettings, wish_after};

/// Prompts of each kind are so likely worth their interruption, at every hour.
fn worth_always(worth: f64) -> Vec<Effect> {
    let effect = |kind| Effect {
        kind,
        delivered: 20,
        held_back: 20,
        gain_min: None,
        interval_min: None,
        fixed_gain_min: None,
        fixed_interval_min: None,
        odds_against: 1.0,
        is_retired: false,
        worth_by_hour: vec![Some(worth); 24],
        verdict: String::new(),
    };
    PromptKind::ALL.into_iter().map(effect).collect()
}

fn suggestion(kind: PromptKind) -> Suggestion {
    Suggestion { kind, subject: String::new(), expected_gain_min: None, observations: 0, reasons: vec![] }
}

/// A person's month: at every step something of what can happen, by chance.
struct Month {
    clock: LocalClock,
    limits: PromptLimits,
    questions: QuestionSettings,
    quiet_hours: Option<QuietHours>,
    seed: u64,
    answers: [f64; 4],
    effects: Vec<Effect>,
}

struct Lived {
    records: Vec<PromptRecord>,
    wishes_at: Vec<BTreeMap<PromptKind, PromptPreference>>,
    moments: Vec<(PresenceKind, Option<StateKind>, bool)>,
}

impl Month {
    fn live(&self, days: i64, step_nanos: i64) -> Lived {
        let mut chance = SplitMix64::new(self.seed);
        let breakpoints = Breakpoints::learn(&[], &LocalClock::utc());
        let mut lived = Lived { records: vec![], wishes_at: vec![], moments: vec![] };
        let mut wishes: BTreeMap<PromptKind, PromptPreference> = BTreeMap::new();
        let mut now = Timestamp(20_000 * DAY);
        let end = now + days * DAY;
        while now < end {
            now = now + step_nanos;
            let around = Span::new(now + -MINUTE, now + MINUTE);
            let kind = match chance.next_unit() {
                share if share < 0.8 => PresenceKind::Present,
                share if share < 0.9 => PresenceKind::Away,
                _ => PresenceKind::Unknown,
            };
            let presence = PresenceSpan { span: around, kind, decided_by: PresenceSignal::Input };
            let state_kind =
                chance.next_place(StateKind::ALL.len() + 1).and_then(|place| StateKind::ALL.get(place)).copied();
            let confidence = state_kind.map(|_| 0.9);
            let state = State {
                span: around,
                kind: state_kind,
                confidence,
                is_calibrated: false,
                by: "transparent".into(),
                reasons: vec![],
            };
            let focus = FocusSession {
                span: Span::new(now + -HOUR, now),
                on: "Work".into(),
                focused_s: 3_000.0,
                side_steps: 0,
                broken_by: "end of data".into(),
                is_open: true,
            };
            let open_focus = (chance.next_unit() < 0.2).then_some(&focus);
            let moment = Moment {
                now,
                clock: &self.clock,
                state: Some(&state),
                presence: Some(&presence),
                open_focus,
                spell: None,
                usual_focus_share: None,
                resumption_s: None,
                breakpoints: &breakpoints,
            };
            let suggestions: Vec<Suggestion> =
                PromptKind::ALL.into_iter().filter(|_| chance.next_unit() < 0.5).map(suggestion).collect();
            // The last two days are all that the choice needs.
            let from = lived.records.partition_point(|record| now - record.prompt.at > 2 * DAY);
            let chosen = choose_prompt(&Choice {
                moment: &moment,
                suggestions: &suggestions,
                records: &lived.records[from..],
                preferences: &wishes,
                effects: &self.effects,
                quiet_hours: self.quiet_hours,
                limits: &self.limits,
                questions: &self.questions,
                seed: self.seed,
                draws: [chance.next_unit(), chance.next_unit()],
            });
            if let Some(prompt) = chosen {
                let kind = prompt.kind;
                lived.wishes_at.push(wishes.clone());
                lived.moments.push((presence.kind, state_kind, open_focus.is_some()));
                lived.records.push(PromptRecord { prompt, answer: None, answered_at: None });
                if let Some(answer) = self.answer(&mut chance) {
                    let wish = wishes.entry(kind).or_default();
                    *wish = wish_after(wish, answer, now);
                }
            }
        }
        lived
    }

    fn answer(&self, chance: &mut SplitMix64) -> Option<Answer> {
        let draw = chance.next_unit();
        let of = [Answer::NeverAgain, Answer::NotNow, Answer::Snoozed, Answer::Accepted];
        let mut reached = 0.0;
        of.into_iter().zip(self.answers).find_map(|(answer, share)| {
            reached += share;
            (draw < reached).then_some(answer)
        })
    }
}

fn most_within(times: &[Timestamp], nanos: i64) -> usize {
    times.iter().map(|from| times.iter().filter(|at| **at >= *from && **at - *from < nanos).count()).max().unwrap_or(0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn over_any_month_limits_quiet_hours_and_wishes_hold(
        per_hour in 0..4_u32, per_day in 0..9_u32, gap_min in 0..90_u32, probability in 0.0..1.0_f64,
        questions_per_day in 0..5_u32, question_gap in 0..200_u32, quiet in prop::option::of((0..24_u8, 0..24_u8)),
        offset_hours in -11..12_i32, seed: u64, never in 0.0..0.1_f64, not_now in 0.0..0.3_f64, snoozed in 0.0..0.3_f64,
        step_min in 3..20_i64, same_kind_gap_min in 0..200_u32, adapts: bool, worth in 0.0..1.0_f64,
    ) {
        let quiet_hours = quiet.and_then(|hours| QuietHours::try_from(hours).ok());
        let month = Month {
            clock: LocalClock::from_offsets(vec![(i64::MIN, offset_hours * 3_600)]),
            limits: PromptLimits {
                is_on: true, per_hour, per_day, gap_min, same_kind_gap_min, deliver_probability: probability, adapts,
            },
            questions: QuestionSettings { per_day: questions_per_day, gap_min: question_gap, from_hour: 6, to_hour: 23 },
            quiet_hours,
            seed,
            answers: [never, not_now, snoozed, 0.2],
            effects: worth_always(worth),
        };
        let lived = month.live(30, step_min * MINUTE);
        let times: Vec<Timestamp> = lived.records.iter().map(|record| record.prompt.at).collect();
        prop_assert!(most_within(&times, HOUR) <= per_hour as usize);
        prop_assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= i64::from(gap_min) * MINUTE));
        let mut by_day: BTreeMap<i64, (u32, u32)> = BTreeMap::new();
        for record in &lived.records {
            let of_day = by_day.entry(month.clock.day_number(record.prompt.at)).or_default();
            of_day.0 += 1;
            of_day.1 += u32::from(record.prompt.kind == PromptKind::AskFocus);
        }
        prop_assert!(by_day.values().all(|(all, asked)| *all <= per_day && *asked <= questions_per_day));
        let asked: Vec<Timestamp> = lived.records.iter().filter(|record| record.prompt.kind == PromptKind::AskFocus)
            .map(|record| record.prompt.at).collect();
        prop_assert!(asked.windows(2).all(|pair| pair[1] - pair[0] >= i64::from(question_gap) * MINUTE));
        for kind in PromptKind::ALL.into_iter().filter(|kind| *kind != PromptKind::AskFocus) {
            let own: Vec<Timestamp> =
                lived.records.iter().filter(|record| record.prompt.kind == kind).map(|record| record.prompt.at).collect();
            prop_assert!(own.windows(2).all(|pair| pair[1] - pair[0] >= i64::from(same_kind_gap_min) * MINUTE));
        }
        for ((record, wishes), moment) in lived.records.iter().zip(&lived.wishes_at).zip(&lived.moments) {
            let (prompt, clock) = (&record.prompt, &month.clock);
            prop_assert!(!quiet_hours.is_some_and(|quiet| quiet.contains(prompt.at, clock)));
            let wish = wishes.get(&prompt.kind).cloned().unwrap_or_default();
            prop_assert!(!wish.is_never && wish.not_before.is_none_or(|from| from <= prompt.at));
            let (presence, state, is_in_session) = *moment;
            prop_assert_eq!(presence, PresenceKind::Present);
            prop_assert!(state != Some(StateKind::InCall));
            let is_in_focus = is_in_session || state == Some(StateKind::Focused);
            prop_assert!(prompt.kind == PromptKind::TakeBreak || !is_in_focus);
        }
    }
}

fn free_month(seed: u64) -> Month {
    Month {
        clock: LocalClock::utc(),
        limits: PromptLimits {
            per_hour: 2,
            per_day: 40,
            gap_min: 30,
            same_kind_gap_min: 30,
            ..PromptLimits::default()
        },
        questions: QuestionSettings::default(),
        quiet_hours: None,
        seed,
        answers: [0.0; 4],
        effects: vec![],
    }
}

#[test]
fn prompts_do_come_up_and_the_arms_are_as_likely_as_stated() {
    let month = Month { limits: PromptLimits { deliver_probability: 0.7, ..free_month(5).limits }, ..free_month(5) };
    let lived = month.live(60, 5 * MINUTE);
    let trials: Vec<&Prompt> = lived
        .records
        .iter()
        .map(|record| &record.prompt)
        .filter(|prompt| prompt.kind != PromptKind::AskFocus)
        .collect();
    let delivered = trials.iter().filter(|prompt| prompt.arm == Arm::Deliver).count();
    assert!(trials.len() > 1_000, "{}", trials.len());
    let share = delivered as f64 / trials.len() as f64;
    assert!((share - 0.7).abs() < 0.04, "{share}");
    assert!(trials.iter().all(|prompt| prompt.deliver_probability == 0.7));
    for kind in PromptKind::ALL {
        assert!(lived.records.iter().filter(|record| record.prompt.kind == kind).count() > 50, "{kind:?} starves");
    }
}

#[test]
fn where_the_person_wants_it_the_chance_follows_what_was_learnt_and_is_stated() {
    let limits = PromptLimits { adapts: true, ..free_month(6).limits };
    let month = Month { limits, effects: worth_always(0.9), ..free_month(6) };
    let lived = month.live(60, 5 * MINUTE);
    let trials = || lived.records.iter().filter(|record| record.prompt.kind != PromptKind::AskFocus);
    // .2 + .6 x .9 = .74, to the next twentieth.
    assert!(trials().all(|record| record.prompt.deliver_probability == 0.75));
    let delivered = trials().filter(|record| record.prompt.arm == Arm::Deliver).count();
    let share = delivered as f64 / trials().count() as f64;
    assert!((share - 0.75).abs() < 0.04, "{share}");
}

#[test]
fn questions_are_always_delivered_and_stated_as_certain() {
    let lived = free_month(6).live(30, 5 * MINUTE);
    let mut questions = lived.records.iter().filter(|record| record.prompt.kind == PromptKind::AskFocus);
    assert!(questions.all(|record| record.prompt.arm == Arm::Deliver && record.prompt.deliver_probability == 1.0));
}

#[test]
fn after_never_again_no_prompt_of_that_kind_comes_while_others_still_do() {
    let month = Month { answers: [1.0, 0.0, 0.0, 0.0], ..free_month(7) };
    let lived = month.live(30, 5 * MINUTE);
    assert_eq!(lived.records.len(), PromptKind::ALL.len(), "each kind once, and then never again");
}

#[test]
fn with_suggestions_off_only_questions_come() {
    let month = Month { limits: PromptLimits { is_on: false, ..free_month(8).limits }, ..free_month(8) };
    let lived = month.live(10, 5 * MINUTE);
    assert!(!lived.records.is_empty());
    assert!(lived.records.iter().all(|record| record.prompt.kind == PromptKind::AskFocus));
}

#[test]
fn no_two_prompts_have_the_same_name() {
    let lived = free_month(9).live(30, 5 * MINUTE);
    let names: std::collections::BTreeSet<&str> =
        lived.records.iter().map(|record| record.prompt.prompt_id.as_str()).collect();
    assert_eq!(names.len(), lived.records.len());
}
