//! Tables as Parquet.
//!
//! Numbers are doubles split into byte streams, moments are timestamps in nanoseconds (UTC) as packed differences, texts have a
//! dictionary; all pages are packed by zstd at level 1. A missing number (NaN) and an empty text are null. Rows are written in
//! groups of [`ParquetWriter::ROWS_PER_GROUP`]. The units stand in the file's metadata under [`ParquetWriter::UNITS_KEY`], as JSON
//! from the column's name to its unit.

use std::fmt;
use std::io::Write;
use std::sync::Arc;

use attentive_types::{Column, Table, Values};
use parquet::basic::{Compression, Encoding, LogicalType, Repetition, TimeUnit, Type as Physical, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{ColumnPath, Type, TypePtr};

use super::{ExportError, Schema, TableWriter};

/// Writes tables as Parquet.
pub struct ParquetWriter<W: Write + Send> {
    state: State<W>,
    waiting: Table,
}

enum State<W: Write + Send> {
    /// No table came yet, so the columns are not known.
    Before(Option<W>),
    Writing(Box<SerializedFileWriter<W>>, Schema),
}

impl<W: Write + Send> fmt::Debug for ParquetWriter<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ParquetWriter").field("rows_waiting", &self.waiting.rows()).finish()
    }
}

impl<W: Write + Send> ParquetWriter<W> {
    /// Rows that are packed together: large enough to pack well, small enough to wait in memory (a megabyte for each column).
    pub const ROWS_PER_GROUP: usize = 131_072;
    /// Under this key the file's metadata holds the units.
    pub const UNITS_KEY: &'static str = "attentive.units";

    /// Begins a file.
    #[must_use]
    pub fn new(to: W) -> Self {
        Self { state: State::Before(Some(to)), waiting: Table::default() }
    }

    fn begin(&mut self, table: &Table) -> Result<(), ExportError> {
        match &mut self.state {
            State::Writing(_, schema) => schema.check(table),
            State::Before(to) => {
                let schema = Schema::of(table)?;
                let file = file_schema(table)?;
                let properties = Arc::new(properties(table)?);
                let Some(to) = to.take() else { return Err(ExportError::Shape("the file has failed".to_owned())) };
                let writer = SerializedFileWriter::new(to, file, properties)?;
                self.state = State::Writing(Box::new(writer), schema);
                self.waiting = empty_like(table);
                Ok(())
            }
        }
    }

    fn write_waiting(&mut self) -> Result<(), ExportError> {
        let State::Writing(writer, _) = &mut self.state else { return Ok(()) };
        if self.waiting.rows() == 0 {
            return Ok(());
        }
        let mut group = writer.next_row_group()?;
        for column in &mut self.waiting.columns {
            let Some(mut to) = group.next_column()? else { break };
            write_values(&mut to, &column.values)?;
            to.close()?;
            clear(&mut column.values);
        }
        group.close()?;
        Ok(())
    }
}

impl<W: Write + Send> TableWriter for ParquetWriter<W> {
    fn push(&mut self, table: &Table) -> Result<(), ExportError> {
        self.begin(table)?;
        let mut from = 0;
        while from < table.rows() {
            let room = Self::ROWS_PER_GROUP - self.waiting.rows();
            let to = table.rows().min(from + room);
            for (waiting, column) in self.waiting.columns.iter_mut().zip(&table.columns) {
                append(&mut waiting.values, &column.values, from, to);
            }
            from = to;
            if self.waiting.rows() >= Self::ROWS_PER_GROUP {
                self.write_waiting()?;
            }
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), ExportError> {
        self.begin_if_nothing_came()?;
        self.write_waiting()?;
        let State::Writing(writer, _) = self.state else { return Ok(()) };
        writer.into_inner()?.flush()?;
        Ok(())
    }
}

impl<W: Write + Send> ParquetWriter<W> {
    /// A file of no table is a file without columns.
    fn begin_if_nothing_came(&mut self) -> Result<(), ExportError> {
        match self.state {
            State::Before(_) => self.begin(&Table::default()),
            State::Writing(..) => Ok(()),
        }
    }
}

fn file_schema(table: &Table) -> Result<TypePtr, ExportError> {
    let fields: Result<Vec<TypePtr>, ExportError> =
        table.columns.iter().map(|column| Ok(Arc::new(column_type(column)?))).collect();
    Ok(Arc::new(Type::group_type_builder("table").with_fields(fields?).build()?))
}

fn column_type(column: &Column) -> Result<Type, ExportError> {
    let (physical, logical, repetition) = match &column.values {
        Values::F64(_) => (Physical::DOUBLE, None, Repetition::OPTIONAL),
        Values::I64(_) if column.unit == Column::MOMENT => {
            (Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::NANOS)), Repetition::REQUIRED)
        }
        Values::I64(_) => (Physical::INT64, None, Repetition::REQUIRED),
        Values::Text(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String), Repetition::OPTIONAL),
    };
    let builder = Type::primitive_type_builder(&column.name, physical);
    Ok(builder.with_logical_type(logical).with_repetition(repetition).build()?)
}

fn properties(table: &Table) -> Result<WriterProperties, ExportError> {
    let units: serde_json::Map<_, _> =
        table.columns.iter().map(|column| (column.name.clone(), column.unit.clone().into())).collect();
    let units =
        KeyValue::new(ParquetWriter::<Vec<u8>>::UNITS_KEY.to_owned(), serde_json::Value::from(units).to_string());
    let mut builder = WriterProperties::builder()
        .set_created_by(concat!("attentive ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
        .set_key_value_metadata(Some(vec![units]));
    for column in &table.columns {
        let path = ColumnPath::new(vec![column.name.clone()]);
        let encoding = match column.values {
            Values::F64(_) => Encoding::BYTE_STREAM_SPLIT,
            Values::I64(_) => Encoding::DELTA_BINARY_PACKED,
            Values::Text(_) => continue,
        };
        builder = builder.set_column_dictionary_enabled(path.clone(), false).set_column_encoding(path, encoding);
    }
    Ok(builder.build())
}

fn write_values(to: &mut SerializedColumnWriter<'_>, values: &Values) -> Result<(), ExportError> {
    match values {
        Values::F64(values) => {
            let present: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
            let levels: Vec<i16> = values.iter().map(|value| i16::from(!value.is_nan())).collect();
            to.typed::<DoubleType>().write_batch(&present, Some(&levels), None)?;
        }
        Values::I64(values) => {
            to.typed::<Int64Type>().write_batch(values, None, None)?;
        }
        Values::Text(values) => {
            let present = values.iter().filter(|text| !text.is_empty());
            let present: Vec<ByteArray> = present.map(|text| ByteArray::from(text.as_str())).collect();
            let levels: Vec<i16> = values.iter().map(|text| i16::from(!text.is_empty())).collect();
            to.typed::<ByteArrayType>().write_batch(&present, Some(&levels), None)?;
        }
    }
    Ok(())
}

fn empty_like(table: &Table) -> Table {
    let columns = table.columns.iter().map(|column| {
        let values = match column.values {
            Values::F64(_) => Values::F64(Vec::new()),
            Values::I64(_) => Values::I64(Vec::new()),
            Values::Text(_) => Values::Text(Vec::new()),
        };
        Column { name: column.name.clone(), unit: column.unit.clone(), values }
    });
    Table { columns: columns.collect() }
}

fn append(to: &mut Values, values: &Values, start: usize, end: usize) {
    match (to, values) {
        (Values::F64(to), Values::F64(values)) => to.extend_from_slice(&values[start..end]),
        (Values::I64(to), Values::I64(values)) => to.extend_from_slice(&values[start..end]),
        (Values::Text(to), Values::Text(values)) => to.extend_from_slice(&values[start..end]),
        _ => {} // the schema was checked
    }
}

fn clear(values: &mut Values) {
    match values {
        Values::F64(values) => values.clear(),
        Values::I64(values) => values.clear(),
        Values::Text(values) => values.clear(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    #[test]
    fn what_was_written_is_read_back_over_many_groups() {
        let rows = 3 * ParquetWriter::<Vec<u8>>::ROWS_PER_GROUP / 2;
        let number = |row: usize| if row.is_multiple_of(3) { f64::NAN } else { row as f64 / 7.0 };
        let text = |row: usize| if row.is_multiple_of(2) { String::new() } else { format!("e{}", row % 5) };
        let table = Table {
            columns: vec![
                Column::moments("time_nanos", (0..rows as i64).map(|row| row * 1_000_000).collect()),
                Column::numbers("a_mv", "mV", (0..rows).map(number).collect()),
                Column::texts("label", (0..rows).map(text).collect()),
            ],
        };
        let mut bytes = Vec::new();
        let mut writer = Box::new(ParquetWriter::new(&mut bytes));
        writer.push(&table).unwrap();
        writer.push(&table).unwrap();
        writer.finish().unwrap();

        let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
        assert_eq!(reader.metadata().num_row_groups(), 3);
        let pairs = reader.metadata().file_metadata().key_value_metadata().unwrap();
        assert!(pairs[0].value.as_deref().unwrap().contains("\"a_mv\":\"mV\""));
        let mut count = 0;
        for (row, record) in reader.get_row_iter(None).unwrap().enumerate() {
            let record = record.unwrap();
            let row = row % rows;
            let fields: Vec<_> = record.get_column_iter().map(|(_, field)| field.clone()).collect();
            let expected = number(row);
            assert!(if expected.is_nan() { fields[1] == Field::Null } else { fields[1] == Field::Double(expected) });
            assert!(if row.is_multiple_of(2) { fields[2] == Field::Null } else { fields[2] == Field::Str(text(row)) });
            count += 1;
        }
        assert_eq!(count, 2 * rows);
    }

    #[test]
    fn a_file_of_no_table_is_whole() {
        let mut bytes = Vec::new();
        Box::new(ParquetWriter::new(&mut bytes)).finish().unwrap();
        assert_eq!(SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap().metadata().num_row_groups(), 0);
    }
}
