//! `score tabular`: tree, forest and support vectors beside scikit-learn's on the same folds of the small sets that it ships.
//!
//! Rows belong to nobody, so this is no score on unseen people: it shows that the learners themselves are right. Folds and scikit-learn's figures
//! were written once by `tabular_peer.py`, which lies beside this file. A tree and a forest depend on chance: the value is the median of five seeds, low and high
//! are the least and the greatest; the baseline is the most frequent class.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, bail, ensure};
use attentive_learn::Classifier;
use attentive_learn::classifier::likeliest;
use attentive_learn::forest::{Cuts, DecisionTree, ForestSettings, RandomForest, Target, TreeSettings};
use attentive_learn::metrics::accuracy;
use attentive_learn::rows::pick;
use attentive_learn::scale::Standard;
use attentive_learn::split::Split;
use attentive_learn::svm::{Kernel, SupportVectors, SvmSettings};
use serde::Deserialize;

use crate::report::{Report, Row};

const PEER: &str = include_str!("tabular_peer.json");
const FOLDS: u32 = 10;
const SEEDS: u64 = 5;

/// Sets, their files, and how many lines stand before the rows.
const SETS: [(&str, &str, usize); 4] = [
    ("iris", "iris.csv", 1),
    ("wine", "wine_data.csv", 1),
    ("breast cancer", "breast_cancer.csv", 1),
    ("digits", "digits.csv.gz", 0),
];

#[derive(Deserialize)]
struct Peer {
    made_by: String,
    sets: BTreeMap<String, PeerSet>,
}

#[derive(Deserialize)]
struct PeerSet {
    /// The fold of each row, a digit each.
    folds: String,
    tree: f64,
    forest: f64,
    svm: f64,
}

struct Set {
    columns: Vec<Vec<f32>>,
    class: Vec<u8>,
    classes: usize,
    splits: Vec<Split>,
}

/// Scores.
pub fn run(data: &Path, holdout: Option<&Path>) -> anyhow::Result<Report> {
    ensure!(holdout.is_none(), "not available: these rows belong to nobody, so there are no people to keep aside");
    let peer: Peer = serde_json::from_str(PEER)?;
    let mut report = Report::new("tabular", format!("small sets of scikit-learn, ten folds; beside {}", peer.made_by));
    for (name, file, skip) in SETS {
        let theirs = peer.sets.get(name).with_context(|| format!("no folds of {name}"))?;
        let set = read(&data.join("sklearn-tabular").join(file), skip, &theirs.folds)?;
        let most = (0..=u8::MAX).map(|class| set.class.iter().filter(|is| **is == class).count()).max().unwrap_or(0);
        for (model, seeds, reference) in
            [("tree", SEEDS, theirs.tree), ("forest", SEEDS, theirs.forest), ("svm", 1, theirs.svm)]
        {
            let found: Vec<f64> =
                (1..=seeds).map(|seed| over_folds(&set, model, seed)).collect::<anyhow::Result<_>>()?;
            let row = Row::of_runs(&format!("{name} {model}"), "accuracy", &found, "");
            report.rows.push(Row { baseline: Some(most as f64 / set.class.len() as f64), ..row.beside(reference) });
        }
    }
    Ok(report)
}

fn over_folds(set: &Set, model: &str, seed: u64) -> anyhow::Result<f64> {
    let mut said = vec![0; set.class.len()];
    for split in &set.splits {
        let columns = |rows: &[usize]| set.columns.iter().map(|column| pick(column, rows)).collect::<Vec<_>>();
        let (train, test) = (columns(&split.train), columns(&split.test));
        let answers = answers(model, &train, &pick(&set.class, &split.train), &test, set.classes, seed)?;
        split.test.iter().zip(answers).for_each(|(row, answer)| said[*row] = answer);
    }
    accuracy(&said, &set.class).context("no rows")
}

fn answers(
    model: &str,
    train: &[Vec<f32>],
    class: &[u8],
    test: &[Vec<f32>],
    classes: usize,
    seed: u64,
) -> anyhow::Result<Vec<u8>> {
    let (train_views, test_views) =
        (attentive_learn::classifier::views(train), attentive_learn::classifier::views(test));
    let cuts = Cuts::at_quantiles(train, 255);
    let target = Target::Classes { count: classes, class };
    Ok(match model {
        "tree" => {
            let settings = TreeSettings { seed, ..TreeSettings::default() };
            let tree = DecisionTree::fit(&cuts.bin(train), &cuts, target, &[], &settings);
            (0..test_views[0].len()).map(|row| likeliest(tree.answer(tree.leaf(&test_views, row)))).collect()
        }
        "forest" => {
            let settings = ForestSettings { seed, ..ForestSettings::default() };
            RandomForest::fit(&cuts.bin(train), &cuts, target, &[], &settings).predict(&test_views)
        }
        "svm" => {
            let standard = Standard::fit(&train_views);
            let (train, test) = (standard.scaled_and_filled(&train_views), standard.scaled_and_filled(&test_views));
            let kernel = Kernel::rbf_scaled(&attentive_learn::classifier::views(&train));
            let machine =
                SupportVectors::fit(&train, class, classes, &SvmSettings { kernel, ..SvmSettings::default() });
            machine.predict(&attentive_learn::classifier::views(&test))
        }
        other => bail!("there is no model named {other:?}"),
    })
}

fn read(file: &Path, skip: usize, folds: &str) -> anyhow::Result<Set> {
    let bytes = std::fs::read(file).with_context(|| format!("could not read {}", file.display()))?;
    let mut text = String::new();
    if file.extension().is_some_and(|ending| ending == "gz") {
        flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut text)?;
    } else {
        text = String::from_utf8(bytes)?;
    }
    let mut columns: Vec<Vec<f32>> = Vec::new();
    for (line, row) in text.lines().enumerate().skip(skip) {
        let values: Vec<f32> = row
            .split(',')
            .map(|value| value.trim().parse::<f32>())
            .collect::<Result<_, _>>()
            .with_context(|| format!("{}, line {}: a value is no number", file.display(), line + 1))?;
        columns.resize(values.len().max(columns.len()), Vec::new());
        ensure!(values.len() == columns.len(), "{}, line {}: a row of another length", file.display(), line + 1);
        columns.iter_mut().zip(values).for_each(|(column, value)| column.push(value));
    }
    let class = columns.pop().context("an empty set")?;
    #[expect(clippy::cast_sign_loss, reason = "classes are counted from 0")]
    let class: Vec<u8> = class.into_iter().map(|class| class as u8).collect();
    ensure!(
        class.len() == folds.len(),
        "{} has {} rows, and folds are known for {}",
        file.display(),
        class.len(),
        folds.len()
    );
    let fold: Vec<u32> = folds.chars().filter_map(|digit| digit.to_digit(10)).collect();
    let splits = (0..FOLDS).map(|number| Split::by(class.len(), |row| fold.get(row) == Some(&number))).collect();
    let classes = usize::from(class.iter().copied().max().unwrap_or(0)) + 1;
    Ok(Set { columns, class, classes, splits })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_set_is_learnt_as_well_as_by_the_peer() {
        let Some(data) = crate::score::data_with("sklearn-tabular") else { return };
        let peer: Peer = serde_json::from_str(PEER).unwrap();
        let set = read(&data.join("sklearn-tabular/iris.csv"), 1, &peer.sets["iris"].folds).unwrap();
        for model in ["tree", "forest", "svm"] {
            assert!(over_folds(&set, model, 1).unwrap() > 0.9, "{model}");
        }
    }
}
