//! `score code-load`: did the developer find this piece of code demanding, from gaze and pupil while reading it (gaze-code-cognitive-load, `revised`)?
//!
//! One row for each person and fragment. Inputs: the authors' 182 figures of fixations, saccades, pupil and scan path, as signed logarithms, and the rank of each
//! among the same person's fragments of all tasks and of the same task (no labels are needed for that, but all fragments of the person are). Who, which task,
//! which fragment and what was marked are no inputs.
//!
//! All people read the same fragments and mark much the same ones, and sums over a fragment tell how long it is. So the row `fragment alone, no gaze` shows what
//! is reached by who knows nothing but how many other people marked the very same fragment. A model that does not pass it has not shown that it reads load from
//! gaze: it may have learnt to tell which fragment it is.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, ensure};
use attentive_learn::metrics::{f1, weighted_f1};
use attentive_learn::recipe::{Labelled, Ranges, Recipe};

use super::gather::{Features, Gather};
use super::table::Table;
use super::{Metric, Task, recipes, score};
use crate::report::{Report, Row};

const LABEL: &str = "label_fragmentHighlighted_";
const NO_INPUTS: [&str; 4] = ["fragment", LABEL, "participant", "task"];

/// Scores.
pub fn run(data: &Path, holdout: Option<&Path>) -> anyhow::Result<Report> {
    let usual = recipes::usual(&[Ranges::AsTheyAre]);
    let balanced = usual.iter().filter(|recipe| recipe.name == "forest").cloned().map(|forest| {
        let name = format!("balanced {}", forest.name);
        Recipe { name, ..forest.balanced() }
    });
    let task = Task {
        name: "code-load",
        metric: Metric::WeightedF1,
        recipes: usual.iter().cloned().chain(balanced).collect(),
        reference: Some(0.856),
        prefix: "",
    };
    let mut report = Report::new(task.name, "gaze-code-cognitive-load, revised, fragments, unseen participants");
    let here = read(data)?;
    let other = holdout.map(read).transpose()?;
    score(&task, &here.rows, other.as_ref().map(|other| &other.rows), &mut report)?;
    by_fragment(&here, other.as_ref(), &mut report)?;
    Ok(report)
}

struct Fragments {
    rows: Labelled,
    /// Task and fragment of each row.
    fragment: Vec<String>,
}

fn read(folder: &Path) -> anyhow::Result<Fragments> {
    let table = Table::read(&folder.join("gaze-code-cognitive-load/MLDataFragments_revised.csv"), ',')?;
    let names: Vec<String> = table.names().filter(|name| !NO_INPUTS.contains(name)).map(str::to_owned).collect();
    let columns: Vec<Vec<f32>> = names.iter().map(|name| table.numbers(name)).collect::<anyhow::Result<_>>()?;
    let (who, task) = (table.words("participant")?, table.words("task")?);
    let label = table.numbers(LABEL)?;
    ensure!(label.iter().all(|label| *label == 0.0 || *label == 1.0), "{LABEL}: a value that is neither 0 nor 1");
    let both: Vec<String> = who.iter().zip(&task).map(|(who, task)| format!("{who}, {task}")).collect();
    let both: Vec<&str> = both.iter().map(String::as_str).collect();
    let of_person: Vec<Vec<f64>> = columns.iter().map(|column| ranks(column, &who)).collect();
    let of_task: Vec<Vec<f64>> = columns.iter().map(|column| ranks(column, &both)).collect();
    let mut rows = Gather::new(2);
    for (row, person) in who.iter().enumerate() {
        let mut features = Features::default();
        for (place, name) in names.iter().enumerate() {
            let value = f64::from(columns[place][row]);
            features.add(format!("ln {name}"), value.signum() * value.abs().ln_1p());
            features.add(format!("{name}, rank in the person"), of_person[place][row]);
            features.add(format!("{name}, rank in the task"), of_task[place][row]);
        }
        rows.add(number_of(person)?, row as f64, u8::from(label[row] == 1.0), features)?;
    }
    let fragment = table.words("fragment")?;
    Ok(Fragments {
        rows: rows.done(),
        fragment: task.iter().zip(fragment).map(|(task, fragment)| format!("{task}, {fragment}")).collect(),
    })
}

/// The same number for the same name, whichever folder it stands in: `P01` is 1, `20.02` is 2002.
fn number_of(name: &str) -> anyhow::Result<u32> {
    let digits: String = name.chars().filter(char::is_ascii_digit).collect();
    digits.parse().with_context(|| format!("the participant {name:?} has no number"))
}

/// The rank of each value among those of its group, from 0 to 1, ties sharing theirs; one half where it is missing.
fn ranks(column: &[f32], group: &[&str]) -> Vec<f64> {
    let mut of_group: BTreeMap<&str, Vec<f32>> = BTreeMap::new();
    for (value, group) in column.iter().zip(group).filter(|(value, _)| value.is_finite()) {
        of_group.entry(group).or_default().push(*value);
    }
    of_group.values_mut().for_each(|values| values.sort_by(f32::total_cmp));
    let rank = |(value, group): (&f32, &&str)| {
        let values = of_group.get(group).filter(|_| value.is_finite())?;
        let below = values.partition_point(|other| other < value);
        let not_above = values.partition_point(|other| other <= value);
        Some((below + not_above) as f64 / 2.0 / values.len() as f64)
    };
    column.iter().zip(group).map(|pair| rank(pair).unwrap_or(0.5)).collect()
}

/// What is reached without gaze, by how many other people marked the same fragment.
fn by_fragment(here: &Fragments, other: Option<&Fragments>, report: &mut Report) -> anyhow::Result<()> {
    let judged = other.unwrap_or(here);
    let said: Vec<u8> = (0..judged.fragment.len())
        .map(|row| {
            let by_others = (0..here.fragment.len()).filter(|known| {
                here.fragment[*known] == judged.fragment[row]
                    && here.rows.rows.person[*known] != judged.rows.rows.person[row]
            });
            let marks: Vec<u8> = by_others.map(|known| here.rows.class[known]).collect();
            u8::from(2 * marks.iter().filter(|mark| **mark == 1).count() > marks.len())
        })
        .collect();
    let case = "fragment alone, no gaze";
    let of_all = weighted_f1(&said, &judged.rows.class).context("no rows")?;
    report.rows.push(Row::new(case, "f1", of_all, ""));
    report.rows.push(Row::new(case, "f1 of class 1", f1(&said, &judged.rows.class, 1).context("no marks")?, ""));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_within_the_group_and_ties_share() {
        let found = ranks(&[1.0, 3.0, 3.0, 10.0, f32::NAN], &["a", "a", "a", "b", "b"]);
        assert_eq!(found, [1.0 / 6.0, 4.0 / 6.0, 4.0 / 6.0, 0.5, 0.5]);
    }

    #[test]
    fn neither_labels_nor_names_are_inputs() {
        let Some(data) = crate::score::data_with("gaze-code-cognitive-load") else { return };
        let read = read(&data).unwrap();
        let told = ["highlighted", "participant", "task_", "label"];
        for name in &read.rows.rows.names {
            assert!(told.iter().all(|word| !name.to_lowercase().contains(word)), "{name}");
        }
        let mut report = Report::new("code-load", "");
        by_fragment(&read, None, &mut report).unwrap();
        assert!(report.rows[0].value > 0.8, "people mark much the same fragments");
    }
}
