//! R peaks beside those of cardiologists: record 100 of the MIT-BIH arrhythmia database, and every other record of the folder that has an
//! `.atr`. Noisy records without labels: how good we say they are, and how many beats we find, beside NeuroKit2.

use std::path::Path;

use anyhow::{Context, ensure};
use attentive_pipeline::preprocess::heart::{Beat, QualitySettings, quality, r_peaks};
use attentive_sensors::importers::{Options, open_recording};
use attentive_types::{SampleSignal, StreamKind};
use serde_json::Value;

use crate::peer;
use crate::report::{Report, Row};

/// The folder in the data sets.
const FOLDER: &str = "ecg-wfdb-samples";
/// A beat counts as found within this time, in seconds.
const TOLERANCE_S: f64 = 0.05;
/// Records without labels.
const NOISY: [&str; 4] = ["v102s", "test01_00s", "a103l", "03700181"];
/// The marks that are beats: normal, bundle branch blocks, premature, paced, fusion, escape and the like (annot(5) of the WFDB
/// applications); all other marks are about rhythm and noise.
const BEAT_LABELS: [&str; 19] =
    ["N", "L", "R", "B", "A", "a", "J", "S", "V", "r", "F", "e", "j", "n", "E", "/", "f", "Q", "?"];

/// The first ECG channel of a record, and the beats that an annotator marked.
struct Lead {
    signal: SampleSignal,
    rate_hz: f64,
    marked_s: Vec<f64>,
}

/// Reads a record by the program's own importer.
fn lead(folder: &Path, record: &str) -> anyhow::Result<Lead> {
    let file = folder.join(format!("{record}.hea"));
    let whole = open_recording(&file, &Options::default())?.whole()?;
    let stream = whole.streams.iter().find(|stream| stream.kind == StreamKind::Ecg);
    let stream = stream.with_context(|| format!("no ECG in {}", file.display()))?;
    let mut signal = whole.signal(&stream.name).context("an ECG without samples")?.clone();
    // Beats are told in seconds from the first sample.
    let first = *signal.time_nanos.first().context("an ECG without samples")?;
    signal.time_nanos.iter_mut().for_each(|time| *time -= first);
    let is_beat =
        |mark: &&attentive_types::Annotation| mark.stream == "atr" && BEAT_LABELS.contains(&mark.label.as_str());
    let marked_s =
        whole.annotations.iter().filter(is_beat).map(|mark| (mark.span.start.0 - first) as f64 / 1e9).collect();
    let rate_hz = stream.nominal_rate_hz.context("an ECG without a rate")?;
    Ok(Lead { signal, rate_hz, marked_s })
}

/// Sensitivity and precision, and what is said of noise.
pub fn run(data: &Path, holdout: Option<&Path>) -> anyhow::Result<Report> {
    let mut report = Report::new("r-peaks", "record 100 of MIT-BIH (30 min, 2,273 beats) and four noisy records");
    for root in [Some(data), holdout].into_iter().flatten() {
        let folder = root.join(FOLDER);
        let records = labelled(&folder)?;
        for record in records {
            let case = if root == data { record.clone() } else { format!("{record} (held out)") };
            score(&mut report, &folder, &record, &case)?;
        }
    }
    let folder = data.join(FOLDER);
    for record in NOISY {
        say(&mut report, record, &lead(&folder, record)?)?;
    }
    Ok(report)
}

fn labelled(folder: &Path) -> anyhow::Result<Vec<String>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("could not list {}", folder.display()))?;
    let mut records: Vec<String> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "atr"))
        .filter_map(|path| path.file_stem().map(|stem| stem.to_string_lossy().into_owned()))
        .collect();
    records.sort();
    Ok(records)
}

fn score(report: &mut Report, folder: &Path, record: &str, case: &str) -> anyhow::Result<()> {
    let lead = &lead(folder, record)?;
    let truth = &lead.marked_s;
    ensure!(!truth.is_empty(), "{record}: its .atr marks no beat");
    let ours = r_peaks(&lead.signal, "ecg_mv", lead.rate_hz)?;
    let own = Match::of(truth, &seconds(&ours));
    let naive = Match::of(truth, &naive(lead));
    let theirs = neurokit(lead)?;
    let other = Match::of(truth, &theirs.beats_s);
    let with = |row: Row, baseline: f64| Row { baseline: Some(baseline), ..row };
    report.rows.push(with(
        Row::new(case, "sensitivity", own.sensitivity(), "1").beside(other.sensitivity()),
        naive.sensitivity(),
    ));
    report
        .rows
        .push(with(Row::new(case, "precision", own.precision(), "1").beside(other.precision()), naive.precision()));
    report.rows.push(Row::new(case, "missed", own.missed as f64, "beats").beside(other.missed as f64));
    report.rows.push(Row::new(case, "extra", own.extra as f64, "beats").beside(other.extra as f64));
    report.rows.push(Row::new(case, "median_error", own.median_error_ms, "ms").beside(other.median_error_ms));
    say(report, case, lead)
}

/// Quality and beats of one channel, beside NeuroKit2's.
fn say(report: &mut Report, case: &str, lead: &Lead) -> anyhow::Result<()> {
    let beats = r_peaks(&lead.signal, "ecg_mv", lead.rate_hz)?;
    let found = quality(&lead.signal, "ecg_mv", lead.rate_hz, &beats, &QualitySettings::ecg())?;
    let theirs = neurokit(lead)?;
    report.rows.push(Row::new(case, "quality", found.index(), "1").beside(theirs.quality));
    let worst = found.pieces.iter().map(|piece| piece.index).fold(1.0, f64::min);
    report.rows.push(Row::new(case, "worst_quality", worst, "1"));
    report.rows.push(Row::new(case, "usable_share", found.usable_share(), "1"));
    report.rows.push(Row::new(case, "beats", beats.len() as f64, "beats").beside(theirs.beats_s.len() as f64));
    Ok(())
}

fn seconds(beats: &[Beat]) -> Vec<f64> {
    beats.iter().map(|beat| beat.time_nanos as f64 / 1e9).collect()
}

/// What a naive method finds: each run above half of the greatest value is a beat, at its highest sample.
fn naive(lead: &Lead) -> Vec<f64> {
    let values = lead.signal.values("ecg_mv").unwrap_or(&[]);
    let half = values.iter().copied().fold(f64::MIN, f64::max) / 2.0;
    let (mut found, mut best) = (Vec::new(), None::<usize>);
    for (place, value) in values.iter().enumerate() {
        if *value > half {
            best = Some(best.filter(|best| values[*best] >= *value).unwrap_or(place));
        } else if let Some(place) = best.take() {
            found.push(place as f64 / lead.rate_hz);
        }
    }
    found
}

struct Match {
    found: usize,
    missed: usize,
    extra: usize,
    median_error_ms: f64,
}

impl Match {
    /// Each truth is paired with at most one beat, in order of time.
    fn of(truth: &[f64], beats: &[f64]) -> Self {
        let (mut t, mut b, mut errors) = (0, 0, Vec::new());
        while t < truth.len() && b < beats.len() {
            let apart = beats[b] - truth[t];
            if apart.abs() <= TOLERANCE_S {
                errors.push(apart.abs() * 1e3);
                t += 1;
                b += 1;
            } else if apart < 0.0 {
                b += 1;
            } else {
                t += 1;
            }
        }
        errors.sort_by(f64::total_cmp);
        Self {
            found: errors.len(),
            missed: truth.len() - errors.len(),
            extra: beats.len() - errors.len(),
            median_error_ms: errors.get(errors.len() / 2).copied().unwrap_or(f64::NAN),
        }
    }

    fn sensitivity(&self) -> f64 {
        self.found as f64 / (self.found + self.missed).max(1) as f64
    }

    fn precision(&self) -> f64 {
        self.found as f64 / (self.found + self.extra).max(1) as f64
    }
}

struct Theirs {
    beats_s: Vec<f64>,
    quality: f64,
}

fn neurokit(lead: &Lead) -> anyhow::Result<Theirs> {
    let python = peer::python(&["neurokit2==0.3.0"])?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("ecg.f64");
    let values = lead.signal.values("ecg_mv").unwrap_or(&[]);
    std::fs::write(&file, values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>())?;
    let output = peer::script(&python, SCRIPT, &[&file.to_string_lossy(), &lead.rate_hz.to_string()])?;
    let answer: Value = serde_json::from_str(output.lines().last().context("the peer printed nothing")?)?;
    let beats = answer["beats"].as_array().context("no beats")?;
    let beats_s = beats.iter().filter_map(Value::as_f64).map(|place| place / lead.rate_hz).collect();
    Ok(Theirs { beats_s, quality: answer["quality"].as_f64().unwrap_or(f64::NAN) })
}

/// Missing samples are filled by lines, since NeuroKit2 takes none.
const SCRIPT: &str = r#"
import json, sys, warnings
warnings.filterwarnings("ignore")
import numpy as np
import neurokit2 as nk
x = np.fromfile(sys.argv[1]); rate = float(sys.argv[2])
rate = int(rate) if rate == int(rate) else rate
ok = np.isfinite(x)
x = np.interp(np.arange(len(x)), np.flatnonzero(ok), x[ok])
clean = nk.ecg_clean(x, sampling_rate=rate)
peaks = nk.ecg_peaks(clean, sampling_rate=rate)[1]["ECG_R_Peaks"]
try:
    quality = float(np.nanmean(nk.ecg_quality(clean, rpeaks=peaks, sampling_rate=rate)))
except Exception:
    quality = float("nan")
print(json.dumps({"beats": [int(p) for p in peaks], "quality": quality if quality == quality else None}))
"#;
