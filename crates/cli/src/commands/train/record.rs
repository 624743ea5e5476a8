//! The record of a training run on the person's disk: `runs/ID/run.json`, and its curves as an event file beside.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use attentive_learn::model_file::LearntFrom;
use attentive_learn::runs::{Run, tensorboard_events};
use attentive_server::machine_now;
use attentive_types::Timestamp;
use attentive_types::time::SECOND;

use crate::exit_codes;
use crate::failure::Failure;
use crate::paths;

/// The file of a run's record.
pub const RECORD: &str = "run.json";

/// A run that goes on.
pub struct Recorder {
    run: Run,
    began: Timestamp,
}

/// The folder of all runs.
pub fn folder(data_dir: &Path) -> PathBuf {
    data_dir.join("runs")
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
    pub fn begin(model: &str) -> Self {
        let began = machine_now();
        let run = Run { model: model.to_owned(), began: seconds(began), program: program(), ..Run::default() };
        Self { run, began }
    }

    /// Notes a setting.
    pub fn setting(&mut self, name: &str, value: impl std::fmt::Display) {
        self.run.settings.insert(name.to_owned(), value.to_string());
    }

    /// Notes a value of a curve.
    pub fn add(&mut self, curve: &str, step: u64, value: f64) {
        self.run.add(curve, step, seconds(machine_now()), value);
    }

    /// The run is over: keeps its record and says where.
    pub fn finish(
        mut self,
        data_dir: &Path,
        data: &Path,
        from: &LearntFrom,
        figures: BTreeMap<String, f64>,
    ) -> Result<PathBuf, Failure> {
        self.run.seconds = seconds(machine_now()) - seconds(self.began);
        self.run.data =
            format!("{} files of {} people, {} samples: {}", from.files, from.people, from.samples, data.display());
        self.run.data_sha256.clone_from(&from.data_sha256);
        self.run.seed = from.seed;
        self.run.figures = figures.into_iter().filter(|(_, value)| value.is_finite()).collect();
        for (curve, points) in &self.run.curves {
            self.run.figures.extend(points.last().map(|last| (format!("{curve}, last"), last.value)));
        }
        let all = folder(data_dir);
        let refused = |error: std::io::Error| {
            Failure::new(exit_codes::STORE, format!("could not keep the record of the run: {error}: {}", all.display()))
        };
        paths::make_private(data_dir)?;
        fs::create_dir_all(&all).map_err(refused)?;
        let (id, own) = self.own_folder(&all).map_err(refused)?;
        self.run.id = id;
        let events = format!("events.out.tfevents.{}.attentive", self.run.began as u64);
        fs::write(own.join(events), tensorboard_events(&self.run)).map_err(refused)?;
        // The record goes last: a folder without one is a run that was cut off.
        let record = own.join(RECORD);
        let new = own.join("run.json.new");
        fs::write(&new, serde_json::to_vec_pretty(&self.run)?)
            .and_then(|()| fs::rename(new, record))
            .map_err(refused)?;
        Ok(own)
    }

    /// A new folder, named by time and model; two that begin in one second are told apart by a number.
    fn own_folder(&self, all: &Path) -> std::io::Result<(String, PathBuf)> {
        let time: String =
            self.began.to_string().chars().take(19).map(|sign| if sign == ':' { '-' } else { sign }).collect();
        for again in 0..1_000 {
            let ending = if again == 0 { String::new() } else { format!("-{again}") };
            let id = format!("{time}-{}{ending}", self.run.model);
            let own = all.join(&id);
            match fs::create_dir(&own) {
                Ok(()) => return Ok((id, own)),
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(std::io::Error::other("too many runs began in this second"))
    }
}
