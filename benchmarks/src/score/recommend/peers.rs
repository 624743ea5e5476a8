//! PyPI's Surprise and `implicit` on the same data, where Python and the network are at hand.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use attentive_learn::recommend::Ratings;
use serde_json::{Value, json};

use super::judge::{Measure, Question, Signal, Task, judge_lists, mean};
use super::values::Fold;
use crate::peer;
use crate::score::Extent;

const SCRIPT: &str = include_str!("recommend_peer.py");
/// As they were when the documents' figures were taken.
pub const PACKAGES: [&str; 4] = ["scikit-surprise==1.1.5", "implicit==0.7.3", "numpy", "scipy"];

/// A Python that has both.
pub struct Peer {
    python: PathBuf,
}

/// What Surprise is asked for.
pub struct Values<'a> {
    pub folds: &'a [Fold],
    pub algorithm: &'a str,
}

impl Peer {
    /// `None` for a slice, and where the packages cannot be had: that is told.
    pub fn open(extent: Extent) -> Option<Self> {
        if extent == Extent::Slice {
            return None;
        }
        told("no peers", peer::python(&PACKAGES)).map(|python| Self { python })
    }

    /// The mean error of an algorithm of Surprise over the folds; `None` when it fails, which is told.
    pub fn values(&self, asked: &Values<'_>) -> Option<f64> {
        told(asked.algorithm, self.errors(asked)).map(|errors| mean(&errors))
    }

    fn errors(&self, asked: &Values<'_>) -> anyhow::Result<Vec<f64>> {
        let folder = tempfile::tempdir()?;
        for (number, fold) in asked.folds.iter().enumerate() {
            write_cells(&folder.path().join(format!("known.{number}")), fold.known.iter().copied())?;
            write_cells(&folder.path().join(format!("asked.{number}")), fold.asked.iter().copied())?;
        }
        let (path, folds) = (folder.path().to_string_lossy(), asked.folds.len().to_string());
        let output = peer::script(&self.python, SCRIPT, &["values", &path, &folds, asked.algorithm])?;
        Ok(serde_json::from_str(output.lines().last().context("the peer printed nothing")?)?)
    }

    /// What `implicit` reaches with the settings that are best by the first measure on the inner task, on the task; `None` when it fails, which is told.
    pub fn best(
        &self,
        kind: &str,
        inner: &Task,
        task: &Task,
        signals: &[Signal],
        measures: &[Measure],
    ) -> Option<Vec<f64>> {
        told(kind, self.chosen(kind, inner, task, signals, measures))
    }

    fn chosen(
        &self,
        kind: &str,
        inner: &Task,
        task: &Task,
        signals: &[Signal],
        measures: &[Measure],
    ) -> anyhow::Result<Vec<f64>> {
        let configs = configs(kind, signals.len() > 1);
        let mut best: Option<(f64, &Value, Signal)> = None;
        for signal in signals {
            let found = self.order(kind, &configs, inner, *signal, measures)?;
            for (config, values) in configs.iter().zip(found) {
                if best.is_none_or(|(most, _, _)| values[0] > most) {
                    best = Some((values[0], config, *signal));
                }
            }
        }
        let (found, config, signal) = best.context("no settings to try")?;
        eprintln!("implicit {kind}: {config} on {signal:?}, {found:.4} on the inner part");
        let mut values = self.order(kind, std::slice::from_ref(config), task, signal, measures)?;
        values.pop().context("no list")
    }

    fn order(
        &self,
        kind: &str,
        configs: &[Value],
        task: &Task,
        signal: Signal,
        measures: &[Measure],
    ) -> anyhow::Result<Vec<Vec<f64>>> {
        let folder = tempfile::tempdir()?;
        let write = |name: &str, ratings: &Ratings| write_cells(&folder.path().join(name), ratings.cells());
        write("heard", &task.known.map(|value| signal.hear(value)))?;
        write("had", &task.known)?;
        let mut people = String::new();
        task.questions.iter().try_for_each(|question| writeln!(people, "{}", question.person.unwrap_or(0)))?;
        std::fs::write(folder.path().join("asked"), people)?;
        std::fs::write(folder.path().join("shape"), format!("{} {}", task.known.people(), task.known.item_count()))?;
        let most = measures.iter().map(|measure| measure.count()).max().unwrap_or(1);
        let (path, all, count) = (folder.path().to_string_lossy(), serde_json::to_string(configs)?, most.to_string());
        peer::script(&self.python, SCRIPT, &["order", &path, kind, &all, &count])?;
        let of_config = |number: usize| {
            let lists = lists(&folder.path().join(format!("lists.{number}")), &task.questions, most)?;
            let found = judge_lists(&task.questions, measures, &|place, _| lists[place].clone());
            Ok(found.iter().map(|values| mean(values)).collect())
        };
        (0..configs.len()).map(of_config).collect()
    }
}

/// About as many settings as are tried of our own: more on films, which are few.
fn configs(kind: &str, are_films: bool) -> Vec<Value> {
    let mut all = Vec::new();
    match kind {
        "als" => {
            for factors in if are_films { vec![16, 32, 64] } else { vec![64, 128] } {
                for regularization in if are_films { vec![0.1, 1.0, 10.0, 50.0] } else { vec![1.0, 10.0, 50.0] } {
                    for alpha in [2.0, 10.0] {
                        all.push(json!({"factors": factors, "regularization": regularization, "alpha": alpha, "iterations": 15}));
                    }
                }
            }
        }
        "bpr" => {
            for (rate, regularization) in [(0.02, 0.01), (0.05, 0.01), (0.05, 0.03)] {
                all.push(
                    json!({"factors": 64, "learning_rate": rate, "regularization": regularization, "iterations": 100}),
                );
            }
        }
        _ => {
            for by in ["cosine", "tfidf", "bm25"] {
                all.extend([20, 50, 100, 200].map(|most| json!({"by": by, "K": most})));
            }
        }
    }
    all
}

fn lists(file: &Path, questions: &[Question], most: usize) -> anyhow::Result<Vec<Vec<u32>>> {
    let bytes = std::fs::read(file)?;
    ensure!(bytes.len() == questions.len() * most * 4, "the peer's lists are of another length");
    let numbers: Vec<u32> = bytes.as_chunks::<4>().0.iter().map(|four| u32::from_le_bytes(*four)).collect();
    Ok(numbers.chunks_exact(most).map(<[u32]>::to_vec).collect())
}

pub fn write_cells(file: &Path, cells: impl Iterator<Item = (u32, u32, f32)>) -> anyhow::Result<()> {
    let mut text = String::new();
    for (person, item, value) in cells {
        writeln!(text, "{person}\t{item}\t{value}")?;
    }
    Ok(std::fs::write(file, text)?)
}

/// A peer that fails leaves a gap in the table, and says why.
fn told<T>(what: &str, found: anyhow::Result<T>) -> Option<T> {
    found.inspect_err(|error| eprintln!("without the peer ({what}): {error:#}")).ok()
}
