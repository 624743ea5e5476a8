//! `attentive import`: files of other programs become events.

use std::path::Path;

use attentive_sensors::importers;
use attentive_store::Store;

use super::Place;
use crate::args::ImportArgs;
use crate::exit_codes;
use crate::failure::{Failure, Outcome};
use crate::progress;

/// Imports each file; one that fails does not keep the others from being read.
pub fn run(place: &Place, args: &ImportArgs) -> Outcome {
    let store = place.open_store()?;
    let mut failed = Vec::new();
    for file in &args.files {
        if let Err(failure) = import_file(&store, file) {
            eprintln!("attentive: {}", failure.message);
            failed.push(failure.code);
        }
    }
    store.close()?;
    match failed.first() {
        None => Ok(()),
        Some(&code) => {
            Err(Failure::new(code, format!("{} of {} files could not be imported", failed.len(), args.files.len())))
        }
    }
}

fn import_file(store: &Store, file: &Path) -> Outcome {
    let spinner = progress::spinner(&format!("reading {}", file.display()));
    let imported = importers::read(file).map_err(Failure::input)?;
    spinner.finish_and_clear();
    let bar = progress::bar(imported.buckets.len() as u64, "importing");
    let (mut inserted, mut present) = (0, 0);
    for found in imported.buckets {
        let report = store.import(found.bucket, found.events)?;
        inserted += report.inserted;
        present += report.skipped;
        bar.inc(1);
    }
    bar.finish_and_clear();
    tell!("{}: {inserted} events imported, {present} were there already ({})", file.display(), imported.format);
    for signal in &imported.samples {
        store.append_samples(signal)?;
    }
    for skipped in &imported.report.why {
        eprintln!("  skipped: {}: {}", skipped.place, skipped.why);
    }
    if imported.report.skipped > imported.report.why.len() as u64 {
        eprintln!("  {} records were skipped in all", imported.report.skipped);
    }
    if inserted == 0 && present == 0 && imported.report.skipped > 0 {
        let message = format!("nothing in the file could be used: {}", file.display());
        return Err(Failure::new(exit_codes::INPUT, message));
    }
    Ok(())
}
