//! `score peft`: how much is lost, and how little is trained, when an encoder is tuned by small weights beside it? Sentiment of financial news (70/30, one draw) and intents of banking77, each
//! by every way of tuning with its default rounds and rates.
//!
//! | row | what it is |
//! | --- | --- |
//! | `SET WAY`, `accuracy`, `macro_f1` | the baseline of accuracy is full tuning's |
//! | `SET WAY`, `trained` | numbers that were trained, those of the head among them, as a share of the encoder's |

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, bail};
use attentive_learn::transformer::Goes;
use attentive_text::label::Judged;
use attentive_text::tuned::{TunedModel, TunedSettings, Tuning};

use super::{Case, SEED, intent, places, sentiment};
use crate::encoder::{minilm, side_by_side};
use crate::report::{Report, Row};
use crate::score::Extent;

const WAYS: [Tuning; 5] = [Tuning::Full, Tuning::Lora, Tuning::Adalora, Tuning::Adapter, Tuning::Prefix];

/// Learns each way and judges.
pub fn run(data: &Path, holdout: Option<&Path>, extent: Extent) -> anyhow::Result<Report> {
    let mut cases = sentiment::cases(data, holdout)?;
    cases.iter_mut().for_each(|case| case.parts.truncate(1));
    cases.extend(intent::cases(data, holdout)?);
    if extent == Extent::Slice {
        cases.iter_mut().for_each(Case::cut);
    }
    if cases.is_empty() {
        bail!("not available: the folder kept aside holds none of the sets of this score");
    }
    let aside = if holdout.is_some() { ", texts kept aside" } else { "" };
    let sets: Vec<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    let mut report = Report::new("peft", format!("{}{aside}, one seed", sets.join(", ")));
    for case in &cases {
        let mut full = None;
        for way in WAYS {
            let found = judged(case, way)?;
            let full = *full.get_or_insert(found[0]);
            let name = format!("{} {}", case.name, way.name());
            report.rows.push(Row { baseline: Some(full), ..Row::new(&name, "accuracy", found[0], "") });
            report.rows.push(Row::new(&name, "macro_f1", found[1], ""));
            report.rows.push(Row::new(&name, "trained", found[2], ""));
        }
    }
    Ok(report)
}

/// Accuracy, macro F1, share of numbers that were trained.
fn judged(case: &Case, tuning: Tuning) -> anyhow::Result<[f64; 3]> {
    let part = case.parts.first().context("nothing to learn from")?;
    let (labels, class) = places(&part.taught);
    let words: Vec<&str> = part.taught.iter().map(|text| text.0.as_str()).collect();
    // Accuracy alone is compared, so that no first model is needed to calibrate by.
    let settings = TunedSettings {
        tuning,
        with_words: false,
        is_calibrated: false,
        seed: SEED,
        both: side_by_side,
        ..TunedSettings::default()
    };
    let begun = Instant::now();
    let mut told = 0.0;
    let (model, _) = TunedModel::train(minilm()?, &words, &class, &labels, None, &settings, &mut |share, loss| {
        if begun.elapsed().as_secs_f64() > told {
            let seconds = begun.elapsed().as_secs_f64();
            eprintln!("{} {}: {:.0} %, loss {loss:.3}, {seconds:.0} s", case.name, tuning.name(), 100.0 * share);
            told += 30.0;
        }
        Goes::On
    })?;
    let (texts, is): (Vec<&str>, Vec<&str>) =
        part.asked.iter().map(|(text, label)| (text.as_str(), label.as_str())).unzip();
    let report = Judged::of(&model, &texts, &is, None).context("nothing to judge")?.report;
    let (_, trained, whole) = model.trained();
    Ok([report.accuracy, report.macro_mean.f1, trained as f64 / whole as f64])
}
