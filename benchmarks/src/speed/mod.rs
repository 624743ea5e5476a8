//! Speeds: how fast the program does what it is there for, beside the machine's own limits and the strongest peer.

mod agents;
#[cfg(feature = "learning")]
mod cnn_lstm;
mod decide;
mod encoder;
mod gaze;
mod gaze_csv;
mod gaze_peers;
mod heart;
mod idle;
mod importer_files;
mod importers;
mod ingest;
mod learners;
mod multilingual;
mod pipeline;
mod recommenders;
mod serve;
mod year_query;

use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use anyhow::{Context, bail};

use crate::machine;
use crate::report::Report;

/// Runs the speed of that name.
pub fn run(name: &str, data: Option<&Path>, with_peer: bool, is_quick: bool) -> anyhow::Result<Report> {
    match name {
        "agents" if with_peer => bail!("not available: no peer answers whether it may interrupt"),
        "agents" => agents::measure(is_quick),
        "als" | "bpr" | "svd" => recommenders::run(name, with_peer, is_quick),
        "forest" => learners::forest(with_peer, is_quick),
        "svm" => learners::svm(with_peer, is_quick),
        #[cfg(feature = "learning")]
        "cnn-lstm" => cnn_lstm::run(with_peer, is_quick),
        #[cfg(not(feature = "learning"))]
        "cnn-lstm" => bail!("not available: this program was built without its feature `learning`"),
        "decide" | "plan" if with_peer => bail!("not available: no peer decides or plans the same way"),
        "decide" => decide::decisions(is_quick),
        "plan" => decide::plan(is_quick),
        "encoder" => encoder::answers(with_peer, is_quick),
        "multilingual" => multilingual::answers(with_peer, is_quick),
        "fine-tune" => encoder::step(with_peer, is_quick),
        "gaze" => gaze::run(data, with_peer, is_quick),
        "heart" => heart::run(with_peer, is_quick),
        "importers" => importers::run(with_peer, is_quick),
        "ingest" => ingest::run(with_peer, is_quick),
        "year-query" => year_query::run(with_peer, is_quick),
        "pipeline" => pipeline::run(with_peer, is_quick),
        "serve" if with_peer => bail!(
            "not available: no peer serves labels and rows the same way; `speed encoder --peer` holds the reading itself against PyTorch"
        ),
        "serve" => serve::measure(is_quick),
        "idle" if with_peer => {
            bail!("not available: the peer's watchers are not on PyPI, so they cannot be run beside it here")
        }
        "idle" => idle::run(is_quick),
        _ => bail!(
            "there is no speed named {name:?}; there are: agents, als, bpr, cnn-lstm, decide, encoder, fine-tune, forest, gaze, heart, importers, ingest, multilingual, plan, serve, svd, svm, year-query, pipeline, idle"
        ),
    }
}

/// A new folder on the disk that the build lies on: the system's own temporary folder may be in memory.
fn folder() -> anyhow::Result<tempfile::TempDir> {
    let target: PathBuf = std::env::current_exe()?.parent().context("no folder")?.to_owned();
    Ok(tempfile::Builder::new().prefix("measure-").tempdir_in(target)?)
}

/// Waits until a process is quiet, so that what it does after its start is not counted.
fn settle(pid: u32) {
    for _ in 0..120 {
        let before = machine::cpu_time(pid);
        thread::sleep(Duration::from_millis(500));
        if machine::cpu_time(pid) == before {
            return;
        }
    }
}
