//! How a table is written: what parts its cells, and where it begins.

use super::super::Source;
use super::super::head::Head;
use super::number::number;

/// How the cells of a table are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// The byte between cells; `\n` when each line is one cell.
    pub separator: u8,
    /// Whether numbers have a decimal comma.
    pub decimal_comma: bool,
}

/// What the beginning of a table shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Sketch {
    /// How it is written.
    pub dialect: Dialect,
    /// Names of the columns; empty when the table has no header.
    pub names: Vec<String>,
    /// The line of the first row, counted from 1.
    pub first_row: usize,
    /// Cells of a row.
    pub width: usize,
    /// The first rows, as text.
    pub rows: Vec<Vec<String>>,
    /// How many lines stand before the header and are no comments.
    pub lines_before: usize,
}

/// Words that stand for a missing value, in small letters.
const MISSING: [&str; 11] = ["", "nan", "na", "n/a", "null", "none", "-", ".", "--", "-nan", "nil"];

/// Whether a cell says that its value is missing.
#[must_use]
pub(in super::super) fn is_missing(cell: &[u8]) -> bool {
    cell.len() <= 4 && MISSING.iter().any(|word| cell.eq_ignore_ascii_case(word.as_bytes()))
}

impl Dialect {
    /// The cells of a line, unquoted and trimmed.
    #[must_use]
    pub fn cells(self, line: &[u8]) -> Vec<String> {
        let mut cells = Vec::new();
        let mut rest = line;
        loop {
            let (cell, after) = self.cell(rest);
            cells.push(words(&unquoted(cell)));
            match after {
                Some(after) => rest = after,
                None => return cells,
            }
        }
    }

    /// The first cell with its quotes, and what follows the separator; `None` when nothing does.
    #[must_use]
    pub fn cell(self, line: &[u8]) -> (&[u8], Option<&[u8]>) {
        let quoted = if line.first() == Some(&b'"') { end_of_quotes(line) } else { 0 };
        match memchr::memchr(self.separator, &line[quoted..]) {
            Some(place) => (&line[..quoted + place], Some(&line[quoted + place + 1..])),
            None => (line, None),
        }
    }

    /// The number in a cell; `None` when there is none.
    #[must_use]
    pub fn number(self, cell: &str) -> Option<f64> {
        if self.decimal_comma { number(cell.replacen(',', ".", 1).as_bytes()) } else { number(cell.as_bytes()) }
    }
}

/// Behind the closing quotation mark of a line that begins with one; 0 when it is never closed.
fn end_of_quotes(line: &[u8]) -> usize {
    let mut place = 1;
    while let Some(found) = memchr::memchr(b'"', &line[place..]) {
        place += found + 1;
        if line.get(place) != Some(&b'"') {
            return place;
        }
        place += 1;
    }
    0
}

/// A cell without blanks and quotation marks around it.
#[must_use]
pub(super) fn unquoted(cell: &[u8]) -> std::borrow::Cow<'_, [u8]> {
    let cell = cell.trim_ascii();
    match cell.strip_prefix(b"\"").and_then(|cell| cell.strip_suffix(b"\"")) {
        Some(inner) if memchr::memchr(b'"', inner).is_some() => {
            std::borrow::Cow::Owned(String::from_utf8_lossy(inner).replace("\"\"", "\"").into_bytes())
        }
        Some(inner) => std::borrow::Cow::Borrowed(inner.trim_ascii()),
        None => std::borrow::Cow::Borrowed(cell),
    }
}

/// Bytes as text: UTF-8, and what is not as Latin-1, in which old instruments write their units.
fn words(cell: &[u8]) -> String {
    match std::str::from_utf8(cell) {
        Ok(text) => text.to_owned(),
        Err(_) => cell.iter().map(|byte| char::from(*byte)).collect(),
    }
}

impl Sketch {
    /// How many rows are looked at.
    const MOST_ROWS: usize = 500;

    /// Looks at the beginning of a table; `None` when it is no table.
    #[must_use]
    pub fn of(head: &Head<'_>) -> Option<Self> {
        let lines: Vec<(usize, &[u8])> = head
            .lines()?
            .enumerate()
            .map(|(place, line)| (place + 1, line))
            .filter(|(_, line)| !is_blank(line) && !is_comment(line))
            .take(Self::MOST_ROWS)
            .collect();
        if matches!(lines.first()?.1.trim_ascii_start().first(), Some(b'{' | b'[' | b'<')) {
            return None;
        }
        let (separator, width) = separator_of(&lines)?;
        let mut dialect = Dialect { separator, decimal_comma: false };
        let is_row = |line: &[u8]| dialect.cells(line).len() == width;
        let begin = lines.iter().position(|(_, line)| is_row(line))?;
        let cells: Vec<(usize, Vec<String>)> =
            lines[begin..].iter().map(|(place, line)| (*place, dialect.cells(line))).collect();
        dialect.decimal_comma = separator != b',' && has_decimal_commas(&cells);
        let (names, rows) = match cells.first()? {
            (_, first) if is_header(dialect, first) => (first.clone(), &cells[1..]),
            _ => (Vec::new(), &cells[..]),
        };
        // Names without a first one: a row index that pandas wrote, or one name fewer than there are cells.
        let first_row = rows.first().map_or(cells.first()?.0 + 1, |(place, _)| *place);
        let rows = rows.iter().map(|(_, row)| row.clone()).filter(|row| row.len() == width).collect();
        Some(Self { dialect, names, first_row, width, rows, lines_before: begin })
    }

    /// Whether most cells of its rows are numbers or missing, in at least one row.
    #[must_use]
    pub fn is_numeric(&self) -> bool {
        let cells = self.rows.iter().flatten();
        let numbers = cells.clone().filter(|cell| self.dialect.number(cell).is_some()).count();
        !self.rows.is_empty() && numbers * 4 >= cells.filter(|cell| !is_missing(cell.as_bytes())).count() && numbers > 0
    }

    /// About how many rows the table has in all, by the bytes of its first lines; `None` where nobody knows how long the source is. Of a
    /// packed file it is too low.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    pub fn rows_in(&self, source: &Source) -> Option<f64> {
        let head = source.head();
        let lines = memchr::memchr_iter(b'\n', head.bytes).count().max(1) as f64;
        if head.is_whole {
            return Some((lines - (self.first_row - 1) as f64).max(1.0));
        }
        let total = source.progress().bytes_total()? as f64;
        Some(lines * (total / head.bytes.len().max(1) as f64).max(1.0))
    }

    /// The place of the column of that name, whatever the case of its letters; `None` when there is none.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|found| found.eq_ignore_ascii_case(name))
    }

    /// The numbers in a column of the first rows.
    #[must_use]
    pub fn numbers(&self, column: usize) -> Vec<f64> {
        let cells = self.rows.iter().filter_map(|row| row.get(column));
        cells.filter_map(|cell| self.dialect.number(cell)).collect()
    }

    /// Whether a column of the first rows holds anything but numbers and missing values.
    #[must_use]
    pub fn is_text(&self, column: usize) -> bool {
        let mut cells = self.rows.iter().filter_map(|row| row.get(column));
        cells.any(|cell| !is_missing(cell.as_bytes()) && self.dialect.number(cell).is_none())
    }
}

/// Whether a line holds nothing.
#[must_use]
pub(in super::super) fn is_blank(line: &[u8]) -> bool {
    line.trim_ascii().is_empty()
}

/// Whether a line is a comment.
#[must_use]
pub(in super::super) fn is_comment(line: &[u8]) -> bool {
    matches!(line.first(), Some(b'#' | b'%'))
}

/// The separator that parts most lines into the same number of cells, and that number.
fn separator_of(lines: &[(usize, &[u8])]) -> Option<(u8, usize)> {
    let mut best: Option<(u8, usize)> = None;
    let mut most = 0;
    for separator in [b'\t', b';', b',', b' '] {
        let dialect = Dialect { separator, decimal_comma: false };
        let mut widths: Vec<usize> = lines.iter().map(|(_, line)| dialect.cells(line).len()).collect();
        widths.sort_unstable();
        let (width, count) = widths
            .chunk_by(|left, right| left == right)
            .map(|same| (same[0], same.len()))
            .max_by_key(|(_, count)| *count)?;
        // At equal agreement the separator that is looked at first wins: a comma may be part of a number.
        if width > 1 && count * 10 >= lines.len() * 6 && count > most {
            (best, most) = (Some((separator, width)), count + lines.len() / 20);
        }
    }
    Some(best.unwrap_or((b'\n', 1)))
}

/// Whether cells look like `587,8906`, and none like `587.8906`.
fn has_decimal_commas(rows: &[(usize, Vec<String>)]) -> bool {
    let cells = || rows.iter().skip(1).flat_map(|(_, row)| row);
    let with = |mark: char| {
        cells().filter(move |cell| {
            let parts: Vec<&str> = cell.trim_start_matches(['-', '+']).split(mark).collect();
            parts.len() == 2 && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
        })
    };
    with(',').count() > with('.').count()
}

/// Whether cells are names: some are words, and fewer than a third are numbers.
fn is_header(dialect: Dialect, cells: &[String]) -> bool {
    let numbers = cells.iter().filter(|cell| dialect.number(cell).is_some()).count();
    let words = cells.iter().filter(|cell| dialect.number(cell).is_none() && !is_missing(cell.as_bytes())).count();
    words > 0 && numbers * 3 <= cells.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sketch(text: &str) -> Sketch {
        let head = Head { bytes: text.as_bytes(), is_whole: true, names_in_folder: None, path: None };
        Sketch::of(&head).unwrap()
    }

    #[test]
    fn separators_and_headers_are_seen() {
        let seen = |text| {
            let sketch = sketch(text);
            (sketch.dialect.separator, sketch.names.len(), sketch.first_row, sketch.dialect.decimal_comma)
        };
        assert_eq!(seen("t,x,y\n1,2,3\n2,3,4\n"), (b',', 3, 2, false));
        assert_eq!(seen("t\tx\n1\t2,5\n2\t3,5\n"), (b'\t', 2, 2, true));
        assert_eq!(seen("# made by hand\n\nt;x\n1;2,5\n2;3,5\n"), (b';', 2, 4, true));
        assert_eq!(seen("0.1,0.2\n0.3,0.4\n"), (b',', 0, 1, false));
        assert_eq!(seen("ppg\n62\n61\n"), (b'\n', 1, 2, false));
        assert_eq!(seen("800\n810\n"), (b'\n', 0, 1, false));
        assert_eq!(seen(",rr\n0,992.0\n1,1016\n"), (b',', 2, 2, false));
    }

    #[test]
    fn quotes_hold_separators() {
        let dialect = Dialect { separator: b',', decimal_comma: false };
        assert_eq!(dialect.cells(b"\"a, b\",\"say \"\"x\"\"\", c "), ["a, b", "say \"x\"", "c"]);
        assert_eq!(dialect.cells(b"\"never closed,1"), ["\"never closed", "1"]);
        assert_eq!(dialect.cells(b""), [""]);
    }
}
