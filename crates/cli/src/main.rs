//! `attentive`: the program. It reads the command line and the settings, and hands over to one command.

#![allow(missing_docs, reason = "a program has no users of its items")]
#![allow(unreachable_pub, reason = "modules of a program speak to each other only")]

// First, since its macros are used below.
#[macro_use]
mod terminal;

mod args;
mod clock;
mod commands;
mod config;
mod exit_codes;
mod failure;
mod machine;
mod paths;
mod pictures;
mod progress;
mod replay;
mod serving;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Cli, Command};
use crate::commands::Place;
use crate::failure::Outcome;

fn main() -> ExitCode {
    let cli = Cli::parse();
    tracing_subscriber::fmt()
        // What goes wrong between an assistant and its door is told to the assistant.
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("ATTENTIVE_LOG")
                .unwrap_or_else(|_| "warn,attentive=info,rmcp=off".into()),
        )
        .with_target(false)
        .with_writer(std::io::stderr)
        .init();
    match run(cli) {
        Ok(()) => ExitCode::from(exit_codes::OK),
        Err(failure) => {
            eprintln!("attentive: {}", failure.message);
            ExitCode::from(failure.code)
        }
    }
}

fn run(cli: Cli) -> Outcome {
    if let Command::Completions { shell } = cli.command {
        return commands::completions::run(shell);
    }
    let config_file = paths::config_file(cli.config.as_deref())?;
    let place =
        Place { data_dir: paths::data_dir(cli.data_dir.as_deref())?, config: config::load(&config_file)?, config_file };
    match cli.command {
        Command::Start(args) => commands::start::run(&place, &args),
        Command::Demo(args) => commands::replay::demo(&place, &args),
        Command::Import(args) => commands::import::run(&place, &args),
        Command::Evaluate(args) => commands::states::evaluate::run(&place, &args),
        Command::Predict(args) => commands::states::predict::run(&place, &args),
        Command::Analyse(args) => commands::analyse::run(&place, &args),
        Command::Train(args) => commands::train::run(&place, &args),
        Command::Text(args) => commands::text::run(&place, &args),
        Command::Reading(args) => commands::reading::run(&place, &args),
        Command::Support(args) => commands::support::run(&place, &args),
        Command::Monitor(args) => commands::monitor::run(&place, &args),
        Command::Model(args) => commands::model::run(&place, &args),
        Command::Runs(args) => commands::runs::run(&place, &args),
        Command::Plan(args) => commands::plan::run(&place, &args),
        Command::Suggestions(args) => commands::suggestions::run(&place, &args),
        Command::Replay(args) => commands::replay::run(&place, &args),
        Command::Report(args) => commands::report::run(&place, &args),
        Command::Inbox(args) => commands::inbox::run(&place, &args),
        Command::Focus(args) => commands::focus::run(&place, &args),
        Command::MayInterrupt(args) => commands::inbox::may_interrupt(&place, &args),
        Command::Assistants(args) => commands::assistants::run(&place, &args),
        Command::Mcp(args) => commands::assistants::mcp(&place, &args),
        Command::Helped(args) => commands::helped::run(&place, &args),
        Command::Titles(args) => commands::titles::run(&place, &args),
        Command::Query(args) => commands::query::run(&place, &args),
        Command::Export(args) => commands::export::run(&place, &args),
        Command::Forget(args) => commands::forget::run(&place, &args),
        Command::Ask(args) => commands::ask::run(&place, &args),
        Command::Status(args) => commands::status::run(&place, &args),
        Command::Doctor => commands::doctor::run(&place),
        Command::Config(args) => commands::config::run(&place, &args),
        Command::Completions { .. } => Ok(()),
    }
}
