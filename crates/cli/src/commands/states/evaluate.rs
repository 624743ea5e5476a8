//! `attentive evaluate states`: how good the kept model is on labelled recordings of other people, as figures and as a page.

use std::path::Path;

use attentive_learn::SplitMix64;
use attentive_learn::metrics::Judgement;
use serde_json::json;

use super::labels::Labels;
use super::windows::Windows;
use super::{page, train, trained};
use crate::args::EvaluateArgs;
use crate::commands::Place;
use crate::failure::{Failure, Outcome};

/// Judges, and writes the page.
pub fn run(place: &Place, args: &EvaluateArgs) -> Outcome {
    let (model, manifest, windowing) = trained(place)?;
    let labels = Labels::read(&args.data)?;
    let files = labels.files();
    let unknown: Vec<String> = labels.names().into_iter().filter(|name| !model.labels.contains(name)).collect();
    let (windows, _) = Windows::read(place, &args.reading, &files, Some(windowing))?;
    let data = windows.labelled(&labels, &files, &model.labels);
    if data.class.is_empty() {
        return Err(Failure::input(format!(
            "no window has a label that the model knows ({}); labels must fill half of a window at least",
            model.labels.join(", ")
        )));
    }
    let said = model
        .voters
        .probabilities(&data.rows)
        .map_err(|lacks| Failure::input(format!("these recordings cannot be judged: {lacks}")))?;
    let mut random = SplitMix64::new(1);
    let judged = Judgement::of(&said, &data.class, &data.rows.person, data.classes, model.abstain_below, &mut random)
        .ok_or_else(|| Failure::input("there is nothing to judge"))?;
    let mut notes = windows.said.clone();
    if train::hash(&files, &args.data)? == manifest.learnt_from.data_sha256 {
        notes.insert(0, "the model was learnt from these very recordings, so all figures are far too good; judge it on other people".to_owned());
    }
    if !unknown.is_empty() {
        notes.push(format!("left out, as the model was never told of them: windows labelled {}", unknown.join(", ")));
    }
    if !labels.has_people {
        notes.push("the labels name no people, so each recording counts as a person of its own".to_owned());
    }
    let text = page::write(&page::Page {
        labels: &model.labels,
        judged: &judged,
        manifest: &manifest,
        notes: &notes,
        data: &args.data,
    });
    let path = args.out.clone().unwrap_or_else(|| Path::new("states-report.html").to_owned());
    std::fs::write(&path, text)
        .map_err(|error| Failure::input(format!("could not write the page: {error}: {}", path.display())))?;
    if args.json {
        say!("{:#}", json!({ "labels": model.labels, "judged": judged, "notes": notes, "report": path }));
        return Ok(());
    }
    notes.iter().for_each(|note| say!("  {note}"));
    say!("{} windows of {} people", judged.rows, judged.people);
    say!(
        "  right in {:.1} % (95 % over people {:.1} to {:.1}); always the commonest label {:.1} %",
        100.0 * judged.accuracy.value,
        100.0 * judged.accuracy.low,
        100.0 * judged.accuracy.high,
        100.0 * judged.majority
    );
    say!(
        "  where it is sure enough to answer ({:.0} % of the windows) right in {:.1} %; confidence off by {:.3} on average",
        100.0 * judged.answered,
        100.0 * judged.accuracy_of_answered.unwrap_or(f64::NAN),
        judged.calibration_error
    );
    say!("Open {} in a browser.", path.display());
    Ok(())
}
