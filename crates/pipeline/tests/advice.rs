//! The loop as a person lives it: events come in, advice is asked for every ten minutes, prompts are delivered or held back,
//! outcomes are read, the profile is learnt anew every night.

use std::collections::{BTreeMap, BTreeSet};

use attentive_learn::SplitMix64;
use attentive_pipeline::guide::{PromptLimits, PromptRecord};
use attentive_pipeline::run::{
    Advice, Habits, Pipeline, Policy, Settings, Situation, advise, advise_with, learn_profile,
};
use attentive_types::time::{DAY, HOUR, MINUTE};
use attentive_types::{
    Arm, Bucket, Demand, Outcome, Payload, Profile, PromptKind, Span, StateKind, Timestamp, Timing, Urgency,
};

const FIRST_DAY: i64 = 20_000;
const THINGS: [&str; 6] = ["chat", "mail", "browser", "editor", "music", "shop"];

fn bucket(kind: &str) -> Bucket {
    Bucket {
        id: format!("{kind}_laptop"),
        kind: kind.into(),
        client: "test".into(),
        hostname: "laptop".into(),
        created: Timestamp(0),
        data: Payload::default(),
        extent: None,
        last_updated: None,
    }
}

fn facts(pairs: &[(&str, &str)]) -> Payload {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).into())).collect()
}

/// A person who works from nine to five with a break in every hour: long in the editor in the morning, many short things in the
/// afternoon.
struct Person {
    pipeline: Pipeline,
    settings: Settings,
    chance: SplitMix64,
    profile: Profile,
    habits: Option<Habits>,
    policy: Policy,
    records: Vec<PromptRecord>,
    outcomes: Vec<Outcome>,
    settled: Vec<String>,
    /// Until when a delivered prompt keeps the person on one thing.
    helped_until: i64,
    does_it_help: bool,
}

impl Person {
    fn new(seed: u64, does_it_help: bool) -> Self {
        let settings = Settings::default();
        let limits = PromptLimits { same_kind_gap_min: 60, ..PromptLimits::default() };
        Self {
            pipeline: Pipeline::new(settings.clone()),
            settings,
            chance: SplitMix64::new(seed),
            profile: Profile::default(),
            habits: None,
            policy: Policy { limits, ..Policy::default() },
            records: vec![],
            outcomes: vec![],
            settled: vec![],
            helped_until: 0,
            does_it_help,
        }
    }

    fn ask(&mut self, now: i64, demands: &[Demand]) -> Advice {
        let draws = [self.chance.next_unit(), self.chance.next_unit()];
        let held: Vec<_> = demands.iter().cloned().map(Into::into).collect();
        let situation = Situation {
            now: Timestamp(now),
            clock: &self.settings.clock,
            analysis: self.pipeline.analysis(),
            profile: &self.profile,
            demands: &held,
            policy: &self.policy,
            prompts: &self.records,
            settled: &self.settled,
            seed: 42,
            draws,
        };
        self.habits.as_ref().map_or_else(|| advise(&situation), |habits| advise_with(&situation, habits))
    }

    fn live_ten_minutes(&mut self, start: i64) {
        let hour = (start % DAY) / HOUR;
        if (start % HOUR) / MINUTE == 50 && start >= self.helped_until {
            let away = facts(&[("status", "afk")]);
            let span = Span::new(Timestamp(start), Timestamp(start + 10 * MINUTE));
            self.pipeline.push_piece(&bucket("afkstatus"), span, &away);
            self.pipeline.advance(span.end);
            return;
        }
        let is_calm = hour < 12 || start < self.helped_until;
        let (window, afk) = (bucket("currentwindow"), bucket("afkstatus"));
        let mut at = start;
        while at < start + 10 * MINUTE {
            let app = if is_calm { "editor" } else { THINGS[self.chance.next_place(THINGS.len()).unwrap_or(0)] };
            let length = if is_calm { 10 * MINUTE } else { MINUTE / 4 };
            let end = (at + length).min(start + 10 * MINUTE);
            let data = facts(&[("app", app), ("title", app)]);
            self.pipeline.push_piece(&window, Span::new(Timestamp(at), Timestamp(end)), &data);
            at = end;
        }
        let present = facts(&[("status", "not-afk")]);
        self.pipeline.push_piece(&afk, Span::new(Timestamp(start), Timestamp(at)), &present);
        self.pipeline.advance(Timestamp(at));
    }

    /// Lives one working day; hands out all advice that was given.
    fn live_day(&mut self, day: i64) -> Vec<(Timestamp, Advice)> {
        let mut all = Vec::new();
        for step in 9 * 6..17 * 6 {
            let start = day * DAY + step * 10 * MINUTE;
            self.live_ten_minutes(start);
            let now = start + 10 * MINUTE;
            let advice = self.ask(now, &[]);
            if let Some(prompt) = advice.prompt.clone() {
                if prompt.arm == Arm::Deliver && prompt.kind != PromptKind::AskFocus && self.does_it_help {
                    self.helped_until = now + 40 * MINUTE;
                }
                self.records.push(PromptRecord { prompt, answer: None, answered_at: None });
            }
            self.settled.extend(advice.outcomes.iter().map(|outcome| outcome.prompt_id.clone()));
            self.outcomes.extend(advice.outcomes.iter().cloned());
            all.push((Timestamp(now), advice));
        }
        let analysis = self.pipeline.analysis();
        self.habits = Some(Habits::learn(analysis, &self.settings.clock, Timestamp((day + 1) * DAY)));
        self.profile = learn_profile(analysis, &self.outcomes, &BTreeMap::new(), &self.settings);
        all
    }
}

#[test]
fn a_person_of_the_morning_gets_a_plan_prompts_and_outcomes() {
    let mut person = Person::new(1, false);
    let mut last = Vec::new();
    for day in FIRST_DAY..FIRST_DAY + 15 {
        last = person.live_day(day);
    }
    let profile = &person.profile;
    assert_eq!(profile.days_seen, 15);
    assert!(profile.median_focus_min.is_some_and(|minutes| minutes >= 15.0), "{:?}", profile.median_focus_min);
    let (_, advice) = last.iter().find(|(now, _)| now.0 % DAY == 14 * HOUR).unwrap();
    let hour = |hour: i64| advice.plan.iter().find(|planned| planned.span.start.0 % DAY == hour * HOUR).unwrap();
    assert_eq!(hour(9).advice, "focus", "{:?}", advice.plan);
    assert_eq!(hour(14).advice, "open", "{:?}", advice.plan);
    assert!(hour(9).expected_focus_share > Some(0.5) && hour(14).expected_focus_share < Some(0.5));
    assert!(person.records.len() > 15, "{} prompts in 15 days", person.records.len());
}

#[test]
fn every_prompt_gets_one_outcome_and_a_working_prompt_is_found_to_help() {
    let mut person = Person::new(2, true);
    for day in FIRST_DAY..FIRST_DAY + 30 {
        person.live_day(day);
    }
    let ids: BTreeSet<&str> = person.outcomes.iter().map(|outcome| outcome.prompt_id.as_str()).collect();
    assert_eq!(ids.len(), person.outcomes.len(), "no outcome twice");
    assert!(person.records.len() - person.outcomes.len() <= 2, "only the last prompts may be open");
    let effect = person.profile.effects.iter().find(|effect| effect.kind == PromptKind::PickOneThing).unwrap();
    let kinds: Vec<PromptKind> = person.records.iter().map(|record| record.prompt.kind).collect();
    assert_eq!(effect.verdict, "helps", "{effect:?} {kinds:?}");
    assert!(effect.gain_min > Some(10.0), "{effect:?}");
}

#[test]
fn a_prompt_that_changes_nothing_is_not_called_helpful() {
    let mut person = Person::new(3, false);
    for day in FIRST_DAY..FIRST_DAY + 30 {
        person.live_day(day);
    }
    for effect in &person.profile.effects {
        assert!(!["helps", "harms"].contains(&effect.verdict.as_str()), "{effect:?}");
    }
}

#[test]
fn in_the_calm_morning_a_demand_waits_and_in_the_scattered_afternoon_it_comes() {
    let mut person = Person::new(4, false);
    for day in FIRST_DAY..FIRST_DAY + 8 {
        person.live_day(day);
    }
    let day = FIRST_DAY + 8;
    let demand = Demand {
        demand_id: "d1".into(),
        source: "assistant".into(),
        subject: "may I ask?".into(),
        urgency: Urgency::Normal,
        expected_s: Some(60.0),
        arrived: Timestamp(day * DAY),
        deadline: None,
    };
    for step in 9 * 6..10 * 6 + 4 {
        person.live_ten_minutes(day * DAY + step * 10 * MINUTE);
    }
    let morning = person.ask(day * DAY + 10 * HOUR + 40 * MINUTE, std::slice::from_ref(&demand));
    assert_eq!(morning.state_now.as_ref().and_then(|state| state.kind), Some(StateKind::Focused));
    assert_ne!(morning.verdicts[0].decision.timing, Timing::Now, "{:#?}", morning.verdicts[0]);
    assert_eq!(morning.verdicts[0].decision.demand_id, "d1");
    for step in 14 * 6..15 * 6 + 4 {
        person.live_ten_minutes(day * DAY + step * 10 * MINUTE);
    }
    let afternoon = person.ask(day * DAY + 15 * HOUR + 40 * MINUTE, &[demand]);
    assert!(afternoon.interrupt.cost_now_min < morning.interrupt.cost_now_min);
    assert_ne!(afternoon.state_now.and_then(|state| state.kind), Some(StateKind::Focused));
}

#[test]
fn with_nothing_sensed_advice_says_that_it_does_not_know() {
    let mut person = Person::new(5, false);
    let advice = person.ask(FIRST_DAY * DAY + 12 * HOUR, &[]);
    assert_eq!((advice.state_now, advice.presence_now), (None, None));
    assert!(advice.plan.is_empty() && advice.suggestions.is_empty() && advice.prompt.is_none());
    assert!(advice.interrupt.reasons.iter().any(|reason| reason.code == "state-unknown"));
}

#[test]
fn what_was_sensed_an_hour_ago_does_not_speak_for_now() {
    let mut person = Person::new(6, false);
    person.live_ten_minutes(FIRST_DAY * DAY + 9 * HOUR);
    let soon = person.ask(FIRST_DAY * DAY + 9 * HOUR + 12 * MINUTE, &[]);
    assert!(soon.presence_now.is_some());
    let late = person.ask(FIRST_DAY * DAY + 10 * HOUR + 12 * MINUTE, &[]);
    assert!(late.presence_now.is_none() && late.prompt.is_none());
}
