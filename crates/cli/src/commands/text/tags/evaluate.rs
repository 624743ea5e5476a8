//! `attentive text evaluate --tags`: a kept model of tags on a file of tagged words.

use std::collections::BTreeSet;

use attentive_text::tagged::{JudgedTags, TagSet};
use serde_json::json;

use super::{read, train};
use crate::commands::Place;
use crate::commands::text::args::EvaluateTextArgs;
use crate::commands::text::{kept, report};
use crate::commands::train::kept::DataHash;
use crate::failure::{Failure, Outcome};

/// Judges.
pub fn run(place: &Place, args: &EvaluateTextArgs) -> Outcome {
    let (model, manifest) = kept::find_tags(place, args.with.as_deref())?;
    let asked = read::tagged(&args.test)?;
    let judged = JudgedTags::of(model.as_ref(), &asked.documents)
        .map_err(|fault| Failure::input(format!("could not tag: {fault}")))?
        .ok_or_else(|| Failure::input("there is nothing to judge"))?;
    let mut hash = DataHash::default();
    hash.add(&args.test)?;
    let is_own = hash.finish() == manifest.learnt_from.data_sha256;
    say!("answered by: {}", model.by().name());
    if is_own {
        say!("  the model was learnt from this very file, so all figures are far too good; judge it on other texts");
    }
    let tags = asked.documents.iter().flatten().flat_map(|sentence| &sentence.tags).map(String::as_str);
    let known: BTreeSet<&String> = model.tag_set().tags().iter().collect();
    let there = TagSet::of_tags(tags);
    let unknown: Vec<&str> =
        there.tags().iter().filter(|tag| !known.contains(tag)).filter_map(|tag| tag.strip_prefix("B-")).collect();
    if !unknown.is_empty() {
        say!("  the model was never taught {}; such entities count as missed", unknown.join(", "));
    }
    if model.splitting() != asked.splitting {
        let (own, other) = (model.splitting().name(), asked.splitting.name());
        say!("  the model was taught {own} and the file holds {other}; figures will be poor");
    }
    train::print(&judged);
    let Some(file) = &args.json else { return Ok(()) };
    report::write(file, &json!({ "by": model.by(), "test": judged, "is_own_file": is_own, "never_taught": unknown }))
}
