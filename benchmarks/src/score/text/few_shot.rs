//! `score few-shot`: what is learnt from 5 or 10 texts of each label? Banking77 and CLINC150, five draws each from their training parts, judged on all of banking77's test part and clinc150's
//! validation part (texts that belong to no intent left out).
//!
//! `banking77 0` and `clinc150 0` know the names of the labels alone.
//!
//! References: the aims for this encoder, .75 from 5 and .83 from 10. (IntentBERT reports .706 from 5 on banking77 by another protocol.)

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Context;
use attentive_learn::SplitMix64;
use attentive_text::described::{DescribedLabels, parted};

use super::{Case, Part, Texts, kept_aside, read};
use crate::report::Row;
use crate::score::Extent;

const DRAWS: u64 = 5;

pub fn cases(data: &Path, holdout: Option<&Path>) -> anyhow::Result<Vec<Case>> {
    let mut cases = Vec::new();
    for (set, parts) in [("banking77", banking_parts as Parts), ("clinc150", clinc_parts)] {
        let Some((taught, asked)) = parts(data, holdout)? else { continue };
        for (shots, aim) in [(5, 0.75), (10, 0.83)] {
            let parts =
                (1..=DRAWS).map(|seed| Part { taught: drawn(&taught, shots, seed), asked: asked.clone() }).collect();
            cases.push(Case { name: format!("{set} {shots}"), parts, reference: Some(("accuracy", aim)) });
        }
    }
    Ok(cases)
}

/// What may be learnt from and what is judged on; `None` when the folder kept aside has none of it.
type Parts = fn(&Path, Option<&Path>) -> anyhow::Result<Option<(Texts, Texts)>>;

fn banking_parts(data: &Path, holdout: Option<&Path>) -> anyhow::Result<Option<(Texts, Texts)>> {
    let file = |name: &str| read::labelled(&data.join("banking77").join(name));
    let (taught, asked) = (file("train.csv")?, file("test.csv")?);
    let Some(holdout) = holdout else { return Ok(Some((taught, asked))) };
    let aside = read::aside(holdout, "banking77", "test.csv").map(|file| read::labelled(&file)).transpose()?;
    Ok(aside.map(|aside| both(kept_aside([taught, asked].concat(), aside))))
}

/// Those of CLINC150, without texts that belong to no intent.
pub fn clinc_parts(data: &Path, holdout: Option<&Path>) -> anyhow::Result<Option<(Texts, Texts)>> {
    let file = data.join("clinc150").join("data_full_train_val.json");
    let mut lists = read::clinc(&file)?;
    let mut list = |name: &str| lists.remove(name).with_context(|| format!("{} has no list {name:?}", file.display()));
    let (taught, asked) = (list("train")?, list("val")?);
    let Some(holdout) = holdout else { return Ok(Some((taught, asked))) };
    let aside = read::clinc_aside(holdout)?;
    let aside = aside.map(|texts| texts.into_iter().filter(|text| text.1 != "oos").collect());
    Ok(aside.map(|aside| both(kept_aside([taught, asked].concat(), aside))))
}

fn both(part: Part) -> (Texts, Texts) {
    (part.taught, part.asked)
}

/// Names of labels alone, before anything is taught: the share of texts whose label comes nearest in meaning.
pub fn untaught(data: &Path, holdout: Option<&Path>, extent: Extent) -> anyhow::Result<Vec<Row>> {
    let encoder = crate::encoder::minilm_rows()?;
    let mut rows = Vec::new();
    for (set, parts) in [("banking77", banking_parts as Parts), ("clinc150", clinc_parts)] {
        let Some((taught, asked)) = parts(data, holdout)? else { continue };
        let mut part = Part { taught, asked };
        if extent == Extent::Slice {
            part.cut();
        }
        let Part { taught, asked } = part;
        let labels: BTreeSet<&str> = taught.iter().map(|text| text.1.as_str()).collect();
        let described: Vec<(String, String)> = labels.into_iter().map(parted).collect();
        let known = DescribedLabels::read(encoder, &described)?;
        let mut right = 0_usize;
        for (text, label) in &asked {
            right += usize::from(known.closeness(encoder, text)?.first().is_some_and(|nearest| nearest.0 == label));
        }
        rows.push(Row::new(&format!("{set} 0"), "accuracy", right as f64 / asked.len().max(1) as f64, ""));
    }
    Ok(rows)
}

/// So many texts of each label, by chance.
fn drawn(texts: &Texts, shots: usize, seed: u64) -> Texts {
    let mut order: Vec<usize> = (0..texts.len()).collect();
    SplitMix64::new(seed).shuffle(&mut order);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let kept = order.into_iter().filter(|place| {
        let count = seen.entry(&texts[*place].1).or_default();
        *count += 1;
        *count <= shots
    });
    kept.map(|place| texts[place].clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_label_is_drawn_as_often_and_each_seed_draws_others() {
        let texts: Texts = (0..40).map(|row| (row.to_string(), ["a", "b"][row % 2].to_owned())).collect();
        let [one, other] = [1, 2].map(|seed| drawn(&texts, 5, seed));
        assert_eq!(one.iter().filter(|text| text.1 == "a").count(), 5);
        assert_eq!(one.len(), 10);
        assert_ne!(one, other);
    }
}
