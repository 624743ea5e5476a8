//! What webcams get wrong for everyone, from recordings that have an eye tracker beside.
//!
//! ```text
//! webcam and eye tracker ─> webcam::Teaching: a prior for the straight map, and trees that refine it
//! ```

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use attentive_learn::forest::BoostingSettings;
use attentive_learn::model_file::{Card, LearntFrom, Manifest};
use attentive_learn::search::Goal;
use attentive_pipeline::preprocess::gaze::webcam::{BOOSTING, Positions, Recorded, SEED, Sight, Teaching, Truth};
use attentive_sensors::coded::{WebcamGaze, webgazer_tobii};

use super::kept::{self, DataHash};
use super::record::Recorder;
use super::searching::{self, Judged, Judging};
use super::trees;
use crate::args::TrainArgs;
use crate::failure::{Failure, Outcome};
use crate::progress;

const KIND: &str = "webcam-gaze";

/// What is scored when settings are judged.
const SCORE: &str = "median_px on people left out";

/// Trains and keeps what other people teach.
pub fn run(data_dir: &Path, args: &TrainArgs) -> Outcome {
    let data = super::data_of(args)?;
    let files = files(data)?;
    kept::check(data_dir, KIND)?;
    let (people, data_sha256) = read(&files)?;
    let samples = people.iter().map(|person| person.time_nanos.len()).sum();
    let from = LearntFrom { data_sha256, files: files.len(), people: people.len(), samples, seed: SEED };
    let mut record = searching::recorder(data_dir, KIND, data, args, &from)?;
    record.watch(|record| learn(data_dir, args, &people, from, record))
}

/// Searches if asked to, learns, and keeps what was taught and its record.
fn learn(data_dir: &Path, args: &TrainArgs, people: &[WebcamGaze], from: LearntFrom, record: &mut Recorder) -> Outcome {
    let data = super::data_of(args)?;
    let recorded: Vec<Recorded<'_>> = people.iter().map(recorded).collect();
    let judging = Judging {
        score: SCORE,
        goal: Goal::Least,
        space: trees::space("", &BOOSTING),
        judge: &|settings, budget| judge(people, &trees::settings("", &BOOSTING, settings, budget)),
    };
    let verdict = searching::verdict(record, args, &judging)?;
    let boosting = trees::settings("", &BOOSTING, &verdict.settings, 1.0);
    let spinner = progress::spinner("learning what webcams get wrong");
    let sight = Sight::Both;
    let taught = Teaching::with(&recorded, sight, &boosting);
    spinner.finish_and_clear();
    let taught = taught.ok_or_else(|| {
        Failure::input(format!(
            "could not learn: in none of {} recordings enough is known in the first 15 s and afterwards: {}",
            from.files,
            data.display()
        ))
    })?;
    let from = LearntFrom { people: taught.people, ..from };
    record.learns_from(data, &from);
    let file = taught.to_file(from);
    let how = format!(
        "a straight map drawn towards that of other people, refined by {} boosted oblivious trees over",
        taught.trees()
    );
    let how_good = searching::how_good(&verdict, CARD.how_good);
    let folder = kept::keep(data_dir, &file, &Card { how: &how, how_good: &how_good, ..CARD })?;
    record.setting("sight", format!("{sight:?}"));
    trees::note("", &boosting, record);
    let mut figures = verdict.figures;
    figures.extend([("trees".to_owned(), taught.trees() as f64), ("people".to_owned(), taught.people as f64)]);
    let run = record.finish(figures)?;
    say!(
        "learnt from {} people ({} samples); `attentive analyse --calibrate-with` uses it from now on: {}",
        taught.people,
        file.manifest.learnt_from.samples,
        folder.display()
    );
    searching::tell(&verdict.words, &run);
    Ok(())
}

/// How far off, in pixels: the median of each person after the stretch that calibrates, by what all others teach, and the mean over people.
fn judge(people: &[WebcamGaze], boosting: &BoostingSettings) -> Judged {
    let judged = searching::on_threads(people, |person| {
        let others: Vec<Recorded<'_>> =
            people.iter().filter(|other| other.person != person.person).map(recorded).collect();
        let taught = Teaching::with(&others, Sight::Both, boosting)
            .ok_or("there is nobody else to learn from; two people are needed at least")?;
        // Of whom too little is known, of them nothing can be said.
        Ok(median_px(person, &taught).map(|median_px| (person.person.clone(), median_px)))
    });
    let judged: Vec<Option<(String, f64)>> = judged.into_iter().collect::<Result<_, &str>>()?;
    let found: BTreeMap<String, f64> = judged.into_iter().flatten().collect();
    let mean = found.values().sum::<f64>() / found.len() as f64;
    if found.is_empty() {
        Err("nobody could be judged: too little is known of all people".to_owned())
    } else {
        Ok((mean, found))
    }
}

fn median_px(person: &WebcamGaze, taught: &Teaching) -> Option<f64> {
    let own = recorded(person);
    let beginning = own.beginning();
    let calibration = taught.calibrate(own.during(&beginning))?;
    let positions = taught.positions(own.seen, &calibration, own.seen.time_nanos);
    let distance = |(place, found): (usize, &Option<(f64, f64)>)| {
        let (x, y) = (*found)?;
        let apart = (x - own.truth.x_px[place]).hypot(y - own.truth.y_px[place]);
        (own.seen.time_nanos[place] >= beginning.end && apart.is_finite()).then_some(apart)
    };
    attentive_learn::median(&positions.iter().enumerate().filter_map(distance).collect::<Vec<_>>())
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

    fn asked(data: &Path, more: &[&str]) -> TrainArgs {
        searching::asked(&[&["webcam-gaze", "--data", data.to_str().unwrap()], more].concat())
    }

    #[test]
    fn a_search_trains_with_the_best_and_record_and_card_tell_of_it() {
        let (home, data) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        people(data.path());
        let of = |person: u8| data.path().join(format!("gaze-webgazer-tobii/CombinedData/combinedDataP{person}.json"));
        fs::remove_file(of(3)).unwrap();
        run(home.path(), &asked(data.path(), &["--search", "random", "--trials", "2"])).unwrap();
        let kept = searching::only_run(home.path());
        let search = kept.search.clone().unwrap();
        assert_eq!((search.trials.len(), search.failed(), kept.people), (2, 0, Some(2)));
        let best = search.best().unwrap();
        assert_eq!(kept.settings["depth"], best.settings["depth"].to_string());
        assert_eq!((kept.figures[SCORE], kept.figures["people judged"]), (best.score().unwrap(), 2.0));
        assert_eq!(kept.curves[&format!("{SCORE} of trials")].len(), 2);
        let (taught, _) = trained(home.path()).unwrap().unwrap();
        let trees: usize = best.settings["trees"].to_string().parse().unwrap();
        assert_eq!(taught.trees(), 2 * trees, "as many for each axis");
        let card = fs::read_to_string(kept::folder(home.path(), KIND).join(kept::CARD)).unwrap();
        assert!(card.contains("the best of 2 trials by chance (0 failed)") && card.contains("optimistic"), "{card}");

        // Alone nobody can be judged; the model that was there stays.
        fs::remove_file(of(2)).unwrap();
        for ask in [&["--search", "halving", "--trials", "2"][..], &["--score"]] {
            let refused = run(home.path(), &asked(data.path(), ask)).unwrap_err();
            assert!(refused.message.contains("nobody else to learn from"), "{}", refused.message);
        }
        assert_eq!(trained(home.path()).unwrap().unwrap().0, taught);
    }

    #[test]
    fn a_score_is_kept_without_a_search() {
        let (home, data) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        people(data.path());
        fs::remove_file(data.path().join("gaze-webgazer-tobii/CombinedData/combinedDataP3.json")).unwrap();
        run(home.path(), &asked(data.path(), &["--score"])).unwrap();
        let kept = searching::only_run(home.path());
        assert!(kept.search.is_none() && kept.figures["people judged"] == 2.0, "{:?}", kept.figures);
        let named = |end: &str| kept.figures[&format!("{SCORE}{end}")];
        let (least, mean, greatest) = (named(", least of a person"), named(""), named(", greatest of a person"));
        assert!(least > 0.0 && (mean - (least + greatest) / 2.0).abs() < 1e-9, "{least} {mean} {greatest}");
        let card = fs::read_to_string(kept::folder(home.path(), KIND).join(kept::CARD)).unwrap();
        assert!(card.contains(&format!("{SCORE} {mean:.4} (2 people")), "{card}");
    }

    #[test]
    fn what_was_taught_is_kept_used_and_refused_when_damaged() {
        let (home, data) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        assert!(trained(home.path()).unwrap().is_none());
        people(data.path());
        run(home.path(), &asked(data.path(), &[])).unwrap();
        let (taught, manifest) = trained(home.path()).unwrap().unwrap();
        assert_eq!((manifest.learnt_from.people, manifest.learnt_from.samples), (3, 900));
        assert!(taught.trees() > 0);
        let folder = kept::folder(home.path(), KIND);
        assert!(fs::read_to_string(folder.join(kept::CARD)).unwrap().contains("Refinement of webcam gaze"));
        let bytes = fs::read(kept::model_in(&folder)).unwrap();
        fs::write(kept::model_in(&folder), &bytes[..bytes.len() - 1]).unwrap();
        let refused = trained(home.path()).unwrap_err().message;
        assert!(refused.contains("attentive train webcam-gaze"), "{refused}");
    }

    #[test]
    fn a_folder_without_recordings_is_said_to_be() {
        let data = tempfile::tempdir().unwrap();
        let refused = run(data.path(), &asked(data.path(), &[])).unwrap_err();
        assert_eq!(refused.code, exit_codes::INPUT);
        assert!(refused.message.contains("there are no recordings of a webcam"), "{}", refused.message);
    }
}
