//! `attentive analyse`: from raw recordings to a report, pictures, and tables of events and features.
//!
//! ```text
//! files ─> importers ─> pieces ─> RecordingRun ─┬─> events.csv, .parquet     while it reads, in bounded memory
//!                                               ├─> features.csv, .parquet
//!                                               └─> summary ─> report.html, heatmap.png, .svg, .csv
//! ```

mod around;
mod changes;
mod choices;
mod clocks;
mod drawings;
mod heart;
mod names;
mod page;
pub mod read;
mod tables;
mod webcam;
mod words;
mod writing;

use std::path::{Path, PathBuf};

use attentive_pipeline::patterns::space::AreaOfInterest;
use attentive_pipeline::preprocess::Windowing;
use attentive_pipeline::run::recording::{RecordingAnalysis, RecordingRun, RecordingSettings};
use attentive_sensors::importers::Options;
use attentive_sensors::importers::signals::ColumnMap;
use attentive_types::Screen;
use attentive_types::time::nanos_to_seconds;

use self::choices::{Areas, BUILT_IN};
use self::clocks::{Alignment, FileClock};
use self::drawings::Shown;
use self::page::Page;
use self::read::{FileRead, Way};
use self::webcam::Webcam;
use self::writing::Writing;
pub use self::{
    choices::{Choices, Told, parse_screen, screen_words},
    read::Bar,
    words::figure,
    writing::file_name,
};
use super::Place;
use crate::args::{AnalyseArgs, ReadingArgs};
use crate::clock::parse_moment;
use crate::exit_codes;
use crate::failure::{Failure, Outcome};
use crate::pictures::heat::Ground;

/// Analyses all files as parts of one recording.
pub fn run(place: &Place, args: &AnalyseArgs) -> Outcome {
    let profiles = place.config_file.parent().unwrap_or(Path::new(".")).join("profiles");
    let choices = Choices::read(&args.reading, &profiles, &place.data_dir)?.around(args)?;
    let ground = args.image.as_deref().map(read_image).transpose()?;
    let (options, mut guessed) = options(&args.reading, &args.files, &choices)?;
    let webcam = Webcam::read(args, &options, &place.data_dir)?;
    guessed.extend(webcam.as_ref().map(|webcam| webcam.said.clone()));
    let areas = areas_in_degrees(&Areas::read(args)?, options.screen)?;
    let mut settings = RecordingSettings {
        windowing: choices.windowing,
        marks: Vec::new(),
        screen: options.screen,
        gaze_method: choices.gaze_method.clone(),
        areas: areas.clone(),
    };
    let alignment = args.align.as_deref().map(Alignment::parse).transpose()?;
    let clocks =
        alignment.map(|alignment| clocks::find(&alignment, &args.files, &options)).transpose()?.unwrap_or_default();
    if let Some(event) = &args.around {
        let (marks, what) = around::moments(event, &args.files, &options, (&clocks, webcam.as_ref()), &settings)?;
        settings.marks = marks;
        guessed.push(what);
    }
    let folder = args.out.clone().unwrap_or_else(|| default_folder(&args.files[0]));
    let mut run = RecordingRun::new(settings);
    let mut writing = Writing::begin(&folder)?;
    let files = read_all(args, &options, (&clocks, webcam.as_ref()), &mut run, &mut writing)?;
    let clocks: Vec<FileClock> = clocks.into_iter().flatten().collect();
    let names: Vec<String> = run.streams().map(|info| info.name.clone()).collect();
    let (rest, analysis) = run.finish();
    writing.push(&rest, &names)?;
    refuse_nothing(&files, &analysis)?;
    writing.finish_tables()?;
    let pictures: Vec<Vec<Shown>> =
        analysis.streams.iter().map(|stream| drawings::of_stream(stream, &areas, ground.as_ref())).collect();
    writing.pictures(&analysis, &pictures, ground.as_ref())?;
    writing.changes(&analysis)?;
    if let Some(name) = &choices.profile {
        guessed.insert(0, format!("the screen is that of the profile {name:?}"));
    }
    let longest_s = analysis.streams.iter().map(|stream| stream.clock.duration_s).fold(0.0, f64::max);
    let windows = if longest_s < nanos_to_seconds(choices.windowing.length_nanos()) && args.around.is_none() {
        format!(
            "Shorter than a window of {}, so features are over the whole of it.",
            words::length_words(nanos_to_seconds(choices.windowing.length_nanos()))
        )
    } else {
        windows_in_words(choices.windowing, args.around.as_deref())
    };
    let written = writing.written().to_vec();
    let page = Page {
        files: &files,
        analysis: &analysis,
        pictures: &pictures,
        guessed: &guessed,
        clocks: &clocks,
        windows: &windows,
        window_nanos: choices.windowing.length_nanos(),
        written: &written,
    };
    writing.text("report.html", &page::write(&page))?;
    let said = words::Said {
        files: &files,
        guessed: &guessed,
        clocks: &clocks,
        analysis: &analysis,
        window_nanos: page.window_nanos,
        written: &written,
    };
    say(args, &said, &writing);
    Ok(())
}

fn say(args: &AnalyseArgs, said: &words::Said<'_>, writing: &Writing) {
    let folder = writing.folder().display().to_string();
    if args.json {
        say!("{:#}", words::json(said, &folder));
        return;
    }
    say!("{}", words::summary(said).trim_end());
    say!("Open {} in a browser.", writing.folder().join("report.html").display());
}

fn read_all(
    args: &AnalyseArgs,
    options: &Options,
    (clocks, webcam): (&[Option<FileClock>], Option<&Webcam>),
    run: &mut RecordingRun,
    writing: &mut Writing,
) -> Result<Vec<FileRead>, Failure> {
    let mut files = Vec::new();
    let names = names::of_files(&args.files);
    for (place, path) in args.files.iter().enumerate() {
        let prefix = names.get(place).map(String::as_str).filter(|_| args.files.len() > 1);
        let clock = clocks.get(place).and_then(Option::as_ref);
        let file = read::read(path, options, Way { prefix, clock, webcam }, run, |run, found| {
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
pub fn options(
    args: &ReadingArgs,
    files: &[impl AsRef<Path>],
    choices: &Choices,
) -> Result<(Options, Vec<String>), Failure> {
    let map = args.map.as_deref().map(read_map).transpose()?.map(|(_, map)| map);
    let start = args.start.as_deref().map(parse_moment).transpose()?;
    with_guesses(Options { map, screen: choices.screen, start }, files)
}

/// The same with a screen that is guessed from the first file that needs one, where none was told.
pub fn with_guesses(mut options: Options, files: &[impl AsRef<Path>]) -> Result<(Options, Vec<String>), Failure> {
    let mut guessed = Vec::new();
    if options.screen.is_none() {
        for path in files {
            if let Some((screen, sentence)) = read::guess_screen(path.as_ref(), &options)? {
                options.screen = Some(screen);
                guessed.push(sentence);
                break;
            }
        }
    }
    Ok((options, guessed))
}

/// The file that says what the columns of a table hold, as its text and read.
pub fn read_map(file: &Path) -> Result<(String, ColumnMap), Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| error.to_string());
    let read = text.and_then(|text| ColumnMap::parse(&text).map(|map| (text, map)));
    read.map_err(|why| Failure::input(format!("could not read the map: {why}: {}", file.display())))
}

/// The areas in degrees; areas in pixels need to know the screen.
fn areas_in_degrees(areas: &Areas, screen: Option<Screen>) -> Result<Vec<AreaOfInterest>, Failure> {
    choices::in_degrees(&areas.areas, areas.unit, screen).ok_or_else(|| {
        let known: Vec<String> = BUILT_IN.iter().map(|(name, what, _)| format!("{name} ({what})")).collect();
        let why = "areas in pixels need the size of the screen: tell it with --screen, or with --profile";
        Failure::new(exit_codes::USAGE, format!("{why}: {}", known.join(", ")))
    })
}

/// How windows lie, as a sentence.
pub fn windows_in_words(windowing: Windowing, label: Option<&str>) -> String {
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
