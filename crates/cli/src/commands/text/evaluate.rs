//! `attentive text evaluate`: a kept model on a file of labelled texts.

use attentive_text::label::Judged;
use attentive_text::labelled::Labels;
use serde_json::json;

use super::args::EvaluateTextArgs;
use super::{kept, read, report};
use crate::commands::Place;
use crate::commands::train::kept::DataHash;
use crate::failure::{Failure, Outcome};

/// Judges.
pub fn run(place: &Place, args: &EvaluateTextArgs) -> Outcome {
    let (model, manifest) = kept::find(place, args.with.as_deref())?;
    let asked = read::texts(&args.test, &args.columns, Labels::Wanted)?;
    let taught_outside = model.scope().outside.and_then(|outside| model.labels().get(outside)).cloned();
    let outside = args.oos.clone().or(taught_outside);
    let judged = Judged::of(model.as_ref(), &read::views(&asked), &read::labels(&asked), outside.as_deref())
        .ok_or_else(|| Failure::input("there is nothing to judge"))?;
    let mut hash = DataHash::default();
    hash.add(&args.test)?;
    let is_own = hash.finish() == manifest.learnt_from.data_sha256;
    say!("answered by: {}", model.by().name());
    if is_own {
        say!("  the model was learnt from this very file, so all figures are far too good; judge it on other texts");
    }
    let unknown: Vec<&str> = asked
        .labels
        .iter()
        .filter(|label| !model.labels().contains(label) && outside.as_deref() != Some(label.as_str()))
        .map(String::as_str)
        .collect();
    if !unknown.is_empty() {
        say!("  the model was never taught {}; such texts count as missed", unknown.join(", "));
    }
    report::print(&judged);
    let Some(file) = &args.json else { return Ok(()) };
    report::write(
        file,
        &json!({ "by": model.by(), "oos": outside, "test": judged, "is_own_file": is_own, "never_taught": unknown }),
    )
}
