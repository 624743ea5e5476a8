//! Importers: how fast each format is read whole, and how much memory that takes; beside the reader that people use in Python.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, ensure};
use attentive_sensors::importers::signals::{Options, Piece, open_recording};
use serde_json::Value;

use super::importer_files::{Made, RATE_HZ, write_all};
use crate::report::{Report, Row};
use crate::{machine, peer};

/// What the peers read: the format, and the package of PyPI.
const PEERS: [(&str, &str); 4] = [("CSV of gaze", "pandas"), ("EDF", "pyedflib"), ("WFDB", "wfdb"), ("XDF", "pyxdf")];

/// Megabytes a second and the peak of memory for each format. The files were just written, so they come out of the system's memory and not
/// from the disk.
pub fn run(with_peer: bool, is_quick: bool) -> anyhow::Result<Report> {
    let seconds = if is_quick { 60 } else { 3_600 };
    let folder = super::folder()?;
    let files = write_all(folder.path(), seconds)?;
    let rows = (seconds * RATE_HZ) as u64;
    let mut report =
        Report::new("importers", format!("{seconds} s at {RATE_HZ} Hz in each format, written by the benchmark"));
    for file in &files {
        let megabytes = file.bytes as f64 / 1e6;
        let memory = peak_mb(|| read(&file.path, rows, file.sum))?;
        let runs = (0..if is_quick { 1 } else { 5 }).map(|_| Ok(megabytes / read(&file.path, rows, file.sum)?));
        let rates = runs.collect::<anyhow::Result<Vec<f64>>>()?;
        report.rows.push(Row::new(file.format, "size", megabytes, "MB"));
        let rate = Row::of_runs(file.format, "rate", &rates, "MB/s");
        let own_s = megabytes / rate.value;
        report.rows.push(rate);
        if let Some(memory) = memory {
            report.rows.push(Row::new(file.format, "memory peak", memory, "MB"));
        }
        if let Some((_, package)) = PEERS.iter().find(|(format, _)| with_peer && *format == file.format) {
            let (theirs_s, theirs_mb) = peer(file, package, rows)?;
            report.rows.push(Row::new(&format!("{} : {package}", file.format), "ratio", theirs_s / own_s, "x"));
            report.rows.push(Row::new(&format!("{} : {package}", file.format), "memory peak", theirs_mb, "MB"));
        }
    }
    Ok(report)
}

/// Reads a file whole, piece by piece, and holds it against what was written. Seconds.
fn read(path: &Path, rows: u64, sum: f64) -> anyhow::Result<f64> {
    let begun = Instant::now();
    let mut recording = open_recording(path, &Options::default())?;
    let first = recording.streams().first().context("no stream")?.name.clone();
    let (mut found, mut total) = (0_u64, 0.0);
    while let Some(piece) = recording.next_piece()? {
        let Piece::Samples(piece) = piece else { continue };
        if piece.name == first {
            found += piece.len() as u64;
            total += piece.channels.first().context("no channel")?.values.iter().sum::<f64>();
        }
    }
    let seconds = begun.elapsed().as_secs_f64();
    check(path, (found, total), (rows, sum))?;
    Ok(seconds)
}

fn check(path: &Path, found: (u64, f64), written: (u64, f64)) -> anyhow::Result<()> {
    let is_same = found.0 == written.0 && (found.1 - written.1).abs() <= 1e-6 * written.1.abs().max(1.0);
    ensure!(is_same, "{}: read {found:?} rows and sum of the first channel, written were {written:?}", path.display());
    Ok(())
}

/// The most memory that this process used meanwhile, the program itself included; `None` where the system cannot begin its count anew.
fn peak_mb(work: impl FnOnce() -> anyhow::Result<f64>) -> anyhow::Result<Option<f64>> {
    let is_counting = std::fs::write("/proc/self/clear_refs", "5").is_ok();
    work()?;
    Ok(machine::memory_mb(std::process::id()).map(|(_, peak)| peak).filter(|_| is_counting))
}

/// Seconds and the peak of memory of the peer, once it read the same.
fn peer(file: &Made, package: &str, rows: u64) -> anyhow::Result<(f64, f64)> {
    let python = peer::python(&["pandas==2.3.3", "pyedflib==0.1.42", "wfdb==4.3.1", "pyxdf==1.17.5"])?;
    let output = peer::script(&python, SCRIPT, &[package, &file.path.to_string_lossy()])?;
    let answer: Value = serde_json::from_str(output.lines().last().context("the peer printed nothing")?)?;
    let figure = |name: &str| answer[name].as_f64().with_context(|| format!("the peer gave no {name}"));
    check(&file.path, (figure("rows")? as u64, figure("sum")?), (rows, file.sum))?;
    Ok((figure("seconds")?, figure("memory_mb")?))
}

/// The best of three runs, each of which gives all channels in units.
const SCRIPT: &str = r#"
import json, os, resource, sys, time
package, path = sys.argv[1:3]
if package == "pandas":
    import pandas
    def read():
        table = pandas.read_csv(path)
        return table["x_px"].to_numpy()
elif package == "pyedflib":
    import pyedflib
    def read():
        with pyedflib.EdfReader(path) as file:
            return [file.readSignal(channel) for channel in range(file.signals_in_file)][0]
elif package == "wfdb":
    import wfdb
    def read():
        return wfdb.rdrecord(os.path.splitext(path)[0]).p_signal[:, 0]
else:
    import pyxdf
    def read():
        return pyxdf.load_xdf(path)[0][0]["time_series"][:, 0].astype(float)
best = None
for _ in range(3):
    begun = time.perf_counter()
    first = read()
    spent = time.perf_counter() - begun
    best = spent if best is None else min(best, spent)
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": best, "rows": len(first), "sum": float(first.sum()), "memory_mb": memory}))
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_holds_what_was_written_into_it() {
        let folder = tempfile::tempdir().unwrap();
        for file in write_all(folder.path(), 3).unwrap() {
            read(&file.path, 3 * RATE_HZ as u64, file.sum).unwrap();
        }
    }
}
