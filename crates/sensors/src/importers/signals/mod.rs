//! Recordings of signals as sources. What did a body, an eye or a car do, sample by sample, as a file tells it? Noun in:
//! bytes of any length; noun out: [`Piece`] after [`Piece`], in bounded memory.
//!
//! ```text
//! file, folder, pipe -> Source -> Head ──claims──> RecordingFormat ──open──> Recording
//!                        (gzip)                                               │ streams()      what is in it
//!                                                                             │ next_piece()   at most 65,536 rows
//!                                                                             │ report()       read, skipped and why
//!                                                                             └ assumptions()  what was guessed, in words
//! ```
//!
//! A format is known by its content. A bad record costs that record, is counted and reported with its place. What a file
//! does not say (a unit, a rate, a screen, a date) is guessed only when there is one sensible guess, and then said.
//!
//! Times come as the file has them: importers do not repair clocks. Where time stands still, steps back or jumps, the
//! report says so ([`ReadReport::noticed`]) and every sample is handed on; the stage `preprocess` makes one clock of it.
//!
//! A new format is its file, its `mod` line and its place in [`RECORDING_FORMATS`].

pub mod apple_health;
mod archive;
mod assumptions;
pub mod balabit;
mod bounded;
mod chain;
pub mod edf;
pub mod empatica;
pub mod eyelink;
pub mod fit;
mod folder;
mod head;
mod json;
mod labels;
mod lines;
mod moments;
mod options;
mod output;
pub mod parquet;
pub mod pupil_labs;
mod recording;
mod rows;
mod screens;
mod seekable;
mod source;
mod spans;
pub mod table;
pub mod tobii;
mod utf16;
mod watch;
pub mod webgazer;
pub mod wfdb;
pub mod xdf;

use std::io::Read;
use std::path::Path;

use attentive_types::{Annotation, ClockKind, SampleSignal, StreamInfo};

use super::{ImportError, ReadReport};

pub use assumptions::Assumptions;
pub use head::Head;
pub use lines::Lines;
pub use options::Options;
pub use recording::{Recording, WholeRecording};
pub use rows::Rows;
pub use source::{Progress, Source};
pub use table::ColumnMap;
pub(super) use utf16::text as utf16_text;
pub use watch::Watch;

/// One format of recordings that can be read.
#[derive(Debug)]
pub struct RecordingFormat {
    /// Its name for people, such as `EyeLink ASC`.
    pub name: &'static str,
    /// Whether a file or a folder looks like it.
    pub claims: fn(&Head<'_>) -> bool,
    /// Reads what stands before the samples.
    pub open: fn(Source, &Options) -> Opened,
}

/// What opening gives: something that hands out the recording, or why not.
pub type Opened = Result<Box<dyn RecordingReader>, ImportError>;

/// Something that hands out a recording piece by piece.
pub trait RecordingReader: Send {
    /// The streams that are known so far. Where a format names its streams only on the way, a stream is listed at the
    /// latest when its first piece is handed out; places never change.
    fn streams(&self) -> &[StreamInfo];

    /// The next piece, of at most [`MOST_ROWS`] rows; `None` at the end. Pieces of one stream come in the order of the
    /// file; streams may take turns in any way.
    ///
    /// # Errors
    /// When the source fails, or nothing behind this place can be trusted. What came before stays right.
    fn next_piece(&mut self) -> Result<Option<Piece>, ImportError>;

    /// What the times of a stream count from; a device's own beginning where the format does not write dates.
    fn clock_of(&self, _stream: &str) -> ClockKind {
        ClockKind::Elapsed
    }

    /// What was read so far, and what was not.
    fn report(&self) -> &ReadReport;

    /// What was guessed so far.
    fn assumptions(&self) -> &Assumptions;
}

/// A part of a recording.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// Samples of the stream of the same name. The channels are those of its [`StreamInfo`], in its order; missing is NaN.
    /// Times are the file's own and may stand still or step back.
    Samples(SampleSignal),
    /// Marks, in the order of the file.
    Annotations(Vec<Annotation>),
}

/// How many rows a piece has at most.
pub const MOST_ROWS: usize = 65_536;

/// All formats of recordings, the most particular first.
pub const RECORDING_FORMATS: &[RecordingFormat] = &[
    wfdb::FORMAT,
    edf::FORMAT,
    xdf::FORMAT,
    fit::FORMAT,
    apple_health::FORMAT,
    parquet::FORMAT,
    eyelink::FORMAT,
    webgazer::FORMAT,
    empatica::FORMAT,
    pupil_labs::FORMAT,
    tobii::FORMAT,
    balabit::FORMAT,
    // Tables with names that are known only in part: they claim much, so they stand last.
    table::generic::FORMAT,
];

/// Opens a recording: a file, packed by gzip or not, or the folder that a device's program exports.
///
/// # Errors
/// When it cannot be read, is of no known format, or is broken before its first sample; the error says where.
pub fn open_recording(path: &Path, options: &Options) -> Result<Recording, ImportError> {
    open_source(Source::open(path)?, options)
}

/// Opens a recording out of anything that can be read, such as a pipe; `name` is only for messages.
///
/// # Errors
/// As [`open_recording`].
pub fn open_recording_from(
    reader: impl Read + Send + 'static,
    name: &str,
    options: &Options,
) -> Result<Recording, ImportError> {
    open_source(Source::of_reader(reader, name)?, options)
}

fn open_source(source: Source, options: &Options) -> Result<Recording, ImportError> {
    let head = source.head();
    let Some(format) = RECORDING_FORMATS.iter().find(|format| (format.claims)(&head)) else {
        return Err(source.unknown());
    };
    let progress = source.progress();
    let reader = (format.open)(source, options)?;
    Ok(Recording::new(format.name, reader, progress))
}
