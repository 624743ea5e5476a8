//! Gaze: detectors beside pymovements and REMoDNaV on the same arrays, and whole recordings streamed through all that there is for gaze.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context;
use attentive_pipeline::features::gaze::{ALL, GazeWindow, GazeWindows};
use attentive_pipeline::patterns::space::{Extent, HeatMapStream};
use attentive_pipeline::preprocess::gaze::{
    CleanSettings, GazeMethod, GazeStream, VELOCITY_WINDOW_MS, VelocitySettings, detect, learned, slow_runs, velocity,
};
use attentive_types::{GazeEventKind, GazeEvents, GazeSignal, SampleSignal};

use super::gaze_csv::add_csv;
use super::gaze_peers::{Peers, peers};
use crate::machine;
use crate::report::{Report, Row};
use crate::score::gaze_events::taught;
use crate::synthetic_gaze::{self, SyntheticGaze};

pub(super) const NANOS_PER_MINUTE: i64 = 60_000_000_000;

/// Streams first, while the process has used no memory for anything else; then the detectors.
pub fn run(data: Option<&Path>, with_peer: bool, is_quick: bool) -> anyhow::Result<Report> {
    let mut report = Report::new("gaze", "synthetic gaze with known saccades; streams: 1,000 Hz, two eyes");
    let minute = SyntheticGaze::new(60, 1000.0, 1).binocular();
    let lengths: &[(&str, usize)] =
        if is_quick { &[("1 minute", 1), ("10 minutes", 10)] } else { &[("1 hour", 60), ("100 hours", 6000)] };
    for (name, minutes) in lengths {
        add_stream(&mut report, name, &minute, *minutes)?;
    }
    let (name, minutes) = lengths[0];
    add_csv(&mut report, name, &minute, minutes)?;
    let learned = GazeMethod::Learned(Arc::new(model(data)?));
    for rate_hz in [500.0, 1000.0] {
        add_detectors(&mut report, rate_hz, &learned, with_peer, is_quick)?;
    }
    Ok(report)
}

/// The detector that is the default once trained, taught as `attentive train gaze-events` does it where there is data. Without, it learns from
/// synthetic gaze: as many columns and trees, so as fast, but nobody should use it.
fn model(data: Option<&Path>) -> anyhow::Result<learned::Model> {
    if let Some(data) = data {
        return taught(data);
    }
    let lessons: Vec<SyntheticGaze> = (3..9).map(|seed| SyntheticGaze::new(30, 500.0, seed)).collect();
    let lessons: Vec<learned::Lesson<'_>> =
        lessons.iter().map(|it| learned::Lesson { signal: &it.gaze, kinds: &it.kinds, person: "synthetic" }).collect();
    learned::train(&lessons, &learned::TrainSettings::default(), &mut |_| ()).context("there is nothing to learn from")
}

/// What came out of a stream.
#[derive(Default)]
struct Streamed {
    seconds: f64,
    events: usize,
    windows: usize,
    values: usize,
    heat_peaks: usize,
}

/// One minute again and again, later each time: cleaning, events, features of each minute, heat map.
fn add_stream(report: &mut Report, name: &str, minute: &SampleSignal, minutes: usize) -> anyhow::Result<()> {
    let found = stream(minute, minutes)?;
    let samples = (minute.len() * minutes) as f64;
    let case = format!("{name}: clean, events, features, heat map");
    anyhow::ensure!(found.windows >= minutes && found.heat_peaks > 0, "{name}: features or heat map are missing");
    anyhow::ensure!(found.values > found.windows * ALL.len() / 2, "{name}: most features are missing");
    report.rows.push(Row::new(&case, "wall", found.seconds, "s"));
    report.rows.push(Row::new(&case, "rate", samples / found.seconds, "samples/s"));
    report.rows.push(Row::new(&case, "events", found.events as f64, "1"));
    let (_, peak) = machine::memory_mb(std::process::id()).context("no figures of this process")?;
    report.rows.push(Row::new(&case, "memory peak", peak, "MB").beside(300.0));
    Ok(())
}

fn stream(minute: &SampleSignal, minutes: usize) -> anyhow::Result<Streamed> {
    let mut piece = minute.clone();
    let mut found = Streamed::default();
    let mut gaze = GazeStream::new(&synthetic_gaze::info(), CleanSettings::default(), GazeMethod::default());
    let mut windows = GazeWindows::new(NANOS_PER_MINUTE);
    let mut heat = HeatMapStream::new(Extent::centred(44.0, 26.0), 220, 130).context("no heat map")?;
    for _ in 0..minutes {
        // Moving the minute on is the recording's work, not ours.
        let begun = Instant::now();
        let mut samples = GazeSignal::default();
        let events = gaze.push_with(&piece, |seen| samples = seen)?;
        windows.push(&samples, &events, |window| measure(window, &mut found.windows, &mut found.values));
        heat.push_fixations(&events);
        found.events += events.len();
        found.seconds += begun.elapsed().as_secs_f64();
        piece.time_nanos.iter_mut().for_each(|time| *time += NANOS_PER_MINUTE);
    }
    let begun = Instant::now();
    let mut samples = GazeSignal::default();
    let events = gaze.finish_with(|seen| samples = seen);
    windows.push(&samples, &events, |window| measure(window, &mut found.windows, &mut found.values));
    windows.finish(|window| measure(window, &mut found.windows, &mut found.values));
    heat.push_fixations(&events);
    found.events += events.len();
    found.heat_peaks = heat.finish(1.0).peaks(10).len();
    found.seconds += begun.elapsed().as_secs_f64();
    Ok(found)
}

pub(super) fn measure(window: &GazeWindow, windows: &mut usize, values: &mut usize) {
    *windows += 1;
    *values += ALL.iter().filter(|feature| (feature.compute)(window).value.is_some()).count();
}

fn add_detectors(
    report: &mut Report,
    rate_hz: f64,
    learned: &GazeMethod,
    with_peer: bool,
    is_quick: bool,
) -> anyhow::Result<()> {
    let seconds = if is_quick { 30 } else { 600 };
    let synthetic = SyntheticGaze::new(seconds, rate_hz, 2);
    let gaze = &synthetic.gaze;
    let runs = if is_quick { 3 } else { 9 };
    let settings = VelocitySettings::default();
    let speeds = velocity(gaze, VELOCITY_WINDOW_MS);
    let (labels_ms, slow) =
        least_ms(runs * 5, || slow_runs(&settings, &gaze.time_nanos, &speeds.x_deg_per_s, &speeds.y_deg_per_s));
    let (ivt_ms, ivt) = least_ms(runs, || detect(gaze, &GazeMethod::Velocity(settings)));
    let (adaptive_ms, adaptive) = least_ms(runs, || detect(gaze, &GazeMethod::default()));
    let (learned_ms, learned) = least_ms(runs, || detect(gaze, learned));
    let case = |what: &str| format!("{rate_hz:.0} Hz {what}");
    let samples = gaze.len() as f64;
    for (what, millis) in [("i-vt", ivt_ms), ("adaptive", adaptive_ms), ("learned", learned_ms)] {
        report.rows.push(Row::new(&case(what), "rate", samples / millis * 1e3, "samples/s"));
    }
    let known = synthetic.saccades as f64;
    report.rows.push(Row::new(&case("adaptive"), "saccades", count(&adaptive), "1").beside(known));
    report.rows.push(Row::new(&case("i-vt"), "saccades", count(&ivt), "1").beside(known));
    report.rows.push(Row::new(&case("learned"), "saccades", count(&learned), "1").beside(known));
    let is_right = (count(&learned) / known - 1.0).abs() < 0.05;
    anyhow::ensure!(is_right, "the learned detector found {} saccades of {known} at {rate_hz} Hz", count(&learned));
    if !with_peer {
        return Ok(());
    }
    let theirs = peers(gaze)?;
    let own: Vec<(i64, i64)> =
        slow.iter().map(|run| (gaze.time_nanos[run.start], gaze.time_nanos[run.end - 1])).collect();
    add_ivt_rows(report, &case, &theirs, &own, labels_ms, ivt_ms);
    report
        .rows
        .push(Row::new(&case("adaptive : REMoDNaV"), "ratio", theirs.remodnav_ms / adaptive_ms, "x").beside(50.0));
    let of_default = case("learned, default once trained : REMoDNaV");
    report.rows.push(Row::new(&of_default, "ratio", theirs.remodnav_ms / learned_ms, "x").beside(50.0));
    report.rows.push(Row::new(&case("REMoDNaV"), "saccades", theirs.remodnav_saccades, "1").beside(known));
    Ok(())
}

/// Three ways to hold I-VT beside pymovements: the threshold alone on the same velocities, its array functions from positions on, and its
/// documented way from positions to events with amplitude, dispersion, peak velocity and place, which is what ours gives.
fn add_ivt_rows(
    report: &mut Report,
    case: &impl Fn(&str) -> String,
    theirs: &Peers,
    own: &[(i64, i64)],
    labels_ms: f64,
    ivt_ms: f64,
) {
    let same = own.iter().filter(|run| theirs.fixations.contains(run)).count() as f64;
    let all = own.len().max(theirs.fixations.len()) as f64;
    report.rows.push(Row::new(&case("i-vt fixations equal to pymovements'"), "share", same / all, "1").beside(1.0));
    let rows = [
        ("i-vt, same velocities : pymovements", theirs.ivt_ms / labels_ms),
        ("i-vt, same positions, events with properties : pymovements", theirs.whole_ms / ivt_ms),
        ("i-vt, same positions, bare arrays : pymovements", (theirs.velocity_ms + theirs.ivt_ms) / ivt_ms),
    ];
    for (what, ratio) in rows {
        report.rows.push(Row::new(&case(what), "ratio", ratio, "x").beside(50.0));
    }
}

fn count(events: &GazeEvents) -> f64 {
    events.kind.iter().filter(|kind| **kind == GazeEventKind::Saccade).count() as f64
}

/// The least time of some runs in milliseconds, as the peers are timed, and what came out.
fn least_ms<T>(runs: usize, mut work: impl FnMut() -> T) -> (f64, T) {
    let mut timed = || {
        let begun = Instant::now();
        let found = std::hint::black_box(work());
        (begun.elapsed().as_secs_f64() * 1e3, found)
    };
    let mut best = timed();
    for _ in 1..runs {
        let next = timed();
        if next.0 < best.0 {
            best = next;
        }
    }
    best
}
