//! `score continual`: 150 intents come in ten steps of 15, each step's texts once and never again. How far behind learning all at once does one end, and what is left of the first?
//!
//! CLINC150, intents in an order by chance, learnt from the training part, judged on the validation part (texts of no intent left out). The model that takes new labels keeps sums and some
//! rows of each, no text ([`GrowingModel`]). Beside it stands the encoder tuned on all at once (joint training).
//!
//! | row | what it is |
//! | --- | --- |
//! | `clinc150`, `accuracy` | after the last step, over all intents; the baseline is joint training |
//! | `clinc150 old`, `accuracy` | after the last step, over the intents of the first five steps; the baseline is joint training on the same |
//! | `clinc150 first five steps`, `accuracy` | the same intents when they had just been learnt, told from one another alone |

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Context;
use attentive_learn::SplitMix64;
use attentive_text::growing::GrowingModel;
use attentive_text::label::Labeller;

use super::{Part, Teaching, Texts, encoder, few_shot};
use crate::encoder::{minilm_rows, side_by_side};
use crate::report::{Report, Row};
use crate::score::Extent;

const SET: &str = "clinc150";
const STEPS: usize = 10;
const OLD: usize = 5;
const SEEDS: u64 = 5;

/// Learns step by step and at once, and judges.
pub fn run(data: &Path, holdout: Option<&Path>, extent: Extent) -> anyhow::Result<Report> {
    let (taught, asked) = few_shot::clinc_parts(data, holdout)?
        .context("not available: the folder kept aside holds none of the sets of this score")?;
    let mut part = Part { taught, asked };
    if extent == Extent::Slice {
        part.cut();
    }
    let Part { taught, asked } = part;
    let joint = encoder(&taught, Teaching { outside: None, both: side_by_side })?;
    let joint_said = said(joint.as_ref(), &asked);
    let what = if holdout.is_some() { "clinc150, test part kept aside" } else { "clinc150, validation part" };
    let mut report = Report::new("continual", format!("{what}, {STEPS} steps, {SEEDS} orders of intents"));
    let mut figures = [const { Vec::new() }; 4];
    for seed in 1..=SEEDS {
        let found = stepwise(&taught, &asked, &joint_said, seed)?;
        figures.iter_mut().zip(found).for_each(|(all, one)| all.push(one));
        eprintln!(
            "order {seed} of {SEEDS}: all {:.4}, old {:.4}, when new {:.4}; joint on old {:.4}",
            found[0], found[1], found[2], found[3]
        );
    }
    let [all, old, fresh, joint_old] = &figures;
    let row = |case: &str, values: &[f64], baseline: Option<f64>| Row {
        baseline,
        value: super::mean(values),
        ..Row::of_runs(case, "accuracy", values, "")
    };
    let everything: BTreeSet<&str> = asked.iter().map(|text| text.1.as_str()).collect();
    report.rows.push(row(SET, all, Some(share(&joint_said, &asked, &everything))));
    report.rows.push(row(&format!("{SET} old"), old, Some(super::mean(joint_old))));
    report.rows.push(row(&format!("{SET} first five steps"), fresh, None));
    Ok(report)
}

/// After the last step over all and over the old intents, over the old ones when they were new, and joint training over the old ones.
fn stepwise(taught: &Texts, asked: &Texts, joint: &[String], seed: u64) -> anyhow::Result<[f64; 4]> {
    let mut intents: Vec<&str> =
        taught.iter().map(|text| text.1.as_str()).collect::<BTreeSet<_>>().into_iter().collect();
    SplitMix64::new(seed).shuffle(&mut intents);
    let per_step = intents.len().div_ceil(STEPS);
    let mut of_intent: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    taught.iter().for_each(|text| of_intent.entry(&text.1).or_default().push(&text.0));
    let old: BTreeSet<&str> = intents.iter().take(OLD * per_step).copied().collect();
    let mut model = GrowingModel::new(minilm_rows()?, None, seed);
    let mut fresh = f64::NAN;
    for (step, new) in intents.chunks(per_step).enumerate() {
        let texts: Vec<(&str, &str)> =
            new.iter().flat_map(|intent| of_intent[intent].iter().map(|text| (*text, *intent))).collect();
        let (texts, labels): (Vec<&str>, Vec<&str>) = texts.into_iter().unzip();
        model.teach(&texts, &labels, &mut |_| ())?;
        if step + 1 == OLD {
            fresh = share(&said(&model, asked), asked, &old);
        }
    }
    let said = said(&model, asked);
    let everything: BTreeSet<&str> = intents.into_iter().collect();
    Ok([share(&said, asked, &everything), share(&said, asked, &old), fresh, share(joint, asked, &old)])
}

/// The likeliest label of each text.
fn said(model: &dyn Labeller, asked: &Texts) -> Vec<String> {
    let texts: Vec<&str> = asked.iter().map(|text| text.0.as_str()).collect();
    let probabilities = model.probabilities(&texts);
    let likeliest = probabilities.chunks_exact(model.labels().len().max(1)).map(|row| model.scope().likeliest(row));
    likeliest.map(|place| place.map(|place| model.labels()[place].clone()).unwrap_or_default()).collect()
}

/// Share of the texts of these intents that got theirs.
fn share(said: &[String], asked: &Texts, of: &BTreeSet<&str>) -> f64 {
    let among: Vec<bool> = said
        .iter()
        .zip(asked)
        .filter(|(_, text)| of.contains(text.1.as_str()))
        .map(|(said, text)| *said == text.1)
        .collect();
    among.iter().filter(|right| **right).count() as f64 / among.len().max(1) as f64
}
