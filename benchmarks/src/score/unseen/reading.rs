//! `score reading`: how well was the passage understood, and how sleepy was the reader, from gaze while reading (gaze-reading-sbsat)?
//!
//! Labels are the authors' 0 or 1 of each sequence of 21 fixations: `acc_level` (comprehension) and `sleepiness`. All sequences of a reader and a passage have the
//! same two. The authors' three parts are pooled, then parted anew by reader.
//!
//! | case begins with | inputs |
//! | --- | --- |
//! | `comprehension `, `sleepiness ` | figures of all sequences of the same reader and passage, pooled: mean and deviation; figures of its pages: blinks, fixations, saccades, pupil, words looked at, time |
//! | `comprehension one sequence `, `sleepiness one sequence ` | figures of that sequence alone |
//!
//! Pooling needs no labels, but all of what was read. Answers to questions, right answers, pages of questions, all other labels, sex, mother tongue, which passage it
//! was and when it came are no inputs. Whoever always says the most frequent class is among what may be chosen.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, ensure};
use attentive_learn::Moments;
use attentive_learn::forest::{ColumnsAsked, ForestSettings, TreeSettings};
use attentive_learn::logistic_regression::LogisticSettings;
use attentive_learn::recipe::{Labelled, Learner, Ranges, Recipe};

use super::gather::{Features, Gather};
use super::npy;
use super::table::Table;
use super::{Metric, Task, score};
use crate::report::Report;

const PARTS: [&str; 3] = ["train", "val", "test"];
const FIXATIONS: usize = 21;
/// What is known of a fixation; which of the last two is which the authors do not say, but the last is skewed as durations are.
const OF_FIXATION: [&str; 4] = ["x", "y", "pupil", "duration"];
const OF_PAGE: [&str; 11] = [
    "AVERAGE_BLINK_DURATION",
    "AVERAGE_FIXATION_DURATION",
    "SD_FIXATION_DURATION",
    "AVERAGE_SACCADE_AMPLITUDE",
    "SD_SACCADE_AMPLITUDE",
    "BLINK_COUNT",
    "FIXATION_COUNT",
    "PUPIL_SIZE_MEAN",
    "SACCADE_COUNT",
    "VISITED_INTEREST_AREA_COUNT",
    "RT",
];
/// Column of the label, what cases begin with when inputs are pooled, and when not.
const TASKS: [(&str, &str, &str); 2] = [
    ("acc_level", "comprehension ", "comprehension one sequence "),
    ("sleepiness", "sleepiness ", "sleepiness one sequence "),
];

/// Scores.
pub fn run(data: &Path, holdout: Option<&Path>) -> anyhow::Result<Report> {
    let here = read(data)?;
    let other = holdout.map(read).transpose()?;
    let mut report = Report::new("reading", "gaze-reading-sbsat, sequences of 21 fixations, unseen readers");
    for (label, pooled, single) in TASKS {
        for (prefix, is_pooled) in [(pooled, true), (single, false)] {
            let task = Task { name: "reading", metric: Metric::Accuracy, recipes: recipes(), reference: None, prefix };
            let rows = here.rows(label, is_pooled)?;
            let other = other.as_ref().map(|other| other.rows(label, is_pooled)).transpose()?;
            score(&task, &rows, other.as_ref(), &mut report)?;
        }
    }
    Ok(report)
}

/// Leaves are wide: some thirty sequences have the same label, and with pooling nearly the same inputs.
fn recipes() -> Vec<Recipe> {
    let leaf = |least_leaf| TreeSettings { least_leaf, columns: ColumnsAsked::SquareRoot, ..TreeSettings::default() };
    let forest = |least_leaf| Learner::Forest(ForestSettings { trees: 100, tree: leaf(least_leaf), seed: 1 });
    let logistic = |l2| Learner::Logistic(LogisticSettings { l2, steps: 150, ..LogisticSettings::default() });
    vec![
        Recipe::new("most frequent", Learner::Shares),
        Recipe::new("tree", Learner::Tree(TreeSettings { depth: 4, least_leaf: 150.0, ..TreeSettings::default() })),
        Recipe::new("forest", forest(100.0)),
        Recipe::new("coarse forest", forest(400.0)),
        Recipe::new("coarse forest, both ranges", forest(400.0)).seeing(Ranges::Both),
        Recipe::new("logistic", logistic(3e3)),
        Recipe::new("strict logistic", logistic(1e5)),
    ]
}

/// All sequences, whose they are, and what is to be said of them.
struct Sequences {
    labels: Vec<Vec<f32>>,
    person: Vec<u32>,
    /// Reader and passage of each sequence.
    whole: Vec<(String, String)>,
    single: Vec<Features>,
    pages: BTreeMap<(String, String), Features>,
}

fn read(folder: &Path) -> anyhow::Result<Sequences> {
    let folder = folder.join("gaze-reading-sbsat");
    let mut all = Sequences {
        labels: vec![Vec::new(); TASKS.len()],
        person: Vec::new(),
        whole: Vec::new(),
        single: Vec::new(),
        pages: pages(&folder.join("18sat_trialfinal.csv"))?,
    };
    for part in PARTS {
        let file = folder.join(format!("bookwise_{part}_fix.npy"));
        let array = npy::read(&file)?;
        let table = Table::read(&folder.join(format!("bookwise_{part}_label.csv")), ',')?;
        let expected = [table.rows.len(), FIXATIONS, OF_FIXATION.len()];
        ensure!(array.shape == expected, "{}: {:?}, and by its labels {expected:?}", file.display(), array.shape);
        for (labels, (name, ..)) in all.labels.iter_mut().zip(TASKS) {
            labels.extend(table.numbers(name)?);
        }
        for (reader, passage) in table.words("subj")?.into_iter().zip(table.words("book")?) {
            all.person.push(number_of(reader)?);
            all.whole.push((reader.to_owned(), passage.to_owned()));
        }
        all.single.extend(array.values.chunks_exact(FIXATIONS * OF_FIXATION.len()).map(of_sequence));
    }
    Ok(all)
}

/// The same number for the same reader, whichever folder the reader stands in: `msd002` is 2.
fn number_of(reader: &str) -> anyhow::Result<u32> {
    let digits: String = reader.chars().filter(char::is_ascii_digit).collect();
    digits.parse().with_context(|| format!("the reader {reader:?} has no number"))
}

/// Figures of 21 fixations, each of four numbers.
fn of_sequence(values: &[f64]) -> Features {
    let mut found = Features::default();
    let column = |place: usize| values.iter().skip(place).step_by(OF_FIXATION.len()).copied().collect::<Vec<f64>>();
    let columns: Vec<Vec<f64>> = (0..OF_FIXATION.len()).map(column).collect();
    for (name, column) in OF_FIXATION.iter().zip(&columns) {
        found.describe(name, column, 1.0);
    }
    let steps: Vec<(f64, f64)> =
        columns[0].windows(2).zip(columns[1].windows(2)).map(|(x, y)| (x[1] - x[0], y[1] - y[0])).collect();
    let lengths: Vec<f64> = steps.iter().map(|(x, y)| x.hypot(*y)).collect();
    found.describe("jump", &lengths, 1.0);
    let mut share = |name: &str, is_so: &dyn Fn(&(f64, f64)) -> bool| {
        found.add(name, steps.iter().filter(|step| is_so(step)).count() as f64 / steps.len() as f64);
    };
    share("share left", &|(x, _)| *x < 0.0);
    share("share of returns", &|(x, _)| *x < -0.15);
    share("share of looks back", &|(x, y)| (-0.1..0.0).contains(x) && y.abs() < 0.03);
    share("share on the line", &|(_, y)| y.abs() < 0.02);
    found
}

/// Mean, deviation and change since the first page of what is known of the pages of each reader and passage.
fn pages(file: &Path) -> anyhow::Result<BTreeMap<(String, String), Features>> {
    let table = Table::read(file, ',')?;
    let (reader, passage) = (table.words("RECORDING_SESSION_LABEL")?, table.words("book_name")?);
    let kind = table.words("type")?;
    let columns: Vec<Vec<f32>> = OF_PAGE.iter().map(|name| table.numbers(name)).collect::<anyhow::Result<_>>()?;
    let mut rows_of: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    for row in (0..reader.len()).filter(|row| kind[*row] == "reading") {
        rows_of.entry((reader[row].to_owned(), passage[row].to_owned())).or_default().push(row);
    }
    let figures = |rows: Vec<usize>| {
        let mut found = Features::default();
        for (name, column) in OF_PAGE.iter().zip(&columns) {
            let values: Vec<f64> = rows.iter().map(|row| f64::from(column[*row]).ln_1p()).collect();
            let (mean, deviation) = mean_and_deviation(&values);
            found.add(format!("page ln {name}"), mean);
            found.add(format!("page ln {name} deviation"), deviation);
            found.add(format!("page ln {name} since the first"), mean - values[0]);
        }
        found
    };
    Ok(rows_of.into_iter().map(|(whole, rows)| (whole, figures(rows))).collect())
}

fn mean_and_deviation(values: &[f64]) -> (f64, f64) {
    let moments: Moments = values.iter().copied().filter(|value| value.is_finite()).collect();
    (moments.mean().unwrap_or(f64::NAN), moments.variance().map_or(f64::NAN, f64::sqrt))
}

impl Sequences {
    /// Rows for one of [`TASKS`]: a row for each sequence, of its own figures or of those pooled over reader and passage.
    fn rows(&self, label: &str, is_pooled: bool) -> anyhow::Result<Labelled> {
        let task = TASKS.iter().position(|(name, ..)| *name == label).context("there is no such task")?;
        let pooled = if is_pooled { self.pooled() } else { BTreeMap::new() };
        let mut rows = Gather::new(2);
        for (row, label) in self.labels[task].iter().enumerate() {
            ensure!(*label == 0.0 || *label == 1.0, "sequence {}: the label is {label}, neither 0 nor 1", row + 1);
            let features = pooled.get(&self.whole[row]).unwrap_or(&self.single[row]).clone();
            rows.add(self.person[row], row as f64, u8::from(*label == 1.0), features)?;
        }
        Ok(rows.done())
    }

    fn pooled(&self) -> BTreeMap<&(String, String), Features> {
        let mut of: BTreeMap<&(String, String), Vec<&Features>> = BTreeMap::new();
        for (whole, features) in self.whole.iter().zip(&self.single) {
            of.entry(whole).or_default().push(features);
        }
        let pool = |(whole, all): (_, Vec<&Features>)| {
            let mut found = Features::default();
            for (place, (name, _)) in all[0].0.iter().enumerate() {
                let values: Vec<f64> = all.iter().map(|features| features.0[place].1).collect();
                let (mean, deviation) = mean_and_deviation(&values);
                found.add(format!("{name}, mean"), mean);
                found.add(format!("{name}, deviation"), deviation);
            }
            found.0.extend(self.pages.get(whole).map_or_else(nothing_of_pages, |pages| pages.0.clone()));
            (whole, found)
        };
        of.into_iter().map(pool).collect()
    }
}

/// The columns of pages for who has none.
fn nothing_of_pages() -> Vec<(String, f64)> {
    let endings = ["", " deviation", " since the first"];
    OF_PAGE.iter().flat_map(|name| endings.map(|ending| (format!("page ln {name}{ending}"), f64::NAN))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_read_and_a_return_are_counted() {
        let of_fixation = |place: usize| [0.1 + 0.04 * (place % 7) as f64, 0.3 + 0.05 * (place / 7) as f64, 0.5, 0.2];
        let values: Vec<f64> = (0..FIXATIONS).flat_map(of_fixation).collect();
        let found = of_sequence(&values);
        let value = |name: &str| found.0.iter().find(|(known, _)| known == name).unwrap().1;
        assert_eq!((value("share left"), value("share of returns"), value("share on the line")), (0.1, 0.1, 0.9));
        assert_eq!(value("pupil mean"), 0.5);
    }

    #[test]
    fn sequences_of_a_reader_and_a_passage_share_their_pooled_inputs_and_labels_are_none() {
        let Some(data) = crate::score::data_with("gaze-reading-sbsat") else { return };
        let all = read(&data).unwrap();
        let rows = all.rows("acc_level", true).unwrap();
        assert_eq!((all.whole[0].clone(), rows.class.len()), (all.whole[1].clone(), 9313));
        assert!(rows.rows.columns.iter().all(|column| column[0].to_bits() == column[1].to_bits()));
        let told = ["acc", "sleep", "answer", "confid", "interest", "pressur", "famil", "recogn", "difficult"];
        for name in rows.rows.names.iter().map(|name| name.replace("saccade", "").replace("SACCADE", "").to_lowercase())
        {
            assert!(told.iter().all(|word| !name.replace("visited_interest_area", "").contains(word)), "{name}");
        }
    }
}
