//! `attentive train`: learns on this machine, from data that lies on it, what may not ship with the program.
//!
//! ```text
//! coded recordings ─> clean ─> lessons ─> learned::train ─> models/gaze-events/ model.safetensors, manifest.json, MODEL_CARD.md
//! ```

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use attentive_pipeline::preprocess::gaze::learned::{Lesson, Model, TrainSettings, train};
use attentive_pipeline::preprocess::gaze::{CleanSettings, GazeMethod, clean};
use attentive_sensors::coded::{CodedGaze, lund2013};
use attentive_types::GazeSignal;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Place;
use crate::args::{TrainArgs, TrainWhat};
use crate::exit_codes;
use crate::failure::{Failure, Outcome};
use crate::{paths, progress};

const MODEL: &str = "model.safetensors";
const MANIFEST: &str = "manifest.json";
const CARD: &str = "MODEL_CARD.md";

/// Trains.
pub fn run(place: &Place, args: &TrainArgs) -> Outcome {
    match args.what {
        TrainWhat::GazeEvents => gaze_events(&place.data_dir, &args.data),
    }
}

/// What is kept beside a model, so that one can tell where it came from.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Manifest {
    /// What it detects.
    kind: String,
    /// The program that trained it.
    program_version: String,
    /// SHA-256 of the model file, in hexadecimal digits.
    model_sha256: String,
    /// SHA-256 over the names and contents of all data files, in order.
    data_sha256: String,
    /// How many files of the data were learnt from.
    files: usize,
    /// How many people.
    people: usize,
    /// How many samples.
    samples: usize,
    /// Where chance began.
    seed: u64,
    /// The columns that it looks at; each ends in its unit.
    columns: Vec<String>,
    /// What it tells apart.
    labels: Vec<String>,
    /// Unit of the positions that it takes.
    position_unit: String,
}

struct Coded {
    coded: CodedGaze,
    signal: GazeSignal,
}

fn gaze_events(data_dir: &Path, data: &Path) -> Outcome {
    let files = coded_files(data)?;
    let (recordings, data_sha256) = read(&files)?;
    let lessons: Vec<Lesson<'_>> = recordings
        .iter()
        .map(|it| Lesson { signal: &it.signal, kinds: &it.coded.kinds, person: &it.coded.person })
        .collect();
    let settings = TrainSettings::default();
    let bar = progress::bar(100, "learning gaze events");
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a hundred")]
    let model = train(&lessons, &settings, &mut |share| bar.set_position((100.0 * share) as u64));
    bar.finish_and_clear();
    let model = model.ok_or_else(|| Failure::input("could not learn: no recording has a rate that can be read"))?;
    let bytes = model.to_bytes();
    let mut people: Vec<&str> = lessons.iter().map(|lesson| lesson.person).collect();
    people.sort_unstable();
    people.dedup();
    let manifest = Manifest {
        kind: "gaze-events".into(),
        program_version: env!("CARGO_PKG_VERSION").into(),
        model_sha256: hex(&Sha256::digest(&bytes)),
        data_sha256,
        files: recordings.len(),
        people: people.len(),
        samples: lessons.iter().map(|lesson| lesson.kinds.len()).sum(),
        seed: settings.boosting.seed,
        columns: model.columns(),
        labels: ["fixation", "saccade", "post-saccadic-oscillation", "smooth-pursuit", "blink or undefined"]
            .map(String::from)
            .into(),
        position_unit: "degrees of visual angle".into(),
    };
    paths::make_private(data_dir)?;
    let folder = folder(data_dir);
    write(&folder, &bytes, &manifest, &model).map_err(|error| {
        Failure::new(exit_codes::STORE, format!("could not keep the model: {error}: {}", folder.display()))
    })?;
    say!(
        "learnt from {} recordings of {} people ({} samples); `attentive analyse` uses it from now on: {}",
        manifest.files,
        manifest.people,
        manifest.samples,
        folder.display()
    );
    Ok(())
}

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
    let mut hash = Sha256::new();
    let mut recordings = Vec::new();
    for file in files {
        hash.update(file.file_name().unwrap_or_default().as_encoded_bytes());
        hash.update(
            fs::read(file).map_err(|error| Failure::input(format!("could not read: {error}: {}", file.display())))?,
        );
        let coded = lund2013::read(file).map_err(Failure::input)?;
        let (signal, _) = clean(&coded.signal, &coded.info, &CleanSettings::default()).map_err(Failure::input)?;
        recordings.push(Coded { coded, signal });
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok((recordings, hex(&hash.finalize())))
}

fn folder(data_dir: &Path) -> PathBuf {
    data_dir.join("models").join("gaze-events")
}

/// The manifest goes last, so that a model that was cut off half-way does not fit it.
fn write(folder: &Path, bytes: &[u8], manifest: &Manifest, model: &Model) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    let put = |name: &str, content: &[u8]| {
        let new = folder.join(format!("{name}.new"));
        fs::write(&new, content)?;
        fs::rename(new, folder.join(name))
    };
    put(MODEL, bytes)?;
    put(CARD, card(manifest, model).as_bytes())?;
    put(MANIFEST, &serde_json::to_vec_pretty(manifest)?)
}

fn card(manifest: &Manifest, model: &Model) -> String {
    format!(
        "# Detector of gaze events\n\n\
         Tells {labels} from positions in {unit}, for recordings of 200 to 500 Hz; other rates from 25 Hz on are read, but were not judged.\n\n\
         - **Learnt from** {files} recordings of {people} people ({samples} samples), coded by hand (Andersson et al. 2017, coder RA where there is one). \
         SHA-256 of the data: `{data}`.\n\
         - **Kind**: {trees} boosted oblivious trees over {columns} columns: first around fast movements, then the likeliest sequence, then over the stretches between saccades. Seed {seed}. Trained by version {version} on this machine.\n\
         - **How good**: `attentive-benchmarks score gaze-events --data DIR` leaves out one person after another and says.\n\
         - **Weak**: where resting ends and following begins the experts themselves disagree (kappa about .67 on videos); webcams below 100 Hz; \
         people with eye diseases, children, and looking around freely in a room are not in the data.\n\
         - **Terms**: the data has a GPL-3.0 repository and no terms of its own; keep this file to yourself, and train anew instead of passing it on.\n",
        labels = manifest.labels.join(", "),
        unit = manifest.position_unit,
        files = manifest.files,
        people = manifest.people,
        samples = manifest.samples,
        data = manifest.data_sha256,
        trees = model.trees(),
        columns = manifest.columns.len(),
        seed = manifest.seed,
        version = manifest.program_version,
    )
}

/// The detector that was trained here; `None` when there is none. A damaged or foreign file is an error that says why.
pub fn trained_gaze_events(data_dir: &Path) -> Result<Option<GazeMethod>, Failure> {
    let folder = folder(data_dir);
    let refused = |why: &dyn std::fmt::Display| {
        Failure::input(format!(
            "could not use the trained detector of gaze events: {why}; choose another with --detector, or remove {}",
            folder.display()
        ))
    };
    let manifest = match fs::read(folder.join(MANIFEST)) {
        Ok(manifest) => manifest,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(refused(&error)),
    };
    let manifest: Manifest =
        serde_json::from_slice(&manifest).map_err(|error| refused(&format!("its manifest: {error}")))?;
    let bytes = fs::read(folder.join(MODEL)).map_err(|error| refused(&error))?;
    let model = Model::from_bytes(&bytes).map_err(|fault| refused(&fault))?;
    if manifest.model_sha256 != hex(&Sha256::digest(&bytes)) {
        return Err(refused(&"it is not the file that its manifest speaks of"));
    }
    Ok(Some(GazeMethod::Learned(Arc::new(model))))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert!(trained_gaze_events(home.path()).unwrap().is_none());
        coded(data.path());
        assert_eq!(coded_files(data.path()).unwrap().len(), 2, "RA's, and MN's where RA has none");
        gaze_events(home.path(), data.path()).unwrap();
        assert_eq!(trained_gaze_events(home.path()).unwrap().unwrap().name(), "learned");
        let folder = folder(home.path());
        let manifest: Manifest = serde_json::from_slice(&fs::read(folder.join(MANIFEST)).unwrap()).unwrap();
        assert_eq!((manifest.files, manifest.people, manifest.samples), (2, 2, 6000));
        assert!(fs::read_to_string(folder.join(CARD)).unwrap().contains(&manifest.data_sha256));
        let mut bytes = fs::read(folder.join(MODEL)).unwrap();
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        fs::write(folder.join(MODEL), &bytes).unwrap();
        let refused = trained_gaze_events(home.path()).unwrap_err().message;
        assert!(refused.contains("damaged"), "{refused}");
    }

    #[test]
    fn a_folder_without_recordings_is_said_to_be() {
        let data = tempfile::tempdir().unwrap();
        let refused = gaze_events(data.path(), data.path()).unwrap_err();
        assert_eq!(refused.code, exit_codes::INPUT);
        assert!(refused.message.contains("there are no coded recordings"), "{}", refused.message);
    }
}
