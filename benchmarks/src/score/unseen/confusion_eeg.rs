//! `score confusion-eeg`: was the student confused by the clip, from one channel of brain waves (eeg-confused-student)?
//!
//! One row for each student and clip; label: what the student said. Inputs: the headset's attention and meditation, and the logarithm of its band powers, each
//! summed up over the minute; shares of bands. Which clip it was, and what its makers meant it to be, are no inputs. Own ranges are those of the student over
//! all ten clips, without labels.
//!
//! A doubt: the mean of ln theta, or of ln delta, against the student's own middle alone has an area of about .95. Slow waves at the forehead are also
//! what blinks, a frown and a loose band make, and no other set at hand can tell these apart: take it for what this recording holds, not for a law.

use std::path::Path;

use attentive_learn::recipe::{Labelled, Ranges};

use super::gather::{Features, Gather};
use super::table::Table;
use super::{Metric, Task, recipes, score_of};
use crate::report::Report;

const BANDS: [&str; 8] = ["Delta", "Theta", "Alpha1", "Alpha2", "Beta1", "Beta2", "Gamma1", "Gamma2"];
/// Rows a second.
const RATE_HZ: f64 = 2.0;

/// Scores.
pub fn run(data: &Path, holdout: Option<&Path>) -> anyhow::Result<Report> {
    let task = Task {
        name: "confusion-eeg",
        metric: Metric::Accuracy,
        recipes: recipes::usual(&[Ranges::AsTheyAre, Ranges::OfThePerson]),
        reference: Some(0.725),
        prefix: "",
    };
    score_of(
        &task,
        "eeg-confused-student, per clip, unseen students; reference: the figure to beat",
        read,
        (data, holdout),
    )
}

fn read(folder: &Path) -> anyhow::Result<Labelled> {
    let table = Table::read(&folder.join("eeg-confused-student/EEG_data.csv"), ',')?;
    let (subject, clip, label) =
        (table.numbers("subject ID")?, table.numbers("VideoID")?, table.numbers("user-definedlabeln")?);
    let scores = [table.numbers("Attention")?, table.numbers("Mediation")?];
    let bands = BANDS.map(|band| table.numbers(band));
    let bands: Vec<Vec<f32>> = bands.into_iter().collect::<anyhow::Result<_>>()?;
    let mut rows = Gather::new(2);
    let mut from = 0;
    while from < subject.len() {
        let same = |row: &usize| subject[*row] == subject[from] && clip[*row] == clip[from];
        let to = (from..subject.len()).take_while(same).last().unwrap_or(from) + 1;
        let piece = |column: &[f32]| column[from..to].iter().map(|value| f64::from(*value)).collect::<Vec<f64>>();
        let mut features = Features::default();
        features.describe("attention", &piece(&scores[0]), RATE_HZ);
        features.describe("meditation", &piece(&scores[1]), RATE_HZ);
        let logs: Vec<Vec<f64>> =
            bands.iter().map(|band| piece(band).into_iter().map(|power| power.max(1.0).ln()).collect()).collect();
        for (name, log) in BANDS.iter().zip(&logs) {
            features.describe(&format!("ln {name}"), log, RATE_HZ);
        }
        let level = |band: usize| logs[band].iter().sum::<f64>() / logs[band].len() as f64;
        features.add("ln theta by beta", level(1) - (level(4) + level(5)) / 2.0);
        features.add("ln engagement", (level(4) + level(5)) / 2.0 - (level(1) + (level(2) + level(3)) / 2.0) / 2.0);
        let whole = |value: f32| value.round() as u32;
        rows.add(whole(subject[from]), from as f64, u8::from(label[from] >= 0.5), features)?;
        from = to;
    }
    Ok(rows.done())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_student_and_clip_is_one_row_without_the_clip() {
        let Some(data) = crate::score::data_with("eeg-confused-student") else { return };
        let rows = read(&data).unwrap();
        let people: std::collections::BTreeSet<u32> = rows.rows.person.iter().copied().collect();
        assert_eq!(rows.class.len(), 10 * people.len());
        let forbidden = ["video", "label", "defined", "subject", "id"];
        for name in &rows.rows.names {
            assert!(!forbidden.iter().any(|word| name.to_lowercase().split(' ').any(|part| part == *word)), "{name}");
        }
        assert!(rows.class.contains(&0) && rows.class.contains(&1));
    }
}
