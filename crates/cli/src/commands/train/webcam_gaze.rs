//! What webcams get wrong for everyone, from recordings that have an eye tracker beside.
//!
//! ```text
//! webcam and eye tracker ─> webcam::Teaching: a prior for the straight map, and trees that refine it
//! ```

use std::path::{Path, PathBuf};

use attentive_learn::model_file::{Card, LearntFrom, Manifest};
use attentive_pipeline::preprocess::gaze::webcam::{Positions, Recorded, SEED, Sight, Teaching, Truth};
use attentive_sensors::coded::{WebcamGaze, webgazer_tobii};

use super::kept::{self, DataHash};
use super::record::Recorder;
use crate::failure::{Failure, Outcome};
use crate::progress;

const KIND: &str = "webcam-gaze";

/// Trains and keeps what other people teach.
pub fn run(data_dir: &Path, data: &Path) -> Outcome {
    let mut record = Recorder::begin(KIND);
    let files = files(data)?;
    let (people, data_sha256) = read(&files)?;
    let recorded: Vec<Recorded<'_>> = people.iter().map(recorded).collect();
    let spinner = progress::spinner("learning what webcams get wrong");
    let sight = Sight::Both;
    let taught = Teaching::of(&recorded, sight);
    spinner.finish_and_clear();
    let taught = taught.ok_or_else(|| {
        Failure::input(format!(
            "could not learn: in none of {} recordings enough is known in the first 15 s and afterwards: {}",
            files.len(),
            data.display()
        ))
    })?;
    let file = taught.to_file(LearntFrom {
        data_sha256,
        files: files.len(),
        people: taught.people,
        samples: people.iter().map(|person| person.time_nanos.len()).sum(),
        seed: SEED,
    });
    let how = format!(
        "a straight map drawn towards that of other people, refined by {} boosted oblivious trees over",
        taught.trees()
    );
    let folder = kept::keep(data_dir, &file, &Card { how: &how, ..CARD })?;
    record.setting("sight", format!("{sight:?}"));
    let figures = [("trees".to_owned(), taught.trees() as f64), ("people".to_owned(), taught.people as f64)].into();
    let run = record.finish(data_dir, data, &file.manifest.learnt_from, figures)?;
    say!(
        "learnt from {} people ({} samples); `attentive analyse --calibrate-with` uses it from now on: {}",
        taught.people,
        file.manifest.learnt_from.samples,
        folder.display()
    );
    say!("the record of this run: {}", run.display());
    Ok(())
}

const CARD: Card<'_> = Card {
    title: "Refinement of webcam gaze",
    does: "Moves gaze by a webcam to where the eyes were, for a person whose first 15 s of a recording are calibrated.",
    data: "each with an eye tracker beside the webcam.",
    how: "",
    how_good: "`attentive-benchmarks score webcam-gaze --data DIR` leaves out one person after another and says; live use cannot take out the delay and is worse.",
    weak: "few people, who all looked at the same pages on a screen of about the same size, with WebGazer; another screen, task or library may gain less or lose.",
    terms: "the data has no licence; keep this file to yourself, and train anew instead of passing it on.",
};

fn files(data: &Path) -> Result<Vec<PathBuf>, Failure> {
    for folder in [data.join("gaze-webgazer-tobii").join("CombinedData"), data.join("CombinedData"), data.to_owned()] {
        let files = webgazer_tobii::files(&folder).map_err(Failure::input)?;
        if !files.is_empty() {
            return Ok(files);
        }
    }
    Err(Failure::input(format!(
        "there are no recordings of a webcam with an eye tracker beside: expected gaze-webgazer-tobii/CombinedData/combinedData*.json in {}",
        data.display()
    )))
}

fn read(files: &[PathBuf]) -> Result<(Vec<WebcamGaze>, String), Failure> {
    let mut hash = DataHash::default();
    let mut people = Vec::new();
    for file in files {
        hash.add(file)?;
        people.push(webgazer_tobii::read(file).map_err(Failure::input)?);
    }
    Ok((people, hash.finish()))
}

fn recorded(person: &WebcamGaze) -> Recorded<'_> {
    Recorded {
        seen: Positions { time_nanos: &person.time_nanos, x_px: &person.seen_px[0], y_px: &person.seen_px[1] },
        truth: Truth { x_px: &person.truth_px[0], y_px: &person.truth_px[1] },
    }
}

/// What other people taught here; `None` when nothing was trained. A damaged or foreign file is an error that says why.
pub fn trained(data_dir: &Path) -> Result<Option<(Teaching, Manifest)>, Failure> {
    kept::find(data_dir, KIND, Teaching::from_bytes)
}

#[cfg(test)]
pub mod tests {
    use std::fs;

    use super::*;
    use crate::exit_codes;

    /// Made-up people whose webcams are late and squeeze the right half of the screen, in the layout of the data set.
    fn people(data: &Path) {
        let folder = data.join("gaze-webgazer-tobii/CombinedData");
        fs::create_dir_all(&folder).unwrap();
        for person in 1..4_i64 {
            let eyes = |millis: i64| {
                let second = millis.div_euclid(1_000) + 7 * person;
                ((second * 617).rem_euclid(1_900), (second * 431).rem_euclid(1_000))
            };
            let column = |of: &dyn Fn(i64) -> String| {
                let rows: Vec<String> = (0..300).map(|row| format!("\"{row}\":{}", of(100 * row))).collect();
                format!("{{{}}}", rows.join(","))
            };
            let seen = |millis: i64| {
                let (x, y) = eyes(millis - 100 * (2 + person));
                (if x > 950 { x - 300 } else { x }, y)
            };
            let text = format!(
                r#"[{{"timestamp":{},"x":{},"y":{},"hardXMean":{},"hardYMean":{}}}]"#,
                column(&|millis| millis.to_string()),
                column(&|millis| seen(millis).0.to_string()),
                column(&|millis| seen(millis).1.to_string()),
                column(&|millis| eyes(millis).0.to_string()),
                column(&|millis| eyes(millis).1.to_string()),
            );
            fs::write(folder.join(format!("combinedDataP{person}.json")), text).unwrap();
        }
    }

    #[test]
    fn what_was_taught_is_kept_used_and_refused_when_damaged() {
        let (home, data) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        assert!(trained(home.path()).unwrap().is_none());
        people(data.path());
        run(home.path(), data.path()).unwrap();
        let (taught, manifest) = trained(home.path()).unwrap().unwrap();
        assert_eq!((manifest.learnt_from.people, manifest.learnt_from.samples), (3, 900));
        assert!(taught.trees() > 0);
        let folder = kept::folder(home.path(), KIND);
        assert!(fs::read_to_string(folder.join(kept::CARD)).unwrap().contains("Refinement of webcam gaze"));
        let bytes = fs::read(folder.join(kept::MODEL)).unwrap();
        fs::write(folder.join(kept::MODEL), &bytes[..bytes.len() - 1]).unwrap();
        let refused = trained(home.path()).unwrap_err().message;
        assert!(refused.contains("attentive train webcam-gaze"), "{refused}");
    }

    #[test]
    fn a_folder_without_recordings_is_said_to_be() {
        let data = tempfile::tempdir().unwrap();
        let refused = run(data.path(), data.path()).unwrap_err();
        assert_eq!(refused.code, exit_codes::INPUT);
        assert!(refused.message.contains("there are no recordings of a webcam"), "{}", refused.message);
    }
}
