//! EDF, EDF+ and BDF, BDF+: the exchange formats of sleep and EEG laboratories. Source: Kemp et al. 1992; Kemp & Olivan 2003; BioSemi.
//!
//! ```text
//! header │ record │ record │ ...      a record: so many samples of each signal, one signal after the other
//! ```
//!
//! Signals of the same kind and rate are one stream. Values come in the file's unit, ECG in mV and EEG in uV. Annotations of
//! EDF+ come with the records in which they stand; records of EDF+D keep their own times, so that pauses stay pauses.

mod annotations;
mod header;

use std::io::Read;

use attentive_types::time::seconds_to_nanos;
use attentive_types::{Annotation, Span, Timestamp};

use super::labels::{self, Labelled, Layout};
use super::output::{Output, Stepping, Steps};
use super::{Assumptions, Opened, Options, RecordingFormat, Source, moments};
use crate::importers::ImportError;
use header::Header;

/// The format.
pub const FORMAT: RecordingFormat = RecordingFormat {
    name: "EDF / BDF",
    claims: |head| Header::claims(head.bytes),
    open: |source, options| open(source, options),
};

fn open(source: Source, options: &Options) -> Opened {
    let (edf, output) = Edf::open(source, options)?;
    Ok(Box::new(Stepping::new(edf, output)))
}

struct Edf {
    source: Source,
    header: Header,
    start_nanos: i64,
    layout: Layout,
    /// For each signal where its bytes lie in a record.
    offsets: Vec<usize>,
    /// Places in the header of the signals that hold samples, in the order of the layout's signals.
    sampled: Vec<usize>,
    record: Vec<u8>,
    record_bytes: usize,
    number: u64,
}

impl Edf {
    fn open(mut source: Source, options: &Options) -> Result<(Self, Output), ImportError> {
        let fault = |source: &Source, (place, why): header::Refused| source.fault(place, why);
        let mut bytes = read_some(&mut source, Header::FIXED)?;
        if bytes.len() < Header::FIXED {
            return Err(source.fault(format!("byte {}", bytes.len()), "the file ends inside its header; copy it again"));
        }
        let count = Header::signals_in(&bytes).map_err(|refused| fault(&source, refused))?;
        bytes.extend(read_some(&mut source, Header::FIXED * count)?);
        let header = Header::parse(&bytes).map_err(|refused| fault(&source, refused))?;

        let mut assumptions = Assumptions::default();
        let start_nanos = moments::start_nanos(options, header.start_nanos, &mut assumptions);
        let sampled: Vec<usize> = (0..count)
            .filter(|place| !header.signals[*place].is_annotations() && header.signals[*place].per_record > 0)
            .collect();
        let labelled: Vec<Labelled> = sampled.iter().map(|place| labelled(&header, *place)).collect();
        let layout = labels::layout(&labelled);
        let sizes = header.signals.iter().map(|signal| signal.per_record * header.sample_bytes);
        let offsets = sizes.clone().scan(0, |at, size| Some(std::mem::replace(at, *at + size))).collect();
        let mut output = Output::new(layout.streams.clone(), assumptions);
        for place in sampled.iter().filter(|place| header.signals[**place].is_uncalibrated) {
            let what = "the range of values makes no sense; the converter's steps are handed out as they are";
            output.report.notice(|| format!("signal {} ({})", place + 1, header.signals[*place].label), what);
        }
        let record_bytes = sizes.sum();
        let record = Vec::new();
        let edf = Self { source, header, start_nanos, layout, offsets, sampled, record, record_bytes, number: 0 };
        Ok((edf, output))
    }

    /// Reads one record. `false` at the end.
    fn read_record(&mut self, to: &mut Output) -> Result<bool, ImportError> {
        if self.header.records == Some(self.number) {
            if !read_some(&mut self.source, 1)?.is_empty() {
                let place = format!("record {}", self.number + 1);
                to.report.notice(|| place, "more bytes follow than the header speaks of; they are left out");
            }
            return Ok(false);
        }
        self.record = read_some(&mut self.source, self.record_bytes)?;
        if self.record.len() < self.record_bytes {
            let place = || format!("record {}", self.number + 1);
            if !self.record.is_empty() {
                to.report.skip(place, "the file ends inside this record; copy it again");
            } else if let Some(said) = self.header.records {
                to.report.notice(place, &format!("the file ends before the {said} records that the header speaks of"));
            }
            return Ok(false);
        }
        let onset_nanos = self.read_annotations(to);
        self.read_samples(onset_nanos, to);
        self.number += 1;
        Ok(true)
    }

    /// Hands on the annotations of this record; returns when the record begins, as it says itself.
    fn read_annotations(&self, to: &mut Output) -> Option<i64> {
        let mut onset_nanos = None;
        for (signal, offset) in
            self.header.signals.iter().zip(&self.offsets).filter(|(signal, _)| signal.is_annotations())
        {
            let size = signal.per_record * self.header.sample_bytes;
            let (found, wrong) = annotations::read(&self.record[*offset..offset + size]);
            for _ in 0..wrong {
                to.report.skip(|| format!("record {}", self.number + 1), "an annotation that is none");
            }
            for tal in found {
                let Some(at) = seconds_to_nanos(tal.onset_s) else { continue };
                let start = Timestamp(self.start_nanos.saturating_add(at));
                let end = start.plus(seconds_to_nanos(tal.duration_s).unwrap_or(0));
                if tal.texts.first().is_some_and(String::is_empty) && onset_nanos.is_none() {
                    onset_nanos = Some(start.0);
                }
                for label in tal.texts.into_iter().filter(|text| !text.is_empty()) {
                    to.report.read += 1;
                    to.mark(Annotation { stream: String::new(), span: Span::new(start, end), label });
                }
            }
        }
        onset_nanos
    }

    fn read_samples(&mut self, onset_nanos: Option<i64>, to: &mut Output) {
        if self.header.is_interrupted && onset_nanos.is_none() {
            let place = format!("record {}", self.number + 1);
            to.report.notice(
                || place,
                "an interrupted file whose record does not say when it begins; it is put behind the one before",
            );
        }
        if self.number == 0 && !self.header.is_interrupted {
            // The first record of EDF+C tells the part of a second at which the file begins.
            self.start_nanos = onset_nanos.unwrap_or(self.start_nanos);
        }
        let record_start = onset_nanos.filter(|_| self.header.is_interrupted);
        let mut values = Vec::new();
        for (stream, signals) in self.layout.signals.iter().enumerate() {
            let Some(rate_hz) = self.layout.streams[stream].nominal_rate_hz else { continue };
            let per_record = signals.first().map_or(0, |signal| self.header.signals[self.sampled[*signal]].per_record);
            for row in 0..per_record {
                values.clear();
                for signal in signals {
                    let place = self.sampled[*signal];
                    let about = &self.header.signals[place];
                    let step = self.sample(self.offsets[place] + row * self.header.sample_bytes);
                    values.push((about.zero + about.step * f64::from(step)) * self.layout.scales[*signal]);
                }
                let at = match record_start {
                    Some(start) => moments::sample_nanos(start, row as u64, rate_hz),
                    None => {
                        let place = self.number.saturating_mul(per_record as u64) + row as u64;
                        moments::sample_nanos(self.start_nanos, place, rate_hz)
                    }
                };
                to.row(stream, at, &values, || format!("record {}", self.number + 1));
            }
            to.report.read += per_record as u64;
        }
    }

    /// The sample at a place of the record, as the converter's step.
    fn sample(&self, at: usize) -> i32 {
        match self.record.get(at..at + self.header.sample_bytes) {
            Some([low, high]) => i32::from(i16::from_le_bytes([*low, *high])),
            Some([low, middle, high]) => i32::from_le_bytes([0, *low, *middle, *high]) >> 8,
            _ => 0, // a record is whole
        }
    }
}

impl Steps for Edf {
    /// Reads one record.
    fn step(&mut self, to: &mut Output) -> Result<(), ImportError> {
        if !self.read_record(to)? {
            to.end();
        }
        Ok(())
    }
}

fn labelled(header: &Header, place: usize) -> Labelled {
    let signal = &header.signals[place];
    #[expect(clippy::cast_precision_loss, reason = "at most a record's bytes")]
    let rate_hz = signal.per_record as f64 / header.record_s;
    Labelled {
        label: signal.label.clone(),
        unit: signal.unit.clone(),
        rate_hz: Some(rate_hz),
        clock: signal.per_record,
        kind: None,
    }
}

/// Up to so many bytes; fewer only at the end. Memory grows with what is really there.
fn read_some(source: &mut Source, count: usize) -> Result<Vec<u8>, ImportError> {
    let mut bytes = Vec::new();
    let read = (&mut *source).take(count as u64).read_to_end(&mut bytes);
    read.map_err(|error| source.io(error))?;
    Ok(bytes)
}
