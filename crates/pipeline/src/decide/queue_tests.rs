//! What the queue adds to single decisions: promises, batches, company.

use attentive_types::time::MINUTE;
use attentive_types::{
    Demand, FocusSession, LocalClock, PresenceKind, PresenceSignal, PresenceSpan, Span, Timestamp, Urgency,
};

use super::*;
use crate::decide::{Breakpoints, FocusMode};

/// A person in a focus session since nine, or not, at some minute after ten.
struct Scene {
    minute: i64,
    is_in_focus: bool,
    presence: PresenceKind,
    mode: Option<FocusMode>,
}

impl Scene {
    fn at(minute: i64) -> Self {
        Self { minute, is_in_focus: true, presence: PresenceKind::Present, mode: None }
    }

    fn now(&self) -> Timestamp {
        Timestamp::parse("2026-11-24T10:00:00Z").unwrap().plus(self.minute * MINUTE)
    }

    fn look(&self, held: &[Held]) -> Vec<Verdict> {
        let (now, clock) = (self.now(), LocalClock::utc());
        let breakpoints = Breakpoints::learn(&[], &clock);
        let span = Span::new(Timestamp::parse("2026-11-24T09:00:00Z").unwrap(), now);
        let focus = FocusSession {
            span,
            on: "Work".into(),
            focused_s: 0.0,
            side_steps: 0,
            broken_by: "end of data".into(),
            is_open: true,
        };
        let presence = PresenceSpan { span, kind: self.presence, decided_by: PresenceSignal::Input };
        let moment = Moment {
            now,
            clock: &clock,
            state: None,
            presence: Some(&presence),
            open_focus: Some(&focus).filter(|_| self.is_in_focus),
            spell: None,
            usual_focus_share: None,
            resumption_s: None,
            breakpoints: &breakpoints,
        };
        let focus = self.mode.map(|mode| mode.hold(now, now - mode.since));
        look(held, &moment, &BrokerPolicy { focus, ..BrokerPolicy::default() })
    }
}

fn demand(urgency: Urgency) -> Held {
    Held::from(Demand {
        demand_id: format!("{urgency:?}"),
        source: "mail".into(),
        subject: String::new(),
        urgency,
        expected_s: None,
        arrived: Scene::at(0).now(),
        deadline: None,
    })
}

/// Looks minute by minute from that one on until it is delivered; the minute.
fn delivered_at(mut held: Held, from: i64, scene: impl Fn(i64) -> Scene) -> Option<i64> {
    (from..600).find(|minute| match scene(*minute).look(std::slice::from_ref(&held))[0].fate {
        Fate::Deliver => true,
        Fate::Hold(promise) => {
            held.promise = promise;
            false
        }
        Fate::Drop => panic!("nothing expires here"),
    })
}

#[test]
fn within_an_hour_is_said_once_and_kept_although_focus_never_ends() {
    let at = delivered_at(demand(Urgency::Normal), 0, Scene::at);
    assert!(at.is_some_and(|minute| (30..=60).contains(&minute)), "{at:?}");
    let high = delivered_at(demand(Urgency::High), 0, Scene::at);
    assert!(high.is_some_and(|minute| minute <= 15), "{high:?}");
}

#[test]
fn a_batch_waits_for_the_end_of_focus_and_not_longer_than_its_grace() {
    // The batch at eleven, and focus until 11:10, or on and on.
    let until = |end: i64| move |minute: i64| Scene { is_in_focus: minute < end, ..Scene::at(minute) };
    assert_eq!(delivered_at(demand(Urgency::Low), 40, until(70)), Some(70));
    assert_eq!(delivered_at(demand(Urgency::Low), 40, until(1_000)), Some(90));
}

#[test]
fn what_is_delivered_takes_along_what_waits_and_what_is_urgent_comes_alone() {
    let scene = Scene::at(10);
    let mut due = demand(Urgency::High);
    due.promise.by = Some(scene.now());
    let fates =
        |held: &[Held]| scene.look(held).iter().map(|verdict| verdict.fate == Fate::Deliver).collect::<Vec<_>>();
    assert_eq!(fates(&[due.clone(), demand(Urgency::Low), demand(Urgency::Normal)]), [true, true, true]);
    assert_eq!(fates(&[demand(Urgency::Urgent), demand(Urgency::Low)]), [true, false]);
    assert_eq!(fates(&[demand(Urgency::Low), demand(Urgency::Normal)]), [false, false]);
    let along = &scene.look(&[due, demand(Urgency::Low)])[1].decision;
    assert_eq!((along.timing, along.reasons[0].code.as_str()), (Timing::Now, "rides-along"));
}

#[test]
fn nobody_is_shown_anything_while_away_and_promises_rest() {
    let away = Scene { presence: PresenceKind::Away, is_in_focus: false, ..Scene::at(90) };
    let mut due = demand(Urgency::Normal);
    due.promise.by = Some(Scene::at(30).now());
    let promise = due.promise;
    assert_eq!(away.look(&[due.clone()])[0].fate, Fate::Hold(promise));
    assert_eq!(Scene::at(91).look(&[due])[0].fate, Fate::Deliver);
}

#[test]
fn the_next_look_is_at_the_nearest_promise() {
    let (mut one, mut other) = (demand(Urgency::Low), demand(Urgency::Low));
    one.promise = Promise { by: Some(Timestamp(90)), from: Some(Timestamp(60)) };
    other.promise = Promise { by: Some(Timestamp(50)), from: None };
    let all = [one, other];
    assert_eq!(next_look(&all, Timestamp(0)), Some(Timestamp(50)));
    assert_eq!(next_look(&all, Timestamp(50)), Some(Timestamp(60)));
    assert_eq!(next_look(&all, Timestamp(90)), None);
}

/// Focus mode from that minute on, for so many.
fn mode(from: i64, minutes: u32) -> Option<FocusMode> {
    Some(FocusMode::begin(Scene::at(from).now(), Some(minutes)))
}

fn told(verdicts: &[Verdict]) -> Vec<(bool, &str)> {
    verdicts.iter().map(|one| (one.fate == Fate::Deliver, one.decision.reasons[0].code.as_str())).collect()
}

#[test]
fn in_focus_mode_only_what_is_urgent_comes_and_promises_rest() {
    let mut due = demand(Urgency::High);
    due.promise.by = Some(Scene::at(5).now());
    // Not in a focus session: without the mode, all of this would come at once.
    let scene = Scene { is_in_focus: false, mode: mode(0, 60), ..Scene::at(30) };
    let held = [due.clone(), demand(Urgency::Urgent), demand(Urgency::Low)];
    let verdicts = scene.look(&held);
    assert_eq!(told(&verdicts), [(false, "focus-mode"), (true, "urgent"), (false, "focus-mode")]);
    assert_eq!(verdicts[0].fate, Fate::Hold(due.promise));
    assert!(verdicts[0].decision.reasons[0].text.contains("focus mode for another 30 min"));
}

#[test]
fn when_focus_mode_ends_all_that_waited_comes_together_at_the_first_break() {
    let held = [demand(Urgency::Low), demand(Urgency::Normal)];
    let look = |minute, is_in_focus| {
        let scene = Scene { is_in_focus, mode: mode(0, 25), ..Scene::at(minute) };
        let verdicts = scene.look(&held);
        told(&verdicts).into_iter().map(|(comes, code)| (comes, code.to_owned())).collect::<Vec<_>>()
    };
    let all = |comes, code: &str| vec![(comes, code.to_owned()); 2];
    assert_eq!(look(24, false), all(false, "focus-mode"));
    assert_eq!(look(26, true), all(false, "focus-mode-ending"));
    assert_eq!(look(26, false), all(true, "focus-mode-over"));
    assert_eq!(look(36, true), all(true, "focus-mode-over"), "ten minutes later focus or not");
}

#[test]
fn who_is_away_at_the_end_of_focus_mode_gets_all_when_back() {
    let held = [demand(Urgency::Low), demand(Urgency::Normal)];
    let at = |presence| Scene { is_in_focus: false, mode: mode(0, 25), presence, ..Scene::at(90) };
    assert_eq!(told(&at(PresenceKind::Away).look(&held)), [(false, "away"); 2]);
    assert_eq!(told(&at(PresenceKind::Present).look(&held)), [(true, "focus-mode-over"); 2]);
}

#[test]
fn a_deadline_within_focus_mode_is_met_at_the_last_useful_moment_and_a_later_one_waits() {
    let within = |minutes: i64, expected_s: Option<f64>| {
        let mut held = demand(Urgency::Normal);
        (held.demand.deadline, held.demand.expected_s) = (Some(Scene::at(minutes).now()), expected_s);
        held
    };
    let in_mode = |minute| Scene { mode: mode(0, 60), ..Scene::at(minute) };
    assert_eq!(delivered_at(within(40, Some(300.0)), 0, in_mode), Some(34), "a minute before the last useful one");
    assert_eq!(delivered_at(within(40, None), 0, in_mode), Some(39));
    let later = in_mode(30).look(&[within(90, None)]);
    assert_eq!(told(&later), [(false, "focus-mode")]);
    assert_eq!(told(&in_mode(20).look(&[within(40, None)])), [(false, "focus-mode-until-deadline")]);
}
