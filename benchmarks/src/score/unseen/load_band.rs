//! `score load-band`: cognitive load or rest, from 30 s of a wristband (wearable-cogload).
//!
//! Inputs: skin response, heart rate, RR intervals and skin temperature, one value a second; level, spread, direction, ends, steps and roughness of each, and
//! differences of successive RR intervals. Class 1 is load. Each person's own range and own rank are taken over all of that person's windows, without their labels; half of
//! these are load by design, so the person's middle is a good border here, as it need not be elsewhere. Windows stand in no order of time.
//! Nets see the 30 values of the four signals.

use std::path::Path;

use anyhow::{Context, ensure};
use attentive_learn::Moments;
use attentive_learn::recipe::{Labelled, Ranges, Recipe};

use super::gather::{Features, Gather};
use super::table::{numbered, text};
use super::{Metric, Task, recipes, score_of};
use crate::report::Report;

const SIGNALS: [&str; 4] = ["gsr", "hr", "rr", "temp"];
/// Seconds at both ends of a window.
const END_S: usize = 5;
/// Skin response is raised to this before its logarithm.
const LEAST_SKIN: f64 = 1e-3;

/// Scores.
pub fn run(data: &Path, holdout: Option<&Path>) -> anyhow::Result<Report> {
    let task =
        Task { name: "load-band", metric: Metric::Accuracy, recipes: tried(), reference: Some(0.644), prefix: "" };
    let on = "wearable-cogload, windows of 30 s, unseen people; reference: the figure to beat";
    #[cfg_attr(not(feature = "learning"), expect(unused_mut, reason = "nets add rows"))]
    let mut report = score_of(&task, on, read, (data, holdout))?;
    #[cfg(feature = "learning")]
    super::nets::add(&task, raw, (data, holdout), None, &mut report)?;
    Ok(report)
}

/// Straight borders and neighbours were worse on the people at hand and are left out.
fn tried() -> Vec<Recipe> {
    let ranges = [Ranges::OfThePerson, Ranges::RankOfThePerson, Ranges::RangeAndRank];
    let learners = ["forest", "boosted", "strict logistic", "wide round svm"];
    [recipes::baseline()].into_iter().chain(recipes::these(&learners, &ranges)).collect()
}

/// The windows as they lie in the files.
struct Band {
    person: Vec<u32>,
    /// 1 is load.
    class: Vec<u8>,
    /// By signal, by window, by second.
    signals: [Vec<Vec<f64>>; 4],
}

fn band(folder: &Path) -> anyhow::Result<Band> {
    let folder = folder.join("wearable-cogload/train");
    let labels = text(&folder.join("labels_train.csv"))?;
    let labels: Vec<(&str, &str)> = labels
        .lines()
        .map(|line| line.trim().split_once(',').context("labels_train.csv: a line without a comma"))
        .collect::<anyhow::Result<_>>()?;
    let person = numbered(labels.iter().map(|(_, person)| *person));
    let class = labels.iter().map(|(label, _)| u8::from(*label == "0")).collect();
    let signals = SIGNALS.map(|name| windows(&folder.join(format!("{name}_train.csv"))));
    let [skin, heart, beats, warmth] = signals;
    let signals = [skin?, heart?, beats?, warmth?];
    for (name, windows) in SIGNALS.iter().zip(&signals) {
        let (found, expected) = (windows.len(), labels.len());
        ensure!(found == expected, "{name} has {found} windows, and there are {expected} labels");
    }
    Ok(Band { person, class, signals })
}

#[cfg(feature = "learning")]
fn raw(folder: &Path) -> anyhow::Result<super::nets::Raw> {
    let Band { person, class, signals } = band(folder)?;
    let length = signals[0].first().map_or(0, Vec::len);
    let is_even = signals.iter().flatten().all(|window| window.len() == length);
    ensure!(is_even, "wearable-cogload: not all windows hold {length} values");
    let column = |windows: &Vec<Vec<f64>>| windows.iter().flatten().map(|value| *value as f32).collect();
    let windows = attentive_learn::nets::Windows {
        channels: SIGNALS.map(str::to_owned).to_vec(),
        length,
        values: signals.iter().map(column).collect(),
        person,
        class,
        labels: vec!["rest".into(), "load".into()],
    };
    Ok(super::nets::Raw { time: (0..windows.len()).map(|row| row as f64).collect(), windows })
}

fn read(folder: &Path) -> anyhow::Result<Labelled> {
    let Band { person, class, signals } = band(folder)?;
    let mut rows = Gather::new(2);
    for (row, class) in class.iter().enumerate() {
        let mut features = Features::default();
        for (name, windows) in SIGNALS.iter().zip(&signals) {
            features.describe(name, &windows[row], 1.0);
            ends(name, &windows[row], &mut features);
        }
        let beats = &signals[2][row];
        let squares: Vec<f64> = beats.windows(2).map(|pair| (pair[1] - pair[0]).powi(2)).collect();
        let skin: Vec<f64> = signals[0][row].iter().map(|value| value.max(LEAST_SKIN).ln()).collect();
        features
            .add("ln gsr deviation", skin.iter().copied().collect::<Moments>().variance().map_or(f64::NAN, f64::sqrt));
        features.add("ln gsr change", steps(&skin).map(f64::abs).collect::<Moments>().mean().unwrap_or(f64::NAN));
        features.add("rr rmssd", (squares.iter().sum::<f64>() / squares.len().max(1) as f64).sqrt());
        rows.add(person[row], row as f64, *class, features)?;
    }
    Ok(rows.done())
}

/// How a window begins and ends, and its greatest steps.
fn ends(name: &str, values: &[f64], features: &mut Features) {
    let mean = |values: &[f64]| values.iter().copied().collect::<Moments>().mean().unwrap_or(f64::NAN);
    let count = END_S.min(values.len());
    features.add(format!("{name} start"), mean(&values[..count]));
    features.add(format!("{name} end"), mean(&values[values.len() - count..]));
    let moments: Moments = steps(values).collect();
    features.add(format!("{name} step deviation"), moments.variance().map_or(f64::NAN, f64::sqrt));
    features.add(format!("{name} greatest rise"), steps(values).fold(f64::NAN, f64::max));
    features.add(format!("{name} greatest fall"), steps(values).fold(f64::NAN, f64::min));
}

fn steps(values: &[f64]) -> impl Iterator<Item = f64> {
    values.windows(2).map(|pair| pair[1] - pair[0])
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

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_learn::split::{Split, leave_one_person_out};

    #[test]
    fn some_people_are_read_and_told_from_others() {
        let Some(data) = crate::score::data_with("wearable-cogload") else { return };
        let all = read(&data).unwrap();
        assert_eq!(all.rows.names.len(), 4 * (12 + 5) + 3);
        let few = all.select(&(0..all.class.len()).filter(|row| all.rows.person[*row] < 3).collect::<Vec<_>>());
        let Split { train, test } = leave_one_person_out(&few.rows.person).remove(0);
        let recipe = recipes::these(&["strict logistic"], &[Ranges::RankOfThePerson]).remove(0);
        let said = recipe.fit(&few.select(&train)).probabilities(&few.rows.select(&test)).unwrap();
        assert!(said.len() == 2 * test.len() && said.iter().all(|p| (0.0..=1.0).contains(p)));
    }
}
