//! XDF: what LabRecorder of the Lab Streaming Layer writes. Many streams, each with its own clock. Source: specification XDF 1.0 (SCCN).
//!
//! ```text
//! first pass:   stream headers, clock offsets ──> one line for each stream (see `clock`)
//! second pass:  samples ──time stamp on the recorder's clock──> pieces;  string streams ──> annotations
//! ```
//!
//! Times are seconds of the recorder's clock, which tells no date. Jitter is left as it is: the stage `preprocess` makes one clock.
//! Behind damage the reader goes on at the next boundary that the file marks.

mod chunks;
mod clock;
mod meta;

use std::collections::BTreeMap;
use std::io;

use attentive_types::time::seconds_to_nanos;
use attentive_types::{Annotation, Span, StreamKind, Timestamp};

use super::labels::{self, Labelled};
use super::output::{Output, Stepping, Steps};
use super::seekable::Seekable;
use super::{Opened, Options, RecordingFormat, Source};
use crate::importers::ImportError;
use chunks::{Chunk, Found};
use clock::Clock;
use meta::{Form, Meta};

/// The format.
pub const FORMAT: RecordingFormat = RecordingFormat {
    name: "XDF",
    claims: |head| head.starts_with(b"XDF:"),
    open: |source, options| open(source, options),
};

/// Headers longer than this are none.
const MOST_HEADER_BYTES: u64 = 16 << 20;
/// A longer text in a sample is damage.
const MOST_TEXT_BYTES: u64 = 1 << 20;
/// So many values wait over all streams before all are handed out, so that many streams do not fill the memory.
const MOST_VALUES_WAITING: usize = 4 << 20;

fn open(mut source: Source, options: &Options) -> Opened {
    let file = Seekable::new(&mut source)?;
    let mut output = Output::default();
    let xdf = Xdf::open(source, file, options, &mut output)?;
    Ok(Box::new(Stepping::new(xdf, output)))
}

struct Xdf {
    source: Source,
    file: Seekable,
    start_nanos: i64,
    /// By the number that chunks carry.
    inputs: BTreeMap<u32, Input>,
    values_waiting: usize,
    /// The chunk of samples that is being read, and how many samples it still says to hold.
    open_chunk: Option<(Chunk, u32, u64)>,
}

/// One stream of the file.
struct Input {
    meta: Meta,
    form: Form,
    clock: Clock,
    last_s: f64,
    /// For each stream that its channels were sorted into: its place, and the channels with their factors.
    outputs: Vec<(usize, Vec<(usize, f64)>)>,
    offsets: Vec<clock::Offset>,
}

impl Xdf {
    fn open(source: Source, file: Seekable, options: &Options, to: &mut Output) -> Result<Self, ImportError> {
        let mut xdf = Self {
            source,
            file,
            start_nanos: options.start.map_or(0, |start| start.0),
            inputs: BTreeMap::new(),
            values_waiting: 0,
            open_chunk: None,
        };
        xdf.first_pass(to).map_err(|error| xdf.source.io(error))?;
        if xdf.inputs.is_empty() {
            let why = "no stream is described in it; was the recording started?";
            return Err(xdf.source.fault(format!("byte {}", xdf.file.length()), why));
        }
        if options.start.is_none() {
            to.assumptions.say("the recorder's clock tells no date, so its time 0 is taken as 1970-01-01T00:00:00Z");
        }
        for input in xdf.inputs.values_mut() {
            input.clock = Clock::new(&std::mem::take(&mut input.offsets));
            let name = &input.meta.name;
            match input.clock.resets() {
                0 => {}
                resets => to.assumptions.say(format!(
                    "the clock of {name} was reset {resets} times; each part is put on the recorder's clock"
                )),
            }
        }
        xdf.file.go_to(4).map_err(|error| xdf.source.io(error))?;
        Ok(xdf)
    }

    /// Headers and clock offsets.
    fn first_pass(&mut self, to: &mut Output) -> io::Result<()> {
        self.file.go_to(4)?;
        loop {
            match chunks::next(&mut self.file)? {
                Found::End => return Ok(()),
                Found::Damage => {
                    // Reported in the second pass.
                    let from = self.file.at();
                    if !chunks::behind_boundary(&mut self.file, from)? {
                        return Ok(());
                    }
                }
                Found::Chunk(chunk) => {
                    match chunk.tag {
                        chunks::STREAM_HEADER => self.read_header(chunk, to)?,
                        chunks::CLOCK_OFFSET => self.read_offset(chunk, to)?,
                        _ => {}
                    }
                    self.file.go_to(chunk.end)?;
                }
            }
        }
    }

    fn read_header(&mut self, chunk: Chunk, to: &mut Output) -> io::Result<()> {
        let Some(size) = chunk.end.checked_sub(self.file.at() + 4).filter(|size| *size <= MOST_HEADER_BYTES) else {
            to.report.skip(|| format!("byte {}", chunk.at), "the header of a stream that is too short or too long");
            return Ok(());
        };
        let number = u32::from_le_bytes(self.file.array()?);
        let xml = self.file.bytes(size)?;
        match meta::parse(&xml) {
            Ok(_) if self.inputs.contains_key(&number) => {
                to.report.skip(|| format!("byte {}", chunk.at), format!("a second header of stream {number}"));
            }
            Ok(meta) => self.add_stream(number, meta, to),
            Err(why) => to.report.skip(|| format!("byte {} (stream {number})", chunk.at), why),
        }
        Ok(())
    }

    fn add_stream(&mut self, number: u32, meta: Meta, to: &mut Output) {
        let Some(form) = meta.values else { return };
        let name = if meta.name.is_empty() { format!("stream-{number}") } else { meta.name.clone() };
        let is_taken = self.inputs.values().any(|input| input.meta.name == name);
        let name = if is_taken { format!("{name}-{number}") } else { name };
        let mut outputs = Vec::new();
        if form != Form::Text {
            let layout = labels::layout(&labelled(&meta));
            let is_mixed = layout.streams.len() > 1;
            for (mut stream, signals) in layout.streams.into_iter().zip(layout.signals) {
                stream.name = if is_mixed { format!("{name}-{}", stream.name) } else { name.clone() };
                let channels = signals.into_iter().map(|signal| (signal, layout.scales[signal])).collect();
                outputs.push((to.add_stream(stream), channels));
            }
        }
        let meta = Meta { name, ..meta };
        let input = Input { meta, form, clock: Clock::default(), last_s: 0.0, outputs, offsets: Vec::new() };
        self.inputs.insert(number, input);
    }

    fn read_offset(&mut self, chunk: Chunk, to: &mut Output) -> io::Result<()> {
        if chunk.end.saturating_sub(self.file.at()) < 20 {
            to.report.skip(|| format!("byte {}", chunk.at), "a clock offset that is too short");
            return Ok(());
        }
        let number = u32::from_le_bytes(self.file.array()?);
        let offset = (f64::from_le_bytes(self.file.array()?), f64::from_le_bytes(self.file.array()?));
        match self.inputs.get_mut(&number) {
            Some(input) if offset.0.is_finite() && offset.1.is_finite() => input.offsets.push(offset),
            Some(_) => to.report.skip(|| format!("byte {}", chunk.at), "a clock offset that is no number"),
            None => to.report.notice(|| format!("byte {}", chunk.at), "clock offsets of a stream without a header"),
        }
        Ok(())
    }

    /// Reads on until a piece is ready or the file ends.
    fn read_on(&mut self, to: &mut Output) -> io::Result<()> {
        if let Some((chunk, number, samples)) = self.open_chunk.take() {
            return self.read_samples(chunk, number, samples, to);
        }
        match chunks::next(&mut self.file)? {
            Found::End => to.end(),
            Found::Damage => {
                let at = self.file.at();
                to.report.skip(|| format!("byte {at}"), "bytes that are no chunk; read on at the next boundary");
                if !chunks::behind_boundary(&mut self.file, at)? {
                    to.end();
                }
            }
            Found::Chunk(chunk) if chunk.tag == chunks::SAMPLES => return self.begin_samples(chunk, to),
            Found::Chunk(chunk) => {
                if chunk.is_cut_off {
                    to.report.skip(|| format!("byte {}", chunk.at), "the file ends inside this chunk");
                }
                self.file.go_to(chunk.end)?;
            }
        }
        Ok(())
    }

    fn begin_samples(&mut self, chunk: Chunk, to: &mut Output) -> io::Result<()> {
        let head =
            self.file.array().and_then(|number| Ok((u32::from_le_bytes(number), chunks::length(&mut self.file)?)));
        match head {
            Ok((number, samples)) if self.inputs.contains_key(&number) => self.read_samples(chunk, number, samples, to),
            Ok((number, _)) => {
                to.report
                    .skip(|| format!("byte {}", chunk.at), format!("samples of stream {number}, which has no header"));
                self.file.go_to(chunk.end)
            }
            Err(error) => self.damaged(chunk, &error, to),
        }
    }

    /// Reads samples until the chunk ends or enough rows wait.
    fn read_samples(&mut self, chunk: Chunk, number: u32, samples: u64, to: &mut Output) -> io::Result<()> {
        let Some(input) = self.inputs.get_mut(&number) else { return Ok(()) };
        for done in 0..samples {
            if to.has_piece() {
                self.open_chunk = Some((chunk, number, samples - done));
                return Ok(());
            }
            if self.file.at() >= chunk.end {
                return self.damaged(chunk, &io::ErrorKind::UnexpectedEof.into(), to);
            }
            let sender_s = match stamp(&mut self.file, input) {
                Ok(seconds) => seconds,
                Err(error) => return self.damaged(chunk, &error, to),
            };
            input.last_s = sender_s;
            let values = match values(&mut self.file, input) {
                Ok(values) => values,
                Err(error) => return self.damaged(chunk, &error, to),
            };
            let nanos = seconds_to_nanos(input.clock.recorder_s(sender_s));
            let Some(nanos) = nanos.map(|nanos| nanos.saturating_add(self.start_nanos)) else {
                to.report.skip(|| format!("byte {}", chunk.at), "a sample whose time is no number");
                continue;
            };
            to.report.read += 1;
            match values {
                Values::Label(label) => {
                    let at = Timestamp(nanos);
                    to.mark(Annotation { stream: input.meta.name.clone(), span: Span::new(at, at), label });
                }
                Values::Numbers(values) => {
                    self.values_waiting += values.len() + 1;
                    for (stream, channels) in &input.outputs {
                        let row: Vec<f64> = channels.iter().map(|(place, scale)| values[*place] * scale).collect();
                        to.row(*stream, nanos, &row, || format!("byte {}", chunk.at));
                    }
                    if self.values_waiting > MOST_VALUES_WAITING {
                        self.values_waiting = 0;
                        to.flush_rows();
                    }
                }
            }
        }
        if self.file.at() != chunk.end {
            to.report.notice(|| format!("byte {}", chunk.at), "a chunk whose length does not fit its samples");
        }
        self.file.go_to(chunk.end)?;
        Ok(())
    }

    /// What is left of a chunk cannot be understood: read on behind the next boundary.
    fn damaged(&mut self, chunk: Chunk, error: &io::Error, to: &mut Output) -> io::Result<()> {
        if !matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData) {
            return Err(io::Error::new(error.kind(), error.to_string()));
        }
        let why = if chunk.is_cut_off {
            "the file ends inside these samples"
        } else {
            "samples that are damaged; read on at the next boundary"
        };
        to.report.skip(|| format!("byte {}", chunk.at), why);
        let from = self.file.at().min(chunk.end);
        if !chunks::behind_boundary(&mut self.file, from)? {
            to.end();
        }
        Ok(())
    }
}

enum Values {
    Numbers(Vec<f64>),
    Label(String),
}

/// The sender's time of a sample: written, or one step after the last.
fn stamp(file: &mut Seekable, input: &Input) -> io::Result<f64> {
    match file.array::<1>()? {
        [0] => Ok(input.last_s + if input.meta.rate_hz > 0.0 { 1.0 / input.meta.rate_hz } else { 0.0 }),
        _ => file.array().map(f64::from_le_bytes),
    }
}

fn values(file: &mut Seekable, input: &Input) -> io::Result<Values> {
    let count = input.meta.channel_count;
    let Some(size) = input.form.bytes() else {
        let mut texts = Vec::new();
        for _ in 0..count {
            let length = chunks::length(file)?;
            if length > MOST_TEXT_BYTES {
                return Err(io::ErrorKind::InvalidData.into());
            }
            texts.push(String::from_utf8_lossy(&file.bytes(length)?).trim().to_owned());
        }
        texts.retain(|text| !text.is_empty());
        return Ok(Values::Label(texts.join(", ")));
    };
    let bytes = file.bytes((count * size) as u64)?;
    Ok(Values::Numbers(bytes.chunks_exact(size).map(|value| input.form.value(value)).collect()))
}

/// The channels; what is not described gets a number. A channel's own kind goes before its stream's.
fn labelled(meta: &Meta) -> Vec<Labelled> {
    let of_stream = meta::kind_of(&meta.content);
    let channel = |place: usize| {
        let about = meta.channels.get(place).cloned().unwrap_or_default();
        let label = if about.label.is_empty() { format!("channel {}", place + 1) } else { about.label };
        let kind = meta::kind_of(&about.content).or(of_stream).filter(|kind| *kind != StreamKind::Other);
        Labelled { label, unit: about.unit, rate_hz: Some(meta.rate_hz), clock: 0, kind }
    };
    (0..meta.channel_count).map(channel).collect()
}

impl Steps for Xdf {
    /// Reads on until a piece is ready or a chunk ends.
    fn step(&mut self, to: &mut Output) -> Result<(), ImportError> {
        self.read_on(to).map_err(|error| self.source.io(error))
    }
}
