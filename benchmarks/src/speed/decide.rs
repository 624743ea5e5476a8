//! How long one decision takes, and the plan of a day: on a synthetic month.

use std::collections::BTreeMap;
use std::time::Instant;

use attentive_learn::{SplitMix64, quantile};
use attentive_pipeline::decide::timetable::{Frame, MOST_TASKS};
use attentive_pipeline::decide::{BrokerPolicy, FocusShares, Held, Task, decide, look, plan_day, timetable};
use attentive_pipeline::run::{Analysis, Habits, Present, Settings, analyse, learn_profile};
use attentive_types::time::{DAY, HOUR, MINUTE};
use attentive_types::{LocalClock, Span, Timestamp, Urgency};

use crate::month::{DAYS, Month, Person, demands};
use crate::report::{Report, Row};

/// The p99 that one decision is meant to stay under, in milliseconds.
const DECISION_MS: f64 = 2.0;
/// The time that the plan of a day is meant to stay under, in milliseconds.
const PLAN_MS: f64 = 200.0;

/// A month that was lived, and what was learnt of it.
struct Lived {
    analysis: Analysis,
    settings: Settings,
    end: Timestamp,
}

impl Lived {
    fn synthetic(days: i64) -> Self {
        let month = Month::of(&Person::drawn(1), days);
        let settings = Settings { clock: LocalClock::utc(), ..Settings::default() };
        Self { analysis: analyse(&month.recording, &settings), settings, end: Month::span(days).end }
    }
}

/// Decisions at moments of the last days.
pub fn decisions(is_quick: bool) -> anyhow::Result<Report> {
    let days = if is_quick { 5 } else { DAYS };
    let lived = Lived::synthetic(days);
    let (analysis, clock) = (&lived.analysis, &lived.settings.clock);
    let profile = learn_profile(analysis, &[], &BTreeMap::new(), &lived.settings);
    let shares = FocusShares::learn(&profile.hours, profile.days_seen);
    let begun = Instant::now();
    let habits = Habits::learn(analysis, clock, lived.end);
    let habits_ms = begun.elapsed().as_secs_f64() * 1e3;
    let span = Span::new(lived.end.plus(-7 * DAY), lived.end.plus(-3 * DAY));
    let asked = demands::within(span, (9, 17), 1);
    let policy = BrokerPolicy::default();
    let (mut alone, mut whole, mut queue) = (Vec::new(), Vec::new(), Vec::new());
    let waiting: Vec<Held> = asked.iter().take(50).cloned().map(Held::from).collect();
    let mut held_back = 0;
    for demand in &asked {
        let begun = Instant::now();
        let present = Present::of(analysis, demand.arrived, clock);
        let moment = present.moment(&shares, &profile, &habits);
        let known = begun.elapsed();
        let decision = decide(demand, &moment, &policy);
        whole.push(begun.elapsed().as_secs_f64() * 1e3);
        alone.push((begun.elapsed() - known).as_secs_f64() * 1e3);
        held_back += usize::from(decision.timing != attentive_types::Timing::Now);
        let begun = Instant::now();
        let verdicts = look(&waiting, &moment, &policy);
        anyhow::ensure!(verdicts.len() == waiting.len(), "a demand got no verdict");
        queue.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    anyhow::ensure!(held_back > 0 && held_back < asked.len(), "all decisions are alike: nothing was measured");
    let mut report = Report::new("decide", format!("synthetic month: {} decisions", asked.len()));
    let p99 = |all: &[f64]| quantile(all, 0.99).unwrap_or(f64::NAN);
    report.rows.push(Row::new("one decision", "p99", p99(&alone), "ms").beside(DECISION_MS));
    report.rows.push(Row::new("one decision with its moment", "p99", p99(&whole), "ms").beside(DECISION_MS));
    report.rows.push(Row::new("a queue of 50", "p99", p99(&queue), "ms"));
    report.rows.push(Row::new("learning habits of four weeks", "wall", habits_ms, "ms"));
    Ok(report)
}

/// The plan of a day of ten hours with sixty tasks.
pub fn plan(is_quick: bool) -> anyhow::Result<Report> {
    let lived = Lived::synthetic(DAYS);
    let profile = learn_profile(&lived.analysis, &[], &BTreeMap::new(), &lived.settings);
    let shares = FocusShares::learn(&profile.hours, profile.days_seen);
    let midnight = lived.end.plus(-4 * DAY);
    let hours = plan_day(midnight.plus(12 * HOUR), &shares, &lived.settings.clock);
    let day = Span::new(midnight.plus(8 * HOUR), midnight.plus(18 * HOUR));
    let meeting = Span::new(midnight.plus(10 * HOUR), midnight.plus(10 * HOUR + 30 * MINUTE));
    let frame = Frame { day, meetings: vec![meeting], hours };
    let mut random = SplitMix64::new(1);
    let urgencies = [Urgency::Low, Urgency::Normal, Urgency::High];
    let tasks: Vec<Task> = (0..MOST_TASKS)
        .map(|place| Task {
            task_id: format!("task {place}"),
            minutes: 5.0 + 85.0 * random.next_unit(),
            urgency: urgencies[place % 3],
            deadline: (place % 4 == 0).then(|| day.start.plus((600.0 * random.next_unit() * MINUTE as f64) as i64)),
            needs_focus: place % 2 == 0,
        })
        .collect();
    let mut runs = Vec::new();
    let mut planned = 0;
    for _ in 0..if is_quick { 1 } else { 20 } {
        let begun = Instant::now();
        let plan = timetable(&tasks, &frame);
        runs.push(begun.elapsed().as_secs_f64() * 1e3);
        planned = tasks.len() - plan.left_out.len();
    }
    anyhow::ensure!(planned > 5, "only {planned} tasks were planned");
    let mut report = Report::new("plan", "a synthetic person's hours, 60 made-up tasks, a day of ten hours");
    report.rows.push(Row::of_runs("a day with 60 tasks", "wall", &runs, "ms").beside(PLAN_MS));
    report.rows.push(Row::new("a day with 60 tasks", "planned", planned as f64, "tasks"));
    Ok(report)
}
