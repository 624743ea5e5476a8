//! Nets on raw windows, beside the recipes that see the same windows described: the same people, folds and measure.
//!
//! Each net is trained three times from other seeds and answers by the mean of the three. The people who say when to stop are a fifth of those learnt from. Nets have the usual
//! settings of [`attentive_learn::nets`], which no score has chosen, and stand outside of `best`: that blend is chosen by many fits within the people to learn from,
//! which would take hours with nets.
//!
//! | case | what it is |
//! | --- | --- |
//! | `net cnn`, `net cnn-lstm` | on the samples as they are |
//! | `..., own range` | each channel about 0 with a spread of 1 within each person, over all windows of the person, without labels |
//! | `..., averaged` | the answers averaged over the windows before, where the recipes of the score are, too |

use std::path::Path;

use anyhow::Context;
use attentive_learn::Moments;
use attentive_learn::nets::{Architecture, Cnn, CnnLstm, Training, Windows};
use attentive_learn::recipe::{Labelled, Past};
use attentive_learn::rows::Rows;
use attentive_learn::split::{Split, grouped_folds, leave_one_person_out};

use super::{Judged, MOST_ONE_BY_ONE, Metric, Task, each};
use crate::report::{Report, Row};

const SEEDS: [u64; 3] = [1, 2, 3];

/// Raw windows, and when each began.
#[derive(Clone, Debug)]
pub struct Raw {
    pub windows: Windows,
    pub time: Vec<f64>,
}

/// One net on one view of the windows.
struct Case {
    name: String,
    architecture: Architecture,
    has_own_range: bool,
}

/// Adds a row for each net.
pub fn add(
    task: &Task,
    read: impl Fn(&Path) -> anyhow::Result<Raw>,
    (data, holdout): (&Path, Option<&Path>),
    past: Option<Past>,
    report: &mut Report,
) -> anyhow::Result<()> {
    let here = read(data)?;
    let other = holdout.map(&read).transpose()?;
    let judged = other.as_ref().unwrap_or(&here);
    let folds = folds(&here, other.as_ref());
    let cases = cases();
    eprintln!("{}: {} nets, {} folds, {} seeds each", task.name, cases.len(), folds.len(), SEEDS.len());
    let said = each(&folds, |fold| {
        let one = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
        one.install(|| cases.iter().map(|case| case.said(&here, judged, fold)).collect::<anyhow::Result<Vec<_>>>())
    })?;
    let rows = Rows { person: judged.windows.person.clone(), time: judged.time.clone(), ..Rows::default() };
    let classes = judged.windows.labels.len();
    let labelled = Labelled { rows, class: judged.windows.class.clone(), classes };
    let seen = Judged { task, data: &labelled, classes };
    let naive = report.rows.iter().find(|row| row.case == "majority").map(|row| row.value);
    for (place, case) in cases.iter().enumerate() {
        let mut all = vec![0.0; labelled.class.len() * classes];
        for (fold, said) in folds.iter().zip(&said) {
            for (from, row) in fold.test.iter().enumerate() {
                all[row * classes..(row + 1) * classes]
                    .copy_from_slice(&said[place][from * classes..(from + 1) * classes]);
            }
        }
        let mut row = |name: &str, said: &[f32]| -> anyhow::Result<()> {
            let found = seen.estimate(said, task.metric)?;
            report.rows.push(Row {
                low: Some(found.low),
                high: Some(found.high),
                baseline: if task.metric == Metric::Auc { Some(0.5) } else { naive },
                ..Row::new(name, task.metric.name(), found.value, "")
            });
            Ok(())
        };
        row(&case.name, &all)?;
        if let Some(past) = past {
            row(&format!("{}, averaged", case.name), &past.averaged(&all, &labelled.rows))?;
        }
    }
    Ok(())
}

fn cases() -> Vec<Case> {
    let nets = [Architecture::Cnn(Cnn::default()), Architecture::CnnLstm(CnnLstm::default())];
    let case = |architecture: Architecture, has_own_range| {
        let ending = if has_own_range { ", own range" } else { "" };
        Case { name: format!("net {}{ending}", architecture.name()), architecture, has_own_range }
    };
    nets.into_iter().flat_map(|net| [case(net, false), case(net, true)]).collect()
}

/// The folds that the recipes have.
fn folds(here: &Raw, other: Option<&Raw>) -> Vec<Split> {
    let person = &here.windows.person;
    if let Some(other) = other {
        return vec![Split { train: (0..person.len()).collect(), test: (0..other.windows.len()).collect() }];
    }
    let people: std::collections::BTreeSet<u32> = person.iter().copied().collect();
    if people.len() > MOST_ONE_BY_ONE {
        grouped_folds(person, 10, &mut attentive_learn::SplitMix64::new(1))
    } else {
        leave_one_person_out(person)
    }
}

impl Case {
    /// The probabilities of the judged windows, averaged over the seeds.
    fn said(&self, here: &Raw, judged: &Raw, fold: &Split) -> anyhow::Result<Vec<f32>> {
        let view = |raw: &Raw, places: &[usize]| {
            let windows = raw.windows.select(places);
            if self.has_own_range { own_range(&windows) } else { windows }
        };
        let (train, test) = (view(here, &fold.train), view(judged, &fold.test));
        let mut mean = vec![0.0; test.len() * test.labels.len()];
        for seed in SEEDS {
            let settings = Training { seed, ..Training::default() };
            let net = settings.fit(self.architecture, &train, &mut |_| ()).with_context(|| self.name.clone())?;
            let said = net.probabilities(&test).with_context(|| self.name.clone())?;
            mean.iter_mut().zip(said).for_each(|(mean, said)| *mean += said / SEEDS.len() as f32);
        }
        Ok(mean)
    }
}

/// Each channel about 0 with a spread of 1 within each person.
fn own_range(windows: &Windows) -> Windows {
    let mut ranged = windows.clone();
    let people: std::collections::BTreeSet<u32> = windows.person.iter().copied().collect();
    for channel in &mut ranged.values {
        for person in &people {
            let is_own = |place: usize| windows.person[place / windows.length] == *person;
            let own = channel.iter().enumerate().filter(|(place, value)| is_own(*place) && !value.is_nan());
            let moments: Moments = own.map(|(_, value)| f64::from(*value)).collect();
            let (mean, spread) = (moments.mean().unwrap_or(0.0), moments.deviation().filter(|spread| *spread > 0.0));
            for (place, value) in channel.iter_mut().enumerate() {
                if is_own(place) {
                    *value = ((f64::from(*value) - mean) / spread.unwrap_or(1.0)) as f32;
                }
            }
        }
    }
    ranged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_person_has_a_range_of_their_own_and_gaps_stay_gaps() {
        let windows = Windows {
            channels: vec!["a".into()],
            length: 2,
            values: vec![vec![1.0, 3.0, 101.0, f32::NAN, 103.0, 102.0]],
            person: vec![0, 1, 1],
            ..Windows::default()
        };
        let found = own_range(&windows).values.remove(0);
        let half = std::f32::consts::FRAC_1_SQRT_2;
        assert!((found[0] + half).abs() < 1e-6 && (found[1] - half).abs() < 1e-6);
        assert!(found[3].is_nan() && [found[2] + 1.0, found[4] - 1.0, found[5]].iter().all(|rest| rest.abs() < 1e-6));
    }

    #[test]
    fn a_person_left_out_is_told_by_what_the_others_showed() {
        // A step up or down in the middle of the window, at a level that is each person's own.
        let mut raw = Raw { windows: Windows::default(), time: Vec::new() };
        let mut samples = Vec::new();
        for (person, row) in (0..5_u32).flat_map(|person| (0..16_u8).map(move |row| (person, row))) {
            let step = if row % 2 == 0 { -1.0 } else { 1.0 };
            let moment = 6 + usize::from(row) / 4;
            samples.extend((0..16).map(|place| 50.0 * person as f32 + if place >= moment { step } else { 0.0 }));
            raw.windows.person.push(person);
            raw.windows.class.push(row % 2);
            raw.time.push(f64::from(row));
        }
        let labels = vec!["down".into(), "up".into()];
        raw.windows =
            Windows { channels: vec!["level".into()], length: 16, values: vec![samples], labels, ..raw.windows };
        let fold = folds(&raw, None).remove(2);
        let case = cases().remove(1);
        let said = case.said(&raw, &raw, &fold).unwrap();
        let right = said
            .chunks_exact(2)
            .zip(&fold.test)
            .filter(|(said, row)| (said[1] > 0.5) == (raw.windows.class[**row] == 1));
        assert!(right.count() >= 14, "{}: {said:?}", case.name);
    }
}
