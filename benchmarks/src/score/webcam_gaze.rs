//! Gaze by a webcam, beside an eye tracker on the same people at the same moment (gaze-webgazer-tobii): how far off, in pixels?
//!
//! The first 15 s of each recording calibrate, the rest is scored; everything that is learnt from people is learnt from other people, by the code
//! that `attentive train webcam-gaze` and `attentive analyse --calibrate-with` use. The figure of a person is the median distance over their
//! samples, the figure of a method the mean over persons.

use std::path::Path;

use anyhow::{Context, bail};
use attentive_pipeline::preprocess::gaze::webcam::{
    CALIBRATION_NANOS, Calibration, LONGEST_LAG_NANOS, Positions, Prior, Recorded, Sight, Teaching, Truth, calibrate,
};
use attentive_sensors::coded::{WebcamGaze, webgazer_tobii};
use attentive_types::time::SECOND;

use crate::report::{Report, Row};

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
        let others: Vec<Recorded<'_>> =
            people.iter().filter(|other| aside.is_some() || other.person != person.person).map(recorded).collect();
        eprintln!("{}: learning from {} others", person.person, others.len());
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
        let name = format!("best, {}", person.person);
        report.rows.push(Row {
            baseline: Some(methods[0].medians[place]),
            ..Row::new(&name, "median_px", methods[5].medians[place], "px")
        });
    }
    Ok(report)
}

fn score(person: &WebcamGaze, others: &[Recorded<'_>]) -> anyhow::Result<[f64; 7]> {
    let own = recorded(person);
    let beginning = own.during(&own.beginning());
    let first = own.beginning().start;
    let is_scored = |place: &usize| {
        let is_late = person.time_nanos[*place] >= first + CALIBRATION_NANOS;
        is_late && person.truth_px.iter().all(|axis| axis[*place].is_finite())
    };
    let scored: Vec<usize> = (0..person.time_nanos.len()).filter(is_scored).collect();
    let times: Vec<i64> = scored.iter().map(|place| person.time_nanos[*place]).collect();
    let error = |found: Vec<Option<(f64, f64)>>| -> anyhow::Result<f64> {
        let distance = |(place, found): (&usize, Option<(f64, f64)>)| {
            found.map(|(x, y)| (x - person.truth_px[0][*place]).hypot(y - person.truth_px[1][*place]))
        };
        let distances: Vec<f64> = scored.iter().zip(found).filter_map(distance).collect();
        median(distances).with_context(|| format!("{}: nothing is left to score after 15 s", person.person))
    };
    let too_little = || format!("{}: too little is known in the first 15 s", person.person);
    let alone = |prior: &Prior, lag| calibrate(beginning.seen, beginning.truth, prior, lag).with_context(too_little);
    let nobody = "there is nobody to learn from; two people are needed at least";
    let at = |own: Calibration| times.iter().map(|time| own.at(recorded(person).seen, *time)).collect::<Vec<_>>();
    let plain = Calibration { lag_nanos: 0, x: [0.0, 500.0, 0.0], y: [0.0, 0.0, 500.0] };
    // The offset alone, firmly one to one; and the delay alone, after the same offset.
    let firm = Prior { worth: [1.0, 1e9, 1e9], ..Prior::plain() };
    let both = Teaching::of(others, Sight::Both).context(nobody)?;
    let straight = both.calibrate(beginning).with_context(too_little)?;
    let back = Teaching::of(others, Sight::Back).context(nobody)?;
    let live = back.calibrate(beginning).with_context(too_little)?;
    Ok([
        error(at(plain))?,
        error(smoothed(person, &times))?,
        error(at(alone(&firm, 0)?))?,
        error(at(alone(&firm, LONGEST_LAG_NANOS)?))?,
        error(at(straight))?,
        error(both.positions(own.seen, &straight, &times))?,
        error(back.positions(own.seen, &live, &times))?,
    ])
}

fn recorded(person: &WebcamGaze) -> Recorded<'_> {
    Recorded {
        seen: Positions { time_nanos: &person.time_nanos, x_px: &person.seen_px[0], y_px: &person.seen_px[1] },
        truth: Truth { x_px: &person.truth_px[0], y_px: &person.truth_px[1] },
    }
}

/// The running median over half a second: what filtering alone brings.
fn smoothed(person: &WebcamGaze, times: &[i64]) -> Vec<Option<(f64, f64)>> {
    let at = |time: &i64| {
        let from = person.time_nanos.partition_point(|own| *own < time - SECOND / 4);
        let to = person.time_nanos.partition_point(|own| *own <= time + SECOND / 4);
        Some((median(person.seen_px[0][from..to].to_vec())?, median(person.seen_px[1][from..to].to_vec())?))
    };
    times.iter().map(at).collect()
}

fn read(data: &Path) -> anyhow::Result<Vec<WebcamGaze>> {
    let folder = data.join("gaze-webgazer-tobii/CombinedData");
    let people: Vec<WebcamGaze> =
        webgazer_tobii::files(&folder)?.iter().map(|file| webgazer_tobii::read(file)).collect::<Result<_, _>>()?;
    if people.is_empty() {
        bail!("there is no recording in {}", folder.display());
    }
    Ok(people)
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A made-up person who looks elsewhere each second, and a webcam that is late and shows the right half of the screen too far left.
    fn write(root: &Path, person: i64) {
        let folder = root.join("gaze-webgazer-tobii/CombinedData");
        std::fs::create_dir_all(&folder).unwrap();
        let eyes = |millis: i64| {
            let second = millis.div_euclid(1_000) + 7 * person;
            ((second * 617).rem_euclid(1_900), (second * 431).rem_euclid(1_000))
        };
        let seen = |millis: i64| {
            let (x, y) = eyes(millis - 100 * (2 + person));
            (if x > 950 { x - 300 } else { x }, y)
        };
        let column = |of: &dyn Fn(i64) -> i64| {
            let rows = (0..300).map(|row: i64| (row.to_string(), of(100 * row).into()));
            serde_json::Value::Object(rows.collect())
        };
        let columns = serde_json::json!([{
            "timestamp": column(&|millis| millis), "x": column(&|millis| seen(millis).0), "y": column(&|millis| seen(millis).1),
            "hardXMean": column(&|millis| eyes(millis).0), "hardYMean": column(&|millis| eyes(millis).1),
        }]);
        std::fs::write(folder.join(format!("combinedDataP{person}.json")), columns.to_string()).unwrap();
    }

    #[test]
    fn those_put_aside_are_scored_by_what_the_others_teach() {
        let (known, aside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        (1..4).for_each(|person| write(known.path(), person));
        write(aside.path(), 5);
        let report = run(known.path(), Some(aside.path())).unwrap();
        let value = |case: &str| report.rows.iter().find(|row| row.case == case).unwrap().value;
        assert!(value("best, P5").is_finite() && report.rows.iter().all(|row| row.case != "best, P1"));
        assert!(value("best") < 0.7 * value("lag, straight map"), "{} {}", value("best"), value("lag, straight map"));
        assert!(value("lag, straight map") < value("raw"));
        let alone = tempfile::tempdir().unwrap();
        write(alone.path(), 1);
        let refused = run(alone.path(), None).unwrap_err().to_string();
        assert!(refused.contains("nobody to learn from"), "{refused}");
    }
}
