//! A recording that is open.

use std::fmt;

use attentive_types::{Annotation, ClockKind, SampleSignal, StreamInfo};

use super::super::{ImportError, ReadReport};
use super::{Assumptions, Piece, Progress, RecordingReader};

/// A recording that is open, whatever its format.
pub struct Recording {
    format: &'static str,
    reader: Box<dyn RecordingReader>,
    progress: Progress,
}

impl fmt::Debug for Recording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recording").field("format", &self.format).field("streams", &self.reader.streams()).finish()
    }
}

impl Recording {
    pub(super) fn new(format: &'static str, reader: Box<dyn RecordingReader>, progress: Progress) -> Self {
        Self { format, reader, progress }
    }

    /// The format that was recognised, such as `EyeLink ASC`.
    #[must_use]
    pub fn format(&self) -> &'static str {
        self.format
    }

    /// The streams that are known so far; see [`RecordingReader::streams`].
    #[must_use]
    pub fn streams(&self) -> &[StreamInfo] {
        self.reader.streams()
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// As [`RecordingReader::next_piece`].
    pub fn next_piece(&mut self) -> Result<Option<Piece>, ImportError> {
        self.reader.next_piece()
    }

    /// What the times of a stream count from.
    #[must_use]
    pub fn clock_of(&self, stream: &str) -> ClockKind {
        self.reader.clock_of(stream)
    }

    /// What was read so far, and what was not.
    #[must_use]
    pub fn report(&self) -> &ReadReport {
        self.reader.report()
    }

    /// What was guessed so far.
    #[must_use]
    pub fn assumptions(&self) -> &Assumptions {
        self.reader.assumptions()
    }

    /// How much of the source was read.
    #[must_use]
    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    /// Reads all of it into memory: for recordings that are known to be small, and for tests.
    ///
    /// # Errors
    /// As [`Recording::next_piece`].
    pub fn whole(mut self) -> Result<WholeRecording, ImportError> {
        let mut samples: Vec<SampleSignal> = Vec::new();
        let mut annotations = Vec::new();
        while let Some(piece) = self.next_piece()? {
            match piece {
                Piece::Annotations(more) => annotations.extend(more),
                Piece::Samples(piece) => match samples.iter_mut().find(|signal| signal.name == piece.name) {
                    Some(signal) => append(signal, piece),
                    None => samples.push(piece),
                },
            }
        }
        Ok(WholeRecording {
            format: self.format,
            streams: self.streams().to_vec(),
            samples,
            annotations,
            report: self.report().clone(),
            assumptions: self.assumptions().clone(),
        })
    }
}

/// All of a recording.
#[derive(Clone, Debug, PartialEq)]
pub struct WholeRecording {
    /// The format that was recognised.
    pub format: &'static str,
    /// The streams.
    pub streams: Vec<StreamInfo>,
    /// The samples, one signal for each stream that has any, in the order of their first piece.
    pub samples: Vec<SampleSignal>,
    /// The marks, in the order of the file.
    pub annotations: Vec<Annotation>,
    /// What was read and what was not.
    pub report: ReadReport,
    /// What was guessed.
    pub assumptions: Assumptions,
}

impl WholeRecording {
    /// The samples of the stream of that name; `None` when there are none.
    #[must_use]
    pub fn signal(&self, stream: &str) -> Option<&SampleSignal> {
        self.samples.iter().find(|signal| signal.name == stream)
    }
}

fn append(signal: &mut SampleSignal, piece: SampleSignal) {
    signal.time_nanos.extend(piece.time_nanos);
    for (channel, more) in signal.channels.iter_mut().zip(piece.channels) {
        channel.values.extend(more.values);
        channel.is_present.extend(more.is_present);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Options, open_recording_from};
    use attentive_types::{ClockKind, Timestamp};

    #[test]
    fn times_with_dates_are_told_from_times_since_a_beginning() {
        let clock = |rows: &[&str], start: Option<Timestamp>| {
            let table = format!("time_s,eda_us\n{}", rows.iter().map(|time| format!("{time},2\n")).collect::<String>());
            let options = Options { start, ..Options::default() };
            let mut recording = open_recording_from(std::io::Cursor::new(table), "t.csv", &options).unwrap();
            recording.next_piece().unwrap();
            let name = recording.streams()[0].name.clone();
            recording.clock_of(&name)
        };
        let start = Timestamp::parse("2026-11-24T09:30:00Z").ok();
        assert_eq!(clock(&["0", "0.25", "0.5"], None), ClockKind::Elapsed);
        assert_eq!(clock(&["0", "0.25", "0.5"], start), ClockKind::Elapsed);
        assert_eq!(clock(&["1795000000", "1795000000.25", "1795000000.5"], None), ClockKind::Dated);
        assert_eq!(
            clock(&["2026-11-20T09:00:00Z", "2026-11-20T09:00:01Z", "2026-11-20T09:00:02Z"], start),
            ClockKind::Dated
        );
    }
}
