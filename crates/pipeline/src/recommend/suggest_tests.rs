//! Occasions as a table: what is suggested when, and what the own history adds or takes away.

use std::collections::BTreeMap;

use attentive_learn::Estimate;
use attentive_types::time::MINUTE;
use attentive_types::{
    HourOfWeek, LocalClock, PresenceKind, PresenceSignal, PresenceSpan, PromptKind, Span, State, StateKind, Suggestion,
    Timestamp,
};

use super::{Occasion, stretch_min, suggest};
use crate::decide::{Breakpoints, FocusShares, Moment, Stay};
use crate::recommend::contrast::Contrast;
use crate::recommend::{Finding, FindingAbout};

/// Tuesday 2026-11-24, ten o'clock.
fn now() -> Timestamp {
    Timestamp::parse("2026-11-24T10:00:00Z").unwrap()
}

fn before(from_min: i64, to_min: i64) -> Span {
    Span::new(now() + -from_min * MINUTE, now() + -to_min * MINUTE)
}

fn presence(from_min: i64, to_min: i64, decided_by: PresenceSignal) -> PresenceSpan {
    PresenceSpan { span: before(from_min, to_min), kind: PresenceKind::Present, decided_by }
}

fn state(from_min: i64, to_min: i64, kind: StateKind) -> State {
    let by = "transparent".to_owned();
    State {
        span: before(from_min, to_min),
        kind: Some(kind),
        confidence: Some(0.8),
        is_calibrated: false,
        by,
        reasons: vec![],
    }
}

fn finding(about: FindingAbout, value: f64) -> Finding {
    let difference_min = Estimate::around(value, value.abs() / 2.0);
    Finding { about, contrast: Contrast { difference_min, days: 21, hours_with: 60 } }
}

#[derive(Default)]
struct Scene {
    presence: Vec<PresenceSpan>,
    states: Vec<State>,
    stays: Vec<Stay<'static>>,
    findings: Vec<Finding>,
    breakers: BTreeMap<String, u32>,
    hours: Vec<HourOfWeek>,
}

impl Scene {
    fn at_the_machine(from_min: i64) -> Self {
        Self {
            presence: vec![presence(from_min, 0, PresenceSignal::Input)],
            states: vec![state(15, 0, StateKind::Shifting)],
            ..Self::default()
        }
    }

    fn suggest(&self) -> Vec<Suggestion> {
        let (clock, breakpoints) = (LocalClock::utc(), Breakpoints::learn(&[], &LocalClock::utc()));
        let shares = FocusShares::learn(&self.hours, 30);
        let moment = Moment {
            now: now(),
            clock: &clock,
            state: self.states.last(),
            presence: self.presence.last(),
            open_focus: None,
            spell: None,
            usual_focus_share: None,
            resumption_s: None,
            breakpoints: &breakpoints,
        };
        suggest(&Occasion {
            moment: &moment,
            shares: &shares,
            findings: &self.findings,
            breakers: &self.breakers,
            presence: &self.presence,
            states: &self.states,
            stays: &self.stays,
        })
    }

    fn kinds(&self) -> Vec<PromptKind> {
        self.suggest().into_iter().map(|suggestion| suggestion.kind).collect()
    }
}

#[test]
fn with_nothing_remarkable_nothing_is_suggested() {
    assert_eq!(Scene::at_the_machine(30).kinds(), []);
    assert_eq!(Scene::default().kinds(), []);
}

#[test]
fn a_long_stretch_is_an_occasion_for_a_break_although_its_gain_is_not_known() {
    let suggestions = Scene::at_the_machine(100).suggest();
    assert_eq!(suggestions.len(), 1);
    assert_eq!((suggestions[0].kind, suggestions[0].expected_gain_min), (PromptKind::TakeBreak, None));
    assert_eq!(suggestions[0].reasons[0].value, Some(100.0));
}

#[test]
fn own_history_gives_the_gain_or_silences_the_suggestion() {
    let known =
        |value| Scene { findings: vec![finding(FindingAbout::AfterBreak, value)], ..Scene::at_the_machine(100) };
    let suggestions = known(6.0).suggest();
    assert_eq!((suggestions[0].expected_gain_min, suggestions[0].observations), (Some(6.0), 21));
    assert_eq!(known(-6.0).kinds(), []);
}

#[test]
fn five_minutes_away_end_a_stretch_and_four_do_not() {
    let stretch = |gap_min: i64| {
        let spans = [presence(120, 50 + gap_min, PresenceSignal::Input), presence(50, 0, PresenceSignal::Input)];
        stretch_min(&spans, now())
    };
    assert_eq!(stretch(4), 120.0);
    assert_eq!(stretch(5), 50.0);
    assert_eq!(stretch_min(&[presence(120, 20, PresenceSignal::Input)], now()), 0.0);
}

#[test]
fn a_scattered_quarter_of_an_hour_asks_for_one_thing() {
    let scattered_min = |minutes| Scene {
        states: vec![state(15, minutes, StateKind::Shifting), state(minutes, 0, StateKind::Scattered)],
        findings: vec![finding(FindingAbout::AfterScatter, -9.0)],
        ..Scene::at_the_machine(30)
    };
    assert_eq!(scattered_min(5).kinds(), []);
    let suggestions = scattered_min(12).suggest();
    assert_eq!((suggestions[0].kind, suggestions[0].expected_gain_min), (PromptKind::PickOneThing, Some(9.0)));
}

#[test]
fn an_app_that_breaks_most_sessions_is_named_only_when_it_was_in_front_lately() {
    let stay = |from_min: i64| Stay { span: before(from_min, from_min - 1), app: "Chat" };
    let counts =
        |chat: u32| BTreeMap::from([("Chat".to_owned(), chat), ("away".to_owned(), 9), ("Mail".to_owned(), 2)]);
    let scene =
        |chat, from_min| Scene { breakers: counts(chat), stays: vec![stay(from_min)], ..Scene::at_the_machine(30) };
    let suggestions = scene(12, 20).suggest();
    assert_eq!((suggestions[0].kind, suggestions[0].subject.as_str()), (PromptKind::CloseDistraction, "Chat"));
    assert_eq!(suggestions[0].observations, 12);
    assert_eq!(scene(12, 90).kinds(), [], "not in front within the hour");
    assert_eq!(scene(4, 20).kinds(), [], "too few breaks");
    let harmless = Scene { findings: vec![finding(FindingAbout::App("Chat".into()), 8.0)], ..scene(12, 20) };
    assert_eq!(harmless.kinds(), [], "hours with it have more focus");
}

#[test]
fn a_good_hour_is_an_occasion_to_start_unless_focus_is_there_already() {
    let hour = |hour: u8, focused_h: f64| HourOfWeek {
        weekday: 1,
        hour,
        days: 10,
        present_s: 36_000.0,
        focused_s: focused_h * 3_600.0,
        switches: 0,
        fragmentation_bits: None,
    };
    let good = Scene { hours: vec![hour(10, 7.0), hour(15, 1.0)], ..Scene::at_the_machine(30) };
    let suggestions = good.suggest();
    assert_eq!((suggestions[0].kind, suggestions[0].observations), (PromptKind::StartFocus, 10));
    assert!(suggestions[0].expected_gain_min.is_some_and(|gain| gain > 5.0 && gain < 18.0));
    let poor = Scene { hours: vec![hour(10, 1.0), hour(15, 7.0)], ..Scene::at_the_machine(30) };
    assert_eq!(poor.kinds(), []);
    let focused = Scene { states: vec![state(15, 0, StateKind::Focused)], ..good };
    assert_eq!(focused.kinds(), []);
}

#[test]
fn in_a_call_nothing_is_suggested() {
    let scene = Scene { presence: vec![presence(200, 0, PresenceSignal::Call)], ..Scene::at_the_machine(200) };
    assert_eq!(scene.kinds(), []);
}

#[test]
fn the_larger_expected_gain_comes_first_and_an_unknown_one_last() {
    let scene = Scene {
        states: vec![state(15, 0, StateKind::Scattered)],
        findings: vec![finding(FindingAbout::AfterScatter, -4.0), finding(FindingAbout::Hour(10), 7.0)],
        ..Scene::at_the_machine(100)
    };
    assert_eq!(scene.kinds(), [PromptKind::StartFocus, PromptKind::PickOneThing, PromptKind::TakeBreak]);
}
