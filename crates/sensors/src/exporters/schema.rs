//! The columns that a file has, and whether a table fits them.

use attentive_types::{Table, Values};

use super::ExportError;

/// Names, units and kinds of the columns of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    /// Name and unit of each column, in order.
    pub columns: Vec<(String, String)>,
    kinds: Vec<&'static str>,
}

impl Schema {
    /// The schema of a file's first table.
    ///
    /// # Errors
    /// When two columns share a name or the columns are of unequal length.
    pub fn of(table: &Table) -> Result<Self, ExportError> {
        for (place, column) in table.columns.iter().enumerate() {
            if table.columns.iter().take(place).any(|earlier| earlier.name == column.name) {
                return Err(ExportError::Shape(format!("two columns are called {}", column.name)));
            }
        }
        let columns = table.columns.iter().map(|column| (column.name.clone(), column.unit.clone())).collect();
        let schema = Self { columns, kinds: table.columns.iter().map(|column| kind(&column.values)).collect() };
        schema.check(table)?;
        Ok(schema)
    }

    /// Whether a table has these columns, all of the same length.
    ///
    /// # Errors
    /// When it does not; the text says where.
    pub fn check(&self, table: &Table) -> Result<(), ExportError> {
        if table.columns.len() != self.columns.len() {
            let (expected, found) = (self.columns.len(), table.columns.len());
            return Err(ExportError::Shape(format!("expected {expected} columns, found {found}")));
        }
        let rows = table.columns.first().map_or(0, |column| column.values.len());
        for (place, column) in table.columns.iter().enumerate() {
            let ((name, _), expected, found) = (&self.columns[place], self.kinds[place], kind(&column.values));
            if *name != column.name || expected != found {
                let own = &column.name;
                let place = place + 1;
                return Err(ExportError::Shape(format!(
                    "expected column {name} ({expected}) at place {place}, found {own} ({found})"
                )));
            }
            if column.values.len() != rows {
                let (own, length, first) = (&column.name, column.values.len(), &self.columns[0].0);
                return Err(ExportError::Shape(format!("column {own} has {length} rows, {first} has {rows}")));
            }
        }
        Ok(())
    }
}

fn kind(values: &Values) -> &'static str {
    match values {
        Values::F64(_) => "numbers",
        Values::I64(_) => "whole numbers",
        Values::Text(_) => "texts",
    }
}
