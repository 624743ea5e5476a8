//! Gaze by a webcam, beside an eye tracker on the same people at the same moment (gaze-webgazer-tobii): how far off, in pixels?
//!
//! The first 15 s of each recording calibrate, the rest is scored; everything that is learnt from people is learnt from other people. The
//! figure of a person is the median distance over their samples, the figure of a method the mean over persons.

use std::ops::Range;
use std::path::Path;

use anyhow::{Context, bail};
use attentive_pipeline::preprocess::gaze::webcam::{
    Calibration, LONGEST_LAG_NANOS, Positions, Prior, Refiner, Sight, Student, Truth, calibrate,
};
use attentive_types::time::SECOND;
use serde_json::Value;

use crate::report::{Report, Row};

/// How much of each recording calibrates.
const CALIBRATION_NANOS: i64 = 15 * SECOND;

/// Where the stretches begin from which other people's calibrations are taken, counted from their first sample.
const TEACHING_STARTS_NANOS: [i64; 3] = [0, 10 * SECOND, 20 * SECOND];

struct Person {
    name: String,
    time_nanos: Vec<i64>,
    seen: [Vec<f64>; 2],
    truth: [Vec<f64>; 2],
}

/// Errors of one method: the median distance for each person, in pixels.
struct Method {
    name: &'static str,
    medians: Vec<f64>,
}

/// Without a hold-out each person is scored by what the others teach; with one, those in `data` teach and those kept aside are scored.
pub fn run(data: &Path, holdout: Option<&Path>) -> anyhow::Result<Report> {
    let people = read(data)?;
    let aside = holdout.map(read).transpose()?;
    let tested = aside.as_ref().unwrap_or(&people);
    let mut methods = ["raw", "smoothed", "constant offset", "lag", "lag, straight map", "best", "looking back only"]
        .map(|name| Method { name, medians: Vec::new() });
    for person in tested {
        let others: Vec<&Person> = people.iter().filter(|other| aside.is_some() || other.name != person.name).collect();
        eprintln!("{}: learning from {} others", person.name, others.len());
        let found = score(person, &others)?;
        methods.iter_mut().zip(found).for_each(|(method, median)| method.medians.push(median));
    }
    let mut report =
        Report::new("webcam-gaze", format!("gaze-webgazer-tobii: {} persons after their first 15 s", tested.len()));
    let raw = mean(&methods[0].medians);
    for method in &methods {
        let low = method.medians.iter().copied().fold(f64::INFINITY, f64::min);
        let high = method.medians.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let row = Row::new(method.name, "median_px", mean(&method.medians), "px");
        report.rows.push(Row { low: Some(low), high: Some(high), baseline: Some(raw), ..row });
    }
    for (place, person) in tested.iter().enumerate() {
        let name = format!("best, {}", person.name);
        report.rows.push(Row {
            baseline: Some(methods[0].medians[place]),
            ..Row::new(&name, "median_px", methods[5].medians[place], "px")
        });
    }
    Ok(report)
}

fn score(person: &Person, others: &[&Person]) -> anyhow::Result<[f64; 7]> {
    let scored: Vec<usize> = (0..person.time_nanos.len()).filter(|place| person.is_scored(*place)).collect();
    let times: Vec<i64> = scored.iter().map(|place| person.time_nanos[*place]).collect();
    let error = |found: Vec<Option<(f64, f64)>>| -> anyhow::Result<f64> {
        let distance = |(place, found): (&usize, Option<(f64, f64)>)| {
            found.map(|(x, y)| (x - person.truth[0][*place]).hypot(y - person.truth[1][*place]))
        };
        let distances: Vec<f64> = scored.iter().zip(found).filter_map(distance).collect();
        median(distances).with_context(|| format!("{}: nothing is left to score after 15 s", person.name))
    };
    let plain = Calibration { lag_nanos: 0, x: [0.0, 500.0, 0.0], y: [0.0, 0.0, 500.0] };
    let at = |own: Calibration| times.iter().map(|time| own.at(person.positions(), *time)).collect::<Vec<_>>();
    // The offset alone, firmly one to one; and the delay alone, after the same offset.
    let firm = Prior { worth: [1.0, 1e9, 1e9], ..Prior::plain() };
    let offset = person.calibrate(&firm, 0)?;
    let lag = person.calibrate(&firm, LONGEST_LAG_NANOS)?;
    let taught = teach(others, LONGEST_LAG_NANOS)?;
    let straight = person.calibrate(&taught.prior, LONGEST_LAG_NANOS)?;
    let best = taught.refiner(Sight::Both)?.positions(person.positions(), &straight, &times);
    let taught = teach(others, 0)?;
    let live = person.calibrate(&taught.prior, 0)?;
    let back = taught.refiner(Sight::Back)?.positions(person.positions(), &live, &times);
    let smoothed = person.smoothed(&times);
    Ok([
        error(at(plain))?,
        error(smoothed)?,
        error(at(offset))?,
        error(at(lag))?,
        error(at(straight))?,
        error(best)?,
        error(back)?,
    ])
}

/// What a group of people teaches.
struct Taught<'a> {
    prior: Prior,
    students: Vec<Student<'a>>,
}

fn teach<'a>(others: &[&'a Person], longest_lag: i64) -> anyhow::Result<Taught<'a>> {
    let whole = |person: &&&Person| calibrate(person.positions(), person.truth(), &Prior::plain(), longest_lag);
    let maps: Vec<(usize, Calibration)> =
        others.iter().enumerate().filter_map(|(place, person)| whole(&person).map(|own| (place, own))).collect();
    let without = |left_out: Option<usize>| {
        let maps: Vec<Calibration> =
            maps.iter().filter(|(place, _)| Some(*place) != left_out).map(|(_, own)| *own).collect();
        Prior::of(&maps).unwrap_or_else(Prior::plain)
    };
    // Each teacher is calibrated as a new person will be: from 15 s, with a prior from the others.
    // Other stretches of 15 s of the same people show what else a calibration may look like.
    let mut students = Vec::new();
    for (place, person) in others.iter().enumerate() {
        let prior = without(Some(place));
        let first = person.first();
        for start in TEACHING_STARTS_NANOS.map(|start| first + start) {
            let calibrated_nanos = start..start + CALIBRATION_NANOS;
            match person.calibrate_in(&calibrated_nanos, &prior, longest_lag) {
                Some(calibration) => {
                    let (seen, truth) = (person.positions(), person.truth());
                    students.push(Student { seen, truth, calibration, calibrated_nanos });
                }
                None if start == first => bail!("{}: too little is known in the first 15 s", person.name),
                None => {}
            }
        }
    }
    Ok(Taught { prior: without(None), students })
}

impl Taught<'_> {
    fn refiner(&self, sight: Sight) -> anyhow::Result<Refiner> {
        Refiner::fit(&self.students, sight).context("there is nobody to learn from; two people are needed at least")
    }
}

impl Person {
    fn positions(&self) -> Positions<'_> {
        Positions { time_nanos: &self.time_nanos, x_px: &self.seen[0], y_px: &self.seen[1] }
    }

    fn truth(&self) -> Truth<'_> {
        Truth { x_px: &self.truth[0], y_px: &self.truth[1] }
    }

    fn first(&self) -> i64 {
        self.time_nanos.first().copied().unwrap_or(0)
    }

    fn calibrate(&self, prior: &Prior, longest_lag: i64) -> anyhow::Result<Calibration> {
        let early = self.first()..self.first() + CALIBRATION_NANOS;
        self.calibrate_in(&early, prior, longest_lag)
            .with_context(|| format!("{}: too little is known in the first 15 s", self.name))
    }

    /// A calibration by one stretch. Nothing outside it is looked at, also not what the webcam says.
    fn calibrate_in(&self, stretch: &Range<i64>, prior: &Prior, longest_lag: i64) -> Option<Calibration> {
        let place = |time: i64| self.time_nanos.partition_point(|own| *own < time);
        let part = place(stretch.start)..place(stretch.end);
        let seen = Positions {
            time_nanos: &self.time_nanos[part.clone()],
            x_px: &self.seen[0][part.clone()],
            y_px: &self.seen[1][part.clone()],
        };
        calibrate(seen, Truth { x_px: &self.truth[0][part.clone()], y_px: &self.truth[1][part] }, prior, longest_lag)
    }

    fn is_scored(&self, place: usize) -> bool {
        let is_late = self.time_nanos[place] >= self.first() + CALIBRATION_NANOS;
        is_late && self.truth.iter().all(|axis| axis[place].is_finite())
    }

    /// The running median over half a second: what filtering alone brings.
    fn smoothed(&self, times: &[i64]) -> Vec<Option<(f64, f64)>> {
        let at = |time: &i64| {
            let from = self.time_nanos.partition_point(|own| *own < time - SECOND / 4);
            let to = self.time_nanos.partition_point(|own| *own <= time + SECOND / 4);
            Some((median(self.seen[0][from..to].to_vec())?, median(self.seen[1][from..to].to_vec())?))
        };
        times.iter().map(at).collect()
    }
}

fn read(data: &Path) -> anyhow::Result<Vec<Person>> {
    let folder = data.join("gaze-webgazer-tobii/CombinedData");
    let entries = std::fs::read_dir(&folder).with_context(|| format!("could not list {}", folder.display()))?;
    let mut files: Vec<_> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    let people: Vec<Person> = files.iter().map(|file| person(file)).collect::<anyhow::Result<_>>()?;
    if people.is_empty() {
        bail!("there is no recording in {}", folder.display());
    }
    Ok(people)
}

fn person(file: &Path) -> anyhow::Result<Person> {
    let text = std::fs::read_to_string(file).with_context(|| format!("could not read {}", file.display()))?;
    let whole: Value = serde_json::from_str(&text).with_context(|| format!("no JSON: {}", file.display()))?;
    let mut rows: Vec<(i64, [f64; 4])> = Vec::new();
    let number = |name: &str, row: &str| whole[0][name][row].as_f64();
    for row in whole[0]["timestamp"].as_object().context("there is no column `timestamp`")?.keys() {
        let Some(millis) = number("timestamp", row) else { continue };
        let values = ["x", "y", "hardXMean", "hardYMean"].map(|name| number(name, row).unwrap_or(f64::NAN));
        #[expect(clippy::cast_possible_truncation, reason = "milliseconds of a recording")]
        rows.push(((millis * 1e6) as i64, values));
    }
    rows.sort_by_key(|row| row.0);
    let column = |place: usize| rows.iter().map(|row| row.1[place]).collect::<Vec<f64>>();
    let time_nanos: Vec<i64> = rows.iter().map(|row| row.0).collect();
    if time_nanos.is_empty() {
        bail!("no sample in {}", file.display());
    }
    let name = file.file_stem().unwrap_or_default().to_string_lossy().replace("combinedData", "");
    Ok(Person { name, seen: [column(0), column(1)], truth: [column(2), column(3)], time_nanos })
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}
