//! From an ECG to heart rate variability: clean, R peaks, artefacts, every feature; beside NeuroKit2's `ecg_clean`, `ecg_peaks`, `hrv`.

use std::time::Instant;

use anyhow::{Context, ensure};
use attentive_pipeline::features::heart::{ALL, HeartWindow};
use attentive_pipeline::preprocess::heart::{
    ArtefactSettings, Beat, CleanSettings, Simulation, clean, correct, normal_intervals, r_peaks,
};
use attentive_types::{SampleSignal, Span, Timestamp};
use serde_json::Value;

use crate::peer;
use crate::report::{Report, Row};

const RATE_HZ: f64 = 250.0;
const CASE: &str = "ECG 250 Hz to HRV";

/// Wall time of the whole way on a simulated ECG, and the ratio to NeuroKit2's once both found the same.
pub fn run(with_peer: bool, is_quick: bool) -> anyhow::Result<Report> {
    let minutes = if is_quick { 6.0 } else { 30.0 };
    let simulation = Simulation { length_s: minutes * 60.0, rate_hz: RATE_HZ, ..Simulation::default() };
    let signal = simulation.ecg();
    let mut report = Report::new("heart", format!("simulated ECG, {minutes} min at {RATE_HZ} Hz, beats known"));
    let mut runs = Vec::new();
    let mut found = whole_way(&signal)?;
    for _ in 0..if is_quick { 3 } else { 9 } {
        let begun = Instant::now();
        found = whole_way(&signal)?;
        runs.push(begun.elapsed().as_secs_f64());
    }
    let (beats, values) = found;
    let truth = simulation.beats_s();
    let is_found = |time: &&f64| {
        let near = |beat: &Beat| (beat.time_nanos as f64 / 1e9 - **time).abs() <= 0.01;
        beats.iter().any(near)
    };
    report.rows.push(Row::new(CASE, "beats", beats.len() as f64, "beats").beside(truth.len() as f64));
    let share = truth.iter().filter(is_found).count() as f64 / truth.len() as f64;
    report.rows.push(Row::new(CASE, "found_within_10_ms", share, "1"));
    let features = values.iter().filter(|(_, value)| value.is_some()).count();
    report.rows.push(Row::new(CASE, "features", features as f64, "features"));
    let time = Row::of_runs(CASE, "wall", &runs, "s");
    if with_peer {
        add_peer(&mut report, &signal, &beats, &values, time.value)?;
    }
    report.rows.push(time);
    Ok(report)
}

type Values = Vec<(&'static str, Option<f64>)>;

fn whole_way(signal: &SampleSignal) -> anyhow::Result<(Vec<Beat>, Values)> {
    let cleaned = clean(signal, "ecg_mv", RATE_HZ, &CleanSettings::ecg())?;
    let beats = r_peaks(&cleaned, "ecg_mv", RATE_HZ)?;
    let times: Vec<i64> = beats.iter().map(|beat| beat.time_nanos).collect();
    let intervals = normal_intervals(&correct(&times, &ArtefactSettings::default()));
    let end = signal.time_nanos.last().copied().context("an empty signal")? + 1;
    let window = HeartWindow::new(Span::new(Timestamp(0), Timestamp(end)), &intervals, 1.0);
    let values = ALL.iter().map(|feature| (feature.info.name, (feature.compute)(&window).value)).collect();
    Ok((beats, values))
}

/// The same beats to two samples and the same level, spread and differences first; then the time of all of `hrv`, and of time and
/// frequency alone, since NeuroKit2 computes more non-linear measures than we have.
fn add_peer(
    report: &mut Report,
    signal: &SampleSignal,
    beats: &[Beat],
    values: &Values,
    own_s: f64,
) -> anyhow::Result<()> {
    let python = peer::python(&["neurokit2==0.3.0"])?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("ecg.f64");
    let samples = signal.values("ecg_mv").context("no ECG")?;
    std::fs::write(&file, samples.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>())?;
    let output = peer::script(&python, SCRIPT, &[&file.to_string_lossy()])?;
    let answer: Value = serde_json::from_str(output.lines().last().context("the peer printed nothing")?)?;
    let figure = |name: &str| answer[name].as_f64().with_context(|| format!("the peer gave no {name}"));
    let theirs: Vec<u64> = answer["beats"].as_array().context("no beats")?.iter().filter_map(Value::as_u64).collect();
    let same = beats.iter().filter(|beat| theirs.iter().any(|other| other.abs_diff(beat.place) <= 2)).count();
    let share = same as f64 / beats.len().max(theirs.len()).max(1) as f64;
    report.rows.push(Row::new(CASE, "same_beats", share, "1"));
    ensure!(share >= 0.99, "only {share} of the beats are the peer's too");
    for (own, other, tolerance) in
        [("nn_mean_ms", "MeanNN", 0.002), ("sdnn_ms", "SDNN", 0.03), ("rmssd_ms", "RMSSD", 0.05)]
    {
        let own_value = values.iter().find(|(name, _)| *name == own).and_then(|(_, value)| *value);
        let (own_value, other_value) = (own_value.with_context(|| format!("no {own}"))?, figure(other)?);
        report.rows.push(Row::new(CASE, own, own_value, "ms").beside(other_value));
        ensure!((own_value / other_value - 1.0).abs() <= tolerance, "{own}: {own_value} and {other_value}");
    }
    report.rows.push(Row::new(CASE, "ratio", figure("all_s")? / own_s, "x").beside(30.0));
    let part = "all of ours to NeuroKit2 time, Welch";
    report.rows.push(Row::new(part, "ratio", figure("part_s")? / own_s, "x"));
    report.rows.push(Row::new("NeuroKit2", "wall", figure("all_s")?, "s"));
    Ok(())
}

/// The second of two runs is counted, so that nothing is imported or compiled in it.
const SCRIPT: &str = r#"
import json, sys, time, warnings
warnings.filterwarnings("ignore")
import numpy as np
import neurokit2 as nk
x = np.fromfile(sys.argv[1])
def front(x):
    clean = nk.ecg_clean(x, sampling_rate=250)
    return nk.ecg_peaks(clean, sampling_rate=250)[1]["ECG_R_Peaks"]
def part(x):
    peaks = front(x)
    return peaks, nk.hrv_time(peaks, sampling_rate=250), nk.hrv_frequency(peaks, sampling_rate=250)
nk.hrv(front(x[:250 * 120]), sampling_rate=250)
begun = time.perf_counter(); part(x); part_s = time.perf_counter() - begun
begun = time.perf_counter(); peaks = front(x); hrv = nk.hrv(peaks, sampling_rate=250); all_s = time.perf_counter() - begun
out = {name: float(hrv["HRV_" + name].iloc[0]) for name in ("MeanNN", "SDNN", "RMSSD")}
print(json.dumps({"beats": [int(p) for p in peaks], "all_s": all_s, "part_s": part_s, **out}))
"#;
