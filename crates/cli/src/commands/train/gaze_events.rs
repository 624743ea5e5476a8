//! The detector of gaze events, from recordings that people coded.
//!
//! ```text
//! coded recordings ─> clean ─> lessons ─> learned::train
//! ```

use std::path::{Path, PathBuf};
use std::sync::Arc;

use attentive_learn::model_file::{Card, LearntFrom};
use attentive_pipeline::preprocess::gaze::learned::{Lesson, Model, TrainSettings, train};
use attentive_pipeline::preprocess::gaze::{CleanSettings, GazeMethod, clean};
use attentive_sensors::coded::{CodedGaze, lund2013};
use attentive_types::GazeSignal;

use super::kept::{self, DataHash};
use super::record::Recorder;
use crate::failure::{Failure, Outcome};
use crate::progress;

const KIND: &str = "gaze-events";

struct Coded {
    coded: CodedGaze,
    signal: GazeSignal,
}

/// Trains and keeps the detector.
pub fn run(data_dir: &Path, data: &Path) -> Outcome {
    let mut record = Recorder::begin(KIND);
    let files = coded_files(data)?;
    let (recordings, data_sha256) = read(&files)?;
    let lessons: Vec<Lesson<'_>> = recordings
        .iter()
        .map(|it| Lesson { signal: &it.signal, kinds: &it.coded.kinds, person: &it.coded.person })
        .collect();
    let settings = TrainSettings::default();
    let bar = progress::bar(100, "learning gaze events");
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a hundred")]
    let model = train(&lessons, &settings, &mut |step| {
        bar.set_position((100.0 * step.share) as u64);
        if let Some((which, trees, loss)) = step.loss {
            record.add(&format!("loss of {which}"), trees, loss);
        }
    });
    bar.finish_and_clear();
    let model = model.ok_or_else(|| Failure::input("could not learn: no recording has a rate that can be read"))?;
    let mut people: Vec<&str> = lessons.iter().map(|lesson| lesson.person).collect();
    people.sort_unstable();
    people.dedup();
    let file = model.to_file(LearntFrom {
        data_sha256,
        files: recordings.len(),
        people: people.len(),
        samples: lessons.iter().map(|lesson| lesson.kinds.len()).sum(),
        seed: settings.boosting.seed,
    });
    let how = format!(
        "{} boosted oblivious trees (first around fast movements, then the likeliest sequence, then over the stretches between saccades) over",
        model.trees()
    );
    let folder = kept::keep(data_dir, &file, &Card { how: &how, ..CARD })?;
    let from = &file.manifest.learnt_from;
    note(&settings, &mut record);
    let figures = [("trees".to_owned(), model.trees() as f64)].into();
    let run = record.finish(data_dir, data, from, figures)?;
    say!(
        "learnt from {} recordings of {} people ({} samples); `attentive analyse` uses it from now on: {}",
        from.files,
        from.people,
        from.samples,
        folder.display()
    );
    say!("the record of this run: {}", run.display());
    Ok(())
}

fn note(settings: &TrainSettings, record: &mut Recorder) {
    for (of, boosting) in [("sight", &settings.boosting), ("stretches", &settings.stretch_boosting)] {
        record.setting(&format!("{of}.trees"), boosting.trees);
        record.setting(&format!("{of}.depth"), boosting.depth);
        record.setting(&format!("{of}.learning_rate"), boosting.learning_rate);
        record.setting(&format!("{of}.l2"), boosting.l2);
        record.setting(&format!("{of}.row_share"), boosting.row_share);
        record.setting(&format!("{of}.column_share"), boosting.column_share);
        record.setting(&format!("{of}.seed"), boosting.seed);
    }
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

    #[test]
    fn a_trained_detector_is_kept_used_and_refused_when_damaged() {
        let (home, data) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        assert!(trained(home.path()).unwrap().is_none());
        coded(data.path());
        assert_eq!(coded_files(data.path()).unwrap().len(), 2, "RA's, and MN's where RA has none");
        run(home.path(), data.path()).unwrap();
        assert_eq!(trained(home.path()).unwrap().unwrap().name(), "learned");
        let run =
            fs::read_dir(crate::commands::train::record::folder(home.path())).unwrap().next().unwrap().unwrap().path();
        let run: attentive_learn::runs::Run =
            serde_json::from_slice(&fs::read(run.join(crate::commands::train::record::RECORD)).unwrap()).unwrap();
        assert!(run.curves["loss of sight"].len() > 1 && run.settings.contains_key("sight.depth"), "{run:?}");
        let folder = kept::folder(home.path(), KIND);
        let bytes = fs::read(folder.join(kept::MODEL)).unwrap();
        let from = Model::from_bytes(&bytes).unwrap().1.learnt_from;
        assert_eq!((from.files, from.people, from.samples), (2, 2, 6000));
        assert!(fs::read_to_string(folder.join(kept::CARD)).unwrap().contains(&from.data_sha256));
        // A byte that turned, half a file, another program's file, another model than the manifest's.
        let refused = |bytes: &[u8]| {
            fs::write(folder.join(kept::MODEL), bytes).unwrap();
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
        fs::write(folder.join(kept::MODEL), &bytes).unwrap();
        assert!(trained(home.path()).unwrap().is_some());
    }

    #[test]
    fn a_folder_without_recordings_is_said_to_be() {
        let data = tempfile::tempdir().unwrap();
        let refused = run(data.path(), data.path()).unwrap_err();
        assert_eq!(refused.code, exit_codes::INPUT);
        assert!(refused.message.contains("there are no coded recordings"), "{}", refused.message);
    }
}
