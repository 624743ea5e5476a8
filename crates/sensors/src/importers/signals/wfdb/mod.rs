//! Records of PhysioNet's WFDB format: a header (`.hea`), signal files (`.dat`, or `.mat` as PhysioNet makes them), and
//! annotations (`.atr`, `.qrs`, ...) that lie beside it. Source: WFDB Applications Guide, `header(5)`, `signal(5)`, `annot(5)`.
//!
//! ```text
//! 100.hea ──> streams      100.dat ──> frames ──> one queue for each signal ──> pieces      100.atr, 100.qrs ──> annotations
//! ```
//!
//! Read are the formats 8, 16, 24, 32, 61, 80, 160, 212, 310 and 311, several samples per frame, skew, byte offsets, and records of several
//! segments (see `segments`). Not yet: the packed formats 508, 516 and 524 (FLAC), and annotations in the AHA form. The annotator's name
//! (`atr`) stands as the annotations' stream, so that a cardiologist's beats and a program's are not mixed up.

mod annotations;
mod data;
mod header;
mod samples;
mod segments;

use std::collections::VecDeque;
use std::io::Read;

use attentive_types::{Annotation, Channel, SampleSignal, Span, Timestamp};

use super::labels::{self, Labelled, Layout};
use super::output::{Output, Stepping, Steps};
use super::{Assumptions, Head, MOST_ROWS, Opened, Options, RecordingFormat, Source, moments};
use crate::importers::ImportError;
use data::DataFile;
use header::Header;
use samples::Coding;

/// The format.
pub const FORMAT: RecordingFormat = RecordingFormat { name: "WFDB record", claims, open };

/// Endings under which annotations are looked for, the reference first.
const ANNOTATORS: [&str; 12] =
    ["atr", "ari", "ecg", "qrs", "ann", "man", "ale", "epi", "marker", "wqrs", "gqrs", "sqrs"];

/// A header longer than this is none.
const MOST_HEADER_BYTES: u64 = 1 << 20;

/// A header by its lines; a signal or annotation file by the header beside it.
fn claims(head: &Head<'_>) -> bool {
    head.lines().is_some_and(Header::claims) || header_beside(head).is_some()
}

/// The name of the header that lies beside a signal or annotation file.
fn header_beside(head: &Head<'_>) -> Option<String> {
    let path = head.path.filter(|_| head.names_in_folder.is_none())?;
    let ending = path.extension()?.to_str()?;
    let is_ours = matches!(ending, "dat" | "mat") || ANNOTATORS.contains(&ending);
    let header = path.with_extension("hea");
    let text = std::fs::read(&header).ok().filter(|_| is_ours)?;
    let is_header = Header::claims(text.split(|byte| *byte == b'\n'));
    is_header.then(|| header.file_name().map(|name| name.to_string_lossy().into_owned()))?
}

fn open(source: Source, options: &Options) -> Opened {
    let head = source.head();
    let is_header = head.lines().is_some_and(Header::claims);
    let source = match header_beside(&head).filter(|_| !is_header) {
        Some(name) => source.beside(&name)?.ok_or_else(|| source.fault("the record", "its header is gone"))?,
        None => source,
    };
    let (source, text) = with_text(source)?;
    if Header::is_of_segments(&text) {
        return segments::open(source, &text, options);
    }
    let (wfdb, output) = Wfdb::open(source, &text, options)?;
    Ok(Box::new(Stepping::new(wfdb, output)))
}

/// The text of a header.
fn with_text(mut source: Source) -> Result<(Source, String), ImportError> {
    let mut text = Vec::new();
    (&mut source).take(MOST_HEADER_BYTES).read_to_end(&mut text).map_err(|error| source.io(error))?;
    Ok((source, String::from_utf8_lossy(&text).into_owned()))
}

struct Wfdb {
    source: Source,
    header: Header,
    start_nanos: i64,
    layout: Layout,
    files: Vec<DataFile>,
    /// For each signal the values that wait to be handed out, and how many of its first samples are still to be left out (skew).
    queues: Vec<(VecDeque<f64>, usize)>,
    /// Rows handed out, for each stream.
    rows: Vec<u64>,
    frames: u64,
    sums: Vec<i64>,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Samples,
    /// The annotator to look for next.
    Annotations(usize),
}

impl Wfdb {
    /// A record of one segment, from its header.
    fn open_record(source: Source, options: &Options) -> Result<(Self, Output), ImportError> {
        let (source, text) = with_text(source)?;
        Self::open(source, &text, options)
    }

    fn open(source: Source, text: &str, options: &Options) -> Result<(Self, Output), ImportError> {
        let header = Header::parse(text).map_err(|(line, why)| source.fault(format!("line {line}"), why))?;
        let mut assumptions = Assumptions::default();
        let start_nanos = moments::start_nanos(options, written_start(&header), &mut assumptions);
        let files = open_files(&source, &header)?;
        let labelled: Vec<Labelled> = header.signals.iter().map(|signal| labelled(&header, signal)).collect();
        let layout = labels::layout(&labelled);
        let queues = header.signals.iter().map(|signal| (VecDeque::new(), signal.skew_frames * signal.per_frame));
        let mut output = Output::new(layout.streams.clone(), assumptions);
        for (line, why) in &header.strange {
            output.report.notice(|| format!("line {line}"), why);
        }
        let wfdb = Self {
            queues: queues.collect(),
            rows: vec![0; layout.streams.len()],
            sums: vec![0; header.signals.len()],
            frames: 0,
            stage: Stage::Samples,
            source,
            header,
            start_nanos,
            layout,
            files,
        };
        Ok((wfdb, output))
    }

    /// Reads frames of all files in step. `false` at the end.
    fn read_frames(&mut self, to: &mut Output) -> Result<bool, ImportError> {
        let per_frame: usize = self.header.signals.iter().map(|signal| signal.per_frame).sum();
        let mut most = (MOST_ROWS / per_frame.max(1)).max(1);
        if let Some(frames) = self.header.frames {
            most = most.min(usize::try_from(frames - self.frames).unwrap_or(usize::MAX));
        }
        let mut counts: Vec<usize> = Vec::new();
        for file in &mut self.files {
            let missing = file.missing();
            let (queues, sums, signals, scales) =
                (&mut self.queues, &mut self.sums, &self.header.signals, &self.layout.scales);
            let count = file.frames(most, |place, step| {
                sums[place] = sums[place].wrapping_add(i64::from(step));
                let (queue, left_out) = &mut queues[place];
                if *left_out > 0 {
                    *left_out -= 1;
                    return;
                }
                let signal = &signals[place];
                let value = (f64::from(step) - signal.baseline) / signal.gain;
                queue.push_back(if missing == Some(step) { f64::NAN } else { value * scales[place] });
            });
            counts.push(count.map_err(|error| self.source.io(error))?);
        }
        // A file that ends before the others leaves its signals missing; the others go on.
        let count = counts.iter().copied().max().unwrap_or(0);
        for (file, own) in self.files.iter().zip(&counts).filter(|(_, own)| **own < count) {
            let place = format!("frame {}", self.frames + *own as u64);
            to.report.notice(|| place, "a signal file ends before the others; its signals are missing from there on");
            for (signal, per_frame) in &file.signals {
                let gap = (count - own) * per_frame;
                self.queues[*signal].0.extend(std::iter::repeat_n(f64::NAN, gap));
            }
        }
        self.frames += count as u64;
        Ok(count > 0)
    }

    /// At the end signals that were shifted by skew are shorter; what they lack is missing.
    fn end_samples(&mut self, to: &mut Output) {
        for (signal, (queue, left_out)) in self.header.signals.iter().zip(&mut self.queues) {
            let lacking = signal.skew_frames * signal.per_frame - *left_out;
            let all = usize::try_from(self.frames).unwrap_or(usize::MAX).saturating_mul(signal.per_frame);
            queue.extend(std::iter::repeat_n(f64::NAN, lacking.min(all)));
        }
        let read = self.frames;
        if let Some(said) = self.header.frames.filter(|said| *said > read) {
            to.report.notice(
                || format!("frame {read}"),
                &format!("the signal files end before the {said} frames that the header speaks of"),
            );
            return;
        }
        for (place, signal) in self.header.signals.iter().enumerate() {
            let is_right = signal.checksum.is_none_or(|sum| sum == self.sums[place] as i16);
            // Programs disagree on the sum of a signal that is shifted, so it is not held against the file.
            if !is_right && signal.skew_frames == 0 && self.header.frames.is_some() {
                to.report
                    .notice(|| format!("signal {}", place + 1), "the samples do not add up to the header's checksum");
            }
        }
    }

    /// Hands what waits to the pieces, as much as all channels of a stream have.
    fn make_pieces(&mut self, to: &mut Output) {
        for (stream, signals) in self.layout.signals.iter().enumerate() {
            loop {
                let waiting = signals.iter().map(|signal| self.queues[*signal].0.len()).min().unwrap_or(0);
                let count = waiting.min(MOST_ROWS);
                let Some(rate_hz) = self.layout.streams[stream].nominal_rate_hz.filter(|_| count > 0) else { break };
                let info = &self.layout.streams[stream];
                let from = self.rows[stream];
                let times =
                    (from..from + count as u64).map(|row| moments::sample_nanos(self.start_nanos, row, rate_hz));
                let channels = signals.iter().zip(&info.channels).map(|(signal, channel)| {
                    Channel::new(&channel.name, self.queues[*signal].0.drain(..count).collect())
                });
                let signal =
                    SampleSignal { name: info.name.clone(), time_nanos: times.collect(), channels: channels.collect() };
                self.rows[stream] += count as u64;
                to.report.read += count as u64;
                to.samples(signal);
            }
        }
    }
}

impl Steps for Wfdb {
    /// Reads some frames, or the annotations of one annotator.
    fn step(&mut self, to: &mut Output) -> Result<(), ImportError> {
        match self.stage {
            Stage::Samples => {
                if !self.read_frames(to)? {
                    self.end_samples(to);
                    self.stage = Stage::Annotations(0);
                }
                self.make_pieces(to);
            }
            Stage::Annotations(place) => {
                let Some(annotator) = ANNOTATORS.get(place) else {
                    to.end();
                    return Ok(());
                };
                self.stage = Stage::Annotations(place + 1);
                read_annotations(&self.source, &self.header, self.start_nanos, annotator, to)?;
            }
        }
        Ok(())
    }
}

/// The annotations of one annotator.
fn read_annotations(
    source: &Source,
    header: &Header,
    start_nanos: i64,
    annotator: &str,
    to: &mut Output,
) -> Result<(), ImportError> {
    // The header's own name may differ from the record's after renaming; the file's name counts.
    let stem = source.file_name().strip_suffix(".hea").unwrap_or(&header.name);
    let name = format!("{stem}.{annotator}");
    let file = match source.beside_as_it_lies(&name) {
        Ok(Some(file)) => file,
        Ok(None) => return Ok(()),
        Err(error) => {
            to.report.skip(|| name, error.to_string());
            return Ok(());
        }
    };
    let found = annotations::read(std::io::BufReader::new(file)).map_err(|error| source.io(error))?;
    if found.is_cut_off {
        to.report.notice(|| name.clone(), "the annotations end without their end mark; the file may be cut off");
    }
    if found.unknown_codes > 0 {
        to.report.skip(|| name.clone(), format!("{} annotations have a code without a meaning", found.unknown_codes));
    }
    let rate_hz = found.rate_hz.unwrap_or(header.rate_hz);
    for mark in found.marks {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            reason = "ticks of a file; the cast saturates"
        )]
        let offset = (mark.tick as f64 / rate_hz * 1e9).round() as i64;
        let at = Timestamp(start_nanos.saturating_add(offset));
        to.report.read += 1;
        to.mark(Annotation { stream: annotator.to_owned(), span: Span::new(at, at), label: mark.label });
    }
    Ok(())
}

fn labelled(header: &Header, signal: &header::SignalLine) -> Labelled {
    #[expect(clippy::cast_precision_loss, reason = "at most 65,536")]
    let rate_hz = header.rate_hz * signal.per_frame as f64;
    // "NU" is PhysioNet's word for "no unit".
    let unit = if signal.unit == "NU" { String::new() } else { signal.unit.clone() };
    Labelled { label: signal.label.clone(), unit, rate_hz: Some(rate_hz), clock: signal.per_frame, kind: None }
}

/// `17:27:45[.5]` and `15/08/1994`; `None` when either is missing.
fn written_start(header: &Header) -> Option<i64> {
    let time: Vec<i64> = header.time.split('.').next()?.split(':').map_while(|part| part.parse().ok()).collect();
    let date: Vec<i64> = header.date.split('/').map_while(|part| part.parse().ok()).collect();
    let of_day = <[i64; 3]>::try_from(time).ok()?;
    let [day, month, year] = <[i64; 3]>::try_from(date).ok()?;
    let broken: f64 =
        header.time.split_once('.').and_then(|(_, digits)| format!("0.{digits}").parse().ok()).unwrap_or(0.0);
    #[expect(clippy::cast_possible_truncation, reason = "below one second")]
    let broken_nanos = (broken * 1e9).round() as i64;
    Some(moments::moment_nanos(year, month, day, of_day)?.saturating_add(broken_nanos))
}

/// Opens the signal files, each once.
fn open_files(source: &Source, header: &Header) -> Result<Vec<DataFile>, ImportError> {
    let mut files = Vec::new();
    let mut from = 0;
    while let Some(first) = header.signals.get(from) {
        let count = header.signals.iter().skip(from).take_while(|signal| signal.file == first.file).count();
        let signals = &header.signals[from..from + count];
        let place = || format!("signal {}", from + 1);
        let coding = Coding::of_number(first.format).ok_or_else(|| {
            source.fault(
                place(),
                format!("signals in format {} cannot be read; convert the record to format 16", first.format),
            )
        })?;
        if signals.iter().any(|signal| signal.format != first.format) {
            return Err(source.fault(place(), "signals of one file have different formats; correct the header"));
        }
        let own = signals.iter().enumerate().map(|(place, signal)| (from + place, signal.per_frame)).collect();
        let firsts = signals.iter().map(|signal| signal.first).collect();
        let data = source.beside_as_it_lies(&first.file)?.ok_or_else(|| {
            source
                .fault(place(), format!("its signal file {} does not lie beside the header; put it there", first.file))
        })?;
        files.push(DataFile::new(data, coding, first.offset_bytes, own, firsts).map_err(|error| source.io(error))?);
        from += count;
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::importers::open_recording;

    fn record(files: &[(&str, &[u8])]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            std::fs::write(folder.path().join(name), bytes).unwrap();
        }
        folder
    }

    fn words(steps: &[i16]) -> Vec<u8> {
        steps.iter().flat_map(|step| step.to_le_bytes()).collect()
    }

    #[test]
    fn a_record_with_skew_and_several_samples_per_frame_comes_in_step() {
        let hea =
            "r 2 100 3 00:00:01.5 01/01/1970\nr.dat 16x2 2(1)/mV 16 0 0 0 0 II\nr.dat 16:1 10/mmHg 16 0 0 0 0 ABP\n";
        let dat = words(&[1, 3, 10, 5, -32768, 20, 9, 11, 30]);
        let folder = record(&[("r.hea", hea.as_bytes()), ("r.dat", &dat)]);
        for name in ["r.hea", "r.dat"] {
            let whole = open_recording(&folder.path().join(name), &Options::default()).unwrap().whole().unwrap();
            assert_eq!(whole.format, "WFDB record");
            let ecg = whole.signal("ecg").unwrap();
            let seen: Vec<_> = (0..6).map(|place| ecg.channels[0].get(place)).collect();
            assert_eq!(seen, [Some(0.0), Some(1.0), Some(2.0), None, Some(4.0), Some(5.0)]);
            assert_eq!(ecg.time_nanos[..2], [1_500_000_000, 1_505_000_000]);
            let other = whole.signal("other").unwrap();
            let seen: Vec<_> = (0..3).map(|place| other.channels[0].get(place)).collect();
            assert_eq!(seen, [Some(2.0), Some(3.0), None]);
        }
    }

    #[test]
    fn a_signal_file_that_is_missing_or_short_is_said() {
        let hea = b"r 1 100 30\nr.dat 16 2/mV 16 0 0 0 0 II\n";
        let folder = record(&[("r.hea", hea)]);
        let error = open_recording(&folder.path().join("r.hea"), &Options::default()).unwrap_err().to_string();
        assert!(error.starts_with("signal 1: its signal file r.dat does not lie beside"), "{error}");
        std::fs::write(folder.path().join("r.dat"), words(&[1, 2])).unwrap();
        let whole = open_recording(&folder.path().join("r.hea"), &Options::default()).unwrap().whole().unwrap();
        assert_eq!(whole.samples[0].len(), 2);
        assert_eq!(whole.report.noticed[0].what, "the signal files end before the 30 frames that the header speaks of");
    }
}
