//! `score broker`: does holding demands back by the broker spare focus, and what does it cost in delay? Real usage and synthetic months, with a
//! **synthetic** stream of demands over both ([`crate::month::demands`]).
//!
//! 1. The recording is handed to the stages as time goes on. Whenever something waits, the queue of the product is asked every ten seconds and at every
//!    moment that it promised; habits and profile are learnt anew every hour, from what was seen by then.
//! 2. A demand counts as seen at the first moment at or after its delivery at which the person is at the machine. Its delay is how much later that is
//!    than if it had been delivered at once.
//! 3. Deliveries within a minute are one interruption. It is one of focus when it lies in a true focus, a minute after its beginning at the earliest.
//! 4. The person does as they did: a replay cannot say how an interruption would have changed them.
//!
//! | case | what it is |
//! | --- | --- |
//! | `export broker`, `synthetic broker` | ours |
//! | `... deliver at once` | the baseline of all |
//! | `... hourly`, `... three a day` | at full hours; at 11, 14 and 17 |
//! | `... batches, equal delay` | at full multiples of the time that gives the broker's mean delay; for each person their own |
//! | `... random, equal delay` | after exponential times with the broker's mean delay |
//! | `... told by labels` | outside of true focus as soon as can be: what nobody can do without labels |
//!
//! | metric | what it is |
//! | --- | --- |
//! | `focus_interruptions_per_h` | interruptions of focus for each hour of true focus |
//! | `delay_mean_s`, `delay_p95_s` | over all demands that came, urgent ones too |
//! | `urgent_late` | urgent ones seen more than a minute late, or never |
//! | `missed_share` | seen after their deadline or never, though in time if delivered at once |
//!
//! Values are means over the persons, low and high the least and the greatest; baseline is that of delivering at once.
//! The export is seventeen hours of one person at a hackathon, without labels (a focus is what looking back finds): too little to claim much.

use std::path::Path;

use attentive_pipeline::decide::{BrokerPolicy, Weights};
use attentive_types::Demand;

use super::Usage;
use super::picture::{Point, draw};
use super::policies::{Judged, Policy, THREE, matched, nanos};
use super::replay::replay;
use crate::month::demands;
use crate::report::{Report, Row};
use crate::score::Extent;
use crate::score::unseen::each;

/// Delays of the curves in the picture, in seconds.
const CURVE_S: [f64; 8] = [120.0, 300.0, 600.0, 1_200.0, 1_800.0, 2_700.0, 3_600.0, 5_400.0];

/// A policy's name and what came of it, for one person; the curves of the picture stand apart.
struct Person {
    source: &'static str,
    judged: Vec<(&'static str, Judged)>,
    batches: Vec<Judged>,
    random: Vec<Judged>,
}

pub fn run(name: &str, data: &Path, seeds: &[u64], extent: Extent, picture: Option<&Path>) -> anyhow::Result<Report> {
    let usages = Usage::all(data, seeds, extent)?;
    let persons = each(&usages, |usage| Ok(judge(usage)))?;
    let months = persons.len() - 1;
    let mut report = Report::new(
        name,
        format!(
            "usage-activitywatch-export (17 h of one person: too little to claim much), {months} synthetic months; synthetic demands"
        ),
    );
    let mut points = Vec::new();
    for source in ["export", "synthetic"] {
        let of_source: Vec<&Person> = persons.iter().filter(|person| person.source == source).collect();
        report.rows.extend(rows(source, &of_source));
        points.extend(points_of(source, &of_source));
    }
    if let Some(file) = picture {
        draw(&points, file)?;
    }
    Ok(report)
}

fn judge(usage: &Usage) -> Person {
    let demands: Vec<Demand> = demands::within(usage.judged, usage.demand_hours, usage.seed);
    let judge = |policy: Policy| Judged::of(usage, &demands, &policy.apply(usage, &demands));
    let policy = BrokerPolicy { quiet_hours: None, ..BrokerPolicy::default() };
    let broker = Judged::of(usage, &demands, &replay(usage, &demands, &policy, &Weights::default()));
    let equal = |delay_s: f64, of: fn(i64) -> Policy| judge(matched(usage, &demands, delay_s, of));
    let judged = vec![
        ("broker", broker),
        ("deliver at once", judge(Policy::AtOnce)),
        ("hourly", judge(Policy::Every(nanos(3_600.0)))),
        ("three a day", judge(Policy::ThreeADay(THREE))),
        ("batches, equal delay", equal(broker.waiting_mean_s, Policy::Every)),
        ("random, equal delay", equal(broker.waiting_mean_s, Policy::Random)),
        ("told by labels", judge(Policy::Oracle)),
    ];
    let curve = |of: fn(i64) -> Policy| CURVE_S.iter().map(|delay_s| equal(*delay_s, of)).collect();
    Person { source: usage.source, judged, batches: curve(Policy::Every), random: curve(Policy::Random) }
}

type Of = fn(&Judged) -> f64;
const METRICS: [(&str, &str, Of); 5] = [
    ("focus_interruptions_per_h", "1/h", |judged| judged.focus_interruptions_per_h),
    ("delay_mean_s", "s", |judged| judged.delay_mean_s),
    ("delay_p95_s", "s", |judged| judged.delay_p95_s),
    ("urgent_late", "", |judged| judged.urgent_late),
    ("missed_share", "", |judged| judged.missed_share),
];

fn rows(source: &str, persons: &[&Person]) -> Vec<Row> {
    let names: Vec<&str> =
        persons.first().map_or_else(Vec::new, |person| person.judged.iter().map(|one| one.0).collect());
    let values = |policy: &str, of: Of| -> Vec<f64> {
        let named = persons.iter().flat_map(|person| &person.judged).filter(|one| one.0 == policy);
        named.map(|one| of(&one.1)).collect()
    };
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len().max(1) as f64;
    let mut rows = Vec::new();
    for name in names {
        for (metric, unit, of) in METRICS {
            let all = values(name, of);
            let row = Row::of_runs(&format!("{source} {name}"), metric, &all, unit);
            let baseline = Some(mean(&values("deliver at once", of))).filter(|_| metric == "focus_interruptions_per_h");
            rows.push(Row { value: mean(&all), baseline, ..row });
        }
    }
    rows
}

fn points_of(source: &'static str, persons: &[&Person]) -> Vec<Point> {
    let mean = |values: Vec<f64>| values.iter().sum::<f64>() / values.len().max(1) as f64;
    let point = |name: &str, all: Vec<&Judged>| Point {
        source,
        name: name.to_owned(),
        delay_min: mean(all.iter().map(|judged| judged.delay_mean_s / 60.0).collect()),
        interruptions_per_h: mean(all.iter().map(|judged| judged.focus_interruptions_per_h).collect()),
    };
    let Some(first) = persons.first() else { return Vec::new() };
    let mut points: Vec<Point> = Vec::new();
    for (place, (name, _)) in first.judged.iter().enumerate() {
        points.push(point(name, persons.iter().map(|person| &person.judged[place].1).collect()));
    }
    for place in 0..CURVE_S.len() {
        points.push(point("~batches", persons.iter().map(|person| &person.batches[place]).collect()));
        points.push(point("~random", persons.iter().map(|person| &person.random[place]).collect()));
    }
    points
}
