//! `attentive evaluate states`: how good the kept model is on labelled recordings of other people, as figures and as a page.

use std::path::Path;

use attentive_learn::SplitMix64;
use attentive_learn::metrics::Judgement;
use attentive_learn::recipe::LEAST_GROUPS;
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
    let (mut windows, _) = Windows::read(place, &args.reading, &files, Some(windowing))?;
    windows.name_people(&labels, &files);
    let (places, class) = windows.said(&labels, &files, &model.labels, &model.voters.columns());
    if class.is_empty() {
        return Err(Failure::input(format!(
            "no window that can be told has a label that the model knows ({}); labels must fill half of a window at least",
            model.labels.join(", ")
        )));
    }
    // A person's own range is that of all their windows, whether labelled or not.
    let all = (model.voters.probabilities(&windows.rows))
        .map_err(|lacks| Failure::input(format!("these recordings cannot be judged: {lacks}")))?;
    let classes = model.labels.len();
    let said: Vec<f32> = places.iter().flat_map(|row| &all[row * classes..(row + 1) * classes]).copied().collect();
    let person = attentive_learn::rows::pick(&windows.rows.person, &places);
    let mut random = SplitMix64::new(1);
    let judged = Judgement::of(&said, &class, &person, classes, model.abstain_below, &mut random)
        .ok_or_else(|| Failure::input("there is nothing to judge"))?;
    let mut notes = windows.said.clone();
    if train::hash(&files, &args.data)? == manifest.learnt_from.data_sha256 {
        notes.insert(0, "the model was learnt from these very recordings, so all figures are far too good; judge it on other people".to_owned());
    }
    if !unknown.is_empty() {
        notes.push(format!("left out, as the model was never told of them: windows labelled {}", unknown.join(", ")));
    }
    if judged.people < LEAST_GROUPS {
        notes.push(format!(
            "an interval over {} people says too little of others; take {LEAST_GROUPS} or more",
            judged.people
        ));
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
        "  where it is sure enough to answer ({:.0} % of the windows) right in {}; confidence off by {:.3} on average",
        100.0 * judged.answered,
        judged.accuracy_of_answered.map_or_else(|| "none".to_owned(), |share| format!("{:.1} %", 100.0 * share)),
        judged.calibration_error
    );
    say!("Open {} in a browser.", path.display());
    Ok(())
}
