//! `score activity-gaze`: browsing, playing, reading, searching, watching or writing, from 30 s of gaze (gaze-desktop-activity).
//!
//! | case | learnt from | judged on |
//! | --- | --- | --- |
//! | `unseen` (the same as `best`) | all windows of other people, one each 5 s | the person's windows, end to end |
//! | `30s own`, `60s own`, `120s own` | the same, and the person's own first 30, 60 or 120 s of each activity with labels, one window each 5 s | the person's windows of minutes 2.5 to 5 |
//!
//! Windows are described by [`super::gaze_window`], without where the gaze lay. For `unseen` some recipes take out the person's own range, over all windows that are judged
//! together and without their labels: they have seen a person do all six activities, and do not know which was which. With own labels no range is taken out; how
//! much the own windows weigh, or whether they alone count, is chosen on the people to learn from, each of whom in turn is the one who gave labels.
//!
//! Each activity of a person is one recording, so own labels may also teach how the tracker sat in it; nobody can tell the two apart with these data.

use std::path::Path;

use anyhow::{Context, ensure};
use attentive_learn::forest::{ColumnsAsked, ForestSettings, TreeSettings};
use attentive_learn::logistic_regression::LogisticSettings;
use attentive_learn::recipe::{Labelled, Learner, Own, Ranges, Recipe};
use attentive_learn::split::Split;

use super::gather::Gather;
use super::gaze_window::{RATE_HZ, features};
use super::table::text;
use super::{Fold, Metric, Task, recipes, score_folds};
use crate::report::{Report, Row};

const ACTIVITIES: [&str; 6] = ["BROWSE", "PLAY", "READ", "SEARCH", "WATCH", "WRITE"];
const WINDOW_S: usize = 30;
const STEP_S: usize = 5;
/// From here on a person is judged who gave labels before.
const JUDGED_FROM_S: f64 = 150.0;
/// How long a person labels each activity, seconds, with the accuracy to beat where there is one.
const OWN: [(usize, &str, Option<f64>); 3] =
    [(30, "30s own ", None), (60, "60s own ", None), (120, "120s own ", Some(0.66))];

/// Scores.
pub fn run(data: &Path, holdout: Option<&Path>) -> anyhow::Result<Report> {
    let here = read(data)?;
    let other = holdout.map(read).transpose()?;
    let mut report = Report::new(
        "activity-gaze",
        "gaze-desktop-activity, windows of 30 s, unseen people; own: with so many seconds of own labels per activity",
    );
    let task = |recipes, reference, prefix| Task {
        name: "activity-gaze",
        metric: Metric::Accuracy,
        recipes,
        reference,
        prefix,
    };
    let unseen = recipes::usual(&[Ranges::AsTheyAre, Ranges::OfThePerson]);
    // Boosting asks for six trees a round: with a hundred columns more it takes longer than all others together, and won nothing in trials.
    let unseen = unseen.into_iter().filter(|recipe| !recipe.name.starts_with("boosted")).collect();
    let (folds, judged) = folds_of(&here, other.as_ref(), 0);
    score_folds(&task(unseen, Some(0.316), ""), &folds, &judged, &mut report)?;
    name_headline(&mut report, "best", "unseen")?;
    for (seconds, prefix, reference) in OWN {
        let (folds, judged) = folds_of(&here, other.as_ref(), seconds);
        score_folds(&task(with_own_labels(), reference, prefix), &folds, &judged, &mut report)?;
        name_headline(&mut report, &format!("{prefix}best"), prefix.trim_end())?;
    }
    Ok(report)
}

/// The accuracy of the blend once more, under the name that the score is asked for.
fn name_headline(report: &mut Report, blend: &str, name: &str) -> anyhow::Result<()> {
    let row = report.rows.iter().find(|row| row.case == blend && row.metric == "accuracy");
    let row = row.with_context(|| format!("there is no row {blend:?}"))?;
    report.rows.push(Row { case: name.to_owned(), ..row.clone() });
    Ok(())
}

fn with_own_labels() -> Vec<Recipe> {
    let tree = TreeSettings { least_leaf: 2.0, columns: ColumnsAsked::SquareRoot, ..TreeSettings::default() };
    let forest = || Learner::Forest(ForestSettings { trees: 200, tree, seed: 1 });
    let logistic = |l2| Learner::Logistic(LogisticSettings { l2, steps: 300, ..LogisticSettings::default() });
    let one = TreeSettings { depth: 5, least_leaf: 5.0, ..TreeSettings::default() };
    let recipe = |name: &str, learner, own| Recipe::new(name, learner).trusting(own);
    vec![
        recipe("tree, own x 1", Learner::Tree(one), Own::Weighs(1.0)),
        recipe("forest, own as any", forest(), Own::AsAny),
        recipe("forest, own x 1", forest(), Own::Weighs(1.0)),
        recipe("forest, own x 3", forest(), Own::Weighs(3.0)),
        recipe("forest, own alone", forest(), Own::Alone),
        recipe("logistic, own x 1", logistic(100.0), Own::Weighs(1.0)),
        recipe("logistic, own x 3", logistic(100.0), Own::Weighs(3.0)),
        recipe("logistic, own x 10", logistic(100.0), Own::Weighs(10.0)),
        recipe("logistic, own alone", logistic(10.0), Own::Alone),
    ]
}

/// One fold for each judged person, and all judged rows. A person's own labelled windows are those that end within the first `own_s` seconds; without own labels all
/// windows end to end are judged, else those that begin late enough.
fn folds_of(here: &Labelled, other: Option<&Labelled>, own_s: usize) -> (Vec<Fold>, Labelled) {
    let all = other.map_or_else(|| here.clone(), |other| joined(here, other));
    let judges = other.unwrap_or(here);
    let learnt_from = people(here);
    let judged_places: Vec<usize> = {
        let asked = people(judges);
        (0..all.class.len())
            .filter(|row| asked.contains(&all.rows.person[*row]) && is_judged(&all, *row, own_s))
            .collect()
    };
    let folds = people(judges).into_iter().map(|person| {
        let split = split_for(&all, &learnt_from, person, own_s);
        let train = all.select(&split.train);
        let others: Vec<u32> = learnt_from.iter().copied().filter(|other| *other != person).collect();
        let inner = others.iter().map(|person| split_for(&train, &others, *person, own_s)).collect();
        let places =
            (0..judged_places.len()).filter(|place| all.rows.person[judged_places[*place]] == person).collect();
        Fold { train, inner, test: all.select(&split.test), places }
    });
    (folds.collect(), all.select(&judged_places))
}

/// For one person: all rows of the others and the own labelled ones to learn from, the own late ones to be judged on.
fn split_for(data: &Labelled, learnt_from: &[u32], person: u32, own_s: usize) -> Split {
    let is_own = |row: &usize| data.rows.person[*row] == person;
    let is_labelled = |row: &usize| data.rows.time[*row] + WINDOW_S as f64 <= own_s as f64;
    let rows = 0..data.class.len();
    Split {
        train: rows
            .clone()
            .filter(|row| if is_own(row) { is_labelled(row) } else { learnt_from.contains(&data.rows.person[*row]) })
            .collect(),
        test: rows.filter(|row| is_own(row) && is_judged(data, *row, own_s)).collect(),
    }
}

fn is_judged(data: &Labelled, row: usize, own_s: usize) -> bool {
    let time = data.rows.time[row];
    (time as usize).is_multiple_of(WINDOW_S) && (own_s == 0 || time >= JUDGED_FROM_S)
}

fn people(data: &Labelled) -> Vec<u32> {
    let people: std::collections::BTreeSet<u32> = data.rows.person.iter().copied().collect();
    people.into_iter().collect()
}

fn joined(a: &Labelled, b: &Labelled) -> Labelled {
    let mut both = a.clone();
    both.rows.columns.iter_mut().zip(&b.rows.columns).for_each(|(column, more)| column.extend(more));
    both.rows.person.extend(&b.rows.person);
    both.rows.time.extend(&b.rows.time);
    both.class.extend(&b.class);
    both
}

fn read(folder: &Path) -> anyhow::Result<Labelled> {
    let folder = folder.join("gaze-desktop-activity");
    let listed = std::fs::read_dir(&folder).with_context(|| format!("could not read {}", folder.display()))?;
    let mut people: Vec<u32> = Vec::new();
    for entry in listed {
        let name = entry?.file_name();
        people.extend(name.to_str().and_then(|name| name.strip_prefix('P')?.parse::<u32>().ok()));
    }
    people.sort_unstable();
    ensure!(!people.is_empty(), "{} has no folders of people (P1, P2, ...)", folder.display());
    read_people(&folder, &people)
}

fn read_people(folder: &Path, people: &[u32]) -> anyhow::Result<Labelled> {
    let mut rows = Gather::new(ACTIVITIES.len());
    for person in people {
        for (class, activity) in ACTIVITIES.iter().enumerate() {
            let (x, y) = positions(&folder.join(format!("P{person}/P{person}_{activity}.csv")))?;
            windows(*person, class as u8, &x, &y, &mut rows)?;
        }
    }
    Ok(rows.done())
}

/// A recording may lack a few samples at its end; the last window is then that much shorter.
fn windows(person: u32, class: u8, x: &[f64], y: &[f64], rows: &mut Gather) -> anyhow::Result<()> {
    let (window, step, slack) = (WINDOW_S * RATE_HZ as usize, STEP_S * RATE_HZ as usize, RATE_HZ as usize / 6);
    for start in (0..(x.len() + slack).saturating_sub(window - 1)).step_by(step) {
        let end = (start + window).min(x.len());
        rows.add(person, start as f64 / RATE_HZ, class, features(&x[start..end], &y[start..end]))?;
    }
    Ok(())
}

fn positions(file: &Path) -> anyhow::Result<(Vec<f64>, Vec<f64>)> {
    let text = text(file)?;
    let position = |(line, row): (usize, &str)| {
        let cells =
            row.split_once(',').and_then(|(x, y)| Some((x.trim().parse::<f64>().ok()?, y.trim().parse::<f64>().ok()?)));
        cells.with_context(|| format!("{}, line {}: {row:?} is not two numbers", file.display(), line + 1))
    };
    text.lines().enumerate().map(position).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_learn::rows::Rows;

    /// Three people, two activities, windows each 5 s over 5 minutes.
    fn three_people() -> Labelled {
        let mut data = Labelled {
            classes: 2,
            rows: Rows { names: vec!["a".into()], columns: vec![vec![]], ..Rows::default() },
            ..Labelled::default()
        };
        for (person, class) in [(1, 0), (1, 1), (2, 0), (2, 1), (3, 0), (3, 1)] {
            for window in 0..55 {
                data.rows.columns[0].push(0.0);
                data.rows.person.push(person);
                data.rows.time.push(f64::from(window) * 5.0);
                data.class.push(class);
            }
        }
        data
    }

    #[test]
    fn own_rows_to_learn_from_end_before_the_judged_ones_begin() {
        let data = three_people();
        for own_s in [0, 30, 120] {
            let (folds, judged) = folds_of(&data, None, own_s);
            assert_eq!((folds.len(), judged.class.len()), (3, if own_s == 0 { 60 } else { 30 }));
            for fold in &folds {
                let person = fold.test.rows.person[0];
                let own: Vec<f64> = (0..fold.train.class.len())
                    .filter(|row| fold.train.rows.person[*row] == person)
                    .map(|row| fold.train.rows.time[row])
                    .collect();
                assert_eq!(own.len(), if own_s == 0 { 0 } else { 2 * ((own_s - WINDOW_S) / STEP_S + 1) });
                assert!(own.iter().all(|time| time + 30.0 <= own_s as f64));
                assert_eq!(fold.inner.len(), 2);
                for split in &fold.inner {
                    assert!(split.test.iter().all(|row| fold.train.rows.person[*row] != person));
                    assert!(split.train.iter().all(|row| fold.train.rows.person[*row] != person));
                    assert!(split.train.iter().all(|row| !split.test.contains(row)));
                }
            }
        }
    }

    #[test]
    fn people_kept_aside_teach_nobody_else() {
        let data = three_people();
        let places = |is_so: &dyn Fn(u32) -> bool| -> Vec<usize> {
            (0..data.class.len()).filter(|row| is_so(data.rows.person[*row])).collect()
        };
        let (here, aside) = (data.select(&places(&|person| person == 1)), data.select(&places(&|person| person > 1)));
        let (folds, judged) = folds_of(&here, Some(&aside), 60);
        assert_eq!((folds.len(), judged.class.len()), (2, 20));
        for fold in &folds {
            let person = fold.test.rows.person[0];
            assert!(fold.train.rows.person.iter().all(|other| *other == 1 || *other == person));
        }
    }

    #[test]
    fn one_person_is_told_better_than_by_chance_by_two_others() {
        let Some(data) = crate::score::data_with("gaze-desktop-activity") else { return };
        let data = read_people(&data.join("gaze-desktop-activity"), &[1, 2, 4]).unwrap();
        let logistic = &with_own_labels()[6];
        let split = split_for(&data, &[2, 4], 1, 0);
        let test = data.select(&split.test);
        let found = logistic.fit(&data.select(&split.train)).probabilities(&test.rows).unwrap();
        let right = Metric::Accuracy.of(&found, 6, &test.class).unwrap();
        assert!(test.class.len() == 60 && right > 0.4, "{right}");
    }
}
