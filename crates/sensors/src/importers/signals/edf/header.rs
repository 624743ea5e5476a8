//! The header of an EDF or BDF file: fixed fields of ASCII. Source: Kemp et al. 1992 (EDF), Kemp & Olivan 2003 (EDF+), BioSemi (BDF).

use crate::importers::signals::moments;

/// What the header says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Header {
    /// Bytes of each sample: 2 in EDF, 3 in BDF.
    pub sample_bytes: usize,
    /// Whether records may lie apart in time (`EDF+D`).
    pub is_interrupted: bool,
    /// Beginning, in nanoseconds since 1970; `None` when it is no date.
    pub start_nanos: Option<i64>,
    /// Records in the file; `None` when the header does not know (`-1`).
    pub records: Option<u64>,
    /// Seconds in each record.
    pub record_s: f64,
    /// The signals, annotations among them.
    pub signals: Vec<Signal>,
    /// Bytes of the header.
    pub bytes: usize,
}

/// What the header says of one signal.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Signal {
    /// Its label, such as `EEG Fpz-Cz`.
    pub label: String,
    /// Its unit.
    pub unit: String,
    /// Value of each step.
    pub step: f64,
    /// Value of step 0.
    pub zero: f64,
    /// Samples in each record.
    pub per_record: usize,
    /// Whether the range of values made no sense, so that steps are handed out as they are.
    pub is_uncalibrated: bool,
}

impl Signal {
    /// Whether it holds annotations instead of samples.
    pub(super) fn is_annotations(&self) -> bool {
        matches!(self.label.as_str(), "EDF Annotations" | "BDF Annotations")
    }
}

/// Why a header is refused: the place, and what is wrong.
pub(super) type Refused = (String, String);

impl Header {
    /// Length of the part that does not depend on the number of signals, and of the part for each signal.
    pub(super) const FIXED: usize = 256;
    const MOST_SIGNALS: usize = 4_096;
    /// Larger records are no real recording.
    pub(super) const MOST_RECORD_BYTES: usize = 16 << 20;

    /// Whether bytes begin like an EDF or BDF file.
    pub(super) fn claims(bytes: &[u8]) -> bool {
        let is_ours = bytes.starts_with(b"0       ") || bytes.starts_with(b"\xffBIOSEMI");
        // Damaged numbers are for `parse` to name; what a text file begins with is excluded by the fields between them.
        is_ours && bytes.get(168..184).is_none_or(|date| date[2] == date[5] && date[10] == date[13])
    }

    /// How many bytes of header there are, from the fixed part.
    pub(super) fn signals_in(fixed: &[u8]) -> Result<usize, Refused> {
        let count = text(fixed, 252, 4);
        let count: usize =
            count.parse().map_err(|_| refused("byte 252", format!("expected a number of signals, found {count:?}")))?;
        if count == 0 || count > Self::MOST_SIGNALS {
            return Err(refused("byte 252", format!("{count} signals are no real recording")));
        }
        Ok(count)
    }

    /// Reads a header; `bytes` holds all of it.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Refused> {
        let count = Self::signals_in(bytes)?;
        let expected = Self::FIXED * (count + 1);
        if bytes.len() < expected {
            return Err(refused(format!("byte {}", bytes.len()), "the file ends inside its header; copy it again"));
        }
        let is_bdf = bytes.first() == Some(&0xff);
        let kind = text(bytes, 192, 44);
        let record_s = number(bytes, 244, 8).filter(|seconds| *seconds >= 0.0);
        let record_s = record_s.ok_or_else(|| refused("byte 244", "the duration of a record is no number"))?;
        let records = text(bytes, 236, 8);
        let records: i64 = records
            .parse()
            .map_err(|_| refused("byte 236", format!("expected a number of records, found {records:?}")))?;
        let mut header = Self {
            sample_bytes: if is_bdf { 3 } else { 2 },
            is_interrupted: kind.starts_with("EDF+D") || kind.starts_with("BDF+D"),
            start_nanos: start(bytes),
            records: u64::try_from(records).ok(),
            record_s,
            signals: Vec::with_capacity(count),
            bytes: expected,
        };
        let mut record_bytes = 0_usize;
        for place in 0..count {
            let signal = Self::signal(bytes, count, place)?;
            if signal.per_record > 0 && record_s == 0.0 && !signal.is_annotations() {
                return Err(refused("byte 244", "records of 0 seconds hold samples, so that their rate is unknown"));
            }
            record_bytes = record_bytes.saturating_add(signal.per_record.saturating_mul(header.sample_bytes));
            header.signals.push(signal);
        }
        if record_bytes == 0 || record_bytes > Self::MOST_RECORD_BYTES {
            return Err(refused("the header", format!("records of {record_bytes} bytes are no real recording")));
        }
        Ok(header)
    }

    fn signal(bytes: &[u8], count: usize, place: usize) -> Result<Signal, Refused> {
        // Fields stand column by column: all labels, then all transducers, and so on.
        let at = |offset: usize, width: usize| Self::FIXED + offset * count + width * place;
        let label = text(bytes, at(0, 16), 16);
        let name = || format!("signal {} ({label})", place + 1);
        let per_record = text(bytes, at(216, 8), 8);
        let per_record: usize = per_record.parse().map_err(|_| {
            refused(name(), format!("expected a number of samples in each record, found {per_record:?}"))
        })?;
        let [low, high, step_low, step_high] =
            [104, 112, 120, 128].map(|offset| number(bytes, at(offset, 8), 8).unwrap_or(f64::NAN));
        let step = (high - low) / (step_high - step_low);
        let is_uncalibrated = !step.is_finite() || step == 0.0;
        let (step, zero) = if is_uncalibrated { (1.0, 0.0) } else { (step, high - step * step_high) };
        Ok(Signal { label, unit: text(bytes, at(96, 8), 8), step, zero, per_record, is_uncalibrated })
    }
}

fn refused(place: impl Into<String>, why: impl Into<String>) -> Refused {
    (place.into(), why.into())
}

/// A field without the blanks around it. EDF is ASCII; old programs put Latin-1 into labels and units.
fn text(bytes: &[u8], from: usize, width: usize) -> String {
    let field = bytes.get(from..from + width).unwrap_or_default();
    field.iter().map(|byte| char::from(*byte)).collect::<String>().trim_matches([' ', '\0']).to_owned()
}

/// A number; some programs write a comma for the point.
fn number(bytes: &[u8], from: usize, width: usize) -> Option<f64> {
    text(bytes, from, width).replace(',', ".").parse().ok().filter(|number: &f64| number.is_finite())
}

/// `dd.mm.yy` and `hh.mm.ss`; the year's first digits from `Startdate 02-MAR-2002` of EDF+, else 85 to 99 are 1985 to 1999.
fn start(bytes: &[u8]) -> Option<i64> {
    let three = |from| -> Option<[i64; 3]> {
        let parts: Vec<i64> =
            text(bytes, from, 8).split(['.', ':', '-', '/']).map_while(|part| part.parse().ok()).collect();
        parts.try_into().ok()
    };
    let ([day, month, short_year], of_day) = (three(168)?, three(176)?);
    let recording = text(bytes, 88, 80);
    let long_year = recording.strip_prefix("Startdate ").and_then(|rest| rest.get(7..11)?.parse::<i64>().ok());
    let guessed = if short_year >= 85 { 1900 + short_year } else { 2000 + short_year };
    let year = long_year.filter(|year| year % 100 == short_year).unwrap_or(guessed);
    moments::moment_nanos(year, month, day, of_day)
}
