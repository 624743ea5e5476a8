//! Lund2013: gaze at images, moving dots and videos, each sample coded by experts MN and RA.
//!
//! Source: Andersson, Larsson, Holmqvist, Stridh and Nyström 2017, "One algorithm to rule them all?" (Behavior Research Methods 49), repository
//! richardandersson/EyeMovementDetectorEvaluation, here as tab-separated files, gzipped or not, below `{article,extra}/{dots,images,videos}`:
//!
//! ```text
//! t_us   pupil_1   pupil_2   x_px      y_px     label
//! 0      24.0      21.0      123.253   22.626   1
//! ```
//!
//! What surprises: `0, 0` is a lost sample; rows at the end may be padding with the time 0; 34 files had no times and count in
//! steps of 2000 us, also those of the people 47 and 48, who were recorded at 200 Hz although the header says 500 (Friedman 2020).

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use attentive_types::{Channel, ChannelInfo, GazeEventKind, SampleSignal, Screen, StreamInfo, StreamKind};

/// The screen of all recordings.
pub const SCREEN: Screen =
    Screen { width_px: 1024.0, height_px: 768.0, width_m: 0.38, height_m: 0.3, distance_m: 0.67 };

const COLUMNS: [&str; 6] = ["t_us", "pupil_1", "pupil_2", "x_px", "y_px", "label"];

/// Longest line that is read.
const MOST_BYTES_OF_LINE: u64 = 4096;

/// One recording, coded by one expert.
#[derive(Clone, Debug, PartialEq)]
pub struct CodedGaze {
    /// Who was recorded, such as `TH34`: the beginning of the file's name.
    pub person: String,
    /// The recording without its coder, such as `TH34_img_vy`.
    pub recording: String,
    /// Who coded: `MN` or `RA`.
    pub coder: String,
    /// What was seen: `dots`, `images` or `videos`: the folder.
    pub stimulus: String,
    /// The set: `article` or `extra`: the folder above.
    pub set: String,
    /// The stream.
    pub info: StreamInfo,
    /// Positions in pixels and the pupil in pixels of the camera; lost samples are NaN. The clock begins with 0.
    pub signal: SampleSignal,
    /// What the expert said of each sample.
    pub kinds: Vec<GazeEventKind>,
}

/// Why a file was refused.
#[derive(Debug, thiserror::Error)]
pub enum CodedError {
    /// It could not be read.
    #[error("could not read coded gaze: {source}: {path}")]
    Io {
        /// What the system says.
        source: std::io::Error,
        /// The file or folder.
        path: String,
    },
    /// A line is not as it should be.
    #[error("could not read coded gaze: line {line}: {why}: {path}")]
    Line {
        /// Which, from 1.
        line: usize,
        /// What is wrong.
        why: String,
        /// The file.
        path: String,
    },
    /// It is no recording that an importer reads.
    #[error(transparent)]
    Recording(#[from] crate::importers::ImportError),
    /// It lacks what is needed beside the gaze.
    #[error("could not read gaze with its truth: it has no {what}: {path}")]
    Lacking {
        /// What.
        what: &'static str,
        /// The file.
        path: String,
    },
}

/// All coded files below a folder such as `gaze-lund2013/tsv`, sorted. Empty when there is none.
///
/// # Errors
/// When a folder cannot be listed; one that is absent counts as empty.
pub fn files(root: &Path) -> Result<Vec<PathBuf>, CodedError> {
    let mut files = Vec::new();
    for set in ["article", "extra"] {
        for stimulus in ["dots", "images", "videos"] {
            let folder = root.join(set).join(stimulus);
            if !folder.is_dir() {
                continue;
            }
            let io = |source| CodedError::Io { source, path: folder.display().to_string() };
            for entry in std::fs::read_dir(&folder).map_err(io)? {
                let path = entry.map_err(io)?.path();
                if name_of(&path).contains("_labelled_") {
                    files.push(path);
                }
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Reads one file, gzipped when its name ends so.
///
/// # Errors
/// When it cannot be read or has a line of another form; the error says which.
pub fn read(path: &Path) -> Result<CodedGaze, CodedError> {
    let shown = path.display().to_string();
    let file = File::open(path).map_err(|source| CodedError::Io { source, path: shown.clone() })?;
    let bytes: Box<dyn Read> = if path.extension().is_some_and(|extension| extension == "gz") {
        Box::new(flate2::read::MultiGzDecoder::new(file))
    } else {
        Box::new(file)
    };
    let rows = rows(BufReader::new(bytes), &shown)?;
    let folder = |above: usize| path.ancestors().nth(above).map(name_of).unwrap_or_default();
    let name = name_of(path);
    let (recording, rest) = name.split_once("_labelled_").unwrap_or((&name, ""));
    let person: String = name.chars().take_while(|letter| *letter != '_').collect();
    let (signal, kinds) = rows.signal(step_micros_of(&person));
    Ok(CodedGaze {
        recording: recording.to_owned(),
        coder: rest.chars().take_while(|letter| *letter != '.').collect(),
        stimulus: folder(1),
        set: folder(2),
        info: info(),
        signal,
        kinds,
        person,
    })
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The step of files without times.
fn step_micros_of(person: &str) -> f64 {
    if person.ends_with("47") || person.ends_with("48") { 5000.0 } else { 2000.0 }
}

fn info() -> StreamInfo {
    let channel = |name: &str, own: &str| ChannelInfo { name: name.into(), unit: "px".into(), own_name: own.into() };
    StreamInfo {
        name: "gaze".into(),
        kind: StreamKind::Gaze,
        nominal_rate_hz: Some(500.0),
        channels: vec![channel("x_px", "x_px"), channel("y_px", "y_px"), channel("pupil_px", "pupil_1")],
        screen: Some(SCREEN),
    }
}

/// The columns of a file.
#[derive(Default)]
struct Rows {
    time_micros: Vec<f64>,
    pupil: Vec<f64>,
    x: Vec<f64>,
    y: Vec<f64>,
    kinds: Vec<GazeEventKind>,
}

impl Rows {
    fn signal(self, step_micros: f64) -> (SampleSignal, Vec<GazeEventKind>) {
        let first = self.time_micros.first().copied().unwrap_or(0.0);
        let is_counted = self.time_micros.iter().enumerate().all(|(place, time)| *time == 2000.0 * place as f64);
        let micros = |(place, time): (usize, &f64)| if is_counted { place as f64 * step_micros } else { time - first };
        #[expect(clippy::cast_possible_truncation, reason = "hours in nanoseconds")]
        let time_nanos = self.time_micros.iter().enumerate().map(|row| (micros(row) * 1000.0) as i64).collect();
        let channels =
            vec![Channel::new("x_px", self.x), Channel::new("y_px", self.y), Channel::new("pupil_px", self.pupil)];
        (SampleSignal { name: "gaze".into(), time_nanos, channels }, self.kinds)
    }

    fn add(&mut self, line: &str) -> Result<(), String> {
        let mut fields = [0.0; COLUMNS.len()];
        let mut words = line.split('\t');
        for (field, column) in fields.iter_mut().zip(COLUMNS) {
            let word = words.next().ok_or_else(|| format!("expected {} fields", COLUMNS.len()))?;
            *field = word.trim().parse().map_err(|_| format!("{column} is not a number"))?;
        }
        let [time, pupil, _, x, y, label] = fields;
        if !self.time_micros.is_empty() && time == 0.0 {
            return Ok(()); // padding
        }
        let kind = (1..=6).zip(GazeEventKind::ALL).find(|(code, _)| f64::from(*code) == label);
        let (_, kind) = kind.ok_or_else(|| format!("the label is {label}; expected 1 to 6"))?;
        let is_lost = x == 0.0 && y == 0.0;
        let seen = |value: f64| if is_lost { f64::NAN } else { value };
        self.time_micros.push(time);
        self.pupil.push(if pupil > 0.0 { pupil } else { f64::NAN });
        self.x.push(seen(x));
        self.y.push(seen(y));
        self.kinds.push(kind);
        Ok(())
    }
}

fn rows(mut text: impl BufRead, path: &str) -> Result<Rows, CodedError> {
    let mut rows = Rows::default();
    let mut line = String::new();
    for number in 1_usize.. {
        line.clear();
        let wrong = |why: String| CodedError::Line { line: number, why, path: path.to_owned() };
        let io = |source| CodedError::Io { source, path: path.to_owned() };
        let read = text.by_ref().take(MOST_BYTES_OF_LINE).read_line(&mut line).map_err(io)?;
        if read == 0 {
            break;
        }
        if read as u64 == MOST_BYTES_OF_LINE {
            return Err(wrong(format!("it is longer than {MOST_BYTES_OF_LINE} bytes")));
        }
        let words = line.trim_end();
        if number == 1 && words != COLUMNS.join("\t") {
            return Err(wrong(format!("expected the columns {}", COLUMNS.join(", "))));
        }
        if number > 1 && !words.is_empty() {
            rows.add(words).map_err(wrong)?;
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(person: &str, lines: &str) -> Result<CodedGaze, CodedError> {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("article").join("dots");
        std::fs::create_dir_all(&place).unwrap();
        let file = place.join(format!("{person}_trial1_labelled_RA.tsv"));
        std::fs::write(&file, format!("{}\n{lines}", COLUMNS.join("\t"))).unwrap();
        assert_eq!(files(folder.path()).unwrap(), std::slice::from_ref(&file));
        read(&file)
    }

    #[test]
    fn a_file_is_read_with_its_names_lost_samples_and_padding() {
        let lines = "500\t24\t21\t512\t384\t1\n2500\t0\t0\t0\t0\t5\n4500\t24\t21\t513\t384\t2\n0\t0\t0\t0\t0\t1\n";
        let coded = of("TH34", lines).unwrap();
        assert_eq!((coded.person.as_str(), coded.coder.as_str(), coded.set.as_str()), ("TH34", "RA", "article"));
        assert_eq!((coded.recording.as_str(), coded.stimulus.as_str()), ("TH34_trial1", "dots"));
        assert_eq!(coded.signal.time_nanos, [0, 2_000_000, 4_000_000]);
        let x = coded.signal.values("x_px").unwrap();
        assert!(x[0] == 512.0 && x[1].is_nan() && x[2] == 513.0);
        assert_eq!(coded.kinds, [GazeEventKind::Fixation, GazeEventKind::Blink, GazeEventKind::Saccade]);
    }

    #[test]
    fn people_recorded_at_200_hz_have_steps_of_five_milliseconds() {
        let lines = "0\t1\t1\t5\t5\t1\n2000\t1\t1\t5\t5\t1\n";
        assert_eq!(of("UL47", lines).unwrap().signal.time_nanos, [0, 5_000_000]);
        assert_eq!(of("UL46", lines).unwrap().signal.time_nanos, [0, 2_000_000]);
    }

    #[test]
    fn a_bad_line_is_placed() {
        let error = of("TH34", "0\t1\t1\t5\tfive\t1\n").unwrap_err().to_string();
        assert!(error.contains("line 2: y_px is not a number"), "{error}");
        let error = of("TH34", "0\t1\t1\t5\t5\t9\n").unwrap_err().to_string();
        assert!(error.contains("the label is 9; expected 1 to 6"), "{error}");
        let error = of("TH34", &"9".repeat(5000)).unwrap_err().to_string();
        assert!(error.contains("longer than 4096 bytes"), "{error}");
    }
}
