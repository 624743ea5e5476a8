//! Tables as CSV (RFC 4180): UTF-8, commas, a header of names, `\n` at line ends.
//!
//! Numbers are written with the fewest digits that give the same number back; missing ones are empty. A text with a comma,
//! a quote or a line end is quoted.

use std::io::{BufWriter, Write};

use attentive_types::{Table, Values};

use super::{ExportError, Schema, TableWriter};

/// Writes tables as CSV.
#[derive(Debug)]
pub struct CsvWriter<W: Write> {
    to: BufWriter<W>,
    schema: Option<Schema>,
}

impl<W: Write> CsvWriter<W> {
    /// Begins a file.
    #[must_use]
    pub fn new(to: W) -> Self {
        Self { to: BufWriter::with_capacity(1 << 16, to), schema: None }
    }

    fn header(&mut self, table: &Table) -> Result<(), ExportError> {
        self.schema = Some(Schema::of(table)?);
        for (place, column) in table.columns.iter().enumerate() {
            self.separate(place)?;
            self.text(&column.name)?;
        }
        Ok(self.to.write_all(b"\n")?)
    }

    fn separate(&mut self, place: usize) -> Result<(), ExportError> {
        if place > 0 {
            self.to.write_all(b",")?;
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), ExportError> {
        if text.contains(['"', ',', '\n', '\r']) {
            return Ok(write!(self.to, "\"{}\"", text.replace('"', "\"\""))?);
        }
        Ok(self.to.write_all(text.as_bytes())?)
    }

    fn value(&mut self, values: &Values, row: usize) -> Result<(), ExportError> {
        match values {
            Values::F64(values) if values[row].is_nan() => Ok(()),
            Values::F64(values) => self.number(values[row]),
            Values::I64(values) => Ok(write!(self.to, "{}", values[row])?),
            Values::Text(values) => self.text(&values[row]),
        }
    }

    /// Very large and very small numbers with an exponent, so that none takes hundreds of digits.
    fn number(&mut self, number: f64) -> Result<(), ExportError> {
        let size = number.abs();
        if number != 0.0 && !(1e-5..1e16).contains(&size) && number.is_finite() {
            return Ok(write!(self.to, "{number:e}")?);
        }
        Ok(write!(self.to, "{number}")?)
    }
}

impl<W: Write> TableWriter for CsvWriter<W> {
    fn push(&mut self, table: &Table) -> Result<(), ExportError> {
        match &self.schema {
            Some(schema) => schema.check(table)?,
            None => self.header(table)?,
        }
        for row in 0..table.rows() {
            for (place, column) in table.columns.iter().enumerate() {
                self.separate(place)?;
                self.value(&column.values, row)?;
            }
            self.to.write_all(b"\n")?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), ExportError> {
        Ok(self.to.flush()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::Column;
    use proptest::prelude::*;

    fn csv_of(tables: &[Table]) -> String {
        let mut bytes = Vec::new();
        let mut writer = Box::new(CsvWriter::new(&mut bytes));
        for table in tables {
            writer.push(table).unwrap();
        }
        writer.finish().unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn missing_is_an_empty_cell_and_commas_are_quoted() {
        let table = Table {
            columns: vec![
                Column::moments("start_nanos", vec![1, 2]),
                Column::numbers("a_mv", "mV", vec![f64::NAN, 0.1]),
                Column::texts("label", vec!["a, \"b\"".into(), String::new()]),
            ],
        };
        let rows = "1,,\"a, \"\"b\"\"\"\n2,0.1,\n";
        assert_eq!(csv_of(&[table.clone(), table]), format!("start_nanos,a_mv,label\n{rows}{rows}"));
    }

    proptest! {
        #[test]
        fn a_number_comes_back_as_it_was(bits in any::<u64>()) {
            let number = f64::from_bits(bits);
            prop_assume!(number.is_finite());
            let text = csv_of(&[Table { columns: vec![Column::numbers("a", "", vec![number])] }]);
            let cell = text.lines().nth(1).unwrap();
            prop_assert!(cell.len() < 30);
            prop_assert_eq!(cell.parse::<f64>().unwrap().to_bits(), bits);
        }
    }
}
