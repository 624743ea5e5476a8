//! `score load-band`: cognitive load or rest, from 30 s of a wristband (wearable-cogload).
//!
//! Inputs: skin response, heart rate, RR intervals and skin temperature, one value a second; level, spread, direction and roughness of each, and differences of
//! successive RR intervals. Class 1 is load. Each person's own range is taken out over all of that person's windows, without their labels.

use std::path::Path;

use anyhow::{Context, ensure};
use attentive_learn::recipe::{Labelled, Ranges};

use super::gather::{Features, Gather};
use super::table::{numbered, text};
use super::{Metric, Task, recipes, score};
use crate::report::Report;

const SIGNALS: [&str; 4] = ["gsr", "hr", "rr", "temp"];

/// Scores.
pub fn run(data: &Path, holdout: Option<&Path>) -> anyhow::Result<Report> {
    let task = Task {
        name: "load-band",
        metric: Metric::Accuracy,
        recipes: recipes::usual(&[Ranges::OfThePerson, Ranges::Both]),
        reference: Some(0.644),
        prefix: "",
    };
    let mut report =
        Report::new(task.name, "wearable-cogload, windows of 30 s, unseen people; reference: the figure to beat");
    let other = holdout.map(read).transpose()?;
    score(&task, &read(data)?, other.as_ref(), &mut report)?;
    Ok(report)
}

fn read(folder: &Path) -> anyhow::Result<Labelled> {
    let folder = folder.join("wearable-cogload/train");
    let labels = text(&folder.join("labels_train.csv"))?;
    let labels: Vec<(&str, &str)> = labels
        .lines()
        .map(|line| line.trim().split_once(',').context("labels_train.csv: a line without a comma"))
        .collect::<anyhow::Result<_>>()?;
    let people = numbered(labels.iter().map(|(_, person)| *person));
    let signals = SIGNALS.map(|name| windows(&folder.join(format!("{name}_train.csv"))));
    let [skin, heart, beats, warmth] = signals;
    let signals = [skin?, heart?, beats?, warmth?];
    let mut rows = Gather::new(2);
    for (row, (label, _)) in labels.iter().enumerate() {
        let mut features = Features::default();
        for (name, windows) in SIGNALS.iter().zip(&signals) {
            ensure!(
                windows.len() == labels.len(),
                "{name} has {} windows, and there are {} labels",
                windows.len(),
                labels.len()
            );
            features.describe(name, &windows[row], 1.0);
        }
        let beats = &signals[2][row];
        let squares: Vec<f64> = beats.windows(2).map(|pair| (pair[1] - pair[0]).powi(2)).collect();
        features.add("rr rmssd", (squares.iter().sum::<f64>() / squares.len().max(1) as f64).sqrt());
        rows.add(people[row], row as f64, u8::from(*label == "0"), features)?;
    }
    Ok(rows.done())
}

fn windows(file: &Path) -> anyhow::Result<Vec<Vec<f64>>> {
    let text = text(file)?;
    let number = |cell: &str| cell.trim().parse::<f64>();
    let row = |(line, row): (usize, &str)| {
        row.split(',')
            .map(number)
            .collect::<Result<Vec<f64>, _>>()
            .with_context(|| format!("{}, line {}", file.display(), line + 1))
    };
    text.lines().enumerate().map(row).collect()
}
