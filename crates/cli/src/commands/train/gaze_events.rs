//! The detector of gaze events, from recordings that people coded.
//!
//! ```text
//! coded recordings ─> clean ─> lessons ─> learned::train
//! ```

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use attentive_learn::SplitMix64;
use attentive_learn::metrics::kappa;
use attentive_learn::model_file::{Card, LearntFrom};
use attentive_learn::search::{Goal, Settings};
use attentive_learn::split::{Split, grouped_folds};
use attentive_pipeline::preprocess::gaze::learned::{Lesson, Model, TrainSettings, detect, train};
use attentive_pipeline::preprocess::gaze::{CleanSettings, GazeMethod, clean};
use attentive_sensors::coded::{CodedGaze, lund2013};
use attentive_types::{GazeEventKind, GazeSignal};

use super::kept::{self, DataHash};
use super::record::Recorder;
use super::searching::{self, Judged, Judging};
use super::trees;
use crate::args::TrainArgs;
use crate::failure::{Failure, Outcome};
use crate::progress;

const KIND: &str = "gaze-events";

struct Coded {
    coded: CodedGaze,
    signal: GazeSignal,
}

/// What is scored when settings are judged.
const SCORE: &str = "kappa on people left out";
/// Groups of people, each judged by what all others taught.
const FOLDS: usize = 5;

/// Trains and keeps the detector.
pub fn run(data_dir: &Path, args: &TrainArgs) -> Outcome {
    let data = super::data_of(args)?;
    let files = coded_files(data)?;
    kept::check(data_dir, KIND)?;
    let (recordings, data_sha256) = read(&files)?;
    let lessons: Vec<Lesson<'_>> = recordings.iter().map(lesson).collect();
    let default = TrainSettings::default();
    let mut people: Vec<&str> = lessons.iter().map(|lesson| lesson.person).collect();
    people.sort_unstable();
    people.dedup();
    let from = LearntFrom {
        data_sha256,
        files: recordings.len(),
        people: people.len(),
        samples: lessons.iter().map(|lesson| lesson.kinds.len()).sum(),
        seed: default.boosting.seed,
    };
    let mut record = searching::recorder(data_dir, KIND, data, args, &from)?;
    record.watch(|record| learn(data_dir, args, &lessons, from, record))
}

/// Searches if asked to, learns, and keeps the detector and its record.
fn learn(
    data_dir: &Path,
    args: &TrainArgs,
    lessons: &[Lesson<'_>],
    from: LearntFrom,
    record: &mut Recorder,
) -> Outcome {
    let default = TrainSettings::default();
    let judging = Judging {
        score: SCORE,
        goal: Goal::Greatest,
        space: [trees::space(SIGHT, &default.boosting), trees::space(STRETCHES, &default.stretch_boosting)]
            .into_iter()
            .flatten()
            .collect(),
        judge: &|trial, budget| judge(lessons, &with(trial, budget)),
    };
    let verdict = searching::verdict(record, args, &judging)?;
    let settings = with(&verdict.settings, 1.0);
    let bar = progress::bar(100, "learning gaze events");
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a hundred")]
    let model = train(lessons, &settings, &mut |step| {
        bar.set_position((100.0 * step.share) as u64);
        if let Some((which, trees, loss)) = step.loss {
            record.add(&format!("loss of {which}"), trees, loss);
        }
    });
    bar.finish_and_clear();
    let model = model.ok_or_else(|| Failure::input("could not learn: no recording has a rate that can be read"))?;
    let file = model.to_file(from);
    let how = format!(
        "{} boosted oblivious trees (first around fast movements, then the likeliest sequence, then over the stretches between saccades) over",
        model.trees()
    );
    let how_good = searching::how_good(&verdict, CARD.how_good);
    let folder = kept::keep(data_dir, &file, &Card { how: &how, how_good: &how_good, ..CARD })?;
    let from = &file.manifest.learnt_from;
    note(&settings, record);
    let mut figures = verdict.figures;
    figures.insert("trees".to_owned(), model.trees() as f64);
    let run = record.finish(figures)?;
    say!(
        "learnt from {} recordings of {} people ({} samples); `attentive analyse` uses it from now on: {}",
        from.files,
        from.people,
        from.samples,
        folder.display()
    );
    searching::tell(&verdict.words, &run);
    Ok(())
}

fn lesson(of: &Coded) -> Lesson<'_> {
    Lesson { signal: &of.signal, kinds: &of.coded.kinds, person: &of.coded.person }
}

const SIGHT: &str = "sight.";
const STRETCHES: &str = "stretches.";

/// The settings of a trial, with a share of both kinds of trees.
fn with(trial: &Settings, budget: f64) -> TrainSettings {
    let default = TrainSettings::default();
    TrainSettings {
        boosting: trees::settings(SIGHT, &default.boosting, trial, budget),
        stretch_boosting: trees::settings(STRETCHES, &default.stretch_boosting, trial, budget),
        ..default
    }
}

/// Cohen's kappa against the coder: of each kind of event that a person has, the mean over the kinds, then over people. People are dealt into groups; each group is
/// judged by what all others taught.
fn judge(lessons: &[Lesson<'_>], settings: &TrainSettings) -> Judged {
    let mut names: Vec<&str> = lessons.iter().map(|lesson| lesson.person).collect();
    names.sort_unstable();
    names.dedup();
    if names.len() < 2 {
        return Err("there is nobody else to learn from; two people are needed at least".to_owned());
    }
    let number = |lesson: &Lesson<'_>| names.binary_search(&lesson.person).map_or(0, |place| place as u32);
    let person: Vec<u32> = lessons.iter().map(number).collect();
    let folds = grouped_folds(&person, FOLDS, &mut SplitMix64::new(1));
    let said = searching::on_threads(&folds, |Split { train: taught, test }| {
        let others: Vec<Lesson<'_>> = taught.iter().map(|place| lessons[*place]).collect();
        let model =
            train(&others, settings, &mut |_| ()).ok_or("no recording of the others has a rate that can be read")?;
        Ok(test.iter().map(|place| (*place, detect(lessons[*place].signal, &model))).collect())
    });
    let said: Vec<Vec<(usize, Vec<GazeEventKind>)>> = said.into_iter().collect::<Result<_, &str>>()?;
    let mut answers: BTreeMap<&str, (Vec<GazeEventKind>, Vec<GazeEventKind>)> = BTreeMap::new();
    for (place, said) in said.into_iter().flatten() {
        let (all_said, coded) = answers.entry(lessons[place].person).or_default();
        all_said.extend(said);
        coded.extend(lessons[place].kinds);
    }
    let of_person = |(said, coded): &(Vec<GazeEventKind>, Vec<GazeEventKind>)| {
        let kinds = JUDGED.iter().filter(|kind| coded.contains(kind));
        let kappas: Vec<f64> = kinds.filter_map(|kind| kappa(said, coded, kind)).collect();
        (!kappas.is_empty()).then(|| kappas.iter().sum::<f64>() / kappas.len() as f64)
    };
    let found: BTreeMap<String, f64> =
        answers.iter().filter_map(|(person, pair)| Some(((*person).to_owned(), of_person(pair)?))).collect();
    if found.is_empty() {
        return Err("nobody could be judged: the coders named no events".to_owned());
    }
    Ok((found.values().sum::<f64>() / found.len() as f64, found))
}

const JUDGED: [GazeEventKind; 4] = [
    GazeEventKind::Fixation,
    GazeEventKind::Saccade,
    GazeEventKind::PostSaccadicOscillation,
    GazeEventKind::SmoothPursuit,
];

fn note(settings: &TrainSettings, record: &mut Recorder) {
    trees::note(SIGHT, &settings.boosting, record);
    trees::note(STRETCHES, &settings.stretch_boosting, record);
    record.setting("most_seconds_of_recording", settings.most_seconds_of_recording);
    record.setting("kind_weights", format!("{:?}", settings.kind_weights));
    record.setting("change_cost", settings.change_cost);
    record.setting("trust_per_ms", settings.trust_per_ms);
    record.setting("stretch_change_cost", settings.stretch_change_cost);
    record.setting("stretch_trust_per_ms", settings.stretch_trust_per_ms);
}

const CARD: Card<'_> = Card {
    title: "Detector of gaze events",
    does: "Tells what the eyes do at each sample of a recording of 200 to 500 Hz; other rates from 25 Hz on are read, but were not judged.",
    data: "coded by hand (Andersson et al. 2017, coder RA where there is one).",
    how: "",
    how_good: "`attentive-benchmarks score gaze-events --data DIR` leaves out one person after another and says.",
    weak: "where resting ends and following begins the experts themselves disagree (kappa about .67 on videos); webcams below 100 Hz; people with eye \
           diseases, children, and looking around freely in a room are not in the data.",
    terms: "the data has a GPL-3.0 repository and no terms of its own; keep this file to yourself, and train anew instead of passing it on.",
};

/// The files to learn from: coder RA's, who coded nearly all, and others' where RA coded none.
fn coded_files(data: &Path) -> Result<Vec<PathBuf>, Failure> {
    let roots = [data.join("gaze-lund2013").join("tsv"), data.join("tsv"), data.to_owned()];
    for root in &roots {
        let all = lund2013::files(root).map_err(Failure::input)?;
        let of_ra = |file: &Path| file.to_string_lossy().replace("_labelled_MN", "_labelled_RA");
        let is_learnt = |file: &&PathBuf| {
            let ra = PathBuf::from(of_ra(file));
            **file == ra || !all.contains(&ra)
        };
        let files: Vec<PathBuf> = all.iter().filter(is_learnt).cloned().collect();
        if !files.is_empty() {
            return Ok(files);
        }
    }
    Err(Failure::input(format!(
        "there are no coded recordings: expected gaze-lund2013/tsv/{{article,extra}}/{{dots,images,videos}}/*_labelled_*.tsv.gz in {}",
        data.display()
    )))
}

fn read(files: &[PathBuf]) -> Result<(Vec<Coded>, String), Failure> {
    let bar = progress::bar(files.len() as u64, "reading coded recordings");
    let mut hash = DataHash::default();
    let mut recordings = Vec::new();
    for file in files {
        hash.add(file)?;
        let coded = lund2013::read(file).map_err(Failure::input)?;
        let (signal, _) = clean(&coded.signal, &coded.info, &CleanSettings::default()).map_err(Failure::input)?;
        recordings.push(Coded { coded, signal });
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok((recordings, hash.finish()))
}

/// The detector that was trained here; `None` when there is none. A damaged or foreign file is an error that says why.
pub fn trained(data_dir: &Path) -> Result<Option<GazeMethod>, Failure> {
    let found = kept::find(data_dir, KIND, Model::from_bytes)?;
    Ok(found.map(|(model, _)| GazeMethod::Learned(Arc::new(model))))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use attentive_learn::search::Value;

    use super::*;
    use crate::exit_codes;

    /// Two files of jumps between rests, as the data set writes them.
    fn coded(data: &Path) {
        let place = data.join("gaze-lund2013/tsv/article/images");
        fs::create_dir_all(&place).unwrap();
        let mut text = String::from("t_us\tpupil_1\tpupil_2\tx_px\ty_px\tlabel\n");
        for sample in 0..3000_u32 {
            let (within, side) = (sample % 200, f64::from(sample / 200 % 2));
            let share = f64::from(within.min(20)) / 20.0;
            let x = 300.0 + 300.0 * (side * share + (1.0 - side) * (1.0 - share)) + f64::from(sample * 7919 % 13) * 0.1;
            let label = if within < 20 { 2 } else { 1 };
            text.push_str(&format!("{}\t20\t20\t{x}\t400\t{label}\n", 5_000_000 + 2000 * sample));
        }
        for name in ["TH01_img_a_labelled_RA.tsv", "TH01_img_a_labelled_MN.tsv", "UL02_img_a_labelled_MN.tsv"] {
            fs::write(place.join(name), &text).unwrap();
        }
    }

    fn asked(data: &Path, more: &[&str]) -> TrainArgs {
        searching::asked(&[&["gaze-events", "--data", data.to_str().unwrap()], more].concat())
    }

    #[test]
    fn a_search_names_the_settings_of_both_kinds_of_trees() {
        let trial = [("sight.depth".to_owned(), Value::Integer(3)), ("stretches.trees".to_owned(), Value::Integer(90))];
        let found = with(&trial.into(), 0.5);
        assert_eq!((found.boosting.depth, found.boosting.trees, found.stretch_boosting.trees), (3, 20, 45));
        assert_eq!(with(&Settings::new(), 1.0), TrainSettings::default());
    }

    #[test]
    fn people_are_judged_by_what_others_taught() {
        let data = tempfile::tempdir().unwrap();
        coded(data.path());
        let (recordings, _) = read(&coded_files(data.path()).unwrap()).unwrap();
        let lessons: Vec<Lesson<'_>> = recordings.iter().map(lesson).collect();
        let few =
            [("sight.trees".to_owned(), Value::Integer(4)), ("stretches.trees".to_owned(), Value::Integer(2))].into();
        let (score, people) = judge(&lessons, &with(&few, 1.0)).unwrap();
        assert_eq!(people.keys().collect::<Vec<_>>(), ["TH01", "UL02"]);
        // All jump alike, so what one teaches holds for the other.
        assert!(score > 0.8 && people.values().all(|kappa| *kappa > 0.8), "{people:?}");
        let alone = judge(&lessons[..1], &with(&few, 1.0)).unwrap_err();
        assert!(alone.contains("nobody else"), "{alone}");
    }

    #[test]
    fn a_trained_detector_is_kept_used_and_refused_when_damaged() {
        let (home, data) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        assert!(trained(home.path()).unwrap().is_none());
        coded(data.path());
        assert_eq!(coded_files(data.path()).unwrap().len(), 2, "RA's, and MN's where RA has none");
        run(home.path(), &asked(data.path(), &[])).unwrap();
        assert_eq!(trained(home.path()).unwrap().unwrap().name(), "learned");
        let run = searching::only_run(home.path());
        assert!(!run.figures.contains_key(SCORE), "nobody asked for a score");
        assert!(run.curves["loss of sight"].len() > 1 && run.settings.contains_key("sight.depth"), "{run:?}");
        let folder = kept::folder(home.path(), KIND);
        let bytes = fs::read(kept::model_in(&folder)).unwrap();
        let from = Model::from_bytes(&bytes).unwrap().1.learnt_from;
        assert_eq!((from.files, from.people, from.samples), (2, 2, 6000));
        assert!(fs::read_to_string(folder.join(kept::CARD)).unwrap().contains(&from.data_sha256));
        // A byte that turned, half a file, another program's file, another model than the manifest's.
        let refused = |bytes: &[u8]| {
            fs::write(kept::model_in(&folder), bytes).unwrap();
            let message = trained(home.path()).unwrap_err().message;
            assert!(message.contains("train again with `attentive train gaze-events`"), "{message}");
            message
        };
        let mut turned = bytes.clone();
        *turned.last_mut().unwrap() ^= 1;
        assert!(refused(&turned).contains("damaged"));
        assert!(refused(&bytes[..bytes.len() / 2]).contains("no whole file of tensors"));
        assert!(refused(b"\x02\0\0\0\0\0\0\0{}").contains("did not write it"));
        let (model, _) = Model::from_bytes(&bytes).unwrap();
        let other = model.to_file(LearntFrom { seed: 99, ..from }).to_bytes().unwrap();
        assert!(refused(&other).contains("not the file that its manifest speaks of"));
        fs::write(kept::model_in(&folder), &bytes).unwrap();
        assert!(trained(home.path()).unwrap().is_some());
    }

    #[test]
    fn a_folder_without_recordings_is_said_to_be() {
        let data = tempfile::tempdir().unwrap();
        let refused = run(data.path(), &asked(data.path(), &[])).unwrap_err();
        assert_eq!(refused.code, exit_codes::INPUT);
        assert!(refused.message.contains("there are no coded recordings"), "{}", refused.message);
    }
}
