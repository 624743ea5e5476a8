//! `attentive runs`: which models were trained here, on what, how, and how well does each fit what it learnt from?

use std::path::Path;

use attentive_learn::runs::{Difference, Kept, Of, Run, State, differences};
use attentive_learn::search::{Method, Search, Trial};
use attentive_store::RunFolder;

use super::Place;
use crate::args::{RunsArgs, RunsWhat};
use crate::exit_codes;
use crate::failure::{Failure, Outcome};

/// Points of a curve that are printed.
const SHOWN_POINTS: usize = 8;

/// What lies in the folder of a run.
pub enum Found {
    Run(Box<Run>),
    /// The folder's name, and what is wrong.
    Broken(String, String),
}

/// Lists, shows or compares runs.
pub fn run(place: &Place, args: &RunsArgs) -> Outcome {
    let home = &place.data_dir;
    match &args.what {
        RunsWhat::List { json } => list(home, *json),
        RunsWhat::Show { run, json } => show(&find(home, run)?, *json),
        RunsWhat::Compare { runs } => compare(&runs.iter().map(|id| find(home, id)).collect::<Result<Vec<_>, _>>()?),
    }
}

fn list(home: &Path, json: bool) -> Outcome {
    let all = read_all(home)?;
    if json {
        let runs: Vec<&Run> = all.iter().filter_map(Found::run).collect();
        for (name, why) in all.iter().filter_map(Found::broken) {
            eprintln!("attentive: passed over a run: {why}: {name}");
        }
        say!("{}", serde_json::to_string_pretty(&runs)?);
        return Ok(());
    }
    if all.is_empty() {
        let folder = RunFolder::of(home);
        say!("no model was trained here yet; `attentive train --help` says what can be: {}", folder.path().display());
        return Ok(());
    }
    say!("{:<40} {:>9}  figures", "run", "took");
    for found in &all {
        match found {
            Found::Broken(name, why) => say!("{name:<40} {:>9}  {why}", "-"),
            Found::Run(run) => {
                say!("{:<40} {:>7.1} s  {}", run.id, run.seconds, figures(run).join(", "));
                let search = run.search.as_ref().map(folded);
                for line in search.into_iter().chain(end(run)) {
                    say!("{:<40} {:>9}  {line}", "", "");
                }
            }
        }
    }
    Ok(())
}

impl Found {
    fn run(&self) -> Option<&Run> {
        if let Self::Run(run) = self { Some(run) } else { None }
    }

    fn broken(&self) -> Option<(&str, &str)> {
        if let Self::Broken(name, why) = self { Some((name, why)) } else { None }
    }
}

/// A search on one line.
fn folded(search: &Search) -> String {
    let method = match search.plan.method {
        Method::Random => "random",
        Method::Tpe => "tpe",
        Method::Halving => "halving",
    };
    let (tried, planned, failed) = (search.trials.len(), search.plan.evaluations(), search.failed());
    let best = search.best().and_then(|best| Some(format!(", best {:.4} in trial {}", best.score()?, best.number)));
    let (seed, best) = (search.plan.seed, best.unwrap_or_default());
    format!("search by {method}, seed {seed}: {tried} of {planned} trials, {failed} failed{best}")
}

/// What came of a run that has no model.
fn end(run: &Run) -> Option<String> {
    match run.state {
        State::Finished => None,
        State::Unfinished if run.search.is_some() => {
            Some("not finished: it still runs, or was broken off and --resume goes on".to_owned())
        }
        State::Unfinished => Some("not finished: it still runs, or was broken off".to_owned()),
        State::Refused => Some(format!("no model: {}", run.why.as_deref().unwrap_or("the record does not say why"))),
    }
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
    if let Some(line) = end(run) {
        say!("end       {line}");
    }
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
    if let Some(search) = &run.search {
        say!("{}", folded(search));
        say!("          {}; the best of many is an optimistic figure", search.plan.score);
        for line in laid_out(&trials(search)) {
            say!("  {line}");
        }
    }
    Ok(())
}

/// The trials of a search as a table, a head first.
fn trials(search: &Search) -> Vec<Vec<String>> {
    let names: Vec<&String> = search.plan.space.keys().collect();
    let head = ["trial", "score", "people", "budget", "took"].map(String::from).into_iter();
    let best = search.best().map(|best| best.number);
    let row = |trial: &Trial| {
        let mark = if best == Some(trial.number) { "*" } else { "" };
        let score = trial.score().map_or_else(|| "failed".to_owned(), |score| format!("{score:.4}{mark}"));
        let people = trial.spread().map_or_else(String::new, |(least, most)| format!("{least:.4} to {most:.4}"));
        let settings =
            names.iter().map(|name| trial.settings.get(*name).map_or_else(|| "-".into(), ToString::to_string));
        let own =
            [trial.number.to_string(), score, people, trial.budget.to_string(), format!("{:.1} s", trial.seconds)];
        own.into_iter().chain(settings).chain(trial.why().map(str::to_owned)).collect()
    };
    let head = head.chain(names.iter().map(ToString::to_string)).collect();
    std::iter::once(head).chain(search.trials.iter().map(row)).collect()
}

fn compare(runs: &[Run]) -> Outcome {
    let found = differences(runs);
    if found.is_empty() {
        say!("the runs differ in nothing that is kept but their times");
        return Ok(());
    }
    let head = Difference { of: Of::Run, name: String::new(), values: runs.iter().map(|run| run.id.clone()).collect() };
    let row = |row: Difference| std::iter::once(row.what()).chain(row.values).collect();
    for line in laid_out(&std::iter::once(head).chain(found).map(row).collect::<Vec<_>>()) {
        say!("{line}");
    }
    Ok(())
}

/// Lines whose columns stand below each other.
fn laid_out(cells: &[Vec<String>]) -> Vec<String> {
    let width = |column: usize| {
        cells.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..cells.iter().map(Vec::len).max().unwrap_or(0)).map(width).collect();
    let line = |row: &Vec<String>| {
        let padded: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        padded.join("  ").trim_end().to_owned()
    };
    cells.iter().map(line).collect()
}

/// The run of that name, or of the one name that begins so; with `#NUMBER` behind it a trial of its search.
fn find(home: &Path, id: &str) -> Result<Run, Failure> {
    let Some((name, number)) = id.split_once('#') else { return find_run(home, id) };
    let run = find_run(home, name)?;
    number.parse().ok().and_then(|number| run.trial(number)).ok_or_else(|| {
        Failure::new(
            exit_codes::USAGE,
            format!("there is no trial {number:?}; `attentive runs show {}` lists them", run.id),
        )
    })
}

fn find_run(home: &Path, id: &str) -> Result<Run, Failure> {
    let usage = |message: String| Err(Failure::new(exit_codes::USAGE, message));
    let all = read_all(home)?;
    let name = |found: &Found| match found {
        Found::Run(run) => run.id.clone(),
        Found::Broken(name, _) => name.clone(),
    };
    let mut alike = all.iter().filter(|found| name(found) == id).chain(all.iter().filter(|found| {
        let name = name(found);
        name.starts_with(id) && name != id
    }));
    match (alike.next(), alike.next()) {
        (Some(first), Some(_)) if name(first) != id => {
            usage(format!("several runs begin with {id:?}; `attentive runs list` names them"))
        }
        (Some(Found::Run(run)), _) => Ok((**run).clone()),
        (Some(Found::Broken(name, why)), _) => Err(Failure::input(format!("could not show the run: {why}: {name}"))),
        (None, _) => usage(format!("there is no run {id:?}; `attentive runs list` names them")),
    }
}

/// All runs that were kept, the latest first.
pub fn read_all(home: &Path) -> Result<Vec<Found>, Failure> {
    let folder = RunFolder::of(home);
    let records = folder
        .records()
        .map_err(|error| Failure::input(format!("could not list the runs: {error}: {}", folder.path().display())))?;
    let found = records.into_iter().rev().map(|record| {
        let bytes = record.bytes.as_ref().map(|bytes| bytes.as_deref().map_err(ToString::to_string));
        match Kept::read(&record.name, bytes) {
            Kept::Run(run) => Found::Run(run),
            Kept::CutOff => Found::Broken(record.name, "cut off before it kept a record".to_owned()),
            Kept::Damaged { why } => Found::Broken(record.name, format!("damaged record: {why}")),
        }
    });
    Ok(found.collect())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::commands::train::record::Recorder;
    use attentive_learn::model_file::LearntFrom;

    fn keep(home: &Path, trees: u32) -> String {
        let mut recorder = Recorder::begin(home, "gaze-events");
        recorder.learns_from(Path::new("data"), &LearntFrom { files: 2, people: 2, ..LearntFrom::default() });
        recorder.setting("trees", trees);
        recorder.add("loss", 1, 0.5);
        let figures = [("trees".to_owned(), f64::from(trees)), ("wild".to_owned(), f64::NAN)].into();
        let own = recorder.finish(figures).unwrap();
        own.file_name().unwrap().to_string_lossy().into_owned()
    }

    fn runs(home: &Path) -> Vec<Run> {
        read_all(home).unwrap().iter().filter_map(Found::run).cloned().collect()
    }

    #[test]
    fn runs_of_one_second_are_kept_apart_and_found_by_their_beginning() {
        let home = tempfile::tempdir().unwrap();
        assert!(runs(home.path()).is_empty());
        let (one, other) = (keep(home.path(), 10), keep(home.path(), 20));
        assert_ne!(one, other);
        let runs = runs(home.path());
        assert_eq!(runs.len(), 2);
        assert_eq!(find(home.path(), &one).unwrap().settings["trees"], "10", "though the other begins so too");
        assert_eq!(find(home.path(), &other).unwrap().settings["trees"], "20");
        assert_eq!(find(home.path(), "2").unwrap_err().code, exit_codes::USAGE, "both begin so");
        assert!(find(home.path(), "3").unwrap_err().message.contains("there is no run"));
        assert!(find(home.path(), &format!("{one}#1")).unwrap_err().message.contains("there is no trial"));
        assert_eq!(differences(&runs).len(), 2, "a setting and a figure");
        assert!(
            runs.iter()
                .all(|run| run.figures.len() == 2 && run.figures["loss, last"] == 0.5 && run.curves["loss"].len() == 1)
        );
        assert!(runs.iter().all(|run| (run.state, run.people) == (State::Finished, Some(2))));
    }

    #[test]
    fn a_run_is_kept_from_its_beginning_and_says_why_it_came_to_no_model() {
        let home = tempfile::tempdir().unwrap();
        let mut recorder = Recorder::begin(home.path(), "states");
        let mut midway = Vec::new();
        let refused = recorder.watch(|_| {
            midway = runs(home.path());
            Err::<(), _>(Failure::input("there is no evidence"))
        });
        assert_eq!((midway.len(), midway[0].state), (1, State::Unfinished), "as a run that is killed leaves it");
        assert_eq!(end(&midway[0]).unwrap(), "not finished: it still runs, or was broken off");
        assert_eq!(refused.unwrap_err().message, "there is no evidence");
        let run = runs(home.path()).remove(0);
        assert_eq!((run.state, run.why.as_deref()), (State::Refused, Some("there is no evidence")));
        assert_eq!(end(&run).unwrap(), "no model: there is no evidence");
        keep(home.path(), 10);
        let told = differences(&runs(home.path()));
        assert!(told.iter().any(|row| row.what() == "no model, as"), "{told:?}");
    }

    #[test]
    fn columns_stand_below_each_other() {
        let rows = [["", "one", "other"], ["seed", "longer", "2"]].map(|row| row.map(String::from).to_vec());
        assert_eq!(laid_out(&rows), ["      one     other", "seed  longer  2"]);
    }

    #[test]
    fn a_damaged_record_and_a_run_that_was_cut_off_are_told_and_hide_no_other() {
        let home = tempfile::tempdir().unwrap();
        let id = keep(home.path(), 10);
        let all = RunFolder::of(home.path()).path().to_owned();
        fs::create_dir(all.join("cut off")).unwrap();
        fs::create_dir(all.join("damaged")).unwrap();
        fs::write(all.join("damaged").join("run.json"), "{").unwrap();
        fs::write(all.join("a file"), "").unwrap();
        assert_eq!(runs(home.path()).iter().map(|run| run.id.as_str()).collect::<Vec<_>>(), [id]);
        let found = read_all(home.path()).unwrap();
        let broken: Vec<(&str, &str)> = found.iter().filter_map(Found::broken).collect();
        assert_eq!(broken.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["damaged", "cut off"]);
        assert!(broken[0].1.contains("damaged record: EOF"), "{broken:?}");
        assert!(find(home.path(), "damaged").unwrap_err().message.contains("EOF"));
    }
}
