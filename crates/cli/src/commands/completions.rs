//! `attentive completions`: what shells complete.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::args::Cli;
use crate::failure::Outcome;
use crate::terminal;

/// Prints the completions for a shell.
pub fn run(shell: Shell) -> Outcome {
    clap_complete::generate(shell, &mut Cli::command(), "attentive", &mut terminal::answer());
    Ok(())
}
