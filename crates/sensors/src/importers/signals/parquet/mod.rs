//! Parquet: tables of samples that pandas, polars, R or this program wrote.
//!
//! With a map of columns, or where no column is known as the time by the names below, the rows are read as a table (see `as_table`): by the
//! map, or by all the names that tables may have.
//!
//! Each column of numbers is a channel; its name tells what it measures (`ecg_mv`, `heart_rate`, `left_x_px`, `fp1_uv`), and columns of
//! one kind are one stream. One column is the time: a timestamp, or a number called `time_nanos`, `timestamp`, `time_s`, ... Texts
//! become annotations. Nested columns are left out. Pages may be packed by snappy or zstd, or not at all; rows come group by group.
//! What a file claims about itself is looked at first (see `claims`).

mod as_table;
mod claims;
mod shapes;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use attentive_types::time::{DAY, seconds_to_nanos};
use attentive_types::{Annotation, ClockKind, Span, StreamKind, Timestamp};
use bytes::Bytes;
use parquet::basic::{LogicalType, Type as Physical};
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::record::{Field, Row};
use parquet::schema::types::Type;

use super::labels::{self, Labelled, Layout};
use super::output::{Output, Stepping, Steps};
use super::seekable::Stored;
use super::{Assumptions, Opened, Options, RecordingFormat, Source, table};
use crate::exporters::ParquetWriter;
use crate::importers::ImportError;
use as_table::AsTable;
use claims::{Walked, check_rows};

/// The format.
pub const FORMAT: RecordingFormat = RecordingFormat { name: "Parquet", claims: |head| head.starts_with(b"PAR1"), open };

/// Tables of more columns are no recording of one person.
const MOST_COLUMNS: usize = 4_096;
/// Times from 1973 on are dates, as in tables: those before count from some beginning.
const OLDEST_DATE_NANOS: i64 = 100_000_000_000_000_000;

fn open(mut source: Source, options: &Options) -> Opened {
    let stored = Stored::of(&mut source)?;
    let refuse = |why: String| source.fault("the file", why);
    let length = stored.length();
    let reader = guarded(|| reader(stored)).map_err(refuse)?;
    check_places(reader.metadata()).map_err(refuse)?;
    check_rows(reader.metadata(), length).map_err(refuse)?;
    let about = reader.metadata().file_metadata();
    let fields: Vec<Arc<Type>> = about.schema().get_fields().iter().filter(|field| is_plain(field)).cloned().collect();
    if fields.len() > MOST_COLUMNS {
        return Err(refuse(format!("{} columns are no recording", fields.len())));
    }
    let pairs = about.key_value_metadata().map_or(&[][..], Vec::as_slice);
    let units = pairs.iter().find(|pair| pair.key == ParquetWriter::<Vec<u8>>::UNITS_KEY);
    let units = units.and_then(|pair| serde_json::from_str(pair.value.as_deref()?).ok()).unwrap_or_default();
    let projection = Type::group_type_builder(about.schema().name()).with_fields(fields.clone()).build();
    let rows_in = guarded(|| RowIter::from_file_into(reader).project(Some(projection?))).map_err(refuse)?;
    match Columns::of(&fields) {
        Ok(columns) if options.map.is_none() => {
            let labelled: Vec<Labelled> =
                columns.numbers.iter().map(|place| labelled(&fields[*place], &units)).collect();
            let layout = labels::layout(&labelled);
            let output = Output::new(layout.streams.clone(), Assumptions::default());
            let reader = ParquetReader { rows_in, columns, layout, number: 0, last_nanos: i64::MIN };
            Ok(Box::new(Stepping::new(reader, output)))
        }
        known => {
            let rows = AsTable::new(fields.iter().map(|field| field.name()), rows_in);
            let read = (table::generic::FORMAT.open)(Source::of_reader(rows, source.name())?, options);
            // Without a map, and with no name of a table's time either, the words for Parquet are the better advice.
            match (read, known) {
                (Err(_), Err(why)) if options.map.is_none() => Err(refuse(why)),
                (read, _) => read,
            }
        }
    }
}

struct ParquetReader {
    rows_in: RowIter<'static>,
    columns: Columns,
    layout: Layout,
    number: u64,
    last_nanos: i64,
}

/// What the columns are, by their places.
struct Columns {
    time: usize,
    /// Nanoseconds of one step of the time; `None` when the column tells it with each value, or is to be guessed.
    step_nanos: Option<f64>,
    numbers: Vec<usize>,
    texts: Vec<usize>,
}

impl Steps for ParquetReader {
    /// Reads one row. What cannot be read ends the file: pages behind it cannot be found.
    fn step(&mut self, to: &mut Output) -> Result<(), ImportError> {
        let rows = &mut self.rows_in;
        match guarded(|| rows.next().transpose()) {
            Ok(Some(row)) => {
                self.number += 1;
                self.take(&row, to);
            }
            Ok(None) => to.end(),
            Err(why) => {
                to.report.skip(|| format!("row {}", self.number + 1), why);
                to.end();
            }
        }
        Ok(())
    }
}

impl ParquetReader {
    fn take(&mut self, row: &Row, to: &mut Output) {
        let fields: Vec<&Field> = row.get_column_iter().map(|(_, field)| field).collect();
        let time = fields.get(self.columns.time).and_then(|field| self.nanos(field, &mut to.assumptions));
        let number_of_row = self.number;
        let at = || format!("row {number_of_row}");
        let Some(nanos) = time else {
            return to.report.skip(at, "a row without a time");
        };
        if nanos < self.last_nanos {
            to.report.notice(at, "the time steps back");
        }
        self.last_nanos = nanos;
        if to.report.read == 0 && nanos >= OLDEST_DATE_NANOS {
            to.clock = ClockKind::Dated;
        }
        to.report.read += 1;
        for (stream, signals) in self.layout.signals.iter().enumerate() {
            let value = |signal: &usize| {
                let field = self.columns.numbers.get(*signal).and_then(|place| fields.get(*place));
                field.and_then(|field| number(field)).map_or(f64::NAN, |value| value * self.layout.scales[*signal])
            };
            let values: Vec<f64> = signals.iter().map(value).collect();
            to.row(stream, nanos, &values, at);
        }
        for place in &self.columns.texts {
            if let Some(Field::Str(label)) =
                fields.get(*place).filter(|field| !matches!(field, Field::Str(text) if text.is_empty()))
            {
                let at = Timestamp(nanos);
                to.mark(Annotation { stream: String::new(), span: Span::new(at, at), label: label.clone() });
            }
        }
    }

    /// The time in a cell; a plain number whose unit is not told is guessed by its size, once.
    fn nanos(&mut self, field: &Field, assumptions: &mut Assumptions) -> Option<i64> {
        match (field, self.columns.step_nanos) {
            (Field::TimestampMillis(millis), _) => millis.checked_mul(1_000_000),
            (Field::TimestampMicros(micros), _) => micros.checked_mul(1_000),
            (Field::Date(days), _) => i64::from(*days).checked_mul(DAY),
            (Field::Long(nanos), Some(1.0)) => Some(*nanos),
            (_, Some(step)) => seconds_to_nanos(number(field)? * step / 1e9),
            (_, None) => {
                let first = number(field)?;
                let (step, unit) = match first.abs() {
                    size if size >= 1e17 => (1.0, "nanoseconds"),
                    size if size >= 1e14 => (1e3, "microseconds"),
                    size if size >= 1e11 => (1e6, "milliseconds"),
                    _ => (1e9, "seconds"),
                };
                assumptions.say(format!("the time is taken as {unit}, by its size"));
                self.columns.step_nanos = Some(step);
                self.nanos(field, assumptions)
            }
        }
    }
}

impl Columns {
    fn of(fields: &[Arc<Type>]) -> Result<Self, String> {
        let is_moment = |field: &Arc<Type>| matches!(logical(field), Some(LogicalType::Timestamp(_)));
        let named = |names: &[&str]| {
            fields
                .iter()
                .position(|field| is_number(field) && names.contains(&field.name().to_ascii_lowercase().as_str()))
        };
        let by_name: [(&[&str], Option<f64>); 5] = [
            (&["time_nanos", "timestamp_ns", "time_ns", "timestamp_nanos"], Some(1.0)),
            (&["time_us", "timestamp_us"], Some(1e3)),
            (&["time_ms", "timestamp_ms", "time_millis"], Some(1e6)),
            (&["time_s", "timestamp_s", "seconds"], Some(1e9)),
            (&["timestamp", "time", "t", "datetime", "ts"], None),
        ];
        let found = fields.iter().position(is_moment).map(|place| (place, Some(1.0)));
        let found = found.or_else(|| by_name.iter().find_map(|(names, step)| Some((named(names)?, *step))));
        let (time, step_nanos) = found.ok_or_else(|| {
            "it has no column of time; call one time_nanos, time_ms or time_s, or give it the type of a timestamp"
                .to_owned()
        })?;
        let others = (0..fields.len()).filter(|place| *place != time && !is_moment(&fields[*place]));
        let numbers: Vec<usize> = others.clone().filter(|place| is_number(&fields[*place])).collect();
        let texts = others.filter(|place| matches!(logical(&fields[*place]), Some(LogicalType::String))).collect();
        Ok(Self { time, step_nanos, numbers, texts })
    }
}

/// Places and lengths below 0, on which the library would panic, are damage.
fn check_places(about: &ParquetMetaData) -> Result<(), String> {
    for (group, columns) in about.row_groups().iter().enumerate() {
        let is_wrong = |column: &ColumnChunkMetaData| {
            let start = column.dictionary_page_offset().unwrap_or(0).min(column.data_page_offset());
            start < 0 || column.compressed_size() < 0 || column.num_values() < 0
        };
        if columns.num_rows() < 0 || columns.columns().iter().any(is_wrong) {
            return Err(format!(
                "the Parquet file is damaged (a length or a place below 0 in row group {}); copy it again",
                group + 1
            ));
        }
    }
    Ok(())
}

/// Runs the library's code: should a damaged file make it panic, that is an error of this file and nothing more.
fn guarded<T>(run: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, String> {
    let damaged = |why: &str| format!("the Parquet file is damaged ({why}); copy it again");
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(ParquetError::NYI(what))) => Err(format!("the Parquet file uses what cannot be read yet ({what})")),
        Ok(Err(error)) => Err(damaged(&error.to_string())),
        Err(_) => Err(damaged("its parts contradict each other")),
    }
}

fn reader(stored: Stored) -> Result<Box<dyn FileReader>, ParquetError> {
    Ok(match stored {
        Stored::File(file, _) => Box::new(SerializedFileReader::new(Walked::new(file)?)?),
        Stored::Memory(bytes) => Box::new(SerializedFileReader::new(Walked::new(Bytes::from(bytes))?)?),
    })
}

fn logical(field: &Type) -> Option<&LogicalType> {
    field.get_basic_info().logical_type_ref()
}

/// Neither nested nor repeated.
fn is_plain(field: &Type) -> bool {
    use parquet::basic::Repetition;
    field.is_primitive()
        && (!field.get_basic_info().has_repetition() || field.get_basic_info().repetition() != Repetition::REPEATED)
}

fn is_number(field: &Type) -> bool {
    let is_wide = matches!(
        field.get_physical_type(),
        Physical::DOUBLE | Physical::FLOAT | Physical::INT32 | Physical::INT64 | Physical::BOOLEAN
    );
    is_wide && !matches!(logical(field), Some(LogicalType::Decimal(_) | LogicalType::Timestamp(_)))
}

#[expect(clippy::cast_precision_loss, reason = "a whole number beyond 2^53 is handed out as the nearest that fits")]
fn number(field: &Field) -> Option<f64> {
    Some(match field {
        Field::Bool(value) => f64::from(u8::from(*value)),
        Field::Byte(value) => f64::from(*value),
        Field::Short(value) => f64::from(*value),
        Field::Int(value) => f64::from(*value),
        Field::Long(value) => *value as f64,
        Field::UByte(value) => f64::from(*value),
        Field::UShort(value) => f64::from(*value),
        Field::UInt(value) => f64::from(*value),
        Field::ULong(value) => *value as f64,
        Field::Float(value) => f64::from(*value),
        Field::Double(value) => *value,
        _ => return None,
    })
}

/// What a column's name, and its unit where our own writer noted it, say.
fn labelled(field: &Type, units: &serde_json::Map<String, serde_json::Value>) -> Labelled {
    let label = field.name().to_owned();
    let noted = units.get(&label).and_then(|unit| unit.as_str()).unwrap_or_default();
    let of_name = match label.rsplit('_').next().unwrap_or_default() {
        "mv" => "mV",
        "uv" => "uV",
        "us" => "uS",
        "c" => "C",
        "ms" => "ms",
        "g" => "g",
        _ => "",
    };
    let unit = if noted.is_empty() { of_name } else { noted }.to_owned();
    let bare = label.strip_prefix("left_").or_else(|| label.strip_prefix("right_")).unwrap_or(&label);
    let kind = match bare {
        "x_px" | "y_px" | "x_deg" | "y_deg" | "x_norm" | "y_norm" | "confidence" => Some(StreamKind::Gaze),
        "pupil_mm" | "pupil_px" | "pupil_au" => Some(StreamKind::Pupil),
        _ => None,
    };
    Labelled { label, unit, rate_hz: None, clock: 0, kind }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exporters::TableWriter;
    use crate::importers::{Options, open_recording_from};
    use attentive_types::{Column, Table};

    fn written(columns: Vec<Column>) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut writer = Box::new(ParquetWriter::new(&mut bytes));
        writer.push(&Table { columns }).unwrap();
        writer.finish().unwrap();
        bytes
    }

    #[test]
    fn a_map_and_the_names_of_tables_mean_the_same_here() {
        let nanos = vec![1_795_515_630_000_000_001, 1_795_515_630_002_000_003];
        let bytes = written(vec![
            Column::moments("when", nanos.clone()),
            Column::numbers("a, b", "", vec![1.5, f64::NAN]),
            Column::numbers("b", "", vec![2.25, -1.0]),
            Column::texts("what", vec!["look, \"there\"".into(), String::new()]),
        ]);
        let map =
            "[stream.gaze]\ntime = \"when\"\nunit = \"px\"\nmissing = [-1.0]\nx = \"a, b\"\ny = 3\nlabel = \"what\"\n";
        let options =
            Options { map: Some(crate::importers::signals::ColumnMap::parse(map).unwrap()), ..Options::default() };
        let whole = open_recording_from(std::io::Cursor::new(bytes), "f", &options).unwrap().whole().unwrap();
        let gaze = whole.signal("gaze").unwrap();
        assert_eq!((whole.format, &gaze.time_nanos), ("Parquet", &nanos));
        assert_eq!((gaze.channel("x_px").unwrap().get(0), gaze.channel("x_px").unwrap().get(1)), (Some(1.5), None));
        assert_eq!((gaze.channel("y_px").unwrap().get(0), gaze.channel("y_px").unwrap().get(1)), (Some(2.25), None));
        assert_eq!(whole.annotations[0].label, "look, \"there\"");
        let seconds = Column::numbers("Recording timestamp [ms]", "", vec![0.0, 4.0]);
        let bytes = written(vec![seconds, Column::numbers("GazePointX (px)", "", vec![1.0, 2.0])]);
        let whole =
            open_recording_from(std::io::Cursor::new(bytes), "f", &Options::default()).unwrap().whole().unwrap();
        assert_eq!(whole.signal("gaze").unwrap().time_nanos, [0, 4_000_000]);
    }

    #[test]
    fn what_this_program_writes_it_reads_again() {
        let nanos = vec![1_795_515_630_000_000_001, 1_795_515_630_002_000_003];
        let bytes = written(vec![
            Column::moments("time_nanos", nanos.clone()),
            Column::numbers("left_x_px", "px", vec![1.5, f64::NAN]),
            Column::numbers("left_pupil_mm", "mm", vec![3.0, 3.5]),
            Column::numbers("fp1_uv", "uV", vec![-7.25, 9.0]),
            Column::numbers("speed_m_per_s", "m/s", vec![0.1, 0.2]),
            Column::texts("label", vec![String::new(), "lap".into()]),
        ]);
        let whole =
            open_recording_from(std::io::Cursor::new(bytes), "f", &Options::default()).unwrap().whole().unwrap();
        let channels: Vec<_> =
            whole.streams.iter().flat_map(|s| s.channels.iter().map(|c| (s.kind, c.name.as_str()))).collect();
        let expected = [
            (StreamKind::Gaze, "left_x_px"),
            (StreamKind::Pupil, "left_pupil_mm"),
            (StreamKind::Eeg, "fp1_uv"),
            (StreamKind::Other, "speed_m_per_s"),
        ];
        assert_eq!(channels, expected);
        let gaze = whole.signal("gaze").unwrap();
        assert_eq!(gaze.time_nanos, nanos);
        assert_eq!((gaze.channels[0].get(0), gaze.channels[0].get(1)), (Some(1.5), None));
        assert_eq!((whole.annotations[0].label.as_str(), whole.annotations[0].span.start.0), ("lap", nanos[1]));
    }

    #[test]
    fn a_table_without_time_is_refused_with_what_to_do() {
        let bytes = written(vec![Column::numbers("ecg_mv", "mV", vec![1.0])]);
        let error = open_recording_from(std::io::Cursor::new(bytes), "f", &Options::default()).unwrap_err().to_string();
        assert!(error.contains("it has no column of time; call one time_nanos"), "{error}");
    }
}
