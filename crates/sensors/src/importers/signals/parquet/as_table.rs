//! A Parquet file as the text of a table, so that a map of columns, and the many names that columns have, mean the same in both.
//!
//! Numbers are written so that they come back as they were; moments as nanoseconds since 1970; missing is an empty cell.

use std::fmt::Write as _;
use std::io::{self, Read};

use parquet::record::reader::RowIter;
use parquet::record::{Field, Row};

use super::guarded;

/// The text of a table, row by row.
pub(super) struct AsTable {
    rows: RowIter<'static>,
    line: String,
    handed_out: usize,
    is_ended: bool,
}

impl AsTable {
    /// The rows under the names of their columns.
    pub(super) fn new<'a>(names: impl Iterator<Item = &'a str>, rows: RowIter<'static>) -> Self {
        let mut line = String::new();
        for (place, name) in names.enumerate() {
            text(&mut line, place, name);
        }
        line.push('\n');
        Self { rows, line, handed_out: 0, is_ended: false }
    }

    fn next_line(&mut self) -> io::Result<()> {
        let rows = &mut self.rows;
        let row = guarded(|| rows.next().transpose()).map_err(|why| io::Error::new(io::ErrorKind::InvalidData, why))?;
        self.line.clear();
        self.handed_out = 0;
        match row {
            Some(row) => write_row(&mut self.line, &row),
            None => self.is_ended = true,
        }
        Ok(())
    }
}

impl Read for AsTable {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while self.handed_out == self.line.len() && !self.is_ended {
            self.next_line()?;
        }
        let left = &self.line.as_bytes()[self.handed_out..];
        let count = left.len().min(to.len());
        to[..count].copy_from_slice(&left[..count]);
        self.handed_out += count;
        Ok(count)
    }
}

fn write_row(line: &mut String, row: &Row) {
    for (place, (_, field)) in row.get_column_iter().enumerate() {
        match field {
            Field::Str(own) => text(line, place, own),
            Field::TimestampMillis(millis) => number(line, place, i128::from(*millis) * 1_000_000),
            Field::TimestampMicros(micros) => number(line, place, i128::from(*micros) * 1_000),
            Field::Long(own) => number(line, place, own),
            Field::ULong(own) => number(line, place, own),
            other => match super::number(other) {
                Some(own) if !own.is_nan() => number(line, place, own),
                _ => text(line, place, ""),
            },
        }
    }
    line.push('\n');
}

fn number(line: &mut String, place: usize, number: impl std::fmt::Display) {
    // Writing to a text cannot fail.
    let _ = write!(line, "{}{number}", if place == 0 { "" } else { "," });
}

fn text(line: &mut String, place: usize, own: &str) {
    if place > 0 {
        line.push(',');
    }
    if own.contains(['"', ',', '\n', '\r', '\t', ';']) {
        line.push('"');
        line.push_str(&own.replace('"', "\"\"").replace(['\n', '\r'], " "));
        line.push('"');
    } else {
        line.push_str(own);
    }
}
