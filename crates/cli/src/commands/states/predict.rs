//! `attentive predict states`: what the kept model says of each window of recordings, how sure, what else may be, and why.

use std::io::Write;
use std::path::PathBuf;

use attentive_learn::drift::PeopleDrift;
use attentive_learn::explain::Way;
use attentive_learn::recipe::{CautiousModel, Push};

use super::recordings::Parts;
use super::windows::Windows;
use super::{Trained, looks, refuse_overwriting, trained};
use crate::args::PredictArgs;
use crate::commands::Place;
use crate::failure::{Failure, Outcome};
use crate::progress;

/// The place of the reasons among the columns.
const BECAUSE: usize = 7;

/// Columns that are named as reasons.
const REASONS: usize = 3;

/// Writes one row for each window.
pub fn run(place: &Place, args: &PredictArgs) -> Outcome {
    let Trained { model, making, recordings: known, drift, .. } = trained(place)?;
    let setup = making.setup(place, &args.reading, args.recorded_otherwise)?;
    if let Some(out) = &args.out {
        refuse_overwriting(out, &args.files)?;
    }
    let mut windows = Windows::read(&setup, &args.files)?;
    for file in &args.files {
        if known.holds(&Parts::of(file)?) {
            let said = "the model was learnt from this very recording and is better on it than on others";
            windows.said.push(format!("{}: {said}", file.display()));
        }
    }
    if args.one_person {
        windows.rows.person.fill(0);
    } else if model.voters.looks_at_own_ranges() {
        windows.said.push(
            "the model looks at each person's own range: each recording is taken for a person's whole; say --one-person where all are of one".to_owned(),
        );
    }
    let can_be_told = windows.with_values(&model.voters.columns());
    let said = (model.voters.probabilities(&windows.rows))
        .map_err(|lacks| Failure::input(format!("these recordings cannot be told: {lacks}")))?;
    let drifts = drifts(&model, drift.as_ref(), &mut windows, &args.files)?;
    let without = (0..args.files.len()).filter(|file| !windows.file.contains(file));
    let without: Vec<String> = without.map(|file| args.files[file].display().to_string()).collect();
    if !without.is_empty() {
        let said = "no window of it can be measured, so that the table has no row of it; a feature that the model asks for needs its stream";
        windows.said.extend(without.iter().map(|file| format!("{file}: {said}")));
    }
    let bar = progress::bar(windows.file.len() as u64, if args.no_reasons { "telling" } else { "finding reasons" });
    let mut table = csv::Writer::from_writer(Vec::new());
    let unwritable = |error: &dyn std::fmt::Display| Failure::input(format!("could not write the table: {error}"));
    let mut header = vec!["file", "start_s", "end_s", "state", "confidence", "is_calibrated", "may_be", "because"];
    let shares: Vec<String> = model.labels.iter().map(|label| format!("p_{label}")).collect();
    header.extend(shares.iter().map(String::as_str));
    header.push("inputs_drifted");
    table.write_record(&header).map_err(|error| unwritable(&error))?;
    let (mut abstained, mut unusable) = (0, 0);
    for (row, shares) in said.chunks_exact(model.labels.len()).enumerate() {
        let at = [
            args.files[windows.file[row]].display().to_string(),
            format!("{:.3}", windows.from_s[row]),
            format!("{:.3}", windows.to_s[row]),
        ];
        bar.inc(1);
        if !can_be_told[row] {
            unusable += 1;
            let mut cells = vec![String::new(); header.len()];
            cells[..3].clone_from_slice(&at);
            cells[BECAUSE] = "nothing in this window can be used".to_owned();
            cells[header.len() - 1].clone_from(&drifts[windows.file[row]]);
            table.write_record(&cells).map_err(|error| unwritable(&error))?;
            continue;
        }
        let answer = model.answer(shares);
        abstained += usize::from(!answer.is_given);
        let pushes = if args.no_reasons {
            Vec::new()
        } else {
            let found = model.voters.reasons(&windows.rows, row, Way::Shapley);
            found.map_err(|lacks| Failure::input(lacks.to_string()))?
        };
        let mut cells = at.to_vec();
        cells.extend([
            if answer.is_given { model.labels[answer.class].clone() } else { String::new() },
            format!("{:.3}", answer.confidence),
            model.is_calibrated.to_string(),
            model.may_be(shares).map_or_else(String::new, |labels| labels.join(" or ")),
            because(&pushes, answer.class),
        ]);
        cells.extend(shares.iter().map(|share| format!("{share:.4}")));
        cells.push(drifts[windows.file[row]].clone());
        table.write_record(&cells).map_err(|error| unwritable(&error))?;
    }
    bar.finish_and_clear();
    let bytes = table.into_inner().map_err(|error| unwritable(&error))?;
    match &args.out {
        Some(path) => write_to(path, &bytes)?,
        None => std::io::stdout().write_all(&bytes)?,
    }
    summary(&model, &windows, [abstained, unusable], args.out.as_ref());
    Ok(())
}

/// The columns of each recording whose values lie farther off than those of anyone that the model was learnt from, as a cell; what that means is said.
fn drifts(
    model: &CautiousModel,
    known: Option<&PeopleDrift>,
    windows: &mut Windows,
    files: &[PathBuf],
) -> Result<Vec<String>, Failure> {
    let Some(known) = known else {
        let why = "whether the inputs drifted is not available: the model was learnt from too few people, or by a version that did not keep it";
        windows.said.push(why.to_owned());
        return Ok(vec![String::new(); files.len()]);
    };
    let found = looks::drift(known, model, &windows.rows, &windows.file, files.len())
        .map_err(|lacks| Failure::input(lacks.to_string()))?;
    for (file, drift) in files.iter().zip(&found) {
        windows.said.extend(drift.as_ref().map(|drift| format!("{}: {}", file.display(), drift.words)));
    }
    if found.iter().all(Option::is_none) {
        let said = "no recording of ten windows or more lies farther from what the model was learnt from than the people of that did";
        windows.said.push(said.to_owned());
    }
    Ok(found.into_iter().map(|drift| drift.map_or_else(String::new, |drift| drift.columns.join("; "))).collect())
}

/// The columns that moved the answer most, with their values: plus speaks for it, minus against it.
fn because(pushes: &[Push], class: usize) -> String {
    let mut strongest: Vec<(&Push, f64)> =
        pushes.iter().map(|push| (push, push.push.get(class).copied().unwrap_or(0.0))).collect();
    strongest.retain(|(_, push)| push.abs() > 0.005);
    strongest.sort_by(|one, other| other.1.abs().total_cmp(&one.1.abs()));
    let said = strongest.iter().take(REASONS).map(|(push, by)| format!("{} {:.4} ({by:+.2})", push.column, push.value));
    said.collect::<Vec<_>>().join("; ")
}

fn write_to(path: &PathBuf, bytes: &[u8]) -> Outcome {
    std::fs::write(path, bytes).map_err(|error| Failure::input(format!("could not write: {error}: {}", path.display())))
}

fn summary(model: &CautiousModel, windows: &Windows, [abstained, unusable]: [usize; 2], out: Option<&PathBuf>) {
    let mut words = windows.said.clone();
    let all = windows.file.len();
    words.push(format!(
        "{all} windows; it abstains in {abstained} of them, being less than {:.1} % sure",
        100.0 * model.abstain_below
    ));
    if unusable > 0 {
        words.push(format!("in {unusable} more nothing can be used"));
    }
    if let Some(path) = out {
        words.push(format!("written: {}", path.display()));
    }
    // The table may go to another program, so words go beside it.
    for line in words {
        eprintln!("{line}");
    }
}
