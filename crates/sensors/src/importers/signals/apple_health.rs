//! Apple Health: `export.xml` as the phone's Health app makes it, or the `export.zip` or folder in which it lies.
//!
//! | record | becomes |
//! | --- | --- |
//! | `HeartRate` | stream `heart-rate` (`heart_rate_bpm`) |
//! | beats of `HeartRateVariabilitySDNN` | stream `rr` (`rr_ms`): from the times of the beats, which are rounded to 10 ms |
//! | `RespiratoryRate` | stream `breath-rate` (`breath_rate_per_min`) |
//! | `BodyTemperature`, `AppleSleepingWristTemperature` | stream `temperature` (`temperature_c`) |
//! | `StepCount` | stream `steps` (`steps_count`, `duration_s`), at its beginning |
//! | `SleepAnalysis` | annotations such as `sleep AsleepCore` |
//!
//! Other records are passed over; how many is said. A workout route or an ECG lies in files of its own and is not read.

use std::io::{self, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use attentive_types::time::{DAY, HOUR, SECOND};
use attentive_types::{Annotation, ChannelInfo, ClockKind, Span, StreamInfo, StreamKind, Timestamp};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::output::{Output, Stepping, Steps};
use super::{RecordingFormat, Source, moments};
use crate::importers::ImportError;

/// The format.
pub const FORMAT: RecordingFormat = RecordingFormat {
    name: "Apple Health export",
    claims: |head| {
        head.has_file(EXPORT)
            || head.bytes.starts_with(b"<?xml") && memchr::memmem::find(head.bytes, b"<HealthData").is_some()
    },
    open: |source, _| {
        let export = if source.head().names_in_folder.is_some() { source.beside(EXPORT)? } else { None };
        Ok(Box::new(Stepping::new(
            AppleHealth::new(export.unwrap_or(source)),
            Output::default().with_clock(ClockKind::Dated),
        )))
    },
};

/// The file of the folder, or of the archive that the phone makes of it, in which the records are.
const EXPORT: &str = "export.xml";

/// One element of XML longer than this is damage.
const MOST_ELEMENT_BYTES: u64 = 4 << 20;

struct AppleHealth {
    xml: Reader<BufReader<Limited>>,
    name: String,
    buffer: Vec<u8>,
    since_element: Arc<AtomicU64>,
    /// Beginning of the day and offset from UTC of the variability record that is open, and its last beat.
    beats: Option<Beats>,
    passed_over: u64,
}

struct Beats {
    /// Midnight of the person's day on which the record begins, in nanoseconds since 1970.
    midnight_nanos: i64,
    start_nanos: i64,
    last_nanos: Option<i64>,
}

/// The attributes of a record that matter.
#[derive(Default)]
struct Record {
    kind: String,
    unit: String,
    value: String,
    start: String,
    end: String,
}

impl AppleHealth {
    fn new(source: Source) -> Self {
        let name = source.name().to_owned();
        let since_element = Arc::new(AtomicU64::new(0));
        let limited = Limited { source, since_element: Arc::clone(&since_element) };
        Self {
            xml: Reader::from_reader(BufReader::with_capacity(1 << 16, limited)),
            name,
            buffer: Vec::new(),
            since_element,
            beats: None,
            passed_over: 0,
        }
    }

    fn place(&self) -> String {
        format!("byte {}", self.xml.buffer_position())
    }

    /// Reads one element of XML.
    fn read_on(&mut self, to: &mut Output) -> Result<(), ImportError> {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        self.since_element.store(0, Ordering::Relaxed);
        let event = self.xml.read_event_into(&mut buffer);
        match event {
            Ok(Event::Start(element) | Event::Empty(element)) => self.take(&element, to),
            Ok(Event::End(element)) if element.local_name().as_ref() == b"HealthData" => self.finish(to),
            Ok(Event::Eof) => {
                to.report.notice(
                    || format!("byte {}", self.xml.buffer_position()),
                    "the file ends before its end mark; copy it again",
                );
                self.finish(to);
            }
            Ok(_) => {}
            Err(quick_xml::Error::Io(error)) if error.kind() != io::ErrorKind::InvalidData => {
                return Err(ImportError::Io {
                    source: io::Error::new(error.kind(), error.to_string()),
                    path: self.name.clone(),
                });
            }
            Err(error) => {
                let place = self.place();
                to.report.skip(|| place, format!("what follows is no XML ({error}); it is left out"));
                self.finish(to);
            }
        }
        self.buffer = buffer;
        Ok(())
    }

    fn finish(&self, to: &mut Output) {
        if self.passed_over > 0 {
            to.assumptions.say(format!("{} records of kinds that are not used were passed over", self.passed_over));
        }
        to.end();
    }

    fn take(&mut self, element: &BytesStart<'_>, to: &mut Output) {
        match element.local_name().as_ref() {
            b"Record" => self.take_record(element, to),
            b"InstantaneousBeatsPerMinute" => self.take_beat(element, to),
            _ => {}
        }
    }

    fn take_record(&mut self, element: &BytesStart<'_>, to: &mut Output) {
        self.beats = None;
        let mut record = Record::default();
        for attribute in element.attributes().with_checks(false) {
            let Ok(attribute) = attribute else {
                let place = self.place();
                return to.report.skip(|| place, "a record with damaged attributes");
            };
            let to = match attribute.key.as_ref() {
                b"type" => &mut record.kind,
                b"unit" => &mut record.unit,
                b"value" => &mut record.value,
                b"startDate" => &mut record.start,
                b"endDate" => &mut record.end,
                _ => continue,
            };
            *to = String::from_utf8_lossy(&attribute.value).into_owned();
        }
        let kind =
            record.kind.trim_start_matches("HKQuantityTypeIdentifier").trim_start_matches("HKCategoryTypeIdentifier");
        if !matches!(
            kind,
            "HeartRate"
                | "RespiratoryRate"
                | "BodyTemperature"
                | "AppleSleepingWristTemperature"
                | "StepCount"
                | "SleepAnalysis"
                | "HeartRateVariabilitySDNN"
        ) {
            self.passed_over += 1;
            return;
        }
        let (Some((start, offset)), end) = (moment(&record.start), moment(&record.end)) else {
            let (place, found) = (self.place(), record.start.chars().take(40).collect::<String>());
            return to
                .report
                .skip(|| place, format!("expected a time such as 2026-01-31 09:30:00 +0100, found {found:?}"));
        };
        let end = end.map_or(start, |(end, _)| end.max(start));
        match kind {
            "SleepAnalysis" => {
                let value = record.value.trim_start_matches("HKCategoryValueSleepAnalysis");
                let span = Span::new(Timestamp(start), Timestamp(end));
                to.mark(Annotation { stream: String::new(), span, label: format!("sleep {value}") });
                to.report.read += 1;
            }
            "HeartRateVariabilitySDNN" => {
                let midnight_nanos = (start + offset).div_euclid(DAY) * DAY - offset;
                self.beats = Some(Beats { midnight_nanos, start_nanos: start, last_nanos: None });
            }
            _ => {
                let Some(value) = record.value.parse().ok().filter(|value: &f64| value.is_finite()) else {
                    let place = self.place();
                    return to.report.skip(|| place, "a record whose value is no number");
                };
                self.take_quantity(kind, &record.unit, value, [start, end], to);
            }
        }
    }

    fn take_quantity(&self, kind: &str, unit: &str, value: f64, [start, end]: [i64; 2], to: &mut Output) {
        to.report.read += 1;
        match kind {
            // "count/s" is rare and means the same in hertz.
            "HeartRate" => self.push(to, "heart-rate", start, &[if unit == "count/s" { value * 60.0 } else { value }]),
            "RespiratoryRate" => {
                self.push(to, "breath-rate", start, &[if unit == "count/s" { value * 60.0 } else { value }])
            }
            "StepCount" => {
                self.push(to, "steps", start, &[value, attentive_types::time::nanos_to_seconds(end - start)])
            }
            _ => self.push(to, "temperature", start, &[if unit == "degF" { (value - 32.0) / 1.8 } else { value }]),
        }
    }

    /// `<InstantaneousBeatsPerMinute bpm="62" time="10:25:11.06 AM"/>`: the time of day on which the beat was.
    fn take_beat(&mut self, element: &BytesStart<'_>, to: &mut Output) {
        let Some(beats) = &mut self.beats else { return };
        let attribute = |name: &str| {
            element
                .try_get_attribute(name)
                .ok()
                .flatten()
                .map(|found| String::from_utf8_lossy(&found.value).into_owned())
        };
        let bpm =
            attribute("bpm").and_then(|bpm| bpm.trim().parse().ok()).filter(|bpm: &f64| (10.0..=400.0).contains(bpm));
        let (Some(bpm), Some(of_day)) = (bpm, attribute("time").and_then(|time| time_of_day(&time))) else {
            let place = format!("byte {}", self.xml.buffer_position());
            return to.report.skip(|| place, "a beat without rate or time");
        };
        let mut at = beats.midnight_nanos + of_day;
        if at < beats.start_nanos - 12 * HOUR {
            at += DAY; // behind midnight
        }
        // The times are finer than the rate, which is a whole number; across a gap only the rate is left.
        let step_ms = beats.last_nanos.map(|last| attentive_types::time::nanos_to_seconds(at - last) * 1000.0);
        let rr_ms = step_ms.filter(|step| (*step - 60_000.0 / bpm).abs() < 150.0).unwrap_or(60_000.0 / bpm);
        beats.last_nanos = Some(at);
        to.report.read += 1;
        self.push(to, "rr", at, &[rr_ms]);
    }

    /// Adds a row; a stream comes to be with its first row.
    fn push(&self, to: &mut Output, name: &str, time_nanos: i64, values: &[f64]) {
        let place = to.stream(name, stream);
        to.row(place, time_nanos, values, || self.place());
    }
}

impl Steps for AppleHealth {
    fn step(&mut self, to: &mut Output) -> Result<(), ImportError> {
        self.read_on(to)
    }
}

fn stream(name: &str) -> StreamInfo {
    let channel =
        |name: &str, unit: &str, own: &str| ChannelInfo { name: name.into(), unit: unit.into(), own_name: own.into() };
    let (kind, channels) = match name {
        "heart-rate" => (StreamKind::HeartRate, vec![channel("heart_rate_bpm", "1/min", "HeartRate")]),
        "rr" => (StreamKind::Rr, vec![channel("rr_ms", "ms", "InstantaneousBeatsPerMinute")]),
        "temperature" => (StreamKind::Temperature, vec![channel("temperature_c", "C", "BodyTemperature")]),
        "breath-rate" => (StreamKind::Other, vec![channel("breath_rate_per_min", "1/min", "RespiratoryRate")]),
        _ => (StreamKind::Other, vec![channel("steps_count", "", "StepCount"), channel("duration_s", "s", "endDate")]),
    };
    StreamInfo { name: name.to_owned(), kind, nominal_rate_hz: None, channels, screen: None }
}

/// `2026-01-31 09:30:00 +0100` as nanoseconds since 1970, and the offset from UTC in nanoseconds.
fn moment(text: &str) -> Option<(i64, i64)> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok().filter(|number| *number >= 0);
    let of_day = [number(11, 13)?, number(14, 16)?, number(17, 19)?];
    let local = moments::moment_nanos(number(0, 4)?, number(5, 7)?, number(8, 10)?, of_day)?;
    let offset = (number(21, 23)? * 60 + number(23, 25)?) * 60 * SECOND;
    let offset = if text.get(20..21)? == "-" { -offset } else { offset };
    Some((local.checked_sub(offset)?, offset))
}

/// `10:25:11.06 AM`, `22:25:11,06`, as nanoseconds since midnight.
fn time_of_day(text: &str) -> Option<i64> {
    let text = text.replace([',', '\u{202f}', '\u{a0}'], ".").to_ascii_uppercase();
    let clock: String = text.chars().take_while(|c| c.is_ascii_digit() || matches!(c, ':' | '.')).collect();
    let mut parts = clock.trim_end_matches('.').split(':');
    let (hour, minute): (i64, i64) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let second: f64 = parts.next().unwrap_or("0").parse().ok()?;
    let hour = match (text.contains("PM"), text.contains("AM"), hour) {
        (true, _, 1..=11) => hour + 12,
        (_, true, 12) => 0,
        _ => hour,
    };
    if !(0..24).contains(&hour) || !(0..60).contains(&minute) || !(0.0..61.0).contains(&second) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "below a day")]
    let second_nanos = (second * 1e9).round() as i64;
    Some((hour * 60 + minute) * 60 * SECOND + second_nanos)
}

/// A source that fails when one element of XML takes too many bytes, so that damage does not fill the memory.
struct Limited {
    source: Source,
    since_element: Arc<AtomicU64>,
}

impl Read for Limited {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(to)?;
        if self.since_element.fetch_add(count as u64, Ordering::Relaxed) > MOST_ELEMENT_BYTES {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "one element of more than four megabytes"));
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::importers::{Options, open_recording_from};

    const EXPORT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [ <!ELEMENT HealthData (Record)*> ]>
<HealthData locale="en_DE">
 <Record type="HKQuantityTypeIdentifierHeartRate" unit="count/min" startDate="2026-01-31 09:30:00 +0100" endDate="2026-01-31 09:30:00 +0100" value="72">
  <MetadataEntry key="k" value="1"/>
 </Record>
 <Record type="HKQuantityTypeIdentifierHeartRate" startDate="yesterday" value="72"/>
 <Record type="HKQuantityTypeIdentifierDietaryWater" startDate="2026-01-31 09:30:00 +0100" value="1"/>
 <Record type="HKQuantityTypeIdentifierBodyTemperature" unit="degF" startDate="2026-01-31 09:31:00 +0100" value="98.6"/>
 <Record type="HKQuantityTypeIdentifierStepCount" unit="count" startDate="2026-01-31 10:00:00 +0100" endDate="2026-01-31 10:05:00 +0100" value="321"/>
 <Record type="HKQuantityTypeIdentifierHeartRateVariabilitySDNN" unit="ms" startDate="2026-01-31 23:59:58 +0100" endDate="2026-02-01 00:00:59 +0100" value="40">
  <HeartRateVariabilityMetadataList>
   <InstantaneousBeatsPerMinute bpm="60" time="11:59:59.00 PM"/>
   <InstantaneousBeatsPerMinute bpm="61" time="11:59:59.98 PM"/>
   <InstantaneousBeatsPerMinute bpm="60" time="12:00:00.99 AM"/>
  </HeartRateVariabilityMetadataList>
 </Record>
 <Record type="HKCategoryTypeIdentifierSleepAnalysis" startDate="2026-01-31 01:00:00 +0100" endDate="2026-01-31 02:00:00 +0100" value="HKCategoryValueSleepAnalysisAsleepCore"/>
</HealthData>"#;

    #[test]
    fn an_export_becomes_streams_and_what_is_wrong_is_counted() {
        let recording = open_recording_from(EXPORT.as_bytes(), "export.xml", &Options::default()).unwrap();
        let whole = recording.whole().unwrap();
        assert_eq!(whole.format, "Apple Health export");
        let nanos = |text: &str| Timestamp::parse(text).unwrap().0;
        let rate = whole.signal("heart-rate").unwrap();
        assert_eq!((rate.time_nanos[0], rate.channels[0].values[0]), (nanos("2026-01-31T08:30:00Z"), 72.0));
        assert!((whole.signal("temperature").unwrap().channels[0].values[0] - 37.0).abs() < 1e-9);
        assert_eq!(whole.signal("steps").unwrap().channels[1].values, [300.0]);
        let rr = whole.signal("rr").unwrap();
        assert_eq!(rr.time_nanos[2], nanos("2026-01-31T23:00:00.990Z"));
        let expected = [1000.0, 980.0, 1010.0];
        assert!(rr.channels[0].values.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-6));
        assert_eq!(whole.annotations[0].label, "sleep AsleepCore");
        assert_eq!(whole.report.skipped, 1);
        assert!(whole.assumptions.sentences()[0].starts_with("1 records of kinds"));
    }

    #[test]
    fn a_file_that_is_cut_off_gives_what_is_there() {
        let cut = &EXPORT[..EXPORT.len() / 2];
        let whole = open_recording_from(cut.as_bytes(), "export.xml", &Options::default()).unwrap().whole().unwrap();
        assert!(whole.signal("heart-rate").is_some());
        assert!(whole.report.skipped + whole.report.noticed.len() as u64 > 1);
    }

    #[test]
    fn an_element_without_end_is_refused_with_little_memory() {
        let head = "<?xml version=\"1.0\"?><HealthData><Record type=\"";
        let endless = io::Cursor::new(head).chain(io::repeat(b'x').take(1 << 30));
        let whole = open_recording_from(endless, "export.xml", &Options::default()).unwrap().whole().unwrap();
        assert_eq!(whole.report.skipped, 1);
    }
}
