//! Scores on labelled texts: one frame for all, so that each model of texts is put through the same and stands beside the others.
//!
//! 1. A score hands in cases ([`Case`]): a data set, taken apart into what is learnt from and what is judged on, once or several times (folds, draws, seeds).
//! 2. Each learner learns each part by its default recipe and is judged. Whatever it chooses (C, temperature, the limit below which it abstains) it chooses on
//!    what it learns from alone.
//! 3. With a folder of texts kept aside, cases learn from all of the first folder and are judged on the second; a text that stands in both is not learnt from.
//!
//! | row | what it is |
//! | --- | --- |
//! | `SET`, `SET linear`, `SET combined`, `accuracy`, `macro_f1` | what the program would use, and beside it the linear model, and for English the same with the encoder's rows: the mean over the parts; low and high are the least and the greatest; the baseline of accuracy is the commonest label |
//! | `in-scope`, `in-scope linear`, `in-scope combined`, `accuracy` | right and not refused; the baseline is that of the likeliest label without a limit |
//! | `out-of-scope`, `out-of-scope linear`, `out-of-scope combined`, `recall`, `precision` | refused, of all that should be, and of all that were |

mod continual;
mod demand;
mod faq;
mod few_shot;
mod intent;
mod intent_oos;
mod labels_zh;
mod ner;
mod ner_zh;
mod peft;
mod read;
mod reading_rank;
mod sentiment;
mod sentiment_zh;
mod surge;
mod tags;
mod triage;
mod words_of_loss;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, bail};
use attentive_learn::SplitMix64;
use attentive_learn::split::{Split, stratified_folds};
use attentive_learn::transformer::{Both, Goes, one_by_one};
use attentive_text::combined::CombinedModel;
use attentive_text::encoder::SentenceEncoder;
use attentive_text::growing::{GrowingModel, is_handful};
use attentive_text::label::{Judged, Labeller};
use attentive_text::linear::{LinearModel, LinearSettings};
use attentive_text::tuned::{TunedModel, TunedSettings};

use crate::report::{Report, Row};
use crate::score::Extent;
use crate::score::unseen::each;

/// Texts, each with its label.
pub type Texts = Vec<(String, String)>;

/// What is learnt from, and what is judged on.
pub struct Part {
    /// Learnt from.
    pub taught: Texts,
    /// Judged on.
    pub asked: Texts,
}

/// A data set, taken apart once or several times.
pub struct Case {
    /// The folder, and the setting where there are several.
    pub name: String,
    /// The parts.
    pub parts: Vec<Part>,
    /// The published or first figure that is meant to be reached with this learner's kind; by metric.
    pub reference: Option<(&'static str, f64)>,
}

impl Case {
    /// Makes a slice of it.
    fn cut(&mut self) {
        self.parts.truncate(1);
        self.parts.iter_mut().for_each(Part::cut);
    }
}

/// Labels of a slice, and texts of each.
const SLICE: (usize, usize) = (5, 6);

impl Part {
    /// Makes a slice of it: some labels, some texts of each.
    fn cut(&mut self) {
        let mut met = BTreeSet::new();
        let labels = self.asked.iter().map(|text| text.1.clone()).filter(|label| met.insert(label.clone()));
        let labels: Vec<String> = labels.take(SLICE.0).collect();
        for texts in [&mut self.taught, &mut self.asked] {
            let mut seen: BTreeMap<String, usize> = BTreeMap::new();
            texts.retain(|text| {
                let count = seen.entry(text.1.clone()).or_default();
                *count += 1;
                labels.contains(&text.1) && *count <= SLICE.1
            });
        }
    }
}

/// How a model is taught.
#[derive(Clone, Copy, Debug)]
pub struct Teaching {
    /// The label that stands for "none of the others".
    pub outside: Option<&'static str>,
    /// How the halves of a step run; what is learnt does not depend on it.
    pub both: Both,
}

/// Teaches texts.
type Teach = fn(&Texts, Teaching) -> anyhow::Result<Box<dyn Labeller>>;

/// Where chance begins.
const SEED: u64 = 1;

/// What learns: what stands behind the name of the set in rows, and how it learns by its default recipe. What is named by the set alone is what the program would use.
type Learner = (&'static str, Teach);

/// For English: the linear model, the same with what the encoder makes of the text as it is, and the tuned encoder; the quickest first, as each tells its figures when it has them.
const ENGLISH: [Learner; 3] = [(" linear", linear), (" combined", combined), ("", encoder)];
/// From a handful of texts: nearest means of what the encoder makes of them, and the linear model beside it.
const FEW: [Learner; 2] = [("", means), (" linear", linear)];
/// For Chinese: the multilingual encoder as it is, with words beside it, or the nearest mean where there is a handful of texts; and words alone.
const CHINESE: [Learner; 2] = [("", multilingual), (" linear", linear)];

/// Runs the score of that name, if it is one of these.
pub fn run(name: &str, data: &Path, holdout: Option<&Path>, extent: Extent) -> Option<anyhow::Result<Report>> {
    type Cases = fn(&Path, Option<&Path>) -> anyhow::Result<Vec<Case>>;
    let (cases, learners): (Cases, &[Learner]) = match name {
        "continual" => return Some(continual::run(data, holdout, extent)),
        "demand" => return Some(demand::run(data, holdout, extent)),
        "few-shot" => (few_shot::cases, &FEW),
        "faq" => return Some(faq::run(data, holdout)),
        "intent" => (intent::cases, &ENGLISH),
        "intent-oos" => return Some(intent_oos::run(data, holdout, extent)),
        "labels-zh" => (labels_zh::cases, &CHINESE),
        "ner" => return Some(ner::run(data, holdout, extent)),
        "ner-zh" => return Some(ner_zh::run(data, holdout, extent)),
        "peft" => return Some(peft::run(data, holdout, extent)),
        "reading-rank" => return Some(reading_rank::run(data, holdout, extent)),
        "sentiment" => (sentiment::cases, &ENGLISH),
        "sentiment-zh" => (sentiment_zh::cases, &CHINESE),
        "surge" | "surge-encoder" => return Some(surge::run(name, data, holdout, extent)),
        "triage" => (triage::cases, &ENGLISH),
        _ => return None,
    };
    Some(cases(data, holdout).and_then(|mut cases| {
        if extent == Extent::Slice {
            cases.iter_mut().for_each(Case::cut);
        }
        let mut report = report(name, &cases, learners, holdout)?;
        if name == "few-shot" {
            report.rows.extend(few_shot::untaught(data, holdout, extent)?);
        }
        Ok(report)
    }))
}

fn report(name: &str, cases: &[Case], learners: &[Learner], holdout: Option<&Path>) -> anyhow::Result<Report> {
    if cases.is_empty() {
        bail!("not available: the folder kept aside holds none of the sets of this score");
    }
    let sets: Vec<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    let aside = if holdout.is_some() { ", texts kept aside" } else { "" };
    let mut report = Report::new(name, format!("{}{aside}", sets.join(", ")));
    for case in cases {
        for (learner, teach) in learners {
            report.rows.extend(rows(case, learner, *teach)?);
        }
    }
    Ok(report)
}

fn rows(case: &Case, learner: &str, teach: Teach) -> anyhow::Result<[Row; 2]> {
    // Parts are worked on side by side where there are several.
    let both = if case.parts.len() > 1 { one_by_one } else { crate::encoder::side_by_side };
    let judged = each(&case.parts, |part| judge(part, teach, both).with_context(|| case.name.clone()))?;
    let name = format!("{}{learner}", case.name);
    let row = |metric: &str, of: &dyn Fn(&(f64, f64, f64)) -> f64| {
        let row = mean_row(&name, metric, &judged.iter().map(of).collect::<Vec<_>>());
        Row { reference: case.reference.filter(|known| known.0 == metric).map(|known| known.1), ..row }
    };
    let accuracy = row("accuracy", &|judged| judged.0);
    let of = |row: &Row| {
        format!("{:.4} ({:.4} to {:.4})", row.value, row.low.unwrap_or(row.value), row.high.unwrap_or(row.value))
    };
    eprintln!("{name}: accuracy {}, macro F1 {}", of(&accuracy), of(&row("macro_f1", &|judged| judged.1)));
    let majority = mean(&judged.iter().map(|judged| judged.2).collect::<Vec<_>>());
    Ok([Row { baseline: Some(majority), ..accuracy }, row("macro_f1", &|judged| judged.1)])
}

/// Accuracy and macro F1 of the likeliest labels, and the accuracy of the commonest.
fn judge(part: &Part, teach: Teach, both: Both) -> anyhow::Result<(f64, f64, f64)> {
    let model = teach(&part.taught, Teaching { outside: None, both })?;
    let (texts, labels): (Vec<&str>, Vec<&str>) =
        part.asked.iter().map(|(text, label)| (text.as_str(), label.as_str())).unzip();
    let report = Judged::of(model.as_ref(), &texts, &labels, None).context("nothing to judge")?.report;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    part.taught.iter().for_each(|text| *counts.entry(&text.1).or_default() += 1);
    let commonest = counts.iter().max_by_key(|count| count.1).map_or("", |count| count.0);
    let majority = part.asked.iter().filter(|text| text.1 == commonest).count() as f64 / part.asked.len().max(1) as f64;
    Ok((report.accuracy, report.macro_mean.f1, majority))
}

fn linear(texts: &Texts, teaching: Teaching) -> anyhow::Result<Box<dyn Labeller>> {
    let (labels, class) = places(texts);
    let words: Vec<&str> = texts.iter().map(|text| text.0.as_str()).collect();
    let outside = teaching.outside.and_then(|name| labels.iter().position(|label| label == name));
    let settings = LinearSettings { seed: SEED, ..LinearSettings::default() };
    let (model, folds) = LinearModel::train(&words, &class, &labels, outside, &settings, &mut |_| ())?;
    eprintln!(
        "linear: {} texts, {} labels, {} pieces; C {} of {:?} on folds, temperature {:.3}, least {:.3}",
        texts.len(),
        labels.len(),
        model.pieces(),
        folds.c,
        folds.accuracy.iter().map(|(c, accuracy)| format!("{c}: {accuracy:.4}")).collect::<Vec<_>>(),
        folds.temperature,
        model.scope().least,
    );
    Ok(Box::new(model))
}

/// What the program takes by itself where the multilingual encoder was added.
fn multilingual(texts: &Texts, teaching: Teaching) -> anyhow::Result<Box<dyn Labeller>> {
    let base = crate::encoder::multilingual()?;
    let (labels, _) = places(texts);
    if is_handful(texts.len(), labels.len()) {
        return means_upon(base, texts, teaching);
    }
    combined_upon(base, texts, teaching)
}

/// Words with what MiniLM-L6 makes of the text beside them.
fn combined(texts: &Texts, teaching: Teaching) -> anyhow::Result<Box<dyn Labeller>> {
    combined_upon(crate::encoder::minilm_rows()?, texts, teaching)
}

fn combined_upon(base: &SentenceEncoder, texts: &Texts, teaching: Teaching) -> anyhow::Result<Box<dyn Labeller>> {
    let (labels, class) = places(texts);
    let words: Vec<&str> = texts.iter().map(|text| text.0.as_str()).collect();
    let outside = teaching.outside.and_then(|name| labels.iter().position(|label| label == name));
    let settings = LinearSettings { seed: SEED, ..LinearSettings::default() };
    let (model, folds) = CombinedModel::train(base, &words, &class, &labels, outside, &settings, &mut |_| ())?;
    eprintln!(
        "combined: {} texts, {} labels, {} pieces; C {} of {:?} on folds",
        texts.len(),
        labels.len(),
        model.pieces(),
        folds.c,
        folds.accuracy.iter().map(|(c, accuracy)| format!("{c}: {accuracy:.4}")).collect::<Vec<_>>(),
    );
    Ok(Box::new(model))
}

/// Nearest means upon MiniLM-L6 as it is.
fn means(texts: &Texts, teaching: Teaching) -> anyhow::Result<Box<dyn Labeller>> {
    means_upon(crate::encoder::minilm_rows()?, texts, teaching)
}

fn means_upon(base: &SentenceEncoder, texts: &Texts, teaching: Teaching) -> anyhow::Result<Box<dyn Labeller>> {
    let (words, labels): (Vec<&str>, Vec<&str>) =
        texts.iter().map(|(text, label)| (text.as_str(), label.as_str())).unzip();
    let mut model = GrowingModel::new(base, teaching.outside, SEED);
    let found = model.teach(&words, &labels, &mut |_| ())?;
    eprintln!(
        "means: {} texts; left out one at a time {:.4}, temperature {:.3}",
        texts.len(),
        found.accuracy,
        found.temperature
    );
    Ok(Box::new(model))
}

/// MiniLM-L6 tuned as a whole, its tables of embeddings excepted, with words beside it where they help: the default recipe.
fn encoder(texts: &Texts, teaching: Teaching) -> anyhow::Result<Box<dyn Labeller>> {
    let base = crate::encoder::minilm()?;
    let (labels, class) = places(texts);
    let words: Vec<&str> = texts.iter().map(|text| text.0.as_str()).collect();
    let outside = teaching.outside.and_then(|name| labels.iter().position(|label| label == name));
    let settings = TunedSettings { seed: SEED, both: teaching.both, ..TunedSettings::default() };
    let begun = std::time::Instant::now();
    let mut told = 0.0;
    let (model, aside) = TunedModel::train(base, &words, &class, &labels, outside, &settings, &mut |share, loss| {
        if begun.elapsed().as_secs_f64() > told {
            eprintln!(
                "encoder: {:.0} % of {} texts, loss {loss:.3}, {:.0} s",
                100.0 * share,
                words.len(),
                begun.elapsed().as_secs_f64()
            );
            told += 30.0;
        }
        Goes::On
    })?;
    eprintln!(
        "encoder: {} texts, {} labels, {} rounds; share of words {:.1}; on a tenth left out {:.4}, temperature {:.3}, least {:.3}, {:.0} s",
        texts.len(),
        labels.len(),
        aside.rounds,
        aside.words,
        aside.accuracy,
        aside.temperature,
        model.scope().least,
        begun.elapsed().as_secs_f64(),
    );
    Ok(Box::new(model))
}

/// The labels in the order of their bytes, and the place of each text's.
fn places(texts: &Texts) -> (Vec<String>, Vec<u16>) {
    let labels: Vec<String> = texts.iter().map(|text| text.1.clone()).collect::<BTreeSet<_>>().into_iter().collect();
    let place: BTreeMap<&str, u16> = labels.iter().zip(0..).map(|(label, place)| (label.as_str(), place)).collect();
    let class = texts.iter().map(|text| place[text.1.as_str()]).collect();
    (labels, class)
}

/// Parts by folds that hold their share of each label.
fn folds(texts: &Texts, folds: usize) -> Vec<Part> {
    let labels: BTreeSet<&str> = texts.iter().map(|text| text.1.as_str()).collect();
    let place: BTreeMap<&str, u16> = labels.into_iter().zip(0..).collect();
    let class: Vec<u16> = texts.iter().map(|text| place[text.1.as_str()]).collect();
    stratified_folds(&class, folds, &mut SplitMix64::new(1)).iter().map(|split| part(texts, split)).collect()
}

/// For each seed a part that is learnt from a share of the texts, drawn anew.
fn draws(texts: &Texts, share: f64, seeds: u64) -> Vec<Part> {
    let drawn = |seed| {
        let mut order: Vec<usize> = (0..texts.len()).collect();
        SplitMix64::new(seed).shuffle(&mut order);
        let asked = order.split_off((texts.len() as f64 * share).round() as usize);
        part(texts, &Split { train: order, test: asked })
    };
    (1..=seeds).map(drawn).collect()
}

fn part(texts: &Texts, split: &Split) -> Part {
    let pick = |places: &[usize]| places.iter().filter_map(|place| texts.get(*place)).cloned().collect();
    Part { taught: pick(&split.train), asked: pick(&split.test) }
}

/// Learns from all that is known, except texts that are asked about.
fn kept_aside(known: Texts, asked: Texts) -> Part {
    let texts: BTreeSet<&str> = asked.iter().map(|text| text.0.as_str()).collect();
    let taught = known.into_iter().filter(|text| !texts.contains(text.0.as_str())).collect();
    Part { taught, asked }
}

/// A row of the mean of several runs, with the least and the greatest.
fn mean_row(case: &str, metric: &str, runs: &[f64]) -> Row {
    Row { value: mean(runs), ..Row::of_runs(case, metric, runs, "") }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(count: usize) -> Texts {
        (0..count)
            .map(|row| (format!("{} number {row}", ["card", "money"][row % 2]), ["a", "b"][row % 2].to_owned()))
            .collect()
    }

    #[test]
    fn a_slice_has_some_labels_and_some_texts_of_each() {
        let many = |count: usize| (0..count).map(|row| (row.to_string(), (row % 30).to_string())).collect::<Texts>();
        let mut part = Part { taught: many(3_000), asked: many(300) };
        part.cut();
        assert_eq!((part.taught.len(), part.asked.len()), (SLICE.0 * SLICE.1, SLICE.0 * SLICE.1));
    }

    #[test]
    fn parts_share_no_text_and_miss_none() {
        let texts = texts(30);
        for parts in [folds(&texts, 5), draws(&texts, 0.7, 3)] {
            for part in parts {
                assert!(part.asked.iter().all(|text| !part.taught.contains(text)));
                assert_eq!(part.asked.len() + part.taught.len(), 30);
            }
        }
        assert_eq!(kept_aside(texts.clone(), texts[..10].to_vec()).taught.len(), 20);
    }

    #[test]
    fn a_label_that_was_never_taught_is_missed() {
        let mut part = kept_aside(texts(31), vec![("card number 99".to_owned(), "a".to_owned())]);
        part.asked.push(("card number 98".to_owned(), "new".to_owned()));
        let (accuracy, macro_f1, majority) = judge(&part, linear, one_by_one).unwrap();
        assert_eq!((accuracy, majority), (0.5, 0.5));
        assert!((macro_f1 - 1.0 / 3.0).abs() < 1e-9, "{macro_f1}");
    }
}
