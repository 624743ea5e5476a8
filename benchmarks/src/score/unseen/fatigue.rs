//! `score fatigue`: how tired a worker says to be at the end of a segment of work, 0 to 10, from a chest patch (manufacturing-worker-fatigue); unseen people.
//!
//! Inputs: heart rate (raw and processed), its variability, breathing rate, skin temperature, the chest's acceleration on three axes and from one sample to the
//! next, and the quality of ECG and breathing: of each the middle, the tenths at both ends, the spread, how the last quarter differs from the first, and its level
//! in the last quarter; beside them the same against the session's own range over all its segments, without any rating. When it was, which segment, how long it took,
//! the weight added, performance, age, sex, and what was said before are no inputs.
//!
//! Too little is the dangerous side. A fitted model is raised by the least tenth of a point at which no more than [`TOO_LOW`] of the segments of left-out
//! people *learnt from* are told more than a point too low.
//!
//! | row | what it is |
//! | --- | --- |
//! | `mean` | the mean of the people learnt from |
//! | `last segment` | what the person said at the segment's beginning: a rating, which the models do not see |
//! | a model's name | that model as it is, and `raised` |
//! | `best` | of the raised models the one with the least error on left-out people learnt from |

use std::path::Path;

use anyhow::{Context, bail};
use attentive_learn::classifier::views;
use attentive_learn::forest::{ColumnsAsked, Cuts, ForestSettings, RandomForest, Target, TreeSettings};
use attentive_learn::kernel_ridge::{Goal, KernelRidge};
use attentive_learn::metrics::{mean_absolute_error, over_people, underprediction};
use attentive_learn::rows::pick;
use attentive_learn::scale::{Standard, per_person};
use attentive_learn::split::{Split, leave_one_person_out};
use attentive_learn::svm::Kernel;
use attentive_learn::{Moments, SplitMix64, quantile};

use super::each;
use super::table::{Table, numbered};
use crate::report::{Report, Row};

/// The share of segments that may be told more than [`TOLERANCE`] too low.
const TOO_LOW: f64 = 0.18;
const TOLERANCE: f64 = 1.0;
/// The least and the greatest rating.
const RATINGS: (f64, f64) = (0.0, 10.0);
/// Own ranges are cut off here: a session has seven segments, so a range of theirs is rough.
const FARTHEST: f32 = 4.0;
const PUBLISHED: (f64, f64) = (2.01, 0.18);

/// Columns, with what lies outside of these ends being no measurement.
const SIGNALS: [(&str, f64, f64); 7] = [
    ("HR", 35.0, 210.0),
    ("HR_Processed", 35.0, 210.0),
    ("HRV", 0.001, 250.0),
    ("RR", 0.001, 100.0),
    ("Temperature", 25.0, 42.0),
    ("RRSQI", 0.0, 1.0),
    ("ECGSQI", 0.0, 1.0),
];

/// Segments of work.
struct Segments {
    person: Vec<u32>,
    columns: Vec<Vec<f32>>,
    /// What was said at the end, and at the beginning.
    said: Vec<f64>,
    said_before: Vec<f64>,
}

#[derive(Clone, Copy)]
enum Model {
    Mean,
    Forest,
    Ridge,
    Quantile(f64),
}

const MODELS: [(&str, Model); 7] = [
    ("mean", Model::Mean),
    ("forest", Model::Forest),
    ("kernel ridge", Model::Ridge),
    ("kernel quantile .5", Model::Quantile(0.5)),
    ("kernel quantile .6", Model::Quantile(0.6)),
    ("kernel quantile .7", Model::Quantile(0.7)),
    ("kernel quantile .8", Model::Quantile(0.8)),
];

/// Scores.
pub fn run(data: &Path, holdout: Option<&Path>) -> anyhow::Result<Report> {
    let mut report = Report::new(
        "fatigue",
        "manufacturing-worker-fatigue, rating of 0 to 10 at the end of a segment, unseen people; reference: published for one case",
    );
    let (data, other) = (read(data)?, holdout.map(read).transpose()?);
    let judged = other.as_ref().unwrap_or(&data);
    let folds = match &other {
        Some(other) => vec![(data.select(&(0..data.said.len()).collect::<Vec<_>>()), (0..other.said.len()).collect())],
        None => leave_one_person_out(&data.person)
            .into_iter()
            .map(|split| (data.select(&split.train), split.test))
            .collect(),
    };
    let found = each(&folds, |(train, places): &(Segments, Vec<usize>)| Ok(answers(train, &judged.select(places))))?;
    let names = found.first().context("fatigue: there are no segments")?.iter().map(|(name, _)| name.clone());
    for (place, name) in names.enumerate() {
        let mut said = vec![f64::NAN; judged.said.len()];
        for ((_, places), found) in folds.iter().zip(&found) {
            places.iter().zip(&found[place].1).for_each(|(row, answer)| said[*row] = *answer);
        }
        add(&name, &said, judged, &mut report)?;
    }
    add("last segment", &judged.said_before, judged, &mut report)?;
    Ok(report)
}

fn add(case: &str, said: &[f64], judged: &Segments, report: &mut Report) -> anyhow::Result<()> {
    type Measure = fn(&[f64], &[f64]) -> Option<f64>;
    let measures: [(&str, Measure, f64); 2] = [
        ("mae", mean_absolute_error, PUBLISHED.0),
        ("underprediction", |said, is| underprediction(said, is, TOLERANCE), PUBLISHED.1),
    ];
    for (metric, measure, published) in measures {
        let over = |rows: &[usize]| measure(&pick(said, rows), &pick(&judged.said, rows));
        let found = over_people(&judged.person, over, 0.95, &mut SplitMix64::new(3)).context("no segments to judge")?;
        let row = Row::new(case, metric, found.value, if metric == "mae" { "points" } else { "" });
        report.rows.push(Row { low: Some(found.low), high: Some(found.high), reference: Some(published), ..row });
    }
    Ok(())
}

/// What each model, its raised form, and the best of these say.
fn answers(train: &Segments, test: &Segments) -> Vec<(String, Vec<f64>)> {
    let mut all = Vec::new();
    let mut best: Option<(f64, Vec<f64>)> = None;
    for (name, model) in MODELS {
        let left_out = left_out(model, train);
        let raise = raise(&left_out, &train.said);
        let plain = model.fit_and_say(train, test);
        let raised = raised(&plain, raise);
        let error = mean_absolute_error(&self::raised(&left_out, raise), &train.said).unwrap_or(f64::INFINITY);
        if best.as_ref().is_none_or(|best| error < best.0) {
            best = Some((error, raised.clone()));
        }
        all.push((name.to_owned(), self::raised(&plain, 0.0)));
        all.push((format!("{name}, raised"), raised));
    }
    all.extend(best.map(|(_, said)| ("best".to_owned(), said)));
    all
}

/// What a model says of each person when it has learnt from the others.
fn left_out(model: Model, data: &Segments) -> Vec<f64> {
    let mut found = vec![f64::NAN; data.said.len()];
    for Split { train, test } in leave_one_person_out(&data.person) {
        let said = model.fit_and_say(&data.select(&train), &data.select(&test));
        test.iter().zip(said).for_each(|(row, answer)| found[*row] = answer);
    }
    found
}

/// The least tenth of a point by which answers must rise.
fn raise(said: &[f64], is: &[f64]) -> f64 {
    (0..=100)
        .map(|tenths| f64::from(tenths) / 10.0)
        .find(|raise| underprediction(&raised(said, *raise), is, TOLERANCE).is_none_or(|share| share <= TOO_LOW))
        .unwrap_or(0.0)
}

fn raised(said: &[f64], by: f64) -> Vec<f64> {
    said.iter().map(|said| (said + by).clamp(RATINGS.0, RATINGS.1)).collect()
}

impl Model {
    fn fit_and_say(self, train: &Segments, test: &Segments) -> Vec<f64> {
        if let Self::Mean = self {
            let mean = train.said.iter().copied().collect::<Moments>().mean().unwrap_or(0.0);
            return vec![mean; test.said.len()];
        }
        let standard = Standard::fit(&views(&train.columns));
        let (columns, asked) =
            (standard.scaled_and_filled(&views(&train.columns)), standard.scaled_and_filled(&views(&test.columns)));
        if let Self::Forest = self {
            let tree =
                TreeSettings { least_leaf: 3.0, columns: ColumnsAsked::Share(1.0 / 3.0), ..TreeSettings::default() };
            let target: Vec<f32> = train.said.iter().map(|said| *said as f32).collect();
            let cuts = Cuts::at_quantiles(&columns, 255);
            let settings = ForestSettings { trees: 200, tree, seed: 1 };
            let forest = RandomForest::fit(&cuts.bin(&columns), &cuts, Target::Numbers(&target), &[], &settings);
            return forest.answers(&views(&asked)).into_iter().map(f64::from).collect();
        }
        let goal = if let Self::Quantile(q) = self { Goal::Quantile(q) } else { Goal::Mean };
        let kernel = Kernel::rbf_scaled(&views(&columns)).narrowed(0.4);
        KernelRidge::fit(&columns, &train.said, kernel, goal, 0.5).answers(&asked)
    }
}

impl Segments {
    fn select(&self, places: &[usize]) -> Self {
        Self {
            person: pick(&self.person, places),
            columns: self.columns.iter().map(|column| pick(column, places)).collect(),
            said: pick(&self.said, places),
            said_before: pick(&self.said_before, places),
        }
    }
}

fn read(folder: &Path) -> anyhow::Result<Segments> {
    let folder = folder.join("manufacturing-worker-fatigue");
    let index = Table::read(&folder.join("index.csv"), ',')?;
    let numbers = |name: &str| Ok::<_, anyhow::Error>(index.numbers(name)?.into_iter().map(f64::from).collect());
    let session = index.words("session")?;
    let (task, split, segment) = (index.words("task")?, index.words("split")?, index.words("segment")?);
    let mut columns: Vec<Vec<f32>> = Vec::new();
    for row in 0..session.len() {
        let file = format!("{}_{}/{}/{}_{}.csv.gz", task[row], split[row], session[row], segment[row], session[row]);
        let features = of_segment(&Table::read(&folder.join(file), ',')?)?;
        columns.resize(features.len(), Vec::new());
        columns.iter_mut().zip(features).for_each(|(column, value)| column.push(value as f32));
    }
    let of_session = numbered(session.iter().copied());
    let near = |value: f32| value.clamp(-FARTHEST, FARTHEST);
    let own: Vec<Vec<f32>> =
        columns.iter().map(|column| per_person(column, &of_session).into_iter().map(near).collect()).collect();
    columns.extend(own);
    let said: Vec<f64> = numbers("physical_final")?;
    if let Some(row) = said.iter().position(|said| !said.is_finite()) {
        bail!("manufacturing-worker-fatigue/index.csv, row {}: no rating at the end", row + 1);
    }
    Ok(Segments {
        person: numbered(index.words("participant")?),
        columns,
        said,
        said_before: numbers("physical_initial")?,
    })
}

fn of_segment(table: &Table) -> anyhow::Result<Vec<f64>> {
    let mut features = Vec::new();
    for (name, least, greatest) in SIGNALS {
        let kept = |value: f32| Some(f64::from(value)).filter(|value| (least..=greatest).contains(value));
        let values: Vec<f64> = table.numbers(name)?.into_iter().map(|value| kept(value).unwrap_or(f64::NAN)).collect();
        features.extend(of_signal(&values));
    }
    let axes: Vec<Vec<f64>> = ["acc_X", "acc_Y", "acc_Z"]
        .iter()
        .map(|name| Ok(table.numbers(name)?.into_iter().map(f64::from).collect()))
        .collect::<anyhow::Result<_>>()?;
    axes.iter().for_each(|axis| features.extend(of_signal(axis)));
    let rows = axes[0].len();
    let moved: Vec<f64> =
        (1..rows).map(|row| axes.iter().map(|axis| (axis[row] - axis[row - 1]).powi(2)).sum::<f64>().sqrt()).collect();
    features.extend(of_signal(&moved));
    Ok(features)
}

/// Middle, tenths at both ends, spread, last quarter against the first, last quarter.
fn of_signal(values: &[f64]) -> [f64; 6] {
    let at = |p| quantile(values, p).unwrap_or(f64::NAN);
    let moments = |values: &[f64]| values.iter().copied().filter(|value| value.is_finite()).collect::<Moments>();
    let quarter = values.len() / 4;
    let mean = |values: &[f64]| moments(values).mean().unwrap_or(f64::NAN);
    let (first, last) = (mean(&values[..quarter]), mean(&values[values.len() - quarter..]));
    let spread = moments(values).variance().map_or(f64::NAN, f64::sqrt);
    [at(0.5), at(0.1), at(0.9), spread, last - first, last]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_rise_until_few_are_too_low_and_no_further() {
        let is: Vec<f64> = (0..100).map(|row| f64::from(row) / 10.0).collect();
        let said: Vec<f64> = is.iter().map(|is| (is - 3.0).max(0.0)).collect();
        let raise = raise(&said, &is);
        let low = |by: f64| underprediction(&raised(&said, by), &is, TOLERANCE).unwrap();
        assert!(low(raise) <= TOO_LOW && low(raise - 0.2) > TOO_LOW, "{raise}");
        assert!(raised(&[9.9], 3.0) == [10.0]);
    }

    #[test]
    fn two_people_of_the_set_are_read_and_told() {
        let Some(data) = crate::score::data_with("manufacturing-worker-fatigue") else { return };
        let all = read(&data).unwrap();
        let some: Vec<usize> = (0..all.said.len()).filter(|row| all.person[*row] < 3).collect();
        let (train, test) = (all.select(&some[..20]), all.select(&some[20..]));
        assert_eq!(all.columns.len(), 2 * 11 * 6);
        for (name, said) in answers(&train, &test) {
            assert!(said.len() == some.len() - 20 && said.iter().all(|said| (0.0..=10.0).contains(said)), "{name}");
        }
    }
}
