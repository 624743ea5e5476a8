//! Opens the files and leads their pieces through the analysis, with a bar of how far it is.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use attentive_pipeline::run::recording::{Found, RecordingRun};
use attentive_sensors::importers::signals::Progress;
use attentive_sensors::importers::{self, Options, Piece, ReadReport, Recording};
use attentive_types::{Screen, StreamInfo, StreamKind, Timestamp};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::clocks::FileClock;
use super::webcam::Webcam;
use crate::failure::Failure;

/// What was read of one file.
#[derive(Clone, Debug)]
pub struct FileRead {
    pub path: PathBuf,
    /// The format that was recognised.
    pub format: &'static str,
    pub report: ReadReport,
    /// What was guessed, as sentences.
    pub guessed: Vec<String>,
    /// Why reading ended before the end of the file; `None` when it did not.
    pub broke_off: Option<String>,
}

/// Opens one recording.
pub fn open(path: &Path, options: &Options) -> Result<Recording, Failure> {
    importers::open_recording(path, options).map_err(Failure::input)
}

/// Samples of a part at least: the first of them tell the usual step of a clock.
const LEAST_SAMPLES: usize = 1_024;

/// What is done to a file's samples before they are analysed.
#[derive(Clone, Copy, Default)]
pub struct Way<'a> {
    /// What goes before the names of its streams.
    pub prefix: Option<&'a str>,
    /// Its clock beside that of the first file.
    pub clock: Option<&'a FileClock>,
    /// The calibration of its gaze.
    pub webcam: Option<&'a Webcam>,
}

/// Reads one file to its end. A file that breaks in the middle keeps what came before, and says so.
pub fn read(
    path: &Path,
    options: &Options,
    way: Way<'_>,
    run: &mut RecordingRun,
    mut hand_on: impl FnMut(&RecordingRun, Found) -> Result<(), Failure>,
) -> Result<FileRead, Failure> {
    let prefix = way.prefix;
    let mut recording = open(path, options)?;
    let bar = Bar::new(path, "reading");
    let broke_off = loop {
        let piece = match recording.next_piece() {
            Ok(Some(piece)) => piece,
            Ok(None) => break None,
            Err(error) => break Some(error.to_string()),
        };
        for info in recording.streams() {
            run.open_with(&named(info, prefix), recording.clock_of(&info.name));
        }
        match piece {
            Piece::Annotations(marks) => run.annotate(&marks),
            Piece::Samples(mut samples) => {
                if let Some(webcam) = way.webcam {
                    webcam.apply(&mut samples);
                }
                if let Some(clock) = way.clock {
                    clock.move_samples(&mut samples);
                }
                if let Some(prefix) = prefix {
                    samples.name = format!("{prefix}: {}", samples.name);
                }
                for part in samples.into_parts(run.part_nanos(), LEAST_SAMPLES) {
                    run.push(part);
                    let found = run.take();
                    hand_on(run, found)?;
                }
            }
        }
        bar.show(recording.progress());
    };
    for info in recording.streams() {
        run.open_with(&named(info, prefix), recording.clock_of(&info.name));
    }
    drop(bar);
    Ok(FileRead {
        path: path.to_owned(),
        format: recording.format(),
        report: recording.report().clone(),
        guessed: recording.assumptions().sentences().to_vec(),
        broke_off,
    })
}

fn named(info: &StreamInfo, prefix: Option<&str>) -> StreamInfo {
    let name = prefix.map_or_else(|| info.name.clone(), |prefix| format!("{prefix}: {}", info.name));
    StreamInfo { name, ..info.clone() }
}

/// Work that is done sooner than this shows no bar.
const QUICK: Duration = Duration::from_secs(2);

/// How far a file was read; gone when dropped.
pub struct Bar {
    bar: ProgressBar,
    begun: Instant,
}

impl Bar {
    /// For a file; `doing` is a word such as `reading`.
    pub fn new(path: &Path, doing: &str) -> Self {
        let name =
            path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::hidden())
            .with_message(format!("{doing} {name}"));
        if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta}")
        {
            bar.set_style(style);
        }
        Self { bar, begun: Instant::now() }
    }

    /// Shows it, once reading takes its time.
    pub fn show(&self, progress: &Progress) {
        if self.bar.is_hidden() && self.begun.elapsed() >= QUICK {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.set_length(progress.bytes_total().unwrap_or(0));
        self.bar.set_position(progress.bytes_read());
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// A first look, before the analysis: the moments of the marks of that label, and all labels that there are.
pub fn marks(path: &Path, options: &Options, label: &str) -> Result<(Vec<Timestamp>, BTreeSet<String>), Failure> {
    let mut recording = open(path, options)?;
    let (mut moments, mut labels) = (Vec::new(), BTreeSet::new());
    // A file that breaks off says so when it is read; here, what came before counts.
    while let Ok(Some(piece)) = recording.next_piece() {
        let Piece::Annotations(marks) = piece else { continue };
        for mark in marks {
            if mark.label == label {
                moments.push(mark.span.start);
            }
            if labels.len() < 1_000 {
                labels.insert(mark.label);
            }
        }
    }
    Ok((moments, labels))
}

/// Sizes of screens that are sold, in pixels, the small first.
const SIZES_PX: [(f64, f64); 9] = [
    (1024.0, 768.0),
    (1280.0, 720.0),
    (1280.0, 1024.0),
    (1366.0, 768.0),
    (1680.0, 1050.0),
    (1920.0, 1080.0),
    (1920.0, 1200.0),
    (2560.0, 1440.0),
    (3840.0, 2160.0),
];

fn is_in(info: &StreamInfo, ending: &str) -> bool {
    info.channels.iter().any(|channel| channel.name.ends_with(ending))
}

/// A screen for gaze in pixels or in shares of a screen when neither the file nor the person tells one: the smallest common size that holds nearly all
/// positions of the first piece (1920 x 1080 for shares), as wide as a desktop screen and as far away; with the sentence that says so. `None`
/// when the recording needs none.
pub fn guess_screen(path: &Path, options: &Options) -> Result<Option<(Screen, String)>, Failure> {
    let mut recording = open(path, options)?;
    for _ in 0..64 {
        let Ok(Some(piece)) = recording.next_piece() else { return Ok(None) };
        let Piece::Samples(samples) = piece else { continue };
        let needs_one = |info: &&StreamInfo| {
            let is_on_screen = is_in(info, "x_px") || is_in(info, "x_norm");
            info.name == samples.name && info.kind == StreamKind::Gaze && is_on_screen && info.screen.is_none()
        };
        let streams = recording.streams();
        let Some(info) = streams.iter().find(needs_one) else { continue };
        let is_in_px = is_in(info, "x_px");
        let most = |ending: &str| {
            let channels = samples.channels.iter().filter(|channel| channel.name.ends_with(ending));
            let mut values: Vec<f64> =
                channels.flat_map(|channel| channel.values.iter().copied()).filter(|value| value.is_finite()).collect();
            values.sort_by(f64::total_cmp);
            values.get(values.len() * 98 / 100).copied().unwrap_or(0.0)
        };
        let (x, y) = (most("x_px"), most("y_px"));
        let (width_px, height_px) = if !is_in_px {
            (1920.0, 1080.0)
        } else {
            SIZES_PX.into_iter().find(|(width, height)| x <= *width && y <= *height).unwrap_or((3840.0, 2160.0))
        };
        let why = if is_in_px {
            "nearly all positions lie in it"
        } else {
            "positions are shares of a screen that nobody told"
        };
        let width_m = 0.53;
        let height_m = width_m * height_px / width_px;
        let screen = Screen { width_px, height_px, width_m, height_m, distance_m: 0.65 };
        let sentence = format!(
            "the screen is taken as {width_px} x {height_px} px ({why}), {width_m} x {height_m:.2} m, seen from \
             0.65 m; degrees are only as right as that: tell it with --screen"
        );
        return Ok(Some((screen, sentence)));
    }
    Ok(None)
}
