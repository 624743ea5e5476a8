//! `attentive config`: the settings that there are.

use super::Place;
use crate::args::ConfigArgs;
use crate::config::DEFAULT_FILE;
use crate::failure::Outcome;

/// Prints the commented default file, or where the person's own lies. The file was checked before this runs.
pub fn run(place: &Place, args: &ConfigArgs) -> Outcome {
    if args.path {
        println!("{}", place.config_file.display());
    } else if args.check {
        let found = if place.config_file.exists() { "is in order" } else { "is absent, so the defaults hold" };
        println!("the configuration {found}: {}", place.config_file.display());
    } else {
        print!("{DEFAULT_FILE}");
    }
    Ok(())
}
