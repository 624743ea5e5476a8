//! Decisions as a table, and the laws that hold for every demand and moment.

use attentive_types::time::{HOUR, MINUTE, seconds_to_nanos};
use attentive_types::{
    Decision, Demand, FocusSession, LocalClock, PresenceKind, PresenceSignal, PresenceSpan, Span, State, StateKind,
    Timestamp, Timing, Urgency, Visit,
};
use proptest::prelude::*;

use super::decide;
use crate::decide::{Breakpoints, BrokerPolicy, Moment, QuietHours};

const ORDER: [Urgency; 4] = [Urgency::Low, Urgency::Normal, Urgency::High, Urgency::Urgent];

/// One person at one moment, with nothing remarkable about it; tests change what they are about.
#[derive(Clone, Debug)]
struct Scene {
    now: Timestamp,
    state: Option<(StateKind, f64)>,
    presence: Option<PresenceKind>,
    focus_min: Option<i64>,
    resumption_s: Option<f64>,
    usual: Option<f64>,
    past_focus_min: Vec<i64>,
    policy: BrokerPolicy,
}

impl Default for Scene {
    fn default() -> Self {
        Self {
            now: Timestamp::parse("2026-11-24T09:30:00Z").unwrap(),
            state: Some((StateKind::Focused, 0.9)),
            presence: Some(PresenceKind::Present),
            focus_min: Some(20),
            resumption_s: None,
            usual: None,
            past_focus_min: vec![],
            policy: BrokerPolicy::default(),
        }
    }
}

fn session(span: Span, is_open: bool) -> FocusSession {
    let broken_by = if is_open { "end of data" } else { "chat" };
    FocusSession { span, on: "Work".into(), focused_s: 0.0, side_steps: 0, broken_by: broken_by.into(), is_open }
}

/// Visits of so many minutes on two things in turn.
fn past(minutes: &[i64]) -> Vec<Visit> {
    let mut from = 0;
    let each = |(place, minutes): (usize, &i64)| {
        let span = Span::new(Timestamp(from), Timestamp(from + minutes * MINUTE));
        from += minutes * MINUTE;
        let app = ["editor", "browser"][place % 2].into();
        Visit { span, app, title: "".into(), site: None, category: ["Uncategorized".into()].into() }
    };
    minutes.iter().enumerate().map(each).collect()
}

impl Scene {
    fn decide(&self, demand: &Demand) -> Decision {
        let clock = LocalClock::utc();
        let around = Span::new(self.now + -MINUTE, self.now);
        let state = self.state.map(|(kind, confidence)| State {
            span: around,
            kind: Some(kind),
            confidence: Some(confidence),
            is_calibrated: false,
            by: "transparent".into(),
            reasons: vec![],
        });
        let presence = self.presence.map(|kind| PresenceSpan { span: around, kind, decided_by: PresenceSignal::Input });
        let open_focus = self.focus_min.map(|min| session(Span::new(self.now + -min * MINUTE, self.now), true));
        let breakpoints = Breakpoints::by_age(&past(&self.past_focus_min));
        let moment = Moment {
            now: self.now,
            clock: &clock,
            state: state.as_ref(),
            presence: presence.as_ref(),
            open_focus: open_focus.as_ref(),
            spell: None,
            usual_focus_share: self.usual,
            resumption_s: self.resumption_s,
            breakpoints: &breakpoints,
        };
        decide(demand, &moment, &self.policy)
    }

    fn demand(&self, urgency: Urgency) -> Demand {
        Demand {
            demand_id: "d".into(),
            source: "Mail".into(),
            subject: String::new(),
            urgency,
            expected_s: None,
            arrived: self.now,
            deadline: None,
        }
    }

    fn ask(&self, urgency: Urgency) -> Timing {
        self.decide(&self.demand(urgency)).timing
    }
}

/// The last moment at which it comes; the end of time when never.
fn latest(timing: Timing, now: Timestamp) -> Timestamp {
    match timing {
        Timing::Now => now,
        Timing::NextBreakpoint { no_later_than } => no_later_than,
        Timing::Batch { at } => at,
        Timing::Never => Timestamp::MAX,
    }
}

fn name(timing: Timing) -> &'static str {
    match timing {
        Timing::Now => "now",
        Timing::NextBreakpoint { .. } => "breakpoint",
        Timing::Batch { .. } => "batch",
        Timing::Never => "never",
    }
}

#[test]
fn the_table_of_ordinary_cases() {
    let focused = Scene::default();
    let scattered = Scene { state: Some((StateKind::Scattered, 0.8)), focus_min: None, ..Scene::default() };
    let unknown = Scene { state: None, focus_min: None, presence: None, ..Scene::default() };
    let away = Scene { presence: Some(PresenceKind::Away), focus_min: None, ..Scene::default() };
    let in_call = Scene { state: Some((StateKind::InCall, 0.9)), focus_min: None, ..Scene::default() };
    let night = Scene { now: Timestamp::parse("2026-11-24T23:00:00Z").unwrap(), ..Scene::default() };
    let quick_back = Scene { resumption_s: Some(30.0), ..Scene::default() };
    let table = [
        ("deep focus, normal", &focused, Urgency::Normal, "breakpoint"),
        ("deep focus, high", &focused, Urgency::High, "breakpoint"),
        ("deep focus, urgent", &focused, Urgency::Urgent, "now"),
        ("deep focus, low: the batch at eleven", &focused, Urgency::Low, "batch"),
        ("scattered", &scattered, Urgency::Low, "now"),
        ("nothing known, normal", &unknown, Urgency::Normal, "breakpoint"),
        ("away", &away, Urgency::High, "breakpoint"),
        ("in a call", &in_call, Urgency::High, "batch"),
        ("in a call, urgent", &in_call, Urgency::Urgent, "now"),
        ("at night", &night, Urgency::High, "batch"),
        ("at night, urgent", &night, Urgency::Urgent, "now"),
        ("who is back after half a minute", &quick_back, Urgency::Normal, "now"),
    ];
    for (what, scene, urgency, expected) in table {
        let decision = scene.decide(&scene.demand(urgency));
        assert_eq!(name(decision.timing), expected, "{what}: {decision:#?}");
    }
}

#[test]
fn the_person_who_is_soon_done_is_waited_for_longer_than_the_one_who_never_is() {
    let ask =
        |past_focus_min| Scene { past_focus_min, ..Scene::default() }.decide(&Scene::default().demand(Urgency::High));
    let (soon, never) = (ask(vec![25; 60]), ask(vec![240; 60]));
    assert!(latest(soon.timing, Scene::default().now) > latest(never.timing, Scene::default().now));
    assert!(soon.cost_wait_min < never.cost_wait_min);
}

#[test]
fn written_lists_beat_urgency_state_and_quiet_hours() {
    let lists = |always: &str, never: &str| BrokerPolicy {
        always_from: vec![always.into()],
        never_from: vec![never.into()],
        ..BrokerPolicy::default()
    };
    let night = Timestamp::parse("2026-11-24T23:00:00Z").unwrap();
    for now in [Scene::default().now, night] {
        for urgency in ORDER {
            let always = Scene { now, policy: lists("mail", ""), ..Scene::default() };
            assert_eq!(always.ask(urgency), Timing::Now);
            let never = Scene { now, policy: lists("mail", "MAIL"), ..Scene::default() };
            assert_eq!(never.ask(urgency), Timing::Never);
        }
    }
}

#[test]
fn what_waits_in_quiet_hours_comes_when_they_end_unless_it_is_worthless_by_then() {
    let night = Scene { now: Timestamp::parse("2026-11-24T23:00:00Z").unwrap(), ..Scene::default() };
    let morning = Timestamp::parse("2026-11-25T08:00:00Z").unwrap();
    assert_eq!(night.ask(Urgency::Normal), Timing::Batch { at: morning });
    let due = Demand { deadline: Some(night.now + HOUR), ..night.demand(Urgency::High) };
    assert_eq!(night.decide(&due).timing, Timing::Never);
}

#[test]
fn a_demand_that_takes_ten_minutes_comes_ten_minutes_before_its_deadline() {
    let scene = Scene { policy: BrokerPolicy { batch_hours: vec![], ..BrokerPolicy::default() }, ..Scene::default() };
    let deadline = Some(scene.now + 30 * MINUTE);
    let demand = Demand { deadline, expected_s: Some(600.0), ..scene.demand(Urgency::Normal) };
    let timing = scene.decide(&demand).timing;
    assert_eq!(timing, Timing::NextBreakpoint { no_later_than: scene.now + 20 * MINUTE });
    let over = Demand { deadline: Some(scene.now), ..demand };
    assert_eq!(scene.decide(&over).timing, Timing::Never);
}

#[test]
fn something_of_low_urgency_may_expire_rather_than_break_deep_focus() {
    let scene = Scene::default();
    let demand = Demand { deadline: Some(scene.now + MINUTE), ..scene.demand(Urgency::Low) };
    let decision = scene.decide(&demand);
    assert_eq!((decision.timing, decision.reasons[0].code.as_str()), (Timing::Never, "not-worth-it"));
}

#[test]
fn every_decision_tells_its_costs_and_reasons_strongest_first() {
    let decision = Scene::default().decide(&Scene::default().demand(Urgency::Normal));
    let codes: Vec<&str> = decision.reasons.iter().map(|reason| reason.code.as_str()).collect();
    for code in ["cost-now", "state-focused", "open-focus-session", "default-resumption", "next-breakpoint"] {
        assert!(codes.contains(&code), "{code} is missing in {codes:?}");
    }
    // .9 probability of focus times ten minutes.
    assert!((decision.cost_now_min.unwrap() - 9.0).abs() < 1e-9);
    assert!(decision.cost_wait_min.unwrap() < 9.0);
    assert!(decision.reasons.windows(2).all(|pair| pair[0].weight.abs() >= pair[1].weight.abs()));
}

fn scenes() -> impl Strategy<Value = Scene> {
    let state = prop::option::of((prop::sample::select(StateKind::ALL.to_vec()), 0.0..1.0_f64));
    let presence = prop::option::of(prop::sample::select(vec![
        PresenceKind::Present,
        PresenceKind::Present,
        PresenceKind::Away,
        PresenceKind::Unknown,
    ]));
    let facts = (state, presence, prop::option::of(0..200_i64), prop::option::of(0.0..3_000.0_f64));
    let past = (prop::option::of(0.0..1.0_f64), prop::collection::vec(1..200_i64, 0..30));
    let quiet = prop::option::of((0..24_u8, 0..24_u8));
    (facts, past, quiet, prop::collection::vec(0..26_u8, 0..4), 0..14 * 1_440_i64).prop_map(
        |((state, presence, focus_min, resumption_s), (usual, past_focus_min), quiet, batch_hours, minute)| {
            let quiet_hours = quiet.and_then(|hours| QuietHours::try_from(hours).ok());
            let policy = BrokerPolicy { quiet_hours, batch_hours, ..BrokerPolicy::default() };
            let now = Timestamp(20_000 * 24 * HOUR + minute * MINUTE + 17);
            Scene { now, state, presence, focus_min, resumption_s, usual, past_focus_min, policy }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn more_urgent_never_waits_longer(
        scene in scenes(), deadline_min in prop::option::of(0.1..3_000.0_f64), expected_s in prop::option::of(0.0..4_000.0_f64),
    ) {
        let deadline = deadline_min.and_then(|min| seconds_to_nanos(min * 60.0)).map(|nanos| scene.now + nanos);
        let waits: Vec<Timestamp> = ORDER
            .into_iter()
            .map(|urgency| Demand { deadline, expected_s, ..scene.demand(urgency) })
            .map(|demand| latest(scene.decide(&demand).timing, scene.now))
            .collect();
        prop_assert!(waits.windows(2).all(|pair| pair[1] <= pair[0]), "low to urgent: {waits:?}");
    }

    #[test]
    fn nothing_is_promised_after_its_deadline_in_the_past_or_in_quiet_hours(
        scene in scenes(), deadline_min in prop::option::of(0.1..3_000.0_f64), expected_s in prop::option::of(0.0..4_000.0_f64),
        place in 0..4_usize,
    ) {
        let deadline = deadline_min.and_then(|min| seconds_to_nanos(min * 60.0)).map(|nanos| scene.now + nanos);
        let urgency = ORDER[place];
        let decision = scene.decide(&Demand { deadline, expected_s, ..scene.demand(urgency) });
        if decision.timing != Timing::Never {
            let at = latest(decision.timing, scene.now);
            prop_assert!(at >= scene.now);
            prop_assert!(deadline.is_none_or(|deadline| at <= deadline), "{decision:?}");
            let is_quiet = scene.policy.is_quiet(at, &LocalClock::utc());
            prop_assert!(!is_quiet || urgency == Urgency::Urgent, "{decision:?}");
        }
    }

    #[test]
    fn costs_are_finite_and_reasons_are_given(scene in scenes(), place in 0..4_usize) {
        let decision = scene.decide(&scene.demand(ORDER[place]));
        prop_assert!(decision.cost_now_min.is_some_and(|cost| cost.is_finite() && cost >= 0.0));
        prop_assert!(decision.cost_wait_min.is_none_or(|cost| cost.is_finite() && cost >= 0.0));
        prop_assert!(!decision.reasons.is_empty());
        prop_assert!(decision.reasons.iter().all(|r| !r.code.is_empty() && !r.text.is_empty() && r.weight.is_finite()));
    }
}
