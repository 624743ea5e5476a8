//! The canonical ActivityWatch query over one synthetic year, with twenty categories of regular expressions.

use std::time::Instant;

use anyhow::Context;
use attentive_query::Engine;
use attentive_store::{OpenOptions, Store};
use attentive_types::Span;
use attentive_types::time::DAY;
use serde_json::{Value, json};

use crate::http::Client;
use crate::program::Server;
use crate::report::{Report, Row};
use crate::year::{self, Year};
use crate::{machine, peer};

/// Processor time inside the engine (first time and again), and through the whole server over HTTP.
pub fn run(with_peer: bool, is_quick: bool) -> anyhow::Result<Report> {
    let days = if is_quick { 20 } else { 365 };
    let folder = super::folder()?;
    let year = Year::synthetic(days);
    let data = format!("synthetic year: {} window and {} presence events", year.windows.len(), year.presence.len());
    let mut report = Report::new("year-query", data);
    year.store_into(folder.path())?;
    let opening = Instant::now();
    let store = Store::open(OpenOptions::new(folder.path().join("attentive.db")))?;
    report.rows.push(Row::new("open the database", "wall", opening.elapsed().as_secs_f64() * 1e3, "ms"));
    let engine = Engine::new(store.clone());
    let period = Span::new(year::START, year::START.plus(days as i64 * DAY));
    let query = canonical();
    let (cold, first) = timed(&engine, &query, period)?;
    let mut warm = Vec::new();
    for _ in 0..if is_quick { 2 } else { 9 } {
        let (cpu, answer) = timed(&engine, &query, period)?;
        anyhow::ensure!(answer == first, "the answer changed between two runs of the same query");
        warm.push(cpu);
    }
    report.rows.push(Row::new("engine, first time", "cpu", cold, "ms").beside(100.0));
    report.rows.push(Row::of_runs("engine, again", "cpu", &warm, "ms").beside(100.0));
    drop(engine);
    store.close()?;
    over_http(&mut report, folder.path(), &query, period, is_quick)?;
    if with_peer {
        add_peer(&mut report, &query)?;
    }
    Ok(report)
}

/// What aw-client and the web UI send for one person's desktop.
pub fn canonical() -> String {
    format!(
        r#"events = flood(query_bucket(find_bucket("aw-watcher-window_")));
not_afk = flood(query_bucket(find_bucket("aw-watcher-afk_")));
not_afk = filter_keyvals(not_afk, "status", ["not-afk"]);
events = filter_period_intersect(events, not_afk);
events = categorize(events, {});
title_events = sort_by_duration(merge_events_by_keys(events, ["app", "title"]));
app_events = sort_by_duration(merge_events_by_keys(title_events, ["app"]));
cat_events = sort_by_duration(merge_events_by_keys(events, ["$category"]));
app_events = limit_events(app_events, 100);
title_events = limit_events(title_events, 100);
duration = sum_durations(events);
RETURN = {{"app_events": app_events, "title_events": title_events, "cat_events": cat_events, "duration": duration}};"#,
        year::categories()
    )
}

fn timed(engine: &Engine, query: &str, period: Span) -> anyhow::Result<(f64, Value)> {
    let before = thread_cpu_ms();
    let answer = engine.run(query, period, "year")?;
    Ok((thread_cpu_ms() - before, answer))
}

/// Processor time of this thread in milliseconds, to the nanosecond where the system says it.
fn thread_cpu_ms() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split_whitespace().next().and_then(|nanos| nanos.parse::<f64>().ok()).map_or(f64::NAN, |nanos| nanos / 1e6)
}

fn over_http(
    report: &mut Report,
    folder: &std::path::Path,
    query: &str,
    period: Span,
    is_quick: bool,
) -> anyhow::Result<()> {
    let server = Server::start(folder, &["--no-sensors"])?;
    let mut client = Client::connect(server.address)?;
    let lines: Vec<&str> = query.lines().collect();
    let body = json!({"timeperiods": [format!("{}/{}", period.start, period.end)], "query": lines}).to_string();
    client.expect("POST", "/api/0/query/", body.as_bytes())?;
    // What the server does in the background after its start must not be counted.
    super::settle(server.pid());
    let runs = if is_quick { 2 } else { 20 };
    let cpu = |pid| machine::cpu_time(pid).context("the server is gone").map(|time| time.as_secs_f64() * 1e3);
    let (before, begun) = (cpu(server.pid())?, Instant::now());
    for _ in 0..runs {
        client.expect("POST", "/api/0/query/", body.as_bytes())?;
    }
    let wall = begun.elapsed().as_secs_f64() * 1e3 / f64::from(runs);
    report.rows.push(
        Row::new("server over HTTP, again", "cpu", (cpu(server.pid())? - before) / f64::from(runs), "ms").beside(100.0),
    );
    report.rows.push(Row::new("server over HTTP, again", "wall", wall, "ms"));
    Ok(())
}

/// Days on which the peer is measured: a whole year takes it longer than anyone waits.
pub(super) const PEER_DAYS: usize = 30;

/// The same query in PyPI's aw-core, on the same thirty days in memory; the answers are compared first.
fn add_peer(report: &mut Report, query: &str) -> anyhow::Result<()> {
    let (folder, month) = (super::folder()?, Year::synthetic(PEER_DAYS));
    let period = Span::new(year::START, year::START.plus(PEER_DAYS as i64 * DAY));
    month.store_into(folder.path())?;
    let engine = Engine::new(Store::open(OpenOptions::new(folder.path().join("attentive.db")))?);
    let (_, answer) = timed(&engine, query, period)?;
    let theirs = peer::aw_core(&month, query, period)?;
    let ours = answer["duration"].as_f64().context("no duration to compare")?;
    let (cpu, duration) = (theirs.cpu_ms, theirs.duration_s);
    anyhow::ensure!(
        (duration - ours).abs() < 1.0 + duration * 1e-6,
        "the answers differ: peer {duration} s, own {ours} s"
    );
    let again: Vec<f64> =
        (0..9).map(|_| timed(&engine, query, period).map(|(cpu, _)| cpu)).collect::<Result<_, _>>()?;
    let again = Row::of_runs("30 days, engine, again", "cpu", &again, "ms");
    report.rows.push(Row::new("30 days, aw-core 0.5 (PyPI)", "cpu", cpu, "ms"));
    report.rows.push(Row::new("30 days, engine, again", "ratio", cpu / again.value, "x"));
    report.rows.push(again);
    Ok(())
}
