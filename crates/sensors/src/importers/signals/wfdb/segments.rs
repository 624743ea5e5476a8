//! Records of several segments: a header that names other records, one after the other in time. Source: WFDB Applications Guide, `header(5)`.
//!
//! ```text
//! r.hea  ──>  r_0001 (10 min) | ~ (a gap of 2 min) | r_0002 (20 min)
//!   └─ r_layout, of no length: which signals there can be; each segment then has some of them
//! ```
//!
//! Each segment is read as the record that it is, later by what came before it. Its signals are found in the layout by their names; what
//! a segment lacks is missing, and a segment that cannot be read costs itself alone.

use std::collections::VecDeque;

use attentive_types::{Channel, SampleSignal, StreamInfo};

use super::super::output::{Output, Stepping, Steps};
use super::super::{Assumptions, Opened, Options, Source, labels, moments};
use super::header::Header;
use super::{ANNOTATORS, Stage, Wfdb, labelled, read_annotations, with_text, written_start};
use crate::importers::ImportError;

/// The name that stands for a gap.
const GAP: &str = "~";

/// A record of more segments is none.
const MOST_SEGMENTS: usize = 1 << 17;

/// One segment, as the record's header has it.
#[derive(Clone, Debug, PartialEq)]
struct Segment {
    name: String,
    frames: u64,
}

/// What the record's header says.
#[derive(Debug)]
struct Listed {
    /// The record as a whole, without signals.
    record: Header,
    segments: VecDeque<Segment>,
}

impl Listed {
    fn parse(text: &str) -> Result<Self, (usize, String)> {
        let mut lines = super::header::lines(text);
        let (number, first) = lines.next().ok_or((1, "the header has no line of the record".to_owned()))?;
        let (record, count) = Header::record_of_segments(first).map_err(|why| (number, why))?;
        let mut segments = VecDeque::new();
        for (number, line) in lines.take(count.min(MOST_SEGMENTS)) {
            let mut words = line.split_whitespace();
            let segment = words.next().zip(words.next()).and_then(|(name, frames)| Some((name, frames.parse().ok()?)));
            let Some((name, frames)) = segment else {
                return Err((number, "expected the name of a segment and its number of frames".to_owned()));
            };
            segments.push_back(Segment { name: name.to_owned(), frames });
        }
        if segments.len() < count {
            let why = format!(
                "the first line speaks of {count} segments, {} are named; copy the header again",
                segments.len()
            );
            return Err((number, why));
        }
        Ok(Self { record, segments })
    }
}

/// Reads the segments one after the other.
struct Segments {
    source: Source,
    record: Header,
    segments: VecDeque<Segment>,
    start_nanos: i64,
    /// Frames of the segments before.
    frames: u64,
    current: Option<Current>,
    annotator: usize,
}

/// The segment at hand.
struct Current {
    name: String,
    wfdb: Wfdb,
    output: Output,
}

/// Opens a record of several segments; its header was read already.
pub(super) fn open(source: Source, text: &str, options: &Options) -> Opened {
    let Listed { record, mut segments } =
        Listed::parse(text).map_err(|(line, why)| source.fault(format!("line {line}"), why))?;
    let mut assumptions = Assumptions::default();
    let start_nanos = moments::start_nanos(options, written_start(&record), &mut assumptions);
    // The layout, or the first segment that there is, says which signals the record has.
    let first = segments.iter().find(|segment| segment.name != GAP);
    let first = first.ok_or_else(|| source.fault("the header", "all of its segments are gaps"))?;
    let header = header_of(&source, &first.name)?;
    let streams = streams_of(&record, &header);
    if segments.front().is_some_and(|segment| segment.frames == 0) {
        segments.pop_front();
    }
    let steps = Segments { source, record, segments, start_nanos, frames: 0, current: None, annotator: 0 };
    Ok(Box::new(Stepping::new(steps, Output::new(streams, assumptions))))
}

fn streams_of(record: &Header, header: &Header) -> Vec<StreamInfo> {
    let all: Vec<labels::Labelled> = header.signals.iter().map(|signal| labelled(record, signal)).collect();
    labels::layout(&all).streams
}

fn file_of(source: &Source, name: &str) -> Result<Source, ImportError> {
    let file = format!("{name}.hea");
    source.beside(&file)?.ok_or_else(|| {
        source.fault(format!("segment {name}"), format!("{file} does not lie beside the header; put it there"))
    })
}

fn header_of(source: &Source, name: &str) -> Result<Header, ImportError> {
    let (_, text) = with_text(file_of(source, name)?)?;
    Header::parse(&text).map_err(|(line, why)| source.fault(format!("segment {name}, line {line}"), why))
}

impl Segments {
    /// Begins a segment. One that cannot be read is said and becomes a gap.
    fn begin(&mut self, segment: Segment, to: &mut Output) {
        if segment.name != GAP {
            match self.open(&segment) {
                Ok(current) => self.current = Some(current),
                Err(error) => to.report.skip(|| format!("segment {}", segment.name), error.to_string()),
            }
        }
        self.frames = self.frames.saturating_add(segment.frames);
    }

    fn open(&self, segment: &Segment) -> Result<Current, ImportError> {
        let (mut wfdb, output) = Wfdb::open_record(file_of(&self.source, &segment.name)?, &Options::default())?;
        if (wfdb.header.rate_hz / self.record.rate_hz - 1.0).abs() > 1e-9 {
            let why = format!("it has {} frames per second, the record {}", wfdb.header.rate_hz, self.record.rate_hz);
            return Err(self.source.fault(format!("segment {}", segment.name), why));
        }
        wfdb.start_nanos = moments::sample_nanos(self.start_nanos, self.frames, self.record.rate_hz);
        wfdb.header.frames = Some(wfdb.header.frames.map_or(segment.frames, |frames| frames.min(segment.frames)));
        Ok(Current { name: segment.name.clone(), wfdb, output })
    }
}

impl Steps for Segments {
    /// Reads some frames of a segment, begins the next one, or reads the annotations of one annotator.
    fn step(&mut self, to: &mut Output) -> Result<(), ImportError> {
        if let Some(mut current) = self.current.take() {
            let read = current.wfdb.step(&mut current.output);
            current.hand_on(to);
            match read {
                Ok(()) if current.wfdb.stage == Stage::Samples => self.current = Some(current),
                Ok(()) => {}
                Err(error) => to.report.skip(|| format!("segment {}", current.name), error.to_string()),
            }
        } else if let Some(segment) = self.segments.pop_front() {
            self.begin(segment, to);
        } else if let Some(annotator) = ANNOTATORS.get(self.annotator) {
            self.annotator += 1;
            read_annotations(&self.source, &self.record, self.start_nanos, annotator, to)?;
        } else {
            to.end();
        }
        Ok(())
    }
}

impl Current {
    /// Hands on what was found, in the channels of the record.
    fn hand_on(&mut self, to: &mut Output) {
        let at = |place: &str| format!("segment {}, {place}", self.name);
        let report = std::mem::take(&mut self.output.report);
        report.noticed.iter().for_each(|noticed| to.report.notice(|| at(&noticed.place), &noticed.what));
        for piece in self.output.take_samples() {
            let Some(own) = self.output.streams().iter().find(|stream| stream.name == piece.name) else { continue };
            let Some(stream) = to.streams().iter().find(|stream| is_same(stream, own)).cloned() else {
                to.report.notice(|| at(&piece.name), "signals that the record does not speak of, left out");
                continue;
            };
            let count = piece.time_nanos.len();
            let mut found = piece.channels;
            let channels = stream.channels.iter().map(|channel| {
                let place = own.channels.iter().position(|own| own.own_name == channel.own_name);
                let values =
                    place.and_then(|place| found.get_mut(place)).map(|found| std::mem::take(&mut found.values));
                Channel::new(&channel.name, values.unwrap_or_else(|| vec![f64::NAN; count]))
            });
            let signal =
                SampleSignal { channels: channels.collect(), name: stream.name.clone(), time_nanos: piece.time_nanos };
            to.report.read += count as u64;
            to.samples(signal);
        }
    }
}

/// Whether signals of a segment belong into a stream of the record: of one kind and rate, all of them known, in the same units.
fn is_same(stream: &StreamInfo, own: &StreamInfo) -> bool {
    let is_known = |own: &attentive_types::ChannelInfo| {
        stream.channels.iter().any(|channel| channel.own_name == own.own_name && channel.unit == own.unit)
    };
    stream.kind == own.kind && stream.nominal_rate_hz == own.nominal_rate_hz && own.channels.iter().all(is_known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::importers::open_recording;

    fn folder(files: &[(&str, Vec<u8>)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            std::fs::write(folder.path().join(name), bytes).unwrap();
        }
        folder
    }

    fn words(steps: &[i16]) -> Vec<u8> {
        steps.iter().flat_map(|step| step.to_le_bytes()).collect()
    }

    const FIRST: &str = "a 2 100 3\na.dat 16 1/mV 16 0 0 0 0 II\na.dat 16 1/mV 16 0 0 0 0 V5\n";

    #[test]
    fn segments_follow_each_other_with_their_gaps_and_what_one_lacks_is_missing() {
        let record = "r/5 2 100 10 00:00:01 01/01/1970\nlayout 0\na 3\n~ 2\nb 2\ngone 3\n# done\n";
        let layout = "layout 2 100 0\n~ 0 1/mV 16 0 0 0 0 II\n~ 0 1/mV 16 0 0 0 0 V5\n";
        let second = "b 1 100 2\nb.dat 16 1/mV 16 0 0 0 0 V5\n";
        let folder = folder(&[
            ("r.hea", record.into()),
            ("layout.hea", layout.into()),
            ("a.hea", FIRST.into()),
            ("a.dat", words(&[1, 10, 2, 20, 3, 30])),
            ("b.hea", second.into()),
            ("b.dat", words(&[40, 50])),
        ]);
        let whole = open_recording(&folder.path().join("r.hea"), &Options::default()).unwrap().whole().unwrap();
        let ecg = whole.signal("ecg").unwrap();
        let hundredths: Vec<i64> = ecg.time_nanos.iter().map(|time| (time - 1_000_000_000) / 10_000_000).collect();
        assert_eq!(hundredths, [0, 1, 2, 5, 6]);
        let values = |channel: usize| (0..5).map(|place| ecg.channels[channel].get(place)).collect::<Vec<_>>();
        assert_eq!(values(0), [Some(1.0), Some(2.0), Some(3.0), None, None]);
        assert_eq!(values(1), [Some(10.0), Some(20.0), Some(30.0), Some(40.0), Some(50.0)]);
        assert_eq!((whole.report.skipped, whole.report.why[0].place.as_str()), (1, "segment gone"));
        assert!(whole.report.why[0].why.contains("gone.hea does not lie beside the header"), "{:?}", whole.report);
    }

    #[test]
    fn without_a_layout_the_first_segment_says_which_signals_there_are() {
        let second = FIRST.replace("a.dat", "b.dat").replace("a 2", "b 2");
        let folder = folder(&[
            ("r.hea", "r/2 2 100 5\na 3\nb 2\n".into()),
            ("a.hea", FIRST.into()),
            ("a.dat", words(&[1, 10, 2, 20, 3, 30])),
            ("b.hea", second.into()),
            ("b.dat", words(&[4, 40, 5, 50, 6, 60])),
        ]);
        let whole = open_recording(&folder.path().join("r.hea"), &Options::default()).unwrap().whole().unwrap();
        assert_eq!(whole.signal("ecg").unwrap().values("ecg_mv").unwrap(), [1.0, 2.0, 3.0, 4.0, 5.0]);
    }

    #[test]
    fn headers_that_contradict_themselves_are_refused_with_the_line() {
        let parse = |text: &str| Listed::parse(text).unwrap_err();
        assert_eq!(
            parse("r/3 1 100\na 3\n").1,
            "the first line speaks of 3 segments, 1 are named; copy the header again"
        );
        assert_eq!(parse("r/1 1 100\na x\n").0, 2);
        assert_eq!(parse("r/x 1 100\n").0, 1);
        let folder = folder(&[("r.hea", "r/1 1 100 4\n~ 4\n".into())]);
        let error = open_recording(&folder.path().join("r.hea"), &Options::default()).unwrap_err().to_string();
        assert!(error.starts_with("the header: all of its segments are gaps"), "{error}");
    }
}
