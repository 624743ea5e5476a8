//! `score intent-oos`: which of 150 things does somebody want, or none of them? CLINC150, learnt from its training part with its 100 examples of neither, judged on its validation part;
//! with texts kept aside learnt from both, judged on the test part.
//!
//! The limit below which a text is refused costs at most one in a hundred of those that belong, found on folds of what is learnt from; examples of what does not belong are one label more.
//! References: a linear SVM with a class for the rest reached .926 and .17 when the aims were set.

use std::path::Path;

use anyhow::{Context, ensure};
use attentive_text::label::{Labeller, Scope};

use super::{ENGLISH, Part, Teaching, Texts, kept_aside, read};
use crate::report::{Report, Row};
use crate::score::Extent;

const SET: &str = "clinc150";
/// The label of what belongs to no intent.
const OUTSIDE: &str = "oos";

pub fn run(data: &Path, holdout: Option<&Path>, extent: Extent) -> anyhow::Result<Report> {
    let mut part = part(data, holdout)?;
    if extent == Extent::Slice {
        // The label of what belongs nowhere is among those that are kept.
        part.asked.reverse();
        part.cut();
    }
    let what = if holdout.is_some() { "clinc150, test part kept aside" } else { "clinc150, validation part" };
    let mut report = Report::new("intent-oos", what);
    for (learner, teach) in ENGLISH {
        let model = teach(&part.taught, Teaching { outside: Some(OUTSIDE), both: crate::encoder::side_by_side })?;
        report.rows.extend(rows(&part.asked, model.as_ref(), learner)?);
    }
    Ok(report)
}

fn part(data: &Path, holdout: Option<&Path>) -> anyhow::Result<Part> {
    let file = data.join(SET).join("data_full_train_val.json");
    let mut lists = read::clinc(&file)?;
    let mut list = |name: &str| lists.remove(name).with_context(|| format!("{} has no list {name:?}", file.display()));
    let taught = [list("train")?, list("oos_train")?].concat();
    let asked = [list("val")?, list("oos_val")?].concat();
    let Some(holdout) = holdout else { return Ok(Part { taught, asked }) };
    let aside = read::clinc_aside(holdout)?;
    let aside =
        aside.context("not available: no file of clinc150 kept aside has the lists \"test\" and \"oos_test\"")?;
    Ok(kept_aside([taught, asked].concat(), aside))
}

fn rows(asked: &Texts, model: &dyn Labeller, learner: &str) -> anyhow::Result<[Row; 3]> {
    let texts: Vec<&str> = asked.iter().map(|text| text.0.as_str()).collect();
    let probabilities = model.probabilities(&texts);
    let judged = |scope: Scope| {
        let said = probabilities.chunks_exact(model.labels().len()).map(|row| scope.inside(row));
        let (mut inside, mut right, mut outside, mut refused, mut both) = (0_usize, 0_usize, 0_usize, 0_usize, 0_usize);
        for (said, (_, label)) in said.zip(asked) {
            let is_outside = label == OUTSIDE;
            outside += usize::from(is_outside);
            inside += usize::from(!is_outside);
            refused += usize::from(said.is_none());
            both += usize::from(is_outside && said.is_none());
            right += usize::from(said.is_some_and(|place| model.labels()[place] == *label));
        }
        let share = |part: usize, of: usize| part as f64 / of as f64;
        [share(right, inside), share(both, outside), share(both, refused)]
    };
    let (limited, open) = (judged(*model.scope()), judged(Scope { least: 0.0, ..*model.scope() }));
    let row = |case: &str, metric: &str, place: usize, reference: Option<f64>| {
        let row = Row::new(&format!("{case}{learner}"), metric, limited[place], "");
        Row { baseline: Some(open[place]).filter(|value| value.is_finite()), reference, ..row }
    };
    ensure!(
        limited.iter().all(|value| value.is_finite()),
        "nothing was refused, or nothing belongs, or nothing does not"
    );
    Ok([
        row("in-scope", "accuracy", 0, Some(0.926)),
        row("out-of-scope", "recall", 1, Some(0.17)),
        row("out-of-scope", "precision", 2, None),
    ])
}
