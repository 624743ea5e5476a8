//! `attentive train ... --search`: tries settings, each judged on people left out, and keeps each trial as it ends.
//!
//! ```text
//! plan ─> settings ─> train on some people, judge on the others ─> trial kept in run.json ─> next settings ...
//! ```

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use attentive_learn::model_file::LearntFrom;
use attentive_learn::runs::{Run, State};
use attentive_learn::search::{Goal, Method, Outcome, Plan, Search, Settings, Space, Trial};

use super::record::Recorder;
use crate::args::{SearchMethod, TrainArgs};
use crate::commands::runs::{Found, read_all};
use crate::exit_codes;
use crate::failure::Failure;
use crate::progress;

/// The score over all people, and of each; why not, in words.
pub type Judged = Result<(f64, BTreeMap<String, f64>), String>;

/// How a model is judged, and what may be set.
pub struct Judging<'a> {
    /// What is scored, on whom.
    pub score: &'static str,
    pub goal: Goal,
    pub space: Space,
    /// The score of settings with a share of the budget; settings that are not named are the default ones.
    pub judge: &'a dyn Fn(&Settings, f64) -> Judged,
}

/// What is told of the score in record, card and on the terminal.
#[derive(Default)]
pub struct Verdict {
    /// The settings to train with; empty are the default ones.
    pub settings: Settings,
    pub figures: BTreeMap<String, f64>,
    /// A sentence for the card and the terminal; empty where nothing was judged.
    pub words: String,
}

impl From<SearchMethod> for Method {
    fn from(method: SearchMethod) -> Self {
        match method {
            SearchMethod::Random => Self::Random,
            SearchMethod::Tpe => Self::Tpe,
            SearchMethod::Halving => Self::Halving,
        }
    }
}

/// The record that this run is kept in: a new one, or that of a search which was broken off.
pub fn recorder(
    data_dir: &Path,
    kind: &str,
    data: &Path,
    args: &TrainArgs,
    from: &LearntFrom,
) -> Result<Recorder, Failure> {
    let mut record = match args.search.filter(|_| args.resume) {
        None => Recorder::begin(data_dir, kind),
        Some(method) => Recorder::take_up(data_dir, broken_off(data_dir, kind, method.into())?),
    };
    let is_other = record.search().is_some() && record.data_sha256() != from.data_sha256;
    if is_other {
        return Err(Failure::new(
            exit_codes::USAGE,
            "could not go on with the search: the data are not those that it began with; leave --resume out to begin anew",
        ));
    }
    record.learns_from(data, from);
    Ok(record)
}

/// The latest search of that kind and method that has not come to its end.
fn broken_off(data_dir: &Path, kind: &str, method: Method) -> Result<Run, Failure> {
    let is_it = |run: &Run| {
        let has_method = run.search.as_ref().is_some_and(|search| search.plan.method == method);
        run.model == kind && run.state == State::Unfinished && has_method
    };
    let found = read_all(data_dir)?.into_iter().find_map(|found| match found {
        Found::Run(run) if is_it(&run) => Some(*run),
        _ => None,
    });
    found.ok_or_else(|| {
        Failure::new(
            exit_codes::USAGE,
            format!("there is no search of {kind} by this method that was broken off; leave --resume out to begin one"),
        )
    })
}

/// Searches, judges the default settings, or does neither, as was asked.
pub fn verdict(record: &mut Recorder, args: &TrainArgs, judging: &Judging<'_>) -> Result<Verdict, Failure> {
    match args.search {
        Some(method) => search(record, method.into(), args, judging),
        None if args.score => scored(judging),
        None => Ok(Verdict::default()),
    }
}

fn scored(judging: &Judging<'_>) -> Result<Verdict, Failure> {
    let spinner = progress::spinner("judging on people left out");
    let judged = (judging.judge)(&Settings::new(), 1.0);
    spinner.finish_and_clear();
    let (score, people) = judged.map_err(|why| Failure::input(format!("could not judge: {why}")))?;
    let figures = figures(judging.score, score, &people);
    let words = format!("{} {score:.4}{}, with the settings as they are.", judging.score, spread(&people));
    Ok(Verdict { settings: Settings::new(), figures, words })
}

fn figures(name: &str, score: f64, people: &BTreeMap<String, f64>) -> BTreeMap<String, f64> {
    let mut figures = BTreeMap::from([(name.to_owned(), score), ("people judged".to_owned(), people.len() as f64)]);
    if let Some((least, greatest)) = ends(people) {
        figures.insert(format!("{name}, least of a person"), least);
        figures.insert(format!("{name}, greatest of a person"), greatest);
    }
    figures
}

fn ends(people: &BTreeMap<String, f64>) -> Option<(f64, f64)> {
    let least = people.values().copied().min_by(f64::total_cmp)?;
    Some((least, people.values().copied().max_by(f64::total_cmp)?))
}

fn spread(people: &BTreeMap<String, f64>) -> String {
    let told = ends(people).map(|(least, greatest)| format!(" ({} people, {least:.4} to {greatest:.4})", people.len()));
    told.unwrap_or_default()
}

fn search(record: &mut Recorder, method: Method, args: &TrainArgs, judging: &Judging<'_>) -> Result<Verdict, Failure> {
    let plan = Plan {
        method,
        trials: args.trials,
        seed: args.seed(),
        score: judging.score.to_owned(),
        goal: judging.goal,
        space: judging.space.clone(),
    };
    let mut search = match record.search() {
        None => Search::new(plan),
        Some(kept) if kept.plan == plan => kept.clone(),
        Some(kept) => {
            return Err(Failure::new(
                exit_codes::USAGE,
                format!(
                    "could not go on with the search: it began with --trials {} --seed {}, or with other settings by another version of the program",
                    kept.plan.trials, kept.plan.seed
                ),
            ));
        }
    };
    record.keep_search(search.clone())?;
    let bar = progress::bar(u64::from(search.plan.evaluations()), "trying settings");
    bar.set_position(search.trials.len() as u64);
    bar.reset_eta();
    while let Some(ask) = search.next() {
        let began = Instant::now();
        let judged = (judging.judge)(&ask.settings, ask.budget);
        search.tell(ask, judged, began.elapsed().as_secs_f64());
        if let Some(Trial { number, outcome: Outcome::Done { score, .. }, .. }) = search.trials.last() {
            record.add(&format!("{} of trials", judging.score), u64::from(*number), *score);
        }
        record.keep_search(search.clone())?;
        if let Some(best) = search.best().and_then(Trial::score) {
            bar.set_message(format!("trying settings, best {best:.4}"));
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    let Some(Trial { number, settings, outcome: Outcome::Done { score, people }, .. }) = search.best() else {
        let why = search.trials.iter().find_map(Trial::why).unwrap_or("nothing was tried");
        return Err(Failure::input(format!(
            "could not find settings: no trial was judged with all trees; the first says: {why}"
        )));
    };
    let mut figures = figures(judging.score, *score, people);
    figures.insert("best trial".to_owned(), f64::from(*number));
    figures.insert("trials".to_owned(), search.trials.len() as f64);
    figures.insert("trials that failed".to_owned(), search.failed() as f64);
    Ok(Verdict { settings: settings.clone(), figures, words: words(&search, *score, people) })
}

/// What the card and the terminal tell of a search.
fn words(search: &Search, score: f64, people: &BTreeMap<String, f64>) -> String {
    let Plan { method, score: name, .. } = &search.plan;
    let method = match method {
        Method::Random => "chance",
        Method::Tpe => "Parzen estimators",
        Method::Halving => "successive halving",
    };
    let (tried, failed) = (search.trials.len(), search.failed());
    let scores: Vec<String> = search
        .trials
        .iter()
        .map(|trial| trial.score().map_or_else(|| "failed".to_owned(), |score| format!("{score:.4}")))
        .collect();
    format!(
        "{name} {score:.4}{}: the best of {tried} trials by {method} ({failed} failed). As chance helped to choose it, this figure is optimistic; people who \
         took no part in the search would judge it fairly. All trials: {}.",
        spread(people),
        scores.join(", ")
    )
}

/// What `of` makes of each thing, in their order, on as many threads as there are processors. The answer does not depend on how many.
pub fn on_threads<T: Sync, R: Send>(things: &[T], of: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut made = Vec::new();
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(thing) = things.get(place) else { return made };
            made.push((place, of(thing)));
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(things.len());
    let mut made: Vec<(usize, R)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_else(|fault| resume_unwind(fault))).collect()
    });
    made.sort_by_key(|(place, _)| *place);
    made.into_iter().map(|(_, made)| made).collect()
}

/// What the card says of how good the model is: what was judged here, and how one finds out by a protocol that does not change.
pub fn how_good(verdict: &Verdict, protocol: &str) -> String {
    if verdict.words.is_empty() { protocol.to_owned() } else { format!("{} {protocol}", verdict.words) }
}

/// Says what was judged and where the record lies.
pub fn tell(words: &str, run: &Path) {
    if let Some((first, _)) = words.split_once(" All trials: ") {
        say!("{first}");
    } else if !words.is_empty() {
        say!("{words}");
    }
    say!("the record of this run: {}", run.display());
}

/// The options as they are typed behind `attentive train`.
#[cfg(test)]
pub fn asked(words: &[&str]) -> TrainArgs {
    use clap::Parser;
    let cli = crate::args::Cli::try_parse_from([&["attentive", "train"], words].concat()).unwrap();
    let crate::args::Command::Train(args) = cli.command else { panic!("train") };
    args
}

/// The one run that was kept.
#[cfg(test)]
pub fn only_run(data_dir: &Path) -> Run {
    let mut found = read_all(data_dir).unwrap();
    assert_eq!(found.len(), 1);
    let Some(Found::Run(run)) = found.pop() else { panic!("a record") };
    *run
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use attentive_learn::search::Values;

    use super::*;

    const SCORE: &str = "error on people left out";

    fn from(data_sha256: &str) -> LearntFrom {
        LearntFrom { data_sha256: data_sha256.to_owned(), files: 2, people: 2, seed: 1, ..LearntFrom::default() }
    }

    /// What is searched here: nearer to 3 is better, above 9 all fails. After `most` trials the program is gone.
    fn searched(home: &Path, words: &[&str], data_sha256: &str, most: usize) -> Result<Verdict, Failure> {
        let args = asked(&[&["webcam-gaze", "--data", "d"], words].concat());
        let mut record = recorder(home, "webcam-gaze", Path::new("d"), &args, &from(data_sha256))?;
        let asked = Cell::new(0);
        let judging = Judging {
            score: SCORE,
            goal: Goal::Least,
            space: [("x".to_owned(), Values::Float { low: 0.0, high: 10.0, is_log: false })].into(),
            judge: &|settings, _| {
                assert!(asked.replace(asked.get() + 1) < most, "broken off");
                let x = settings["x"].number().unwrap();
                if x > 9.0 {
                    return Err("too far".to_owned());
                }
                Ok(((x - 3.0).abs() / 7.0, [("a".to_owned(), x / 3.0), ("b".to_owned(), x / 7.0)].into()))
            },
        };
        let verdict = verdict(&mut record, &args, &judging)?;
        record.finish(verdict.figures.clone())?;
        Ok(verdict)
    }

    fn told(run: &Run) -> Vec<(u32, Settings, Outcome)> {
        let trials = run.search.clone().unwrap().trials.into_iter();
        trials.map(|trial| (trial.number, trial.settings, trial.outcome)).collect()
    }

    #[test]
    fn a_search_that_was_killed_midway_goes_on_with_the_same_trials() {
        for method in ["random", "tpe", "halving"] {
            let (whole, broken) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
            let ask = ["--search", method, "--trials", "20", "--seed", "7"];
            let resume = [&ask[..], &["--resume"]].concat();
            let found = searched(whole.path(), &ask, "ab", usize::MAX).unwrap();
            let killed = std::panic::catch_unwind(|| searched(broken.path(), &ask, "ab", 13).map(|_| ()));
            assert!(killed.is_err(), "it broke off");
            let midway = only_run(broken.path());
            assert_eq!((told(&midway).len(), midway.state, midway.people), (13, State::Unfinished, Some(2)));
            let other_seed = [&resume[..4], &["--seed", "8", "--resume"]].concat();
            let refused = |words: &[&str], data: &str| searched(broken.path(), words, data, 0).err().unwrap().message;
            assert!(refused(&other_seed, "ab").contains("--trials 20 --seed 7"));
            assert!(refused(&resume, "cd").contains("not those that it began with"));
            let resumed = searched(broken.path(), &resume, "ab", usize::MAX).unwrap();
            assert_eq!(told(&only_run(broken.path())), told(&only_run(whole.path())), "{method}");
            assert_eq!((resumed.settings, resumed.figures), (found.settings, found.figures));
            assert!(refused(&resume, "ab").contains("there is no search of webcam-gaze"), "it came to its end");
        }
    }

    #[test]
    fn what_is_made_on_threads_keeps_its_order() {
        let things: Vec<u64> = (0..100).collect();
        assert_eq!(on_threads(&things, |thing| thing * 3), things.iter().map(|thing| thing * 3).collect::<Vec<_>>());
        assert!(on_threads(&[], |thing: &u64| *thing).is_empty());
    }

    #[test]
    fn what_failed_is_kept_with_its_reason_and_told() {
        let home = tempfile::tempdir().unwrap();
        let found = searched(home.path(), &["--search", "random", "--trials", "40"], "ab", usize::MAX).unwrap();
        let run = only_run(home.path());
        let search = run.search.clone().unwrap();
        assert!(search.failed() > 0 && search.trials.iter().filter_map(Trial::why).all(|why| why == "too far"));
        assert_eq!(run.figures["trials that failed"], search.failed() as f64);
        assert_eq!(run.figures[SCORE], search.best().and_then(Trial::score).unwrap());
        assert!(
            found.words.contains("the best of 40 trials by chance") && found.words.contains("failed, "),
            "{}",
            found.words
        );
        assert_eq!(run.trial(search.best().unwrap().number).unwrap().figures[SCORE], run.figures[SCORE]);
    }
}
