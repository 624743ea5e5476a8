//! `score ner-zh`: names, companies, games, places and more in Chinese: CLUENER2020, learnt from `train`, judged on `dev`, sign by sign.
//!
//! | row | what it is |
//! | --- | --- |
//! | `cluener2020`, `f1` | over all entities; one counts when its kind and both ends are right |
//! | `cluener2020`, `macro_f1` | the mean over the ten kinds |
//! | `address`, ... | F1 of each kind |
//!
//! Reference: BiLSTM-CRF 70.0 on the test part, which has no labels here (Xu et al. 2020).

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, ensure};
use attentive_text::tagged::{LinearTagger, LinearTaggerSettings, Sentence};
use serde::Deserialize;

use super::read;
use super::tags::Entities;
use crate::report::{Report, Row};
use crate::score::Extent;

const SET: &str = "cluener2020";

/// Learns and judges.
pub fn run(data: &Path, holdout: Option<&Path>, extent: Extent) -> anyhow::Result<Report> {
    let folder = data.join(SET);
    let mut taught = sentences(&folder.join("train.jsonl"))?;
    let mut asked = match holdout {
        None => sentences(&folder.join("dev.jsonl"))?,
        Some(holdout) => {
            let file = ["test.jsonl", "dev.jsonl"].iter().find_map(|file| read::aside(holdout, SET, file));
            let file = file.context("not available: the folder kept aside holds none of the sets of this score")?;
            taught.extend(sentences(&folder.join("dev.jsonl"))?);
            let asked = sentences(&file)?;
            let words: std::collections::BTreeSet<&[String]> = asked.iter().map(|one| one.words.as_slice()).collect();
            taught.retain(|one| !words.contains(one.words.as_slice()));
            asked
        }
    };
    if extent == Extent::Slice {
        taught.truncate(300);
        asked.truncate(60);
    }
    let begun = Instant::now();
    let model = LinearTagger::train(&taught, &LinearTaggerSettings::default(), &mut |share, loss| {
        eprintln!("linear: {:.0} %, loss {loss:.3}, {:.0} s", 100.0 * share, begun.elapsed().as_secs_f64());
    })?;
    let mut counted = Entities::default();
    asked.iter().for_each(|sentence| counted.add(&model.tag(&sentence.words), &sentence.tags));
    let aside = if holdout.is_some() { "kept aside" } else { "dev" };
    let mut report = Report::new("ner-zh", format!("{SET}, {aside}, {} sentences", asked.len()));
    let kinds = counted.kinds();
    let mean = kinds.iter().map(|kind| kind.1).sum::<f64>() / kinds.len().max(1) as f64;
    report.rows.push(Row { reference: Some(0.70), ..Row::new(SET, "f1", counted.f1(), "") });
    report.rows.push(Row::new(SET, "macro_f1", mean, ""));
    report.rows.extend(kinds.iter().map(|(kind, f1)| Row::new(kind, "f1", *f1, "")));
    Ok(report)
}

#[derive(Deserialize)]
struct Line {
    text: String,
    /// Kind, surface, places from and to, both among them.
    #[serde(default)]
    label: BTreeMap<String, BTreeMap<String, Vec<[usize; 2]>>>,
}

fn sentences(file: &Path) -> anyhow::Result<Vec<Sentence>> {
    let text = std::fs::read_to_string(file).with_context(|| format!("could not read {}", file.display()))?;
    let read = |(number, line): (usize, &str)| {
        let line: Line = serde_json::from_str(line)
            .with_context(|| format!("line {} of {} is no sentence of CLUENER", number + 1, file.display()))?;
        line.sentence().with_context(|| format!("line {} of {}", number + 1, file.display()))
    };
    let lines = text.lines().enumerate().filter(|line| !line.1.trim().is_empty());
    let sentences: Vec<Sentence> = lines.map(read).collect::<anyhow::Result<_>>()?;
    ensure!(!sentences.is_empty(), "{} holds no sentence", file.display());
    Ok(sentences)
}

impl Line {
    fn sentence(&self) -> anyhow::Result<Sentence> {
        let words: Vec<String> = self.text.chars().map(String::from).collect();
        let mut tags = vec!["O".to_owned(); words.len()];
        for (kind, surfaces) in &self.label {
            for [from, to] in surfaces.values().flatten() {
                ensure!(from <= to && *to < words.len(), "an entity lies at {from} to {to} of {} signs", words.len());
                // Of entities that lie in one another (there are few) the first is taught.
                if tags[*from..=*to].iter().any(|tag| tag != "O") {
                    continue;
                }
                tags[*from..=*to].fill(format!("I-{kind}"));
                tags[*from] = format!("B-{kind}");
            }
        }
        Ok(Sentence { words, tags })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::data_with;

    #[test]
    fn entities_are_read_from_their_places() {
        let line: Line = serde_json::from_str(r#"{"text":"在北京","label":{"address":{"北京":[[1,2]]}}}"#).unwrap();
        assert_eq!(line.sentence().unwrap().tags, ["O", "B-address", "I-address"]);
        let wrong: Line = serde_json::from_str(r#"{"text":"在","label":{"address":{"北京":[[1,2]]}}}"#).unwrap();
        assert!(wrong.sentence().unwrap_err().to_string().contains("1 to 2 of 1"));
    }

    #[test]
    fn the_set_holds_as_many_entities_as_its_page_says() {
        let Some(data) = data_with(SET) else { return };
        let dev = sentences(&data.join(SET).join("dev.jsonl")).unwrap();
        let begins = dev.iter().flat_map(|one| &one.tags).filter(|tag| tag.starts_with("B-")).count();
        assert_eq!((dev.len(), begins), (1_343, 3_072));
    }
}
