//! What a reader found and did not hand out yet: the part of every reader that is the same.
//!
//! ```text
//! Steps::step(&mut Output) ──rows, marks──> Output ──pieces──> next_piece()
//! ```
//!
//! A reader takes its source step by step and tells what it finds. What came before an error is handed out first. A value that is
//! infinite is no measurement: it becomes missing, and that is noticed.

use std::collections::VecDeque;

use attentive_types::{Annotation, ClockKind, SampleSignal, StreamInfo};

use super::super::{ImportError, ReadReport};
use super::{Assumptions, MOST_ROWS, Piece, RecordingReader, Rows};

/// Reads a source step by step.
pub(super) trait Steps: Send {
    /// Reads on, as little as it can: a line, a message, a row. Says [`Output::end`] when nothing follows.
    ///
    /// # Errors
    /// When nothing behind this place can be read or trusted.
    fn step(&mut self, to: &mut Output) -> Result<(), ImportError>;
}

/// A reader that goes step by step.
#[derive(Debug)]
pub(super) struct Stepping<S> {
    steps: S,
    output: Output,
}

/// What was found and not handed out yet, and what is said about it.
#[derive(Debug, Default)]
pub(super) struct Output {
    streams: Vec<StreamInfo>,
    /// The rows of each stream that wait.
    rows: Vec<Rows>,
    marks: Vec<Annotation>,
    ready: VecDeque<Piece>,
    is_ended: bool,
    /// What the times of all streams count from.
    pub clock: ClockKind,
    failed: Option<ImportError>,
    /// What was read and what was not.
    pub report: ReadReport,
    /// What was guessed.
    pub assumptions: Assumptions,
}

impl<S: Steps> Stepping<S> {
    /// A reader; `output` may hold streams and assumptions already.
    pub(super) fn new(steps: S, output: Output) -> Self {
        Self { steps, output }
    }

    /// Takes at most so many steps until `is_enough`, for formats that must be looked into before their first sample.
    ///
    /// # Errors
    /// When a step fails before it is enough.
    pub(super) fn look_ahead(&mut self, most: usize, is_enough: impl Fn(&Output) -> bool) -> Result<(), ImportError> {
        for _ in 0..most {
            if self.output.is_ended || is_enough(&self.output) {
                break;
            }
            self.step();
        }
        if is_enough(&self.output) { Ok(()) } else { self.output.failed.take().map_or(Ok(()), Err) }
    }

    /// What was found so far.
    pub(super) fn output(&self) -> &Output {
        &self.output
    }

    fn step(&mut self) {
        if let Err(error) = self.steps.step(&mut self.output) {
            self.output.end();
            self.output.failed = Some(error);
        }
    }
}

impl<S: Steps> RecordingReader for Stepping<S> {
    fn streams(&self) -> &[StreamInfo] {
        &self.output.streams
    }

    fn next_piece(&mut self) -> Result<Option<Piece>, ImportError> {
        while self.output.ready.is_empty() && !self.output.is_ended {
            self.step();
        }
        match self.output.ready.pop_front() {
            Some(piece) => Ok(Some(piece)),
            None => self.output.failed.take().map_or(Ok(None), Err),
        }
    }

    fn clock_of(&self, _stream: &str) -> ClockKind {
        self.output.clock
    }

    fn report(&self) -> &ReadReport {
        &self.output.report
    }

    fn assumptions(&self) -> &Assumptions {
        &self.output.assumptions
    }
}

impl Output {
    /// Nothing was found yet in these streams.
    pub(super) fn new(streams: Vec<StreamInfo>, assumptions: Assumptions) -> Self {
        let rows = streams.iter().map(Rows::new).collect();
        Self { streams, rows, assumptions, ..Self::default() }
    }

    /// The same, with times that count from this.
    pub(super) fn with_clock(self, clock: ClockKind) -> Self {
        Self { clock, ..self }
    }

    /// The streams so far.
    pub(super) fn streams(&self) -> &[StreamInfo] {
        &self.streams
    }

    /// Whether something is ready to be handed out.
    pub(super) fn has_piece(&self) -> bool {
        !self.ready.is_empty()
    }

    /// Adds a stream; its place.
    pub(super) fn add_stream(&mut self, stream: StreamInfo) -> usize {
        self.rows.push(Rows::new(&stream));
        self.streams.push(stream);
        self.streams.len() - 1
    }

    /// The place of the stream of that name, which is made when it is new.
    pub(super) fn stream(&mut self, name: &str, make: impl FnOnce(&str) -> StreamInfo) -> usize {
        let found = self.streams.iter().position(|stream| stream.name == name);
        found.unwrap_or_else(|| self.add_stream(make(name)))
    }

    /// Adds a row to the stream at a place; missing is NaN. `at` says where it stood, and is asked only when something is strange.
    #[inline]
    pub(super) fn row(&mut self, stream: usize, time_nanos: i64, values: &[f64], at: impl FnOnce() -> String) {
        let rows = &mut self.rows[stream];
        if rows.push(time_nanos, values) {
            self.report.notice(at, "a value that is infinite, taken as missing");
        }
        if rows.is_full() {
            self.ready.extend(rows.take());
        }
    }

    /// Hands out all rows that wait.
    pub(super) fn flush_rows(&mut self) {
        self.ready.extend(self.rows.iter_mut().filter_map(Rows::take));
    }

    /// Adds samples that are a piece already.
    pub(super) fn samples(&mut self, signal: SampleSignal) {
        self.ready.push_back(Piece::Samples(signal));
    }

    /// Takes the pieces of samples that are ready; for readers that go through other readers.
    pub(super) fn take_samples(&mut self) -> Vec<SampleSignal> {
        self.flush_rows();
        let samples = |piece| if let Piece::Samples(signal) = piece { Some(signal) } else { None };
        self.ready.drain(..).filter_map(samples).collect()
    }

    /// Adds a mark.
    pub(super) fn mark(&mut self, mark: Annotation) {
        self.marks.push(mark);
        if self.marks.len() >= MOST_ROWS {
            self.flush_marks();
        }
    }

    fn flush_marks(&mut self) {
        if !self.marks.is_empty() {
            self.ready.push_back(Piece::Annotations(std::mem::take(&mut self.marks)));
        }
    }

    /// Nothing follows: hands out what waits.
    pub(super) fn end(&mut self) {
        self.is_ended = true;
        self.flush_rows();
        self.flush_marks();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::{ChannelInfo, Span, StreamKind, Timestamp};

    /// Tells a row with each step, and fails at the end.
    struct Counting(i64);

    impl Steps for Counting {
        fn step(&mut self, to: &mut Output) -> Result<(), ImportError> {
            self.0 += 1;
            if self.0 > 3 {
                return Err(ImportError::Empty { path: "f".to_owned() });
            }
            let value = if self.0 == 2 { f64::INFINITY } else { 1.0 };
            let place = to.stream("a", |name| StreamInfo {
                name: name.to_owned(),
                kind: StreamKind::Other,
                nominal_rate_hz: None,
                channels: vec![ChannelInfo { name: "v".to_owned(), unit: String::new(), own_name: "v".to_owned() }],
                screen: None,
            });
            to.row(place, self.0, &[value], || format!("row {}", self.0));
            let at = Timestamp(self.0);
            to.mark(Annotation { stream: "a".to_owned(), span: Span::new(at, at), label: "m".to_owned() });
            Ok(())
        }
    }

    #[test]
    fn what_came_before_an_error_is_handed_out_first() {
        let mut reader = Stepping::new(Counting(0), Output::default());
        let Ok(Some(Piece::Samples(signal))) = reader.next_piece() else { panic!("the samples") };
        assert_eq!(signal.time_nanos, [1, 2, 3]);
        assert!(signal.channels[0].values[1].is_nan());
        assert!(matches!(reader.next_piece(), Ok(Some(Piece::Annotations(marks))) if marks.len() == 3));
        assert!(reader.next_piece().is_err());
        assert!(matches!(reader.next_piece(), Ok(None)));
        assert_eq!(reader.report().noticed[0].place, "row 2");
    }

    #[test]
    fn looking_ahead_stops_when_it_is_enough_or_fails() {
        let mut reader = Stepping::new(Counting(0), Output::default());
        assert!(reader.look_ahead(100, |found| !found.streams().is_empty()).is_ok());
        let mut reader = Stepping::new(Counting(2), Output::default());
        assert!(reader.look_ahead(100, |found| found.streams().len() > 1).is_err());
    }
}
