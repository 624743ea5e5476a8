//! FIT: what sports watches and heart rate straps write. Source: FIT protocol and profile (Garmin).
//!
//! | message | becomes |
//! | --- | --- |
//! | `record` | `heart-rate` (`heart_rate_bpm`), and `activity`: speed, cadence, power, altitude, distance, place, breathing rate, temperature |
//! | `hrv` | `rr` (`rr_ms`) |
//! | `monitoring` | `heart-rate` of a whole day, where the watch keeps it |
//! | `lap`, `event` | annotations |
//!
//! Beats of `hrv` carry no time: they are put one after the other from the last time that the file told, and anew when they
//! come to lie more than ten seconds away from it.

mod messages;

use std::io::{self, BufReader, Read};

use attentive_types::time::SECOND;
use attentive_types::{Annotation, ChannelInfo, ClockKind, Span, StreamInfo, StreamKind, Timestamp};

use super::output::{Output, Stepping, Steps};
use super::{Opened, RecordingFormat, Source};
use crate::importers::{ImportError, ReadReport};
use messages::{Definitions, Message, Read1};

/// The format.
pub const FORMAT: RecordingFormat = RecordingFormat {
    name: "FIT",
    claims: |head| head.bytes.get(8..12) == Some(b".FIT") && matches!(head.bytes.first(), Some(12 | 14)),
    open: |source, _| open(source),
};

/// Times count from 1989-12-31T00:00:00Z.
const EPOCH_S: i64 = 631_065_600;

/// Field of the time in every message.
const TIME: u8 = 253;

/// A channel of `activity`.
struct Measure {
    name: &'static str,
    unit: &'static str,
    /// Fields that hold it, the finer one first.
    fields: &'static [u8],
    /// How a field's number becomes the value.
    value: fn(f64) -> f64,
}

const fn measure(name: &'static str, unit: &'static str, fields: &'static [u8], value: fn(f64) -> f64) -> Measure {
    Measure { name, unit, fields, value }
}

const ACTIVITY: &[Measure] = &[
    measure("speed_m_per_s", "m/s", &[73, 6], |value| value / 1000.0),
    measure("cadence_per_min", "1/min", &[4], |value| value),
    measure("power_w", "W", &[7], |value| value),
    measure("altitude_m", "m", &[78, 2], |value| value / 5.0 - 500.0),
    measure("distance_m", "m", &[5], |value| value / 100.0),
    measure("latitude_deg", "deg", &[0], semicircles),
    measure("longitude_deg", "deg", &[1], semicircles),
    measure("breath_rate_per_min", "1/min", &[108], |value| value / 100.0),
    measure("temperature_c", "C", &[13], |value| value),
];

/// Half a turn is 2^31.
fn semicircles(value: f64) -> f64 {
    value * (180.0 / 2_147_483_648.0)
}

struct Fit {
    input: Checked,
    name: String,
    definitions: Definitions,
    /// Bytes of messages that are still to come in this part of the file.
    left_bytes: u64,
    /// The last time told, in seconds of FIT.
    time_s: Option<u32>,
    /// When the last beat of `hrv` was, in nanoseconds since 1970.
    beat_nanos: Option<i64>,
    messages: u64,
}

fn open(source: Source) -> Opened {
    let mut output = Output::default().with_clock(ClockKind::Dated);
    let fit = Fit::open(source, &mut output.report)?;
    Ok(Box::new(Stepping::new(fit, output)))
}

impl Fit {
    fn open(source: Source, report: &mut ReadReport) -> Result<Self, ImportError> {
        let name = source.name().to_owned();
        let mut fit = Self {
            input: Checked { inner: BufReader::new(source), checksum: 0 },
            name,
            definitions: Definitions::default(),
            left_bytes: 0,
            time_s: None,
            beat_nanos: None,
            messages: 0,
        };
        if !fit.begin_part(report)? {
            return Err(fit.fault("the file ends inside its header; copy it again"));
        }
        Ok(fit)
    }

    fn fault(&self, why: &str) -> ImportError {
        ImportError::Recording {
            place: format!("message {}", self.messages + 1),
            why: why.to_owned(),
            path: self.name.clone(),
        }
    }

    fn io(&self, source: io::Error) -> ImportError {
        ImportError::Io { source, path: self.name.clone() }
    }

    /// Reads the header of a part; several files may stand one behind the other. `false` at the end.
    fn begin_part(&mut self, report: &mut ReadReport) -> Result<bool, ImportError> {
        self.input.checksum = 0;
        let mut head = [0; 12];
        match self.input.read_exact(&mut head) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
            other => other.map_err(|error| self.io(error))?,
        }
        if head[8..12] != *b".FIT" {
            report.notice(|| format!("message {}", self.messages + 1), "bytes behind the end; they are left out");
            return Ok(false);
        }
        let more = u64::from(head[0].saturating_sub(12));
        let skipped = io::copy(&mut (&mut self.input).take(more), &mut io::sink());
        skipped.map_err(|error| self.io(error))?;
        self.left_bytes = u64::from(u32::from_le_bytes([head[4], head[5], head[6], head[7]]));
        self.definitions = Definitions::default();
        Ok(true)
    }

    /// Reads one message, or the end of a part.
    fn read_on(&mut self, to: &mut Output) -> Result<(), ImportError> {
        if self.left_bytes == 0 {
            let sum = self.input.checksum;
            let mut written = [0; 2];
            match self.input.read_exact(&mut written) {
                Ok(()) if u16::from_le_bytes(written) != sum => {
                    to.report.notice(
                        || format!("message {}", self.messages),
                        "the checksum differs; the file may be damaged",
                    );
                }
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                    to.report.notice(|| format!("message {}", self.messages), "the file ends before its checksum");
                }
                Err(error) => return Err(self.io(error)),
            }
            if !self.begin_part(&mut to.report)? {
                to.end();
            }
            return Ok(());
        }
        let mut part = (&mut self.input).take(self.left_bytes);
        let found = self.definitions.read(&mut part);
        self.left_bytes = part.limit();
        self.messages += 1;
        match found {
            Ok(Read1::Message(message)) => self.take(&message, to),
            Ok(Read1::Definition) => {}
            Ok(Read1::Unknown(local)) => {
                let why = format!("a message of kind {local} that was not defined; nothing behind it can be read");
                to.report.skip(|| format!("message {}", self.messages), why);
                to.end();
            }
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                to.report
                    .skip(|| format!("message {}", self.messages), "the file ends inside this message; copy it again");
                to.end();
            }
            Err(error) => return Err(self.io(error)),
        }
        Ok(())
    }

    fn take(&mut self, message: &Message, to: &mut Output) {
        self.take_time(message, to);
        match message.number {
            20 => self.take_record(message, to),
            78 => self.take_beats(message, to),
            55 if message.has(27) => self.take_monitoring(message, to),
            19 => self.mark("lap".to_owned(), to),
            21 if message.value(0) == Some(0.0) => match message.value(1) {
                Some(0.0) => self.mark("timer start".to_owned(), to),
                Some(1.0 | 4.0) => self.mark("timer stop".to_owned(), to),
                _ => {}
            },
            _ => {}
        }
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number of 32 bits")]
    fn take_time(&mut self, message: &Message, to: &mut Output) {
        if let Some(told) = message.value(TIME) {
            let told = told as u32;
            if self.time_s.is_some_and(|before| told < before) && message.number == 20 {
                to.report.notice(|| format!("message {}", self.messages), "the time steps back");
            }
            self.time_s = Some(told);
        } else if let (Some(bits), Some(before)) = (message.time_bits, self.time_s) {
            let step = (u32::from(bits).wrapping_sub(before)) & 0x1f;
            self.time_s = Some(before.wrapping_add(step));
        }
    }

    fn now(&self) -> Option<i64> {
        self.time_s.map(|seconds| (EPOCH_S + i64::from(seconds)) * SECOND)
    }

    fn mark(&self, label: String, to: &mut Output) {
        let Some(at) = self.now().map(Timestamp) else { return };
        to.report.read += 1;
        to.mark(Annotation { stream: String::new(), span: Span::new(at, at), label });
    }

    fn take_record(&mut self, message: &Message, to: &mut Output) {
        let Some(now) = self.now() else {
            to.report.skip(|| format!("message {}", self.messages), "a record without a time");
            return;
        };
        to.report.read += 1;
        if message.has(3) {
            self.push(to, "heart-rate", now, &[message.value(3).unwrap_or(f64::NAN)]);
        }
        let value = |measure: &Measure| {
            let found = measure.fields.iter().find_map(|field| message.value(*field));
            found.map_or(f64::NAN, measure.value)
        };
        let values: Vec<f64> = ACTIVITY.iter().map(value).collect();
        if values.iter().any(|value| value.is_finite()) {
            self.push(to, "activity", now, &values);
        }
    }

    /// Messages of monitoring carry only the lower half of their time.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number of 16 bits")]
    fn take_monitoring(&mut self, message: &Message, to: &mut Output) {
        if let (Some(low), Some(before)) = (message.value(26), self.time_s) {
            let step = (low as u32).wrapping_sub(before) & 0xffff;
            self.time_s = Some(before.wrapping_add(step));
        }
        let Some(now) = self.now() else { return };
        to.report.read += 1;
        // A heart rate of 0 means that none was found.
        self.push(to, "heart-rate", now, &[message.value(27).filter(|rate| *rate > 0.0).unwrap_or(f64::NAN)]);
    }

    fn take_beats(&mut self, message: &Message, to: &mut Output) {
        let Some(now) = self.now() else {
            to.report.skip(|| format!("message {}", self.messages), "beats before the first time");
            return;
        };
        to.assumptions
            .say("beats carry no time in this file; they are put one after the other from the time before them");
        for millis in message.values(0).iter().filter(|value| value.is_finite()) {
            // Whole numbers of 16 bits in all that devices write; a file may claim another type.
            if !(0.0..65_536.0).contains(millis) {
                to.report.skip(|| format!("message {}", self.messages), "a beat whose length is below 0 or above 65 s");
                continue;
            }
            let mut beat = self.beat_nanos.unwrap_or(now);
            if beat.abs_diff(now) > (10 * SECOND).unsigned_abs() {
                to.report.notice(
                    || format!("message {}", self.messages),
                    "beats do not fill the time; they begin anew at the time told",
                );
                beat = now;
            }
            #[expect(clippy::cast_possible_truncation, reason = "below 2^16 milliseconds")]
            let length = (millis * 1e6) as i64;
            self.beat_nanos = Some(beat.saturating_add(length));
            to.report.read += 1;
            self.push(to, "rr", beat.saturating_add(length), &[*millis]);
        }
    }

    /// Adds a row; a stream comes to be with its first row.
    fn push(&self, to: &mut Output, name: &str, time_nanos: i64, values: &[f64]) {
        let place = to.stream(name, stream);
        to.row(place, time_nanos, values, || format!("message {}", self.messages));
    }
}

impl Steps for Fit {
    fn step(&mut self, to: &mut Output) -> Result<(), ImportError> {
        self.read_on(to)
    }
}

fn stream(name: &str) -> StreamInfo {
    let channel =
        |name: &str, unit: &str, own: &str| ChannelInfo { name: name.into(), unit: unit.into(), own_name: own.into() };
    let (kind, channels) = match name {
        "heart-rate" => (StreamKind::HeartRate, vec![channel("heart_rate_bpm", "1/min", "heart_rate")]),
        "rr" => (StreamKind::Rr, vec![channel("rr_ms", "ms", "hrv.time")]),
        _ => (StreamKind::Other, ACTIVITY.iter().map(|one| channel(one.name, one.unit, one.name)).collect()),
    };
    StreamInfo { name: name.to_owned(), kind, nominal_rate_hz: None, channels, screen: None }
}

/// A source whose bytes are summed up as they pass (CRC-16 as the protocol defines it, four bits at a time).
struct Checked {
    inner: BufReader<Source>,
    checksum: u16,
}

impl Read for Checked {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(to)?;
        for byte in &to[..count] {
            for half in [byte & 0x0f, byte >> 4] {
                let low = CRC[usize::from(self.checksum & 0x0f)];
                self.checksum = self.checksum >> 4 ^ low ^ CRC[usize::from(half)];
            }
        }
        Ok(count)
    }
}

/// The sixteen remainders of the polynomial x^16 + x^15 + x^2 + 1, reflected.
const CRC: [u16; 16] = [
    0x0000, 0xcc01, 0xd801, 0x1400, 0xf001, 0x3c00, 0x2800, 0xe401, 0xa001, 0x6c00, 0x7800, 0xb401, 0x5000, 0x9c01,
    0x8801, 0x4400,
];
