//! Scores on people that the model has not seen: one frame for all, so that none is judged more kindly than another.
//!
//! 1. A task hands in labelled rows ([`Task`]).
//! 2. Without people kept aside, each person (each tenth of the people where there are more than thirty) is judged by models that learnt from the others. With
//!    them, models learn from all of the first folder and are judged on the second.
//! 3. Each recipe stands alone in a row of its own. `best` is a blend that each time is chosen anew on the people to learn from alone, by grouped folds among them;
//!    its temperature and the confidence below which it abstains come from there too.
//! 4. Intervals are 95 % over people.
//!
//! | row | what it is |
//! | --- | --- |
//! | `majority` | the most frequent class of the people learnt from |
//! | a recipe's name | that recipe alone |
//! | `net ...` | a net on raw windows, where the score has them; `nets.rs` says how |
//! | `best` | the blend; `reference` is the published figure where there is one of the same kind |
//! | `best`, `ece` | how far calibrated confidence is from what came, ten bins of equal mass |
//! | `best`, `coverage` | the accuracy on the rows that are answered when the least sure fifth is not; `baseline` is the accuracy on all |
//! | `best`, `answered` | the share of rows that was answered then: 0.8 is meant |

mod activity_gaze;
mod code_load;
mod confusion_eeg;
mod driver;
mod fatigue;
mod forgetting;
mod gather;
mod gaze_window;
mod interruptible;
mod load_band;
#[cfg(feature = "learning")]
mod nets;
mod no_signal;
mod npy;
mod reading;
pub mod recipes;
mod stress_band;
pub mod table;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, bail, ensure};
use attentive_learn::classifier::likeliest;
use attentive_learn::metrics::{accuracy, auc, calibration_error, f1, over_people, weighted_f1};
use attentive_learn::recipe::{Blend, Labelled, Recipe};
use attentive_learn::rows::pick;
use attentive_learn::split::{Split, grouped_folds, leave_one_person_out};
use attentive_learn::{Estimate, SplitMix64};

use crate::report::{Report, Row};

/// More people than these are judged by tenths.
const MOST_ONE_BY_ONE: usize = 30;
/// Folds of people among those to learn from, by which the blend is chosen.
const INNER_FOLDS: usize = 5;
/// The share of rows that is answered when the model may abstain.
const COVERAGE: f64 = 0.8;

/// What is judged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// The share of right answers.
    Accuracy,
    /// The area under the curve of class 1.
    Auc,
    /// F1 weighted by class, with F1 of class 1 beside it.
    WeightedF1,
}

/// One score.
#[derive(Clone)]
pub struct Task {
    /// The name of the score.
    pub name: &'static str,
    /// What is judged by.
    pub metric: Metric,
    /// The recipes to be tried.
    pub recipes: Vec<Recipe>,
    /// What was published, or what is to be beaten.
    pub reference: Option<f64>,
    /// Added before the names of cases, for scores of several tasks.
    pub prefix: &'static str,
}

/// Runs the score of that name, if it is one of these.
pub fn run(name: &str, data: &Path, holdout: Option<&Path>) -> Option<anyhow::Result<Report>> {
    Some(match name {
        "activity-gaze" => activity_gaze::run(data, holdout),
        "code-load" => code_load::run(data, holdout),
        "confusion-eeg" => confusion_eeg::run(data, holdout),
        "driver" => driver::run(data, holdout),
        "fatigue" => fatigue::run(data, holdout),
        "forgetting" => forgetting::run(data, holdout),
        "interruptible" => interruptible::run(data, holdout),
        "load-band" => load_band::run(data, holdout),
        "no-signal" => no_signal::run(data, holdout),
        "reading" => reading::run(data, holdout),
        "stress-band" => stress_band::run(data, holdout),
        _ => return None,
    })
}

impl Metric {
    fn name(self) -> &'static str {
        match self {
            Self::Accuracy => "accuracy",
            Self::Auc => "auc",
            Self::WeightedF1 => "f1",
        }
    }

    fn of(self, probabilities: &[f32], classes: usize, class: &[u8]) -> Option<f64> {
        let said = || probabilities.chunks_exact(classes).map(likeliest).collect::<Vec<_>>();
        match self {
            Self::Accuracy => accuracy(&said(), class),
            Self::WeightedF1 => weighted_f1(&said(), class),
            Self::Auc => {
                let score: Vec<f64> = probabilities.chunks_exact(classes).map(|row| f64::from(row[1])).collect();
                auc(&score, &class.iter().map(|class| *class == 1).collect::<Vec<_>>())
            }
        }
    }
}

/// What is to be learnt from, and what judged, once.
pub struct Fold {
    /// Rows to learn from; some may be of the people who are judged, then of another time.
    pub train: Labelled,
    /// How the blend is chosen within these.
    pub inner: Vec<Split>,
    /// The judged rows.
    pub test: Labelled,
    /// Where the judged rows stand among all that are.
    pub places: Vec<usize>,
}

/// What one fold's models said.
struct Said {
    /// For each recipe the probabilities of the judged rows.
    alone: Vec<Vec<f32>>,
    blend: Vec<f32>,
    abstain_below: f64,
    majority: u8,
    votes: Vec<usize>,
}

/// Reads the labelled rows of both folders and scores one task on them. `on` says on what, for people.
pub fn score_of(
    task: &Task,
    on: &str,
    read: impl Fn(&Path) -> anyhow::Result<Labelled>,
    (data, holdout): (&Path, Option<&Path>),
) -> anyhow::Result<Report> {
    let mut report = Report::new(task.name, on);
    let other = holdout.map(&read).transpose()?;
    score(task, &read(data)?, other.as_ref(), &mut report)?;
    Ok(report)
}

/// Scores one task: adds its rows to the report.
pub fn score(task: &Task, data: &Labelled, holdout: Option<&Labelled>, report: &mut Report) -> anyhow::Result<()> {
    ensure!(!data.rows.is_empty(), "{}: there are no rows to learn from", task.name);
    let (folds, judged) = folds(data, holdout);
    score_folds(task, &folds, judged, report)
}

/// Scores one task on folds that it made itself; `judged` are all judged rows.
pub fn score_folds(task: &Task, folds: &[Fold], judged: &Labelled, report: &mut Report) -> anyhow::Result<()> {
    ensure!(!judged.rows.is_empty(), "{}: there are no rows to judge", task.name);
    let said = each(folds, |fold| said(task, fold))?;
    let classes = judged.classes;
    let mut alone = vec![vec![0.0; judged.class.len() * classes]; task.recipes.len()];
    let mut blend = vec![0.0; judged.class.len() * classes];
    let mut majority = vec![0; judged.class.len()];
    let mut is_answered = vec![false; judged.class.len()];
    for (fold, said) in folds.iter().zip(&said) {
        for (from, row) in fold.places.iter().enumerate() {
            let (from, to) = (from * classes..(from + 1) * classes, row * classes..(row + 1) * classes);
            for (all, own) in alone.iter_mut().zip(&said.alone) {
                all[to.clone()].copy_from_slice(&own[from.clone()]);
            }
            blend[to].copy_from_slice(&said.blend[from.clone()]);
            majority[*row] = said.majority;
            is_answered[*row] = said.blend[from].iter().any(|p| f64::from(*p) >= said.abstain_below);
        }
    }
    tell_votes(task, &said);
    let seen = Judged { task, data: judged, classes };
    let naive = match task.metric {
        Metric::Auc => 0.5,
        Metric::Accuracy => accuracy(&majority, &judged.class).context("no rows")?,
        Metric::WeightedF1 => weighted_f1(&majority, &judged.class).context("no rows")?,
    };
    let row = |case: &str, metric: &str, found: Estimate| Row {
        low: Some(found.low),
        high: Some(found.high),
        baseline: Some(naive),
        ..Row::new(&format!("{}{case}", task.prefix), metric, found.value, "")
    };
    report.rows.push(Row::new(&format!("{}majority", task.prefix), task.metric.name(), naive, ""));
    for (recipe, said) in task.recipes.iter().zip(&alone) {
        report.rows.push(row(&recipe.name, task.metric.name(), seen.estimate(said, task.metric)?));
    }
    let best = row("best", task.metric.name(), seen.estimate(&blend, task.metric)?);
    report.rows.push(Row { reference: task.reference, ..best });
    seen.beside(&blend, &is_answered, report)
}

fn folds<'a>(data: &'a Labelled, holdout: Option<&'a Labelled>) -> (Vec<Fold>, &'a Labelled) {
    let Some(other) = holdout else {
        let people: BTreeSet<u32> = data.rows.person.iter().copied().collect();
        let splits = if people.len() > MOST_ONE_BY_ONE {
            grouped_folds(&data.rows.person, 10, &mut SplitMix64::new(1))
        } else {
            leave_one_person_out(&data.rows.person)
        };
        let fold = |split: Split| {
            let train = data.select(&split.train);
            Fold { inner: inner(&train), train, test: data.select(&split.test), places: split.test }
        };
        return (splits.into_iter().map(fold).collect(), data);
    };
    let places = (0..other.class.len()).collect();
    (vec![Fold { train: data.clone(), inner: inner(data), test: other.clone(), places }], other)
}

fn inner(train: &Labelled) -> Vec<Split> {
    grouped_folds(&train.rows.person, INNER_FOLDS, &mut SplitMix64::new(2))
}

fn said(task: &Task, fold: &Fold) -> anyhow::Result<Said> {
    let asked: BTreeSet<u32> = fold.test.rows.person.iter().copied().collect();
    let asked: Vec<u32> = asked.into_iter().collect();
    let classes = fold.train.classes;
    let measure = |probabilities: &[f32], class: &[u8]| task.metric.of(probabilities, classes, class);
    let blend = Blend::fit_for(&task.recipes, &fold.train, &fold.inner, &asked, &measure)?;
    let alone = task
        .recipes
        .iter()
        .map(|recipe| Ok(recipe.fit_for(&fold.train, &asked).probabilities(&fold.test.rows)?))
        .collect::<anyhow::Result<_>>()?;
    Ok(Said {
        alone,
        blend: blend.probabilities(&fold.test.rows)?,
        abstain_below: blend.chosen.abstain_below(classes, COVERAGE).unwrap_or(0.0),
        majority: likeliest(&fold.train.shares()),
        votes: blend.chosen.votes,
    })
}

/// Does the work for each fold on all cores, telling how far it is.
pub fn each<F: Sync, T: Send>(folds: &[F], work: impl Fn(&F) -> anyhow::Result<T> + Sync) -> anyhow::Result<Vec<T>> {
    on_all_processors(folds, work, true)
}

/// The same without a word about each, where there are thousands.
pub fn each_quietly<F: Sync, T: Send>(
    folds: &[F],
    work: impl Fn(&F) -> anyhow::Result<T> + Sync,
) -> anyhow::Result<Vec<T>> {
    on_all_processors(folds, work, false)
}

fn on_all_processors<F: Sync, T: Send>(
    folds: &[F],
    work: impl Fn(&F) -> anyhow::Result<T> + Sync,
    is_told: bool,
) -> anyhow::Result<Vec<T>> {
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let found: Mutex<Vec<Option<anyhow::Result<T>>>> = Mutex::new(folds.iter().map(|_| None).collect());
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(folds.len().max(1));
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some((place, fold)) = {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    folds.get(place).map(|fold| (place, fold))
                } {
                    let one = work(fold);
                    if let Ok(mut found) = found.lock() {
                        found[place] = Some(one);
                    }
                    if is_told {
                        eprintln!("fold {} of {}", done.fetch_add(1, Ordering::Relaxed) + 1, folds.len());
                    }
                }
            });
        }
    });
    let found = found.into_inner().map_err(|_| anyhow::anyhow!("a fold was given up"))?;
    found.into_iter().map(|one| one.unwrap_or_else(|| bail!("a fold was not scored"))).collect()
}

fn tell_votes(task: &Task, said: &[Said]) {
    let mut votes = vec![0; task.recipes.len()];
    said.iter().flat_map(|said| &said.votes).for_each(|vote| votes[*vote] += 1);
    let told: Vec<String> = task
        .recipes
        .iter()
        .zip(votes)
        .filter(|(_, votes)| *votes > 0)
        .map(|(recipe, votes)| format!("{} {votes}", recipe.name))
        .collect();
    eprintln!("{}{}: votes in the blends of {} folds: {}", task.prefix, task.name, said.len(), told.join(", "));
}

struct Judged<'a> {
    task: &'a Task,
    data: &'a Labelled,
    classes: usize,
}

impl Judged<'_> {
    fn estimate(&self, said: &[f32], metric: Metric) -> anyhow::Result<Estimate> {
        let measure = |rows: &[usize]| {
            let probabilities: Vec<f32> =
                rows.iter().flat_map(|row| &said[row * self.classes..(row + 1) * self.classes]).copied().collect();
            metric.of(&probabilities, self.classes, &pick(&self.data.class, rows))
        };
        self.over(measure)
    }

    fn over(&self, measure: impl Fn(&[usize]) -> Option<f64>) -> anyhow::Result<Estimate> {
        over_people(&self.data.rows.person, measure, 0.95, &mut SplitMix64::new(3))
            .context("the measure has no value for these people")
    }

    /// The blend's other figures.
    fn beside(&self, blend: &[f32], is_answered: &[bool], report: &mut Report) -> anyhow::Result<()> {
        let case = format!("{}best", self.task.prefix);
        let answers: Vec<u8> = blend.chunks_exact(self.classes).map(likeliest).collect();
        let confidence: Vec<f64> =
            blend.chunks_exact(self.classes).map(|row| f64::from(row.iter().copied().fold(0.0, f32::max))).collect();
        let is_right: Vec<bool> = answers.iter().zip(&self.data.class).map(|(said, is)| said == is).collect();
        let right = |rows: &[usize]| {
            let hits = rows.iter().filter(|row| is_right[**row]).count();
            (!rows.is_empty()).then(|| hits as f64 / rows.len() as f64)
        };
        let answered =
            |rows: &[usize]| right(&rows.iter().copied().filter(|row| is_answered[*row]).collect::<Vec<_>>());
        let all = self.over(right)?;
        let mut add = |metric: &str, found: Estimate, baseline: Option<f64>| {
            report.rows.push(Row {
                low: Some(found.low),
                high: Some(found.high),
                baseline,
                ..Row::new(&case, metric, found.value, "")
            });
        };
        if self.task.metric != Metric::Accuracy {
            add("accuracy", all, None);
        }
        if self.task.metric == Metric::WeightedF1 {
            add("f1 of class 1", self.over(|rows| f1(&pick(&answers, rows), &pick(&self.data.class, rows), 1))?, None);
        }
        add("ece", self.over(|rows| calibration_error(&pick(&confidence, rows), &pick(&is_right, rows), 10))?, None);
        add("coverage", self.over(answered)?, Some(all.value));
        let share = |rows: &[usize]| {
            let answered = rows.iter().filter(|row| is_answered[**row]).count();
            (!rows.is_empty()).then(|| answered as f64 / rows.len() as f64)
        };
        add("answered", self.over(share)?, None);
        Ok(())
    }
}
