//! Events per second through all stages: the synthetic year replayed.

use std::sync::Arc;
use std::time::Instant;

use attentive_pipeline::run::{Analysis, Settings, analyse};
use attentive_text::rules::CategoryRules;
use attentive_types::time::DAY;
use attentive_types::{BucketColumns, EventColumns, LocalClock, Span};

use super::year_query::{PEER_DAYS, canonical};
use crate::peer;
use crate::report::{Report, Row};
use crate::year::{self, Year};

/// Wall time of the year in one batch. The peer has only a part of it: closing gaps, presence, categories, sums.
pub fn run(with_peer: bool, is_quick: bool) -> anyhow::Result<Report> {
    let days = if is_quick { 20 } else { 365 };
    let year = Year::synthetic(days);
    let recording = recording(&year);
    let events = year.windows.len() + year.presence.len();
    let mut report = Report::new("pipeline", format!("synthetic year: {events} events"));
    let settings =
        Settings { clock: LocalClock::utc(), rules: Arc::new(CategoryRules::defaults()), ..Settings::default() };
    let mut runs = Vec::new();
    let mut last: Option<Analysis> = None;
    for _ in 0..if is_quick { 1 } else { 5 } {
        let begun = Instant::now();
        let analysis = analyse(&recording, &settings);
        runs.push(begun.elapsed().as_secs_f64());
        last = Some(analysis);
    }
    let time = Row::of_runs("a year, all stages", "wall", &runs, "s").beside(5.0);
    report.rows.push(Row::new("a year, all stages", "rate", events as f64 / time.value, "events/s"));
    report.rows.push(time);
    if with_peer {
        add_peer(&mut report, &settings)?;
    }
    if let Some(analysis) = last {
        report.rows.push(Row::new("visits found", "count", analysis.visits.len() as f64, "1"));
        report.rows.push(Row::new("focus sessions found", "count", analysis.focus_sessions.len() as f64, "1"));
        report.rows.push(Row::new("windows with features", "count", analysis.features.windows.len() as f64, "1"));
    }
    Ok(report)
}

/// The part that aw-core has, beside all of our stages, on the same thirty days.
fn add_peer(report: &mut Report, settings: &Settings) -> anyhow::Result<()> {
    let month = Year::synthetic(PEER_DAYS);
    let recording = recording(&month);
    let begun = Instant::now();
    let found = analyse(&recording, settings);
    let own_s = begun.elapsed().as_secs_f64();
    anyhow::ensure!(!found.visits.is_empty(), "nothing was found in thirty days");
    let period = Span::new(year::START, year::START.plus(PEER_DAYS as i64 * DAY));
    let theirs_s = peer::aw_core(&month, &canonical(), period)?.cpu_ms / 1e3;
    report.rows.push(Row::new("30 days, all stages", "wall", own_s, "s"));
    report.rows.push(Row::new("30 days, aw-core: gaps, presence, categories", "cpu", theirs_s, "s"));
    report.rows.push(Row::new("30 days, all stages", "ratio", theirs_s / own_s, "x"));
    Ok(())
}

fn recording(year: &Year) -> [BucketColumns; 2] {
    [
        BucketColumns { bucket: Year::window_bucket(), events: EventColumns::from_events(&year.windows) },
        BucketColumns { bucket: Year::presence_bucket(), events: EventColumns::from_events(&year.presence) },
    ]
}
