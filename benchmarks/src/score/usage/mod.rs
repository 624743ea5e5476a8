//! Scores on how a person used their machine: one real export, and labelled synthetic months ([`crate::month`]). Both are replayed through the code
//! that the product runs.
//!
//! The real export is seventeen hours of one person, without labels: too little to claim much. There a focus is what looking back over the whole
//! finds to be one.

pub mod broker;
mod export;
mod feed;
pub mod next_breakpoint;
mod picture;
mod policies;
mod replay;
mod tried;

use std::path::Path;

use attentive_pipeline::run::{Analysis, Settings, analyse};
use attentive_types::time::{DAY, HOUR};
use attentive_types::{BucketColumns, LocalClock, PresenceKind, Span};

use super::Extent;
use crate::month::{self, Kind, Month, Person};
use crate::report::Report;

/// Runs the score of that name, if it is one of these.
pub fn run(name: &str, data: &Path, extent: Extent, picture: Option<&Path>) -> Option<anyhow::Result<Report>> {
    match name {
        "broker" => Some(broker::run(name, data, &month::JUDGED_ON, extent, picture)),
        "broker-tuned-on" => Some(tried::run(name, data, &month::TUNED_ON, extent)),
        "next-breakpoint" => Some(next_breakpoint::run(name, data, &month::JUDGED_ON, extent)),
        "next-breakpoint-tuned-on" => Some(next_breakpoint::run(name, data, &month::TUNED_ON, extent)),
        _ => None,
    }
}

/// How one person used their machine.
pub struct Usage {
    /// `export` or `synthetic`.
    pub source: &'static str,
    /// Chance of what is laid over it.
    pub seed: u64,
    /// What the watchers saw.
    pub recording: Vec<BucketColumns>,
    /// What was found in the whole of it.
    pub analysis: Analysis,
    /// Settings of the stages.
    pub settings: Settings,
    /// What is judged: what lies before it was only learnt from.
    pub judged: Span,
    /// When the person was truly in focus.
    pub focus: Vec<Span>,
    /// When the person was truly at the machine.
    pub present: Vec<Span>,
    /// The true ends of activities; empty without labels.
    pub activities: Vec<month::Activity>,
    /// The hours of the clock (UTC) within which demands come.
    pub demand_hours: (i64, i64),
}

impl Usage {
    /// The real export.
    pub fn of_export(data: &Path) -> anyhow::Result<Self> {
        let recording = export::read(data)?;
        let settings = Settings { clock: LocalClock::utc(), ..Settings::default() };
        let analysis = analyse(&recording, &settings);
        let whole = analysis.extent().unwrap_or_default();
        // The first hour is learnt from alone; the person worked through the night, so demands come at all hours.
        Ok(Self {
            source: "export",
            seed: 0,
            judged: Span::new(whole.start.plus(HOUR), whole.end),
            focus: analysis.focus_sessions.iter().map(|focus| focus.span).collect(),
            present: present(&analysis),
            activities: Vec::new(),
            demand_hours: (0, 24),
            recording,
            analysis,
            settings,
        })
    }

    /// The month of a synthetic person; the first week is learnt from alone.
    pub fn synthetic(seed: u64, days: i64) -> Self {
        let month = Month::of(&Person::drawn(seed), days);
        let settings = Settings { clock: LocalClock::utc(), ..Settings::default() };
        let analysis = analyse(&month.recording, &settings);
        let whole = Month::span(days);
        let of = |wanted: &dyn Fn(Kind) -> bool| -> Vec<Span> {
            let spans = month.activities.iter().filter(|one| wanted(one.kind)).map(|one| one.span);
            joined(spans)
        };
        Self {
            source: "synthetic",
            seed,
            judged: Span::new(whole.start.plus((days / 4) * DAY), whole.end),
            focus: of(&|kind| kind == Kind::Focus),
            present: of(&|kind| kind != Kind::Away),
            activities: month.activities,
            demand_hours: (8, 19),
            recording: month.recording,
            analysis,
            settings,
        }
    }

    /// The export and the synthetic months, or a slice of each.
    pub fn all(data: &Path, seeds: &[u64], extent: Extent) -> anyhow::Result<Vec<Self>> {
        let (days, persons) = if extent == Extent::Slice { (4, 1) } else { (month::DAYS, seeds.len()) };
        let mut all = vec![Self::of_export(data)?];
        all.extend(seeds.iter().take(persons).map(|seed| Self::synthetic(*seed, days)));
        if extent == Extent::Slice {
            all.iter_mut()
                .for_each(|usage| usage.judged.end = usage.judged.end.min(usage.judged.start.plus(3 * DAY / 2)));
        }
        Ok(all)
    }
}

fn present(analysis: &Analysis) -> Vec<Span> {
    let there = analysis.presence.iter().filter(|presence| presence.kind == PresenceKind::Present);
    joined(there.map(|presence| presence.span))
}

/// Spans that touch, as one. Two focus activities on other things stay two: their border is a breakpoint.
fn joined(spans: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut all: Vec<Span> = Vec::new();
    for span in spans {
        match all.last_mut() {
            Some(last) if last.end == span.start => last.end = span.end,
            _ => all.push(span),
        }
    }
    all
}

#[cfg(test)]
pub(super) fn small() -> Usage {
    Usage::synthetic(1, 8)
}
