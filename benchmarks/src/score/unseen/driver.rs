//! `score driver`: normal, drowsy or aggressive, from a phone in the car (driving-uah).
//!
//! Windows of 64 s, one each 32 s, within a trip. Inputs: speed, accelerations along and across and up (filtered), their changes, and how roll, pitch and yaw
//! move; never where the car was, how high, which way it went, on which road, who drove, or when. Levels of the angles are left out: they tell how the phone was
//! fixed, which is the trip.
//!
//! Own ranges are those of the driver over all trips, without labels; each driver was asked to drive in all three ways, about as long in each. Recipes that are `averaged`
//! answer by the mean over the window and the seven before it in the same trip, less than five minutes in all: nobody changes the way of driving within a trip here,
//! so it helps more than it would on the road. A trip begins where the clock begins anew, which needs no label. Nets see the 64 values of speed, the three accelerations, and the
//! steps of the three angles.

use std::path::Path;

use anyhow::ensure;
use attentive_learn::recipe::{Labelled, Past, Ranges, Recipe};

use super::gather::{Features, Gather};
use super::table::{Table, numbered};
use super::{Metric, Task, recipes, score_of};
use crate::report::Report;

const WINDOW: usize = 64;
const STEP: usize = 32;
/// Windows over which answers are averaged.
const PAST_WINDOWS: Past = Past { rows: 8, longest_step: STEP as f64 };
const CLASSES: [&str; 3] = ["normal", "drowsy", "agressif"];
const ACCELERATIONS: [(&str, &str); 3] = [
    ("braking", "Acceleration in X filtered by KF (Gs)"),
    ("turning", "Acceleration in Y filtered by KF (Gs)"),
    ("bumping", "Acceleration in Z filtered by KF (Gs)"),
];
const ANGLES: [(&str, &str); 3] = [("roll", "Roll (degrees)"), ("pitch", "Pitch (degrees)"), ("yaw", "Yaw (degrees)")];

/// Scores.
pub fn run(data: &Path, holdout: Option<&Path>) -> anyhow::Result<Report> {
    let task = Task { name: "driver", metric: Metric::Accuracy, recipes: tried(), reference: Some(0.68), prefix: "" };
    let on = "driving-uah, windows of 64 s each 32 s, unseen drivers; reference: the figure to beat";
    #[cfg_attr(not(feature = "learning"), expect(unused_mut, reason = "nets add rows"))]
    let mut report = score_of(&task, on, read, (data, holdout))?;
    #[cfg(feature = "learning")]
    super::nets::add(&task, raw, (data, holdout), Some(PAST_WINDOWS), &mut report)?;
    Ok(report)
}

/// Each window by itself, and averaged.
fn tried() -> Vec<Recipe> {
    let ranges = [Ranges::AsTheyAre, Ranges::OfThePerson];
    let averaged =
        |recipe: Recipe| Recipe { name: format!("{}, averaged", recipe.name), ..recipe.averaged_over(PAST_WINDOWS) };
    let learners = ["forest", "boosted", "logistic", "strict logistic", "round svm", "wide round svm"];
    let alone = recipes::these(&["forest", "wide round svm"], &ranges);
    [recipes::baseline()]
        .into_iter()
        .chain(alone)
        .chain(recipes::these(&learners, &ranges).into_iter().map(averaged))
        .collect()
}

/// All drives, one value a second.
struct Drives {
    person: Vec<u32>,
    speed: Vec<f32>,
    accelerations: Vec<(&'static str, Vec<f32>)>,
    angles: Vec<(&'static str, Vec<f32>)>,
    /// Where each window starts, and its class.
    windows: Vec<(usize, u8)>,
}

impl Drives {
    fn piece(column: &[f32], start: usize) -> Vec<f64> {
        column[start..start + WINDOW].iter().map(|value| f64::from(*value)).collect()
    }
}

fn drives(folder: &Path) -> anyhow::Result<Drives> {
    let table = Table::read(&folder.join("driving-uah/UAHDataset.csv.gz"), ',')?;
    let (driver, target) = (table.words("driver")?, table.words("target")?);
    let time = table.numbers("Timestamp (seconds)")?;
    let column = |(name, column): &(&'static str, &str)| Ok((*name, table.numbers(column)?));
    let is_same_trip = |row: usize, next: usize| driver[row] == driver[next] && time[next] >= time[row];
    let mut windows = Vec::new();
    let mut from = 0;
    while from < driver.len() {
        let to = (from + 1..driver.len()).find(|row| !is_same_trip(row - 1, *row)).unwrap_or(driver.len());
        let is_one = target[from..to].iter().all(|class| *class == target[from]);
        ensure!(is_one, "driving-uah: rows {} to {to} are one trip of several classes", from + 1);
        let class = CLASSES.iter().position(|class| *class == target[from]);
        ensure!(class.is_some(), "driving-uah: row {}: there is no class {:?}", from + 1, target[from]);
        let starts = (from..to.saturating_sub(WINDOW - 1)).step_by(STEP);
        windows.extend(starts.map(|start| (start, class.unwrap_or(0) as u8)));
        from = to;
    }
    Ok(Drives {
        person: numbered(driver.iter().copied()),
        speed: table.numbers("Speed (km/h)")?,
        accelerations: ACCELERATIONS.iter().map(column).collect::<anyhow::Result<_>>()?,
        angles: ANGLES.iter().map(column).collect::<anyhow::Result<_>>()?,
        windows,
    })
}

fn read(folder: &Path) -> anyhow::Result<Labelled> {
    let drives = drives(folder)?;
    let mut rows = Gather::new(CLASSES.len());
    for (start, class) in &drives.windows {
        let mut features = Features::default();
        features.describe("speed", &Drives::piece(&drives.speed, *start), 1.0);
        for (name, column) in &drives.accelerations {
            of_acceleration(name, &Drives::piece(column, *start), &mut features);
        }
        for (name, column) in &drives.angles {
            of_angle(name, &Drives::piece(column, *start), &mut features);
        }
        rows.add(drives.person[*start], *start as f64, *class, features)?;
    }
    Ok(rows.done())
}

/// An angle's first step is 0, as the one before the window is not looked at.
#[cfg(feature = "learning")]
fn raw(folder: &Path) -> anyhow::Result<super::nets::Raw> {
    let drives = drives(folder)?;
    let starts = || drives.windows.iter().map(|(start, _)| *start);
    let gathered = |column: &Vec<f32>| starts().flat_map(|start| &column[start..start + WINDOW]).copied().collect();
    let moved = |column: &Vec<f32>| -> Vec<f32> {
        let steps = |start| [0.0].into_iter().chain(steps(&Drives::piece(column, start)));
        starts().flat_map(steps).map(|step| step as f32).collect()
    };
    let plain =
        [("speed", &drives.speed)].into_iter().chain(drives.accelerations.iter().map(|(name, column)| (*name, column)));
    let (mut channels, mut values): (Vec<String>, Vec<Vec<f32>>) =
        plain.map(|(name, column)| (name.to_owned(), gathered(column))).unzip();
    channels.extend(drives.angles.iter().map(|(name, _)| format!("{name} step")));
    values.extend(drives.angles.iter().map(|(_, column)| moved(column)));
    let windows = attentive_learn::nets::Windows {
        channels,
        length: WINDOW,
        values,
        person: starts().map(|start| drives.person[start]).collect(),
        class: drives.windows.iter().map(|(_, class)| *class).collect(),
        labels: CLASSES.map(str::to_owned).to_vec(),
    };
    Ok(super::nets::Raw { windows, time: starts().map(|start| start as f64).collect() })
}

fn of_acceleration(name: &str, values: &[f64], features: &mut Features) {
    features.describe(name, values, 1.0);
    let size: Vec<f64> = values.iter().map(|value| value.abs()).collect();
    features.describe(&format!("{name} size"), &size, 1.0);
    for limit in [0.03, 0.06, 0.12, 0.2] {
        features.add(
            format!("{name} share above {limit} g"),
            size.iter().filter(|value| **value > limit).count() as f64 / size.len() as f64,
        );
    }
    let change: Vec<f64> = values.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
    features.describe(&format!("{name} jerk"), &change, 1.0);
}

/// How an angle moves: steps across half a turn are taken the short way.
fn steps(angle: &[f64]) -> Vec<f64> {
    let turn = std::f64::consts::TAU;
    angle.windows(2).map(|pair| (pair[1] - pair[0] + turn / 2.0).rem_euclid(turn) - turn / 2.0).collect()
}

fn of_angle(name: &str, degrees_or_radians: &[f64], features: &mut Features) {
    let steps = steps(degrees_or_radians);
    let size: Vec<f64> = steps.iter().map(|step| step.abs()).collect();
    features.describe(&format!("{name} step"), &steps, 1.0);
    features.describe(&format!("{name} step size"), &size, 1.0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_stay_within_trips_and_tell_nothing_of_the_place() {
        let Some(data) = crate::score::data_with("driving-uah") else { return };
        let rows = read(&data).unwrap();
        let forbidden = ["position", "altitude", "course", "road", "driver", "time", "latitude", "longitude"];
        for name in &rows.rows.names {
            assert!(!forbidden.iter().any(|forbidden| name.to_lowercase().contains(forbidden)), "{name}");
        }
        let same_trip = |row: usize| rows.rows.time[row + 1] - rows.rows.time[row] <= STEP as f64;
        let mixed = (0..rows.class.len() - 1).filter(|row| same_trip(*row) && rows.class[*row] != rows.class[row + 1]);
        assert_eq!(mixed.count(), 0);
        assert!((0..CLASSES.len()).all(|class| rows.class.contains(&(class as u8))));
    }
}
