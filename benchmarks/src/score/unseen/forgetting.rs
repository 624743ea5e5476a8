//! `score forgetting`: do those who came first lose when others come after them? (wearable-stress-predict)
//!
//! Ten people are drawn, ten times. A forest learns the first five from the first 70 % of each one's windows, then five more, one after another; after each it is judged on the rest of the first
//! five's windows (AUC of each person, then the mean). `replay` is fitted anew on what is remembered ([`attentive_learn::continual::Memory`], room for 120 rows of all people
//! together), `without replay` on the newest person alone, `all kept` on everything. Metric `fall`: the mean after five minus the mean after ten; the aim is .02 or less.

use std::path::Path;

use anyhow::ensure;
use attentive_learn::SplitMix64;
use attentive_learn::continual::{Memory, forgetting};
use attentive_learn::forest::{ForestSettings, TreeSettings};
use attentive_learn::metrics::auc;
use attentive_learn::recipe::{Labelled, Learner, Ranges, Recipe};
use attentive_learn::split::forward_in_time;

use super::{each, stress_band};
use crate::report::{Report, Row};

const FIRST: usize = 5;
const PEOPLE: usize = 10;
const DRAWS: u64 = 10;
const ROOM: usize = 120;

#[derive(Clone, Copy)]
enum Way {
    Replay,
    Newest,
    All,
}

/// Scores.
pub fn run(data: &Path, holdout: Option<&Path>) -> anyhow::Result<Report> {
    ensure!(
        holdout.is_none(),
        "not available: people are learnt one after another within one folder; no one is kept aside"
    );
    let data = stress_band::read(data)?;
    // Each person's own range is taken out once, before rows are dealt: a memory of few rows would not know it.
    let data = Labelled { rows: Ranges::OfThePerson.seen(&data.rows), ..data };
    let draws: Vec<u64> = (0..DRAWS).collect();
    let found = each(&draws, |draw| {
        [Way::Replay, Way::Newest, Way::All].iter().map(|way| course(&data, *draw, *way)).collect()
    })?;
    let mut report =
        Report::new("forgetting", "wearable-stress-predict, ten draws of ten people, mean AUC of the first five");
    for (place, name) in ["replay", "without replay", "all kept"].iter().enumerate() {
        let courses: Vec<&Vec<Vec<f64>>> = found.iter().map(|ways: &Vec<Vec<Vec<f64>>>| &ways[place]).collect();
        let mean = |course: &Vec<Vec<f64>>, at: usize| {
            course.iter().map(|person| person[at]).sum::<f64>() / course.len().max(1) as f64
        };
        let row = |metric: &str, runs: &[f64]| Row::of_runs(name, metric, runs, "");
        let first: Vec<f64> = courses.iter().map(|course| mean(course, 0)).collect();
        let last: Vec<f64> = courses.iter().map(|course| mean(course, PEOPLE - FIRST)).collect();
        let falls: Vec<f64> = first.iter().zip(&last).map(|(first, last)| first - last).collect();
        report.rows.push(row("auc after five", &first));
        report.rows.push(row("auc after ten", &last));
        report.rows.push(Row { reference: Some(0.02), ..row("fall", &falls) });
        let measured: Vec<f64> = courses.iter().filter_map(|course| forgetting(course)).collect();
        report.rows.push(row("forgetting", &measured));
    }
    Ok(report)
}

/// For each of the first five who can be judged, the AUC after five people and after each further one.
fn course(data: &Labelled, draw: u64, way: Way) -> anyhow::Result<Vec<Vec<f64>>> {
    let people = drawn(data, draw);
    ensure!(people.len() == PEOPLE, "there are {} people, {PEOPLE} are needed", people.len());
    let split = forward_in_time(&data.rows.person, &data.rows.time, 0.7);
    let of = |rows: &[usize], person: u32| {
        data.select(&rows.iter().copied().filter(|row| data.rows.person[*row] == person).collect::<Vec<_>>())
    };
    let judged: Vec<Labelled> = people[..FIRST].iter().map(|person| of(&split.test, *person)).collect();
    let mut memory = Memory::new(
        data.rows.names.clone(),
        data.classes,
        if matches!(way, Way::All) { usize::MAX } else { ROOM },
        draw,
    );
    let mut courses = vec![Vec::new(); FIRST];
    for (place, person) in people.iter().enumerate() {
        let new = of(&split.train, *person);
        if matches!(way, Way::Newest) && place >= FIRST {
            memory = Memory::new(data.rows.names.clone(), data.classes, usize::MAX, draw);
        }
        memory.add(&new)?;
        if place + 1 < FIRST {
            continue;
        }
        let tree = TreeSettings { least_leaf: 3.0, ..ForestSettings::default().tree };
        let learner = Learner::Forest(ForestSettings { trees: 100, tree, seed: 1 });
        let fitted = Recipe::new("forest", learner).fit(&memory.rows());
        for (judged, course) in judged.iter().zip(&mut courses) {
            let said = fitted.probabilities(&judged.rows)?;
            let score: Vec<f64> = said.chunks_exact(data.classes).map(|row| f64::from(row[1])).collect();
            course.extend(auc(&score, &judged.class.iter().map(|class| *class == 1).collect::<Vec<_>>()));
        }
    }
    courses.retain(|course| course.len() == PEOPLE - FIRST + 1);
    ensure!(!courses.is_empty(), "none of the first people has windows of both kinds at the end");
    Ok(courses)
}

/// Ten people in an order of chance.
fn drawn(data: &Labelled, draw: u64) -> Vec<u32> {
    let mut people: Vec<u32> = data.rows.person.clone();
    people.sort_unstable();
    people.dedup();
    SplitMix64::keyed(11, &[draw]).shuffle(&mut people);
    people.truncate(PEOPLE);
    people
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_learn::Rows;

    #[test]
    fn ten_different_people_are_drawn_and_others_each_time() {
        let person: Vec<u32> = (0..40).map(|row| row % 20).collect();
        let data = Labelled { rows: Rows { person, ..Rows::default() }, ..Labelled::default() };
        let (one, other) = (drawn(&data, 1), drawn(&data, 2));
        let mut sorted = one.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), PEOPLE);
        assert_ne!(one, other);
    }
}
