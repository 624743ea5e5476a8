//! The record of a training run on the person's disk: `runs/ID/run.json`, and its curves as an event file beside.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use attentive_learn::model_file::LearntFrom;
use attentive_learn::runs::{Run, State, tensorboard_events};
use attentive_learn::search::Search;
use attentive_server::machine_now;
use attentive_store::RunFolder;
use attentive_types::Timestamp;
use attentive_types::time::SECOND;

use crate::exit_codes;
use crate::failure::Failure;
use crate::paths;

/// A run that goes on.
pub struct Recorder {
    run: Run,
    folder: RunFolder,
    /// Whether the run has a folder, whose name is its id.
    has_folder: bool,
    /// When this program began or took it up again.
    began: Timestamp,
    /// Seconds that were spent before it was taken up again.
    before: f64,
}

#[expect(clippy::cast_precision_loss, reason = "microseconds do not matter here")]
fn seconds(moment: Timestamp) -> f64 {
    moment.0 as f64 / SECOND as f64
}

/// The program's version, with the revision that it was built from where that is known.
fn program() -> String {
    let revision = option_env!("ATTENTIVE_REVISION").map(|revision| format!(", revision {revision}"));
    format!("attentive {}{}", env!("CARGO_PKG_VERSION"), revision.unwrap_or_default())
}

impl Recorder {
    /// A run begins.
    pub fn begin(data_dir: &Path, model: &str) -> Self {
        Self::begun(data_dir, model, machine_now())
    }

    /// A run began at that moment.
    pub fn begun(data_dir: &Path, model: &str, began: Timestamp) -> Self {
        let run = Run {
            model: model.to_owned(),
            state: State::Unfinished,
            began: seconds(began),
            program: program(),
            ..Run::default()
        };
        Self { run, folder: RunFolder::of(data_dir), has_folder: false, began, before: 0.0 }
    }

    /// A run that was broken off goes on.
    pub fn take_up(data_dir: &Path, run: Run) -> Self {
        let run = Run { state: State::Unfinished, why: None, ..run };
        let before = run.search.iter().flat_map(|search| &search.trials).map(|trial| trial.seconds).sum();
        Self { run, folder: RunFolder::of(data_dir), has_folder: true, began: machine_now(), before }
    }

    /// What it learns from.
    pub fn learns_from(&mut self, data: &Path, from: &LearntFrom) {
        self.run.data =
            format!("{} files of {} people, {} samples: {}", from.files, from.people, from.samples, data.display());
        self.run.people = Some(from.people);
        self.run.data_sha256.clone_from(&from.data_sha256);
        self.run.seed = from.seed;
    }

    /// What texts it learns from; they belong to nobody that is known.
    pub fn learns_from_texts(&mut self, data: &Path, from: &LearntFrom) {
        self.run.data = format!("{} texts: {}", from.samples, data.display());
        self.run.data_sha256.clone_from(&from.data_sha256);
        self.run.seed = from.seed;
    }

    /// SHA-256 of what it learns from; empty before that was told.
    pub fn data_sha256(&self) -> &str {
        &self.run.data_sha256
    }

    /// What was noted of a setting.
    pub fn setting_of(&self, name: &str) -> Option<&str> {
        self.run.settings.get(name).map(String::as_str)
    }

    /// Notes a setting.
    pub fn setting(&mut self, name: &str, value: impl std::fmt::Display) {
        self.run.settings.insert(name.to_owned(), value.to_string());
    }

    /// Notes a value of a curve.
    pub fn add(&mut self, curve: &str, step: u64, value: f64) {
        self.run.add(curve, step, seconds(machine_now()), value);
    }

    /// The search so far, if there is one.
    pub fn search(&self) -> Option<&Search> {
        self.run.search.as_ref()
    }

    /// Keeps the record of a search that goes on, so that it can be taken up when it is broken off.
    pub fn keep_search(&mut self, search: Search) -> Result<(), Failure> {
        self.run.search = Some(search);
        self.keep().map(|_| ())
    }

    /// Does what learns and keeps it. From this moment there is a record, also where the program is killed; where it ends without a model the record says why. A search
    /// that may still go on stays one that was broken off.
    pub fn watch<T>(&mut self, learn: impl FnOnce(&mut Self) -> Result<T, Failure>) -> Result<T, Failure> {
        if !self.has_folder {
            self.keep()?;
        }
        let mut learnt = learn(self);
        if let Err(failure) = &mut learnt {
            let may_go_on = self.run.search.is_some() && failure.code != exit_codes::INPUT;
            if !may_go_on {
                self.run.state = State::Refused;
                self.run.why = Some(failure.message.clone());
                if let Err(also) = self.keep() {
                    failure.message = format!("{}; and {}", failure.message, also.message);
                }
            }
        }
        learnt
    }

    /// The run is over: keeps its record and says where.
    pub fn finish(&mut self, figures: BTreeMap<String, f64>) -> Result<PathBuf, Failure> {
        self.run.state = State::Finished;
        self.run.figures = figures.into_iter().filter(|(_, value)| value.is_finite()).collect();
        for (curve, points) in &self.run.curves {
            self.run.figures.extend(points.last().map(|last| (format!("{curve}, last"), last.value)));
        }
        self.keep()
    }

    fn keep(&mut self) -> Result<PathBuf, Failure> {
        self.run.seconds = self.before + seconds(machine_now()) - seconds(self.began);
        let all = self.folder.path().to_owned();
        let refused = |error: std::io::Error| {
            Failure::new(exit_codes::STORE, format!("could not keep the record of the run: {error}: {}", all.display()))
        };
        if !self.has_folder {
            paths::make_private(all.parent().unwrap_or(&all))?;
            self.run.id = self.folder.begin(&self.name()).map_err(refused)?;
            self.has_folder = true;
        }
        if self.run.state == State::Finished {
            let events = format!("events.out.tfevents.{}.attentive", self.run.began as u64);
            self.folder.keep_beside(&self.run.id, &events, &tensorboard_events(&self.run)).map_err(refused)?;
        }
        self.folder.keep(&self.run.id, &serde_json::to_vec_pretty(&self.run)?).map_err(refused)
    }

    /// Time and model.
    fn name(&self) -> String {
        let time: String =
            self.began.to_string().chars().take(19).map(|sign| if sign == ':' { '-' } else { sign }).collect();
        format!("{time}-{}", self.run.model)
    }
}
