//! Files as results. How does what was read and found leave the program? Noun in: [`Table`] after [`Table`]; noun out: a
//! file that other programs read.
//!
//! ```text
//! Table, Table, ... -> TableWriter::push -> finish -> CSV or Parquet
//! ```
//!
//! Tables that follow one another have the same columns and become one file, so that a recording of any length is written
//! in bounded memory. Missing numbers (NaN) are empty cells in CSV and null in Parquet.
//!
//! A new format is its file, its `mod` line and its place in [`TableFormat`].

pub mod csv;
pub mod parquet;
mod schema;

use std::io::Write;
use std::path::Path;

use attentive_types::Table;

pub use csv::CsvWriter;
pub use parquet::ParquetWriter;
pub use schema::Schema;

/// A form in which tables are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableFormat {
    /// Text, one line for each row: read by everything, large and slow.
    Csv,
    /// Packed columns with types and units: small, fast, for pandas, polars, DuckDB, R.
    Parquet,
}

impl TableFormat {
    /// The format that the end of a file's name tells, `.csv` or `.parquet`; `None` for any other.
    #[must_use]
    pub fn of_path(path: &Path) -> Option<Self> {
        match path.extension()?.to_ascii_lowercase().to_str()? {
            "csv" => Some(Self::Csv),
            "parquet" => Some(Self::Parquet),
            _ => None,
        }
    }

    /// Begins a file of this format.
    #[must_use]
    pub fn writer<'a>(self, to: impl Write + Send + 'a) -> Box<dyn TableWriter + 'a> {
        match self {
            Self::Csv => Box::new(CsvWriter::new(to)),
            Self::Parquet => Box::new(ParquetWriter::new(to)),
        }
    }
}

/// Something that writes tables of the same columns into one file.
pub trait TableWriter {
    /// Adds the rows of a table. The first table decides the columns.
    ///
    /// # Errors
    /// When the table has other columns than the first, columns of unequal length, or the file cannot be written.
    fn push(&mut self, table: &Table) -> Result<(), ExportError>;

    /// Writes what waits and the end of the file. Without it a file is not whole.
    ///
    /// # Errors
    /// When the file cannot be written.
    fn finish(self: Box<Self>) -> Result<(), ExportError>;
}

/// Writes one table as a file.
///
/// # Errors
/// When the table's columns are of unequal length or share a name, or the file cannot be written.
pub fn write_table(table: &Table, format: TableFormat, path: &Path) -> Result<(), ExportError> {
    let file = std::io::BufWriter::new(std::fs::File::create(path)?);
    let mut writer = format.writer(file);
    writer.push(table)?;
    writer.finish()
}

/// Why a table could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The columns do not fit together.
    #[error("the table does not fit: {0}")]
    Shape(String),
    /// The file could not be written.
    #[error("the file cannot be written ({0})")]
    Io(#[from] std::io::Error),
    /// The Parquet library refused.
    #[error("the Parquet file cannot be written ({0})")]
    Parquet(#[from] ::parquet::errors::ParquetError),
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::Column;

    #[test]
    fn the_end_of_the_name_tells_the_format() {
        assert_eq!(TableFormat::of_path(Path::new("a/b.CSV")), Some(TableFormat::Csv));
        assert_eq!(TableFormat::of_path(Path::new("b.parquet")), Some(TableFormat::Parquet));
        assert_eq!(TableFormat::of_path(Path::new("csv")), None);
    }

    #[test]
    fn tables_that_do_not_fit_are_refused_by_every_format() {
        let table = |name: &str, values: &[f64]| Table { columns: vec![Column::numbers(name, "", values.to_vec())] };
        for format in [TableFormat::Csv, TableFormat::Parquet] {
            let mut bytes = Vec::new();
            let mut writer = format.writer(&mut bytes);
            writer.push(&table("a_s", &[1.0])).unwrap();
            let error = writer.push(&table("b_s", &[1.0])).unwrap_err().to_string();
            assert_eq!(error, "the table does not fit: expected column a_s (numbers) at place 1, found b_s (numbers)");
            let mut uneven = table("a_s", &[1.0]);
            uneven.columns.push(Column::numbers("b_s", "", vec![]));
            let error = format.writer(Vec::new()).push(&uneven).unwrap_err().to_string();
            assert_eq!(error, "the table does not fit: column b_s has 0 rows, a_s has 1");
            let twice = Table { columns: vec![Column::texts("a", vec![]), Column::texts("a", vec![])] };
            let error = format.writer(Vec::new()).push(&twice).unwrap_err().to_string();
            assert_eq!(error, "the table does not fit: two columns are called a");
        }
    }
}
