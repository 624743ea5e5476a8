//! `attentive evaluate states`: how good the kept model is on labelled recordings of other people, as figures and as a page.

use std::collections::BTreeSet;
use std::path::Path;

use attentive_learn::SplitMix64;
use attentive_learn::metrics::{Judgement, SetsJudged};
use attentive_learn::recipe::LEAST_GROUPS;
use attentive_learn::rows::LacksColumn;
use serde_json::json;

use super::labels::{Label, Labels, NAME};
use super::looks::{self, Looks};
use super::marks::MarkMap;
use super::recordings::{Known, Parts};
use super::unmet::unmet;
use super::windows::Windows;
use super::{Trained, page, refuse_overwriting, right_in_words, trained};
use crate::args::EvaluateArgs;
use crate::commands::Place;
use crate::commands::train::a_folder;
use crate::failure::{Failure, Outcome};

/// Leaves out what the model was learnt from, and says so: the very recordings, and others of the same people. Where nothing would be left all of it is judged, with
/// a warning.
fn without_known(labels: &mut Labels, known: &Known) -> Result<Vec<String>, Failure> {
    let mut own = Vec::new();
    for file in labels.files() {
        if known.holds(&Parts::of(&file)?) {
            own.push(file);
        }
    }
    let is_own = |label: &Label| own.contains(&label.file);
    let people: BTreeSet<&String> =
        labels.all.iter().filter(|label| is_own(label)).map(|label| &label.person).collect();
    let (left_out, left): (Vec<Label>, Vec<Label>) =
        labels.all.iter().cloned().partition(|label| people.contains(&label.person));
    if left_out.is_empty() {
        return Ok(Vec::new());
    }
    if left.is_empty() {
        let what =
            if left_out.iter().all(is_own) { "these very recordings" } else { "recordings of these very people" };
        return Ok(vec![format!(
            "the model was learnt from {what}, so all figures are far too good; judge it on other people"
        )]);
    }
    let names = |is_wanted: &dyn Fn(&Label) -> bool| {
        let names: BTreeSet<String> = left_out
            .iter()
            .filter(|label| is_wanted(label))
            .map(|label| label.file.file_name().unwrap_or_default().to_string_lossy().into_owned())
            .collect();
        names.into_iter().collect::<Vec<_>>().join(", ")
    };
    let mut notes = vec![format!("left out, as the model was learnt from these recordings: {}", names(&is_own))];
    let others = names(&|label| !is_own(label));
    if !others.is_empty() {
        notes.push(format!("left out, as the model was learnt from other recordings of the same people: {others}"));
    }
    labels.all = left;
    Ok(notes)
}

/// How often what may be held the truth, and how much it left open.
pub(super) fn sets_in_words(sets: Option<&SetsJudged>) -> String {
    let Some(sets) = sets else {
        return "what else may be is not told: the model was learnt from too few people to promise nine in ten"
            .to_owned();
    };
    let over_people = if sets.people > 1 {
        format!(
            "95 % over people {:.1} to {:.1}, least of a person {:.1}; ",
            100.0 * sets.held.low,
            100.0 * sets.held.high,
            100.0 * sets.least_of_a_person
        )
    } else {
        String::new()
    };
    format!(
        "the truth was among what may be in {:.1} % ({over_people}promised: 90 on average over people), {:.1} labels on average",
        100.0 * sets.held.value,
        sets.classes
    )
}

/// Judges, and writes the page.
pub fn run(place: &Place, args: &EvaluateArgs) -> Outcome {
    let Trained { model, manifest, making, recordings, marks, drift } = trained(place)?;
    let setup = making.setup(place, &args.reading, args.recorded_otherwise)?;
    a_folder(&args.data)?;
    let marks = MarkMap::told(&args.marks)?.or_else(|| marks.filter(|_| !Labels::are_told(&args.data)));
    let mut labels = match marks {
        Some(marks) => marks.labels(&args.data, &setup.options)?,
        None => Labels::read(&args.data)?,
    };
    let path = args.out.clone().unwrap_or_else(|| Path::new("states-report.html").to_owned());
    refuse_overwriting(&path, &[labels.files(), vec![args.data.join(NAME)]].concat())?;
    let mut notes = without_known(&mut labels, &recordings)?;
    notes.append(&mut labels.said);
    let files = labels.files();
    let unknown: Vec<String> = labels.names().into_iter().filter(|name| !model.labels.contains(name)).collect();
    let mut windows = Windows::read(&setup, &files)?;
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
    let sets: Option<Vec<Vec<usize>>> = said.chunks_exact(classes).map(|row| model.classes_that_may_be(row)).collect();
    let sets = sets.and_then(|sets| SetsJudged::of(&sets, &class, &person, &mut random));
    notes.extend(windows.said.iter().cloned());
    notes.extend(unmet(&labels, &windows, &files, &model.voters.columns()));
    let lacks = |lacks: LacksColumn| Failure::input(lacks.to_string());
    let looks = Looks::find(&model, &windows.rows, &places, &class).map_err(lacks)?;
    if let Some(known) = drift {
        let found = looks::drift(&known, &model, &windows.rows, &windows.file, files.len()).map_err(lacks)?;
        for (file, drift) in files.iter().zip(found) {
            notes.extend(drift.map(|drift| format!("{}: {}", file.display(), drift.words)));
        }
    }
    if !unknown.is_empty() {
        notes.push(format!("left out, as the model was never told of them: windows labelled {}", unknown.join(", ")));
    }
    if judged.people < LEAST_GROUPS {
        let what = match judged.people {
            1 => "figures of one person say nothing".to_owned(),
            people => format!("an interval over {people} people says too little"),
        };
        notes.push(format!("{what} of others; take {LEAST_GROUPS} or more"));
    }
    if !labels.has_people {
        notes.push("nobody says whose the recordings are, so each counts as a person of its own".to_owned());
    }
    let text = page::write(&page::Page {
        labels: &model.labels,
        judged: &judged,
        sets: sets.as_ref(),
        manifest: &manifest,
        looks: &looks,
        notes: &notes,
        data: &args.data,
    });
    std::fs::write(&path, text)
        .map_err(|error| Failure::input(format!("could not write the page: {error}: {}", path.display())))?;
    if args.json {
        say!(
            "{:#}",
            json!({ "labels": model.labels, "judged": judged, "may_be": sets, "looks": looks.json(), "notes": notes, "report": path })
        );
        return Ok(());
    }
    notes.iter().for_each(|note| say!("  {note}"));
    say!("{} windows of {} people", judged.rows, judged.people);
    say!("  right in {}; always the commonest label {:.1} %", right_in_words(&judged), 100.0 * judged.majority);
    say!(
        "  where it is sure enough to answer ({:.0} % of the windows) right in {}; confidence off by {:.3} on average",
        100.0 * judged.answered,
        judged.accuracy_of_answered.map_or_else(|| "none".to_owned(), |share| format!("{:.1} %", 100.0 * share)),
        judged.calibration_error
    );
    say!("  {}", sets_in_words(sets.as_ref()));
    let most: Vec<String> = (looks.importance.iter().flatten().take(3))
        .map(|own| format!("{} ({:+.3})", own.column, -own.fall.value))
        .collect();
    if !most.is_empty() {
        say!("  it looks most at (area under the curve without it): {}", most.join(", "));
    }
    say!("Open {} in a browser.", path.display());
    Ok(())
}
