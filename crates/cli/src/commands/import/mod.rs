//! `attentive import`: files of other programs become events.
//!
//! An export of events is read whole; a recording of a body is analysed, and what is found in it is stored.

mod found;
mod recording;

use std::io::Read;
use std::path::Path;

use attentive_sensors::importers::{self, ImportError, Options};
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
        if let Err(failure) = import_file(place, &store, file, args) {
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

/// An export, a recording, or an error that says what can be read.
fn import_file(place: &Place, store: &Store, file: &Path, args: &ImportArgs) -> Outcome {
    importers::refuse_pipe(file).map_err(Failure::input)?;
    if !may_be_export(file) {
        match importers::open_recording(file, &Options::default()) {
            // A table that needs a map, and all else that a recording's importer refuses, is told when it is opened in earnest.
            Err(ImportError::Unknown { .. }) if !file.is_dir() && args.reading.map.is_none() => {}
            Err(ImportError::Empty { .. }) => {}
            _ => return recording::import(place, store, file, args),
        }
    }
    match import_export(store, file) {
        Err(Unread::Unknown(why)) => match importers::open_recording(file, &Options::default()) {
            Ok(_) => recording::import(place, store, file, args),
            Err(_) => {
                Err(Failure::input(format!("{why}; a raw recording it is not either (docs/reference/recordings.md)")))
            }
        },
        Err(Unread::Failed(failure)) => Err(failure),
        Ok(()) => Ok(()),
    }
}

/// Exports are JSON; a recording may be too.
fn may_be_export(file: &Path) -> bool {
    let mut head = Vec::new();
    let read = std::fs::File::open(file).and_then(|file| file.take(4_096).read_to_end(&mut head));
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head);
    read.is_ok() && matches!(head.trim_ascii_start().first(), Some(b'{' | b'['))
}

/// Why an export was not imported.
enum Unread {
    /// It is none that is known.
    Unknown(ImportError),
    /// It is one, and failed.
    Failed(Failure),
}

impl<E: Into<Failure>> From<E> for Unread {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

fn import_export(store: &Store, file: &Path) -> Result<(), Unread> {
    let spinner = progress::spinner(&format!("reading {}", file.display()));
    let imported = importers::read(file).map_err(|error| match error {
        ImportError::Unknown { .. } => Unread::Unknown(error),
        _ => Unread::Failed(Failure::input(error)),
    })?;
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
        return Err(Unread::Failed(Failure::new(exit_codes::INPUT, message)));
    }
    Ok(())
}
