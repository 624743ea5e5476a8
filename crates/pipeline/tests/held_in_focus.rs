//! The whole way from windows to a verdict: what comes in a focus run is held, and brought when the run is left for something else.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::BTreeMap;

use attentive_pipeline::decide::{BrokerPolicy, Fate, FocusShares, Held, Verdict, look};
use attentive_pipeline::run::{Habits, Pipeline, Present, Settings, learn_profile};
use attentive_types::time::{HOUR, MINUTE, SECOND};
use attentive_types::{Bucket, Demand, LocalClock, Payload, Span, Timestamp, Urgency};

fn bucket(kind: &str) -> Bucket {
    Bucket {
        id: format!("aw-watcher-{kind}_host"),
        kind: kind.to_owned(),
        client: "test".to_owned(),
        hostname: "host".to_owned(),
        created: Timestamp(0),
        data: Payload::new(),
        extent: None,
        last_updated: None,
    }
}

fn facts(all: &[(&str, &str)]) -> Payload {
    all.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect()
}

/// A person who turns to apps one after another, from ten o'clock on.
struct Person {
    pipeline: Pipeline,
    settings: Settings,
    now: i64,
}

impl Person {
    fn new() -> Self {
        let settings = Settings { clock: LocalClock::utc(), ..Settings::default() };
        Self { pipeline: Pipeline::new(settings.clone()), settings, now: 10 * HOUR }
    }

    /// So many seconds at an app, told every five seconds as a watcher does.
    fn stay(&mut self, app: &str, seconds: i64) {
        let end = self.now + seconds * SECOND;
        while self.now < end {
            let until = (self.now + 5 * SECOND).min(end);
            let span = Span::new(Timestamp(self.now), Timestamp(until));
            self.pipeline.push_piece(&bucket("currentwindow"), span, &facts(&[("app", app), ("title", app)]));
            self.pipeline.push_piece(&bucket("afkstatus"), span, &facts(&[("status", "not-afk")]));
            self.pipeline.advance(Timestamp(until));
            self.now = until;
        }
    }

    fn look(&self, held: &Held) -> Verdict {
        let (analysis, clock, now) = (self.pipeline.analysis(), &self.settings.clock, Timestamp(self.now));
        let profile = learn_profile(analysis, &[], &BTreeMap::new(), &self.settings);
        let shares = FocusShares::learn(&profile.hours, profile.days_seen);
        let habits = Habits::learn(analysis, clock, now);
        let present = Present::of(analysis, now, clock);
        let moment = present.moment(&shares, &profile, &habits);
        look(std::slice::from_ref(held), &moment, &BrokerPolicy::default()).remove(0)
    }
}

fn message(person: &Person) -> Held {
    Held::from(Demand {
        demand_id: "t-1".to_owned(),
        source: "ci".to_owned(),
        subject: "the nightly build is done".to_owned(),
        urgency: Urgency::Normal,
        expected_s: None,
        arrived: Timestamp(person.now),
        deadline: None,
    })
}

/// Seconds after the turn at which it came; `None` when it did not within five minutes.
fn came_after(person: &mut Person, held: &mut Held, app: &str) -> Option<i64> {
    (1..=30).map(|ten| ten * 10).find(|_| {
        person.stay(app, 10);
        match person.look(held).fate {
            Fate::Hold(promise) => {
                held.promise = promise;
                false
            }
            Fate::Deliver => true,
            Fate::Drop => unreachable!("it has no deadline"),
        }
    })
}

#[test]
fn a_message_waits_while_the_run_lasts_and_comes_when_it_is_left() {
    // Also when the hour of a batch is near, which would seem cheaper than the break.
    for (glance_s, begin_min) in [(0, 0), (20, 0), (20, 15), (20, 27)] {
        let mut person = Person::new();
        person.now += begin_min * MINUTE;
        person.stay("browser", glance_s);
        person.stay("editor", 22 * 60);
        let mut held = message(&person);
        assert!(matches!(person.look(&held).fate, Fate::Hold(_)), "in the middle of a run");
        assert_eq!(came_after(&mut person, &mut held, "editor"), None, "the run goes on");
        let after_s = came_after(&mut person, &mut held, "browser");
        assert!(after_s.is_some_and(|after_s| (60..=120).contains(&after_s)), "{glance_s} {begin_min}: {after_s:?}");
    }
}

#[test]
fn a_side_step_brings_nothing() {
    let mut person = Person::new();
    person.stay("editor", 22 * 60);
    let held = message(&person);
    person.stay("chat", 40);
    assert!(matches!(person.look(&held).fate, Fate::Hold(_)));
    person.stay("editor", 60);
    assert!(matches!(person.look(&held).fate, Fate::Hold(_)), "{} min in", person.now / MINUTE - 600);
}
