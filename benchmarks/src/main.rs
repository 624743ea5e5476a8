//! Every score and every speed that the documents state, each by one command.
//!
//! ```text
//! cargo run --release -p attentive-benchmarks -- speed ingest --json ingest.json
//! cargo run --release -p attentive-benchmarks -- speed year-query --peer
//! cargo run --release -p attentive-benchmarks -- score NAME --data DIR [--holdout DIR]
//! ```

#![allow(clippy::print_stdout, reason = "a program for the terminal answers on the terminal")]
#![allow(missing_docs, reason = "a program has no users of its items")]
#![allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "figures for people")]
#![allow(unreachable_pub, reason = "modules of a program speak to each other only")]

mod encoder;
mod http;
mod machine;
mod month;
mod peer;
mod program;
mod report;
mod score;
mod speed;
mod synthetic_gaze;
mod year;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Measures Attentive: scores on real data, speeds beside peers.
#[derive(Debug, Parser)]
#[command(name = "attentive-benchmarks", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// How fast: ingest, year-query, pipeline, idle, gaze, heart, importers, forest, svm, als, bpr, svd, cnn-lstm, encoder, fine-tune, serve, agents, decide, plan
    Speed {
        /// The name of the speed
        name: String,
        /// Folder of the data sets; `gaze` teaches its detector from them, and from synthetic gaze without
        #[arg(long)]
        data: Option<PathBuf>,
        /// Also measure the peer, in a Python virtual environment that is made for it
        #[arg(long)]
        peer: bool,
        /// A small slice, to show that the measure still runs; its figures mean little
        #[arg(long)]
        quick: bool,
        /// Write the rows as JSON
        #[arg(long, value_name = "FILE")]
        json: Option<PathBuf>,
    },
    /// How well: scores on labelled data of people that the model has not seen
    Score {
        /// The name of the score
        name: String,
        /// Folder of the data sets
        #[arg(long)]
        data: PathBuf,
        /// Folder of the people kept aside, in the same layout
        #[arg(long)]
        holdout: Option<PathBuf>,
        /// A small slice, to show that a score of texts, of usage, of recommenders, of trials or of logs still runs; its figures mean nothing
        #[arg(long)]
        quick: bool,
        /// Draw what the score of the broker found, as SVG
        #[arg(long, value_name = "FILE")]
        picture: Option<PathBuf>,
        /// Write the rows as JSON
        #[arg(long, value_name = "FILE")]
        json: Option<PathBuf>,
    },
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Speed { name, data, peer, quick, json } => {
            speed::run(&name, data.as_deref(), peer, quick).and_then(|report| report.publish(json.as_deref()))
        }
        Command::Score { name, data, holdout, quick, picture, json } => {
            let extent = if quick { score::Extent::Slice } else { score::Extent::Whole };
            score::run(&name, &data, holdout.as_deref(), extent, picture.as_deref())
                .and_then(|report| report.publish(json.as_deref()))
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("attentive-benchmarks: {error:#}");
            ExitCode::from(if error.is::<score::NotBuilt>() { 7 } else { 1 })
        }
    }
}
