//! `attentive config`: the settings that there are.

use std::io::Write;

use super::Place;
use crate::args::ConfigArgs;
use crate::config::DEFAULT_FILE;
use crate::failure::Outcome;
use crate::terminal;

/// Prints the commented default file, or where the person's own lies. The file was checked before this runs.
pub fn run(place: &Place, args: &ConfigArgs) -> Outcome {
    if args.path {
        say!("{}", place.config_file.display());
    } else if args.check {
        let found = if place.config_file.exists() { "is in order" } else { "is absent, so the defaults hold" };
        say!("the configuration {found}: {}", place.config_file.display());
    } else {
        terminal::answer().write_all(DEFAULT_FILE.as_bytes())?;
    }
    Ok(())
}
