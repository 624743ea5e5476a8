//! `attentive runs`: which models were trained here, on what, how, and how well does each fit what it learnt from?

use std::fs;
use std::path::Path;

use attentive_learn::runs::{Difference, Run, differences};

use super::Place;
use super::train::record::{RECORD, folder};
use crate::args::{RunsArgs, RunsWhat};
use crate::exit_codes;
use crate::failure::{Failure, Outcome};

/// Points of a curve that are printed.
const SHOWN_POINTS: usize = 8;

/// Lists, shows or compares runs.
pub fn run(place: &Place, args: &RunsArgs) -> Outcome {
    let all = folder(&place.data_dir);
    match &args.what {
        RunsWhat::List { json } => list(&all, *json),
        RunsWhat::Show { run, json } => show(&find(&all, run)?, *json),
        RunsWhat::Compare { runs } => compare(&runs.iter().map(|id| find(&all, id)).collect::<Result<Vec<_>, _>>()?),
    }
}

fn list(all: &Path, json: bool) -> Outcome {
    let runs = read_all(all)?;
    if json {
        say!("{}", serde_json::to_string_pretty(&runs)?);
        return Ok(());
    }
    if runs.is_empty() {
        say!("no model was trained here yet; `attentive train --help` says what can be: {}", all.display());
        return Ok(());
    }
    say!("{:<40} {:>9}  figures", "run", "took");
    for run in runs {
        say!("{:<40} {:>7.1} s  {}", run.id, run.seconds, figures(&run).join(", "));
    }
    Ok(())
}

fn figures(run: &Run) -> Vec<String> {
    run.figures.iter().map(|(name, value)| format!("{name} {}", figure(*value))).collect()
}

fn figure(value: f64) -> String {
    if value == value.trunc() && value.abs() < 1e12 { format!("{value:.0}") } else { format!("{value:.4}") }
}

fn show(run: &Run, json: bool) -> Outcome {
    if json {
        say!("{}", serde_json::to_string_pretty(run)?);
        return Ok(());
    }
    say!("run       {}", run.id);
    say!("model     {}, by {}", run.model, run.program);
    say!("data      {}", run.data);
    say!("          sha256 {}", run.data_sha256);
    say!("took      {:.1} s, seed {}", run.seconds, run.seed);
    for (name, value) in &run.settings {
        say!("setting   {name} = {value}");
    }
    for line in figures(run) {
        say!("figure    {line}");
    }
    for (name, points) in &run.curves {
        let step = points.len().div_ceil(SHOWN_POINTS).max(1);
        let last = points.last().filter(|_| points.len() % step != 1 && step > 1);
        let shown: Vec<String> = points
            .iter()
            .step_by(step)
            .chain(last)
            .map(|point| format!("{} at {}", figure(point.value), point.step))
            .collect();
        say!("curve     {name}: {}", shown.join(", "));
    }
    Ok(())
}

fn compare(runs: &[Run]) -> Outcome {
    let found = differences(runs);
    if found.is_empty() {
        say!("the runs differ in nothing that is kept but their times");
        return Ok(());
    }
    let head = Difference { what: String::new(), values: runs.iter().map(|run| run.id.clone()).collect() };
    for line in laid_out(std::iter::once(head).chain(found).collect()) {
        say!("{line}");
    }
    Ok(())
}

/// Lines whose columns stand below each other.
fn laid_out(rows: Vec<Difference>) -> Vec<String> {
    let cells: Vec<Vec<String>> =
        rows.into_iter().map(|row| std::iter::once(row.what).chain(row.values).collect()).collect();
    let width = |column: usize| {
        cells.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..cells.first().map_or(0, Vec::len)).map(width).collect();
    let line = |row: &Vec<String>| {
        let padded: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        padded.join("  ").trim_end().to_owned()
    };
    cells.iter().map(line).collect()
}

/// The run of that name, or of the one name that begins so.
fn find(all: &Path, id: &str) -> Result<Run, Failure> {
    let runs = read_all(all)?;
    if let Some(run) = runs.iter().find(|run| run.id == id) {
        return Ok(run.clone());
    }
    let mut alike = runs.into_iter().filter(|run| run.id.starts_with(id));
    match (alike.next(), alike.next()) {
        (Some(run), None) => Ok(run),
        (Some(_), Some(_)) => Err(Failure::new(
            exit_codes::USAGE,
            format!("several runs begin with {id:?}; `attentive runs list` names them"),
        )),
        _ => Err(Failure::new(exit_codes::USAGE, format!("there is no run {id:?}; `attentive runs list` names them"))),
    }
}

/// All runs that were kept, the latest first. A record that cannot be read is told and passed over; a folder without one is a run that was cut off.
fn read_all(all: &Path) -> Result<Vec<Run>, Failure> {
    let entries = match fs::read_dir(all) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Failure::input(format!("could not list the runs: {error}: {}", all.display()))),
    };
    let mut runs = Vec::new();
    for entry in entries {
        let record = entry?.path().join(RECORD);
        let bytes = match fs::read(&record) {
            Ok(bytes) => bytes,
            Err(error) if matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => {
                continue;
            }
            Err(error) => return Err(Failure::input(format!("could not read a run: {error}: {}", record.display()))),
        };
        match serde_json::from_slice::<Run>(&bytes) {
            Ok(run) => runs.push(run),
            Err(error) => eprintln!("attentive: passed over a run that cannot be read: {error}: {}", record.display()),
        }
    }
    runs.sort_by(|one, other| other.began.total_cmp(&one.began).then(other.id.cmp(&one.id)));
    Ok(runs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::train::record::Recorder;
    use attentive_learn::model_file::LearntFrom;

    fn keep(home: &Path, trees: u32) -> String {
        let mut recorder = Recorder::begin("gaze-events");
        recorder.setting("trees", trees);
        recorder.add("loss", 1, 0.5);
        let from = LearntFrom { files: 2, people: 2, ..LearntFrom::default() };
        let figures = [("trees".to_owned(), f64::from(trees)), ("wild".to_owned(), f64::NAN)].into();
        let own = recorder.finish(home, Path::new("data"), &from, figures).unwrap();
        own.file_name().unwrap().to_string_lossy().into_owned()
    }

    #[test]
    fn runs_of_one_second_are_kept_apart_and_found_by_their_beginning() {
        let home = tempfile::tempdir().unwrap();
        let all = folder(home.path());
        assert!(read_all(&all).unwrap().is_empty());
        let (one, other) = (keep(home.path(), 10), keep(home.path(), 20));
        assert_ne!(one, other);
        let runs = read_all(&all).unwrap();
        assert_eq!(runs.len(), 2);
        assert_eq!(find(&all, &other).unwrap().settings["trees"], "20");
        assert_eq!(find(&all, "2").unwrap_err().code, exit_codes::USAGE, "both begin so");
        assert!(find(&all, "3").unwrap_err().message.contains("there is no run"));
        assert_eq!(differences(&runs).len(), 2, "a setting and a figure");
        assert!(
            runs.iter()
                .all(|run| run.figures.len() == 2 && run.figures["loss, last"] == 0.5 && run.curves["loss"].len() == 1)
        );
    }

    #[test]
    fn columns_stand_below_each_other() {
        let row =
            |what: &str, values: [&str; 2]| Difference { what: what.into(), values: values.map(String::from).into() };
        assert_eq!(
            laid_out(vec![row("", ["one", "other"]), row("seed", ["longer", "2"])]),
            ["      one     other", "seed  longer  2"]
        );
    }

    #[test]
    fn a_damaged_record_and_a_run_that_was_cut_off_hide_no_other() {
        let home = tempfile::tempdir().unwrap();
        let id = keep(home.path(), 10);
        let all = folder(home.path());
        fs::create_dir(all.join("cut off")).unwrap();
        fs::create_dir(all.join("damaged")).unwrap();
        fs::write(all.join("damaged").join(RECORD), "{").unwrap();
        fs::write(all.join("a file"), "").unwrap();
        assert_eq!(read_all(&all).unwrap().iter().map(|run| run.id.as_str()).collect::<Vec<_>>(), [id]);
    }
}
