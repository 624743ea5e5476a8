//! Tables of text with a header: columns by name, people by name.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use anyhow::Context;

/// A table, its cells as they stand.
pub struct Table {
    file: String,
    place_of: BTreeMap<String, usize>,
    /// Row by row.
    pub rows: Vec<Vec<String>>,
}

/// The text of a file, unpacked where its name ends in `gz`.
pub fn text(file: &Path) -> anyhow::Result<String> {
    let bytes = std::fs::read(file).with_context(|| format!("could not read {}", file.display()))?;
    if file.extension().is_none_or(|ending| ending != "gz") {
        return String::from_utf8(bytes).with_context(|| format!("{} is not UTF-8", file.display()));
    }
    let mut text = String::new();
    flate2::read::GzDecoder::new(bytes.as_slice())
        .read_to_string(&mut text)
        .with_context(|| format!("could not unpack {}", file.display()))?;
    Ok(text)
}

impl Table {
    /// Reads a table whose cells are parted by `part`; quoted cells may hold it too.
    pub fn read(file: &Path, part: char) -> anyhow::Result<Self> {
        let text = text(file)?;
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(u8::try_from(part)?)
            .trim(csv::Trim::All)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let told = || format!("could not read {}", file.display());
        let place_of = reader
            .headers()
            .with_context(told)?
            .iter()
            .enumerate()
            .map(|(place, name)| (name.to_owned(), place))
            .collect();
        let row = |row: csv::Result<csv::StringRecord>| Ok(row?.iter().map(str::to_owned).collect());
        let rows = reader.records().map(row).collect::<csv::Result<_>>().with_context(told)?;
        Ok(Self { file: file.display().to_string(), place_of, rows })
    }

    /// Where a column stands.
    pub fn place(&self, name: &str) -> anyhow::Result<usize> {
        self.place_of.get(name).copied().with_context(|| format!("{} has no column {name:?}", self.file))
    }

    /// Names of the columns, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.place_of.keys().map(String::as_str)
    }

    /// A column of words.
    pub fn words(&self, name: &str) -> anyhow::Result<Vec<&str>> {
        let place = self.place(name)?;
        Ok(self.rows.iter().map(|row| row[place].as_str()).collect())
    }

    /// A column of numbers; empty cells are NaN, others that are no number an error.
    pub fn numbers(&self, name: &str) -> anyhow::Result<Vec<f32>> {
        let place = self.place(name)?;
        let number = |(line, row): (usize, &Vec<String>)| {
            let cell = row[place].as_str();
            if cell.is_empty() || cell.eq_ignore_ascii_case("nan") {
                return Ok(f32::NAN);
            }
            cell.parse::<f32>()
                .with_context(|| format!("{}, row {}, column {name:?}: {cell:?} is no number", self.file, line + 1))
        };
        self.rows.iter().enumerate().map(number).collect()
    }
}

/// A number for each name, in the order in which they first came.
pub fn numbered<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<u32> {
    let mut known: BTreeMap<&str, u32> = BTreeMap::new();
    names
        .into_iter()
        .map(|name| {
            let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
            *known.entry(name).or_insert(next)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_another_length_is_told_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("table.csv");
        std::fs::write(&file, "a,b\n1,2\n3\n").unwrap();
        let error = format!("{:#}", Table::read(&file, ',').err().unwrap());
        assert!(error.contains("line: 3"), "{error}");
    }

    #[test]
    fn people_are_numbered_as_they_come() {
        assert_eq!(numbered(["b", "a", "b"]), [0, 1, 0]);
    }
}
