//! `score no-signal`: high or low stress, from how mouse and keyboard were used (mouse- and keyboard-stress-freihaut). Nothing of use is to be found: it must be said.
//!
//! Class 1 is high stress. Inputs: what was measured in the block under the condition; where the same people did a practice block before, the difference to
//! it as well. Practice blocks alone, self-reports, the condition's name, school, sex and year of birth are no inputs. In the laboratory study each person was there
//! once under each condition: own ranges would tell which of the two had more, and that there is one of each is the design, so none are taken.
//!
//! People are judged by models that learnt from others. Those others also tell whether there is any evidence ([`Evidence`]): by the mean of all recipes, when
//! each of *them* was left out, averaged over three ways to part them into folds. Where there is none, the answer to the person judged is "no evidence".
//!
//! | row | what it is |
//! | --- | --- |
//! | `best`, `auc` | the blend's area with its 95 % interval over people, as if it always answered; chance is a half |
//! | `best`, `evidence` | the share of folds in which the people learnt from gave evidence; 0 is "no evidence" |
//! | `best`, `abstains` | the share of people's rows that were answered "no evidence"; 1 is meant |
//! | `planted`, `abstains` | the same with a column that tells the truth added, with one standard deviation between the classes: 0 is meant, or it abstains from everything |

use std::path::Path;

use anyhow::{Context, ensure};
use attentive_learn::metrics::over_people;
use attentive_learn::recipe::{Blend, Chosen, Evidence, Labelled, Ranges, Recipe};
use attentive_learn::rows::pick;
use attentive_learn::split::grouped_folds;
use attentive_learn::{Estimate, SplitMix64};

use super::gather::{Features, Gather};
use super::table::{Table, numbered};
use super::{Fold, Metric, each, folds, recipes};
use crate::report::{Report, Row};

/// Folds among the people learnt from.
const INNER_FOLDS: usize = 3;
/// How often they are parted into folds anew: on noise one parting alone gave areas from .49 to .71, which no interval over people knows of.
const PARTED: u64 = 3;
const PARTED_FROM: u64 = 20;
/// How far the planted column's means lie apart, in standard deviations.
const PLANTED: f64 = 1.0;

const MOUSE: [&str; 4] = ["PointClick", "DragDrop", "Slider", "FollowCircle"];

/// Scores.
pub fn run(data: &Path, holdout: Option<&Path>) -> anyhow::Result<Report> {
    let mut report = Report::new(
        "no-signal",
        "mouse- and keyboard-stress-freihaut, high or low stress, unseen people; nothing of use is to be found",
    );
    let sets = |folder: &Path| -> anyhow::Result<Vec<(String, Labelled)>> {
        let mut sets: Vec<(String, Labelled)> = MOUSE
            .iter()
            .map(|task| Ok((format!("mouse {task}"), mouse(folder, task)?)))
            .collect::<anyhow::Result<_>>()?;
        sets.push(("keyboard online".to_owned(), online(folder)?));
        sets.push(("keyboard lab".to_owned(), lab(folder)?));
        Ok(sets)
    };
    let others = holdout.map(sets).transpose()?;
    for (place, (name, data)) in sets(data)?.iter().enumerate() {
        let other = others.as_ref().map(|others| &others[place].1);
        judge(&format!("{name}, best"), data, other, &mut report)?;
        if place == 0 {
            let other = other.map(planted);
            judge(&format!("{name}, planted"), &planted(data), other.as_ref(), &mut report)?;
        }
    }
    Ok(report)
}

/// What one fold's models said of the judged rows, and whether they may.
struct Said {
    probabilities: Vec<f32>,
    is_evidence: bool,
}

fn judge(case: &str, data: &Labelled, holdout: Option<&Labelled>, report: &mut Report) -> anyhow::Result<()> {
    let (folds, judged) = folds(data, holdout);
    ensure!(!judged.rows.is_empty(), "no-signal: {case}: there are no rows to judge");
    let recipes = recipes::few(&[Ranges::AsTheyAre]);
    let said = each(&folds, |fold| said(&recipes, fold))?;
    let mut probabilities = vec![0.0; judged.class.len() * 2];
    let mut abstains = vec![false; judged.class.len()];
    for (fold, said) in folds.iter().zip(&said) {
        for (own, row) in said.probabilities.chunks_exact(2).zip(&fold.places) {
            probabilities[2 * row..2 * row + 2].copy_from_slice(own);
            abstains[*row] = !said.is_evidence;
        }
    }
    let area = |rows: &[usize]| {
        let said: Vec<f32> = rows.iter().flat_map(|row| &probabilities[2 * row..2 * row + 2]).copied().collect();
        Metric::Auc.of(&said, 2, &pick(&judged.class, rows))
    };
    let share = |rows: &[usize]| {
        let silent = rows.iter().filter(|row| abstains[**row]).count();
        (!rows.is_empty()).then(|| silent as f64 / rows.len() as f64)
    };
    let over = |measure: &dyn Fn(&[usize]) -> Option<f64>| {
        over_people(&judged.rows.person, measure, 0.95, &mut SplitMix64::new(3)).context("the measure has no value")
    };
    let row = |metric: &str, found: Estimate| Row {
        low: Some(found.low),
        high: Some(found.high),
        ..Row::new(case, metric, found.value, "")
    };
    report.rows.push(Row { baseline: Some(0.5), ..row("auc", over(&area)?) });
    let found = said.iter().filter(|said| said.is_evidence).count();
    report.rows.push(Row::new(case, "evidence", found as f64 / said.len().max(1) as f64, ""));
    report.rows.push(row("abstains", over(&share)?));
    Ok(())
}

fn said(recipes: &[Recipe], fold: &Fold) -> anyhow::Result<Said> {
    let parted = |seed| grouped_folds(&fold.train.rows.person, INNER_FOLDS, &mut SplitMix64::new(seed));
    let measure = |probabilities: &[f32], class: &[u8]| Metric::Auc.of(probabilities, 2, class);
    let blend = Blend::fit(recipes, &fold.train, &parted(PARTED_FROM), &measure)?;
    let mut left_out = blend.chosen.of_all.clone();
    for seed in 1..PARTED {
        let again = Chosen::by(recipes, &fold.train, &parted(PARTED_FROM + seed), &measure)?;
        left_out.iter_mut().zip(again.of_all).for_each(|(sum, value)| *sum += value);
    }
    left_out.iter_mut().for_each(|sum| *sum /= PARTED as f32);
    let evidence = Evidence::of(&fold.train, &left_out, &measure, 0.5, &mut SplitMix64::new(4));
    if let Some(evidence) = evidence {
        let found = evidence.found;
        eprintln!("people learnt from: auc {:.3}, 99 % interval {:.3} to {:.3}", found.value, found.low, found.high);
    }
    Ok(Said {
        probabilities: blend.probabilities(&fold.test.rows)?,
        is_evidence: evidence.is_some_and(|evidence| evidence.is_there()),
    })
}

/// The same rows with a column that leans towards the truth.
fn planted(data: &Labelled) -> Labelled {
    let mut random = SplitMix64::new(6);
    let mut data = data.clone();
    let told = data.class.iter().map(|class| (random.next_normal() + PLANTED * f64::from(*class)) as f32).collect();
    data.rows.names.push("planted".to_owned());
    data.rows.columns.push(told);
    data
}

fn mouse(folder: &Path, task: &str) -> anyhow::Result<Labelled> {
    let table = Table::read(&folder.join(format!("mouse-stress-freihaut/mouse_data_{task}.tsv")), '\t')?;
    let pairs = |name: &str| {
        let (stem, task) = name.split_once("_Con_")?;
        Some((stem.trim_end_matches('_').to_owned(), format!("{stem}_Pr_{task}")))
    };
    against_practice(&table, &table.words("ID")?, pairs)
}

fn online(folder: &Path) -> anyhow::Result<Labelled> {
    let table = Table::read(&folder.join("keyboard-stress-freihaut/OnlineStudy_Keyboard_Features.tsv"), '\t')?;
    let pairs = |name: &str| {
        let stem = name.strip_prefix("Con_").filter(|stem| !stem.starts_with("sam"))?;
        Some((stem.to_owned(), format!("Pr_{stem}")))
    };
    against_practice(&table, &table.words("")?, pairs)
}

/// Rows of a table with one person each: columns that `pairs` knows (it gives the short name and the practice column), and their differences to practice.
fn against_practice(
    table: &Table,
    id: &[&str],
    pairs: impl Fn(&str) -> Option<(String, String)>,
) -> anyhow::Result<Labelled> {
    let mut columns = Vec::new();
    for name in table.names() {
        if let Some((stem, practice)) = pairs(name) {
            columns.push((stem, table.numbers(name)?, table.numbers(&practice)?));
        }
    }
    ensure!(!columns.is_empty(), "no-signal: a table without columns of the condition");
    let condition = table.numbers("condition")?;
    let person = numbered(id.iter().copied());
    let mut rows = Gather::new(2);
    for row in (0..person.len()).filter(|row| condition[*row].is_finite()) {
        let mut features = Features::default();
        for (name, under, before) in &columns {
            features.add(name.clone(), f64::from(under[row]));
            features.add(format!("{name}, more than in practice"), f64::from(under[row] - before[row]));
        }
        rows.add(person[row], row as f64, u8::from(condition[row] < 0.5), features)?;
    }
    Ok(rows.done())
}

fn lab(folder: &Path) -> anyhow::Result<Labelled> {
    let table = Table::read(&folder.join("keyboard-stress-freihaut/Labstudy_Keyboard_Features.tsv"), '\t')?;
    let names: Vec<&str> = table.names().filter(|name| !["", "par_Num", "condition"].contains(name)).collect();
    let columns: Vec<(&str, Vec<f32>)> =
        names.into_iter().map(|name| Ok((name, table.numbers(name)?))).collect::<anyhow::Result<_>>()?;
    let person = numbered(table.words("par_Num")?);
    let mut rows = Gather::new(2);
    for (row, condition) in table.words("condition")?.into_iter().enumerate() {
        let mut features = Features::default();
        columns.iter().for_each(|(name, column)| features.add(*name, f64::from(column[row])));
        rows.add(person[row], row as f64, u8::from(condition == "HS"), features)?;
    }
    Ok(rows.done())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_of_the_people_and_who_they_are_are_no_inputs() {
        let Some(data) = crate::score::data_with("mouse-stress-freihaut") else { return };
        let rows = mouse(&data, "Slider").unwrap();
        let forbidden = ["valence", "arousal", "mdbf", "stress", "condition", "jahr", "sex", "schule", "sam", "id"];
        for name in &rows.rows.names {
            let word = name.to_lowercase();
            assert!(
                !forbidden.iter().any(|forbidden| word == *forbidden || word.starts_with(&format!("{forbidden}_"))),
                "{name}"
            );
        }
        assert!(rows.rows.names.len() > 20 && rows.class.contains(&0) && rows.class.contains(&1));
    }

    #[test]
    fn it_is_silent_about_noise_and_speaks_where_something_was_planted() {
        let mut random = SplitMix64::new(1);
        let mut rows = Gather::new(2);
        for person in 0..150 {
            let mut features = Features::default();
            features.add("noise", random.next_normal());
            rows.add(person, 0.0, u8::from(random.next_unit() > 0.5), features).unwrap();
        }
        let noise = rows.done();
        let abstains = |data: &Labelled| {
            let (train, test) = ((0..120).collect::<Vec<_>>(), (120..150).collect::<Vec<_>>());
            let mut report = Report::new("no-signal", "test");
            judge("test", &data.select(&train), Some(&data.select(&test)), &mut report).unwrap();
            report.rows[2].value
        };
        let mut told = noise.clone();
        told.rows.columns[0] =
            told.class.iter().map(|class| (random.next_normal() + 2.0 * f64::from(*class)) as f32).collect();
        assert_eq!((abstains(&noise), abstains(&told)), (1.0, 0.0));
    }
}
