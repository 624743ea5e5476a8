//! `attentive analyse`: from raw recordings to a report, pictures, and tables of events and features.
//!
//! ```text
//! files ─> importers ─> pieces ─> RecordingRun ─┬─> events.csv, .parquet     while it reads, in bounded memory
//!                                               ├─> features.csv, .parquet
//!                                               └─> summary ─> report.html, heatmap.png, .svg, .csv
//! ```

mod choices;
mod drawings;
mod page;
mod read;
mod tables;
mod webcam;
mod words;
mod writing;

use std::path::{Path, PathBuf};

use attentive_pipeline::preprocess::Windowing;
use attentive_pipeline::preprocess::gaze::GazeMethod;
use attentive_pipeline::run::recording::{RecordingAnalysis, RecordingRun, RecordingSettings};
use attentive_sensors::importers::Options;
use attentive_sensors::importers::signals::ColumnMap;
use attentive_types::time::nanos_to_seconds;
use attentive_types::{Screen, StreamKind, Timestamp};

use self::choices::{BUILT_IN, Choices};
use self::drawings::Shown;
use self::page::Page;
use self::read::FileRead;
use self::webcam::Webcam;
use self::writing::Writing;
use super::Place;
use crate::args::AnalyseArgs;
use crate::exit_codes;
use crate::failure::{Failure, Outcome};
use crate::pictures::heat::Ground;

/// Analyses all files as parts of one recording.
pub fn run(place: &Place, args: &AnalyseArgs) -> Outcome {
    let profiles = place.config_file.parent().unwrap_or(Path::new(".")).join("profiles");
    let choices = Choices::read(args, &profiles, &place.data_dir)?;
    let ground = args.image.as_deref().map(read_image).transpose()?;
    let (options, mut guessed) = options(args, &choices)?;
    let webcam = Webcam::read(args, &options)?;
    guessed.extend(webcam.as_ref().map(|webcam| webcam.said.clone()));
    let marks = marks(args, &options)?;
    let settings = RecordingSettings {
        windowing: choices.windowing,
        marks,
        screen: options.screen,
        gaze_method: choices.gaze_method.clone(),
        areas: choices.areas_in_degrees(options.screen)?,
    };
    let areas = settings.areas.clone();
    let folder = args.out.clone().unwrap_or_else(|| default_folder(&args.files[0]));
    let mut run = RecordingRun::new(settings);
    let mut writing = Writing::begin(&folder)?;
    let files = read_all(args, &options, webcam.as_ref(), &mut run, &mut writing)?;
    let names: Vec<String> = run.streams().map(|info| info.name.clone()).collect();
    let (rest, analysis) = run.finish();
    writing.push(&rest, &names)?;
    refuse_nothing(&files, &analysis)?;
    writing.finish_tables()?;
    let pictures: Vec<Vec<Shown>> =
        analysis.streams.iter().map(|stream| drawings::of_stream(stream, &areas, ground.as_ref())).collect();
    writing.pictures(&analysis, &pictures, ground.as_ref())?;
    let is_gaze = analysis.streams.iter().any(|stream| stream.info.kind == StreamKind::Gaze);
    if is_gaze && matches!(choices.gaze_method, GazeMethod::Learned(_)) {
        guessed.push("gaze events are found by the detector that was trained on this machine".to_owned());
    }
    if let Some(name) = &choices.profile {
        guessed.insert(0, format!("the screen is that of the profile {name:?}"));
    }
    let windows = windows_in_words(choices.windowing, args.align.as_deref());
    let written = writing.written().to_vec();
    let page = Page {
        files: &files,
        analysis: &analysis,
        pictures: &pictures,
        guessed: &guessed,
        windows: &windows,
        written: &written,
    };
    writing.text("report.html", &page::write(&page))?;
    say(args, &files, &guessed, &analysis, &writing);
    Ok(())
}

fn say(args: &AnalyseArgs, files: &[FileRead], guessed: &[String], analysis: &RecordingAnalysis, writing: &Writing) {
    let folder = writing.folder().display().to_string();
    if args.json {
        say!("{:#}", words::json(files, guessed, analysis, &folder, writing.written()));
        return;
    }
    say!("{}", words::summary(files, guessed, analysis, writing.written()).trim_end());
    say!("Open {} in a browser.", writing.folder().join("report.html").display());
}

fn read_all(
    args: &AnalyseArgs,
    options: &Options,
    webcam: Option<&Webcam>,
    run: &mut RecordingRun,
    writing: &mut Writing,
) -> Result<Vec<FileRead>, Failure> {
    let mut files = Vec::new();
    for path in &args.files {
        let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let prefix = (args.files.len() > 1).then_some(name.as_str());
        let file = read::read(path, options, prefix, webcam, run, |run, found| {
            let names: Vec<String> = run.streams().map(|info| info.name.clone()).collect();
            writing.push(&found, &names)
        })?;
        files.push(file);
    }
    Ok(files)
}

/// A recording in which nothing could be used is an error, not an empty report.
fn refuse_nothing(files: &[FileRead], analysis: &RecordingAnalysis) -> Outcome {
    if analysis.streams.iter().any(|stream| stream.clock.samples > 0) {
        return Ok(());
    }
    let why = files.iter().find_map(|file| {
        file.broke_off.clone().or_else(|| file.report.why.first().map(|own| format!("{}: {}", own.place, own.why)))
    });
    let names: Vec<String> = files.iter().map(|file| file.path.display().to_string()).collect();
    let why = why.map_or_else(|| "it holds no samples".to_owned(), |why| format!("nothing in it could be used; {why}"));
    Err(Failure::input(format!("there is nothing to analyse: {why}: {}", names.join(", "))))
}

/// What is told to the importers, and what was guessed for them.
fn options(args: &AnalyseArgs, choices: &Choices) -> Result<(Options, Vec<String>), Failure> {
    let map = args.map.as_deref().map(read_map).transpose()?;
    let mut options = Options { map, screen: choices.screen, ..Options::default() };
    let mut guessed = Vec::new();
    if options.screen.is_none() {
        for path in &args.files {
            if let Some((screen, sentence)) = read::guess_screen(path, &options)? {
                options.screen = Some(screen);
                guessed.push(sentence);
                break;
            }
        }
    }
    Ok((options, guessed))
}

/// The file that says what the columns of a table hold.
fn read_map(file: &Path) -> Result<ColumnMap, Failure> {
    let place = file.display();
    let text = std::fs::read_to_string(file).map_err(|error| error.to_string());
    text.and_then(|text| ColumnMap::parse(&text))
        .map_err(|why| Failure::input(format!("could not read the map: {why}: {place}")))
}

fn marks(args: &AnalyseArgs, options: &Options) -> Result<Vec<Timestamp>, Failure> {
    let Some(label) = &args.align else { return Ok(Vec::new()) };
    let (mut moments, mut labels) = (Vec::new(), Vec::new());
    for path in &args.files {
        let (own, others) = read::marks(path, options, label)?;
        moments.extend(own);
        labels.extend(others);
    }
    if moments.is_empty() {
        labels.truncate(20);
        let known = if labels.is_empty() {
            "it has no marks at all".to_owned()
        } else {
            format!("its labels are {}", labels.join(", "))
        };
        return Err(Failure::input(format!("no mark of the recording has the label {label:?}; {known}")));
    }
    moments.sort_unstable();
    Ok(moments)
}

impl Choices {
    /// The areas in degrees; areas in pixels need to know the screen.
    fn areas_in_degrees(
        &self,
        screen: Option<Screen>,
    ) -> Result<Vec<attentive_pipeline::patterns::space::AreaOfInterest>, Failure> {
        choices::in_degrees(&self.areas, self.area_unit, screen).ok_or_else(|| {
            let known: Vec<String> = BUILT_IN.iter().map(|(name, what, _)| format!("{name} ({what})")).collect();
            Failure::new(
                exit_codes::USAGE,
                format!(
                    "areas in pixels need the size of the screen: tell it with --screen, or with --profile: {}",
                    known.join(", ")
                ),
            )
        })
    }
}

fn windows_in_words(windowing: Windowing, label: Option<&str>) -> String {
    let said = |nanos: i64| words::length_words(nanos_to_seconds(nanos));
    match (windowing, label) {
        (Windowing::Fixed { length_nanos }, _) => format!("Features over windows of {}.", said(length_nanos)),
        (Windowing::Sliding { length_nanos, step_nanos }, _) => {
            format!("Features over windows of {}, one every {}.", said(length_nanos), said(step_nanos))
        }
        (Windowing::Aligned { before_nanos, after_nanos }, label) => format!(
            "Features over windows from {} before to {} after each mark {:?}.",
            said(before_nanos),
            said(after_nanos),
            label.unwrap_or_default()
        ),
    }
}

fn default_folder(file: &Path) -> PathBuf {
    let stem = file.file_stem().map_or_else(|| "recording".to_owned(), |stem| stem.to_string_lossy().into_owned());
    PathBuf::from(format!("{stem}-analysis"))
}

fn read_image(file: &Path) -> Result<Ground, Failure> {
    let bytes = std::fs::read(file)
        .map_err(|error| Failure::input(format!("could not read the image: {error}: {}", file.display())))?;
    let media_type = match bytes.as_slice() {
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        _ => return Err(Failure::input(format!("the image must be PNG or JPEG: {}", file.display()))),
    };
    Ok(Ground { media_type, bytes })
}
