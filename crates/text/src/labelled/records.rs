//! Where does a record end, and what are its cells? One record after the other from a stream, each bad one an error of its own.
//!
//! In CSV a quoted cell may hold line ends (RFC 4180). A quote that never closes would swallow the rest of the file; so after a megabyte it costs its line, and reading goes on with the next one.
//! In TSV a quote is a sign like others unless the cell both begins and ends with one on the same line: few programs that write TSV quote.

use std::collections::VecDeque;
use std::io::{BufRead, Read};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use serde_json::{Map, Value};

use super::{BadRecord, Flaw, Format};

/// Bytes of a record at most.
pub(super) const LONGEST: usize = 1 << 20;

/// A record.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Record {
    /// The line that it begins on, from 1.
    pub(crate) line: u64,
    pub(crate) cells: Cells,
}

/// What a record holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cells {
    InOrder(Vec<String>),
    ByKey(Map<String, Value>),
}

/// A line as it was read; `None` when it was longer than a record may be.
pub(crate) type Line = Option<Vec<u8>>;

pub(crate) struct Records<R> {
    input: R,
    format: Format,
    csv: Reader,
    /// The line that comes next, from 1.
    line: u64,
    /// Lines that were read ahead for a quote that did not close.
    ahead: VecDeque<Line>,
}

impl<R: BufRead> Records<R> {
    pub(crate) fn new(input: R, format: Format) -> Self {
        let delimiter = if let Format::Table(part) = format { part } else { b',' };
        let csv = ReaderBuilder::new().delimiter(delimiter).build();
        Self { input, format, csv, line: 1, ahead: VecDeque::new() }
    }

    /// The next record; `None` at the end. Empty lines are passed over.
    pub(crate) fn next(&mut self) -> Option<Result<Record, BadRecord>> {
        loop {
            let line = self.line;
            let bad = |flaw| Some(Err(BadRecord { line, flaw }));
            let bytes = match self.next_line() {
                Err(error) => return bad(Flaw::Unreadable { why: error.to_string() }),
                Ok(None) => return None,
                Ok(Some(None)) => return bad(Flaw::TooLong { most: LONGEST }),
                Ok(Some(Some(bytes))) => bytes,
            };
            if bytes.trim_ascii().is_empty() {
                continue;
            }
            let cells = match self.format {
                Format::JsonLines => json(&bytes),
                Format::Lines => line_of(&bytes),
                Format::Table(b'\t') => tabbed(&bytes),
                Format::Table(part) => match self.quoted_to_the_end(bytes, part) {
                    Ok(bytes) => self.parted(&bytes),
                    Err(flaw) => Err(flaw),
                },
            };
            return Some(cells.map(|cells| Record { line, cells }).map_err(|flaw| BadRecord { line, flaw }));
        }
    }

    /// Adds lines until all quotes are closed.
    fn quoted_to_the_end(&mut self, mut bytes: Vec<u8>, part: u8) -> Result<Vec<u8>, Flaw> {
        let mut quote = Quote::Start.after(&bytes, part);
        let from = self.line;
        let mut taken = VecDeque::new();
        while quote == Quote::Inside {
            let line = self.next_line().map_err(|error| Flaw::Unreadable { why: error.to_string() })?;
            let Some(Some(next)) = &line else {
                taken.extend(line);
                return Err(self.give_back(taken, from));
            };
            bytes.extend_from_slice(next);
            quote = quote.after(next, part);
            taken.extend(line);
            if bytes.len() > LONGEST {
                return Err(self.give_back(taken, from));
            }
        }
        Ok(bytes)
    }

    fn give_back(&mut self, mut taken: VecDeque<Line>, from: u64) -> Flaw {
        taken.append(&mut self.ahead);
        self.ahead = taken;
        self.line = from;
        Flaw::OpenQuote
    }

    fn parted(&mut self, bytes: &[u8]) -> Result<Cells, Flaw> {
        let text = std::str::from_utf8(bytes).map_err(|_| Flaw::NotUtf8)?;
        self.csv.reset();
        // Cells are never longer than what they were written as.
        let mut output = vec![0; text.len()];
        let mut ends = vec![0; bytes.len() / 2 + 2];
        let (mut read, mut written, mut count) = (0, 0, 0);
        loop {
            let (result, input, out, found) =
                self.csv.read_record(&bytes[read..], &mut output[written..], &mut ends[count..]);
            (read, written, count) = (read + input, written + out, count + found);
            match result {
                ReadRecordResult::Record | ReadRecordResult::End => break,
                // An empty input tells the reader that this is the end.
                ReadRecordResult::InputEmpty if input > 0 || read == bytes.len() => {}
                ReadRecordResult::OutputFull => output.resize(output.len() * 2 + 16, 0),
                ReadRecordResult::OutputEndsFull => ends.resize(ends.len() * 2 + 16, 0),
                ReadRecordResult::InputEmpty => break,
            }
        }
        let mut from = 0;
        let cell = |end: &usize| {
            let cell = output.get(from..*end).unwrap_or_default();
            from = *end;
            std::str::from_utf8(cell).map(str::to_owned).map_err(|_| Flaw::NotUtf8)
        };
        ends[..count].iter().map(cell).collect::<Result<_, _>>().map(Cells::InOrder)
    }

    /// The next line with its end; the inner `None` is a line that was too long, of which nothing was kept.
    pub(crate) fn next_line(&mut self) -> std::io::Result<Option<Line>> {
        if let Some(line) = self.ahead.pop_front() {
            self.line += 1;
            return Ok(Some(line));
        }
        let mut bytes = Vec::new();
        self.input.by_ref().take(LONGEST as u64 + 1).read_until(b'\n', &mut bytes)?;
        if bytes.is_empty() {
            return Ok(None);
        }
        self.line += 1;
        if bytes.len() <= LONGEST {
            return Ok(Some(Some(bytes)));
        }
        while !bytes.ends_with(b"\n") {
            bytes.clear();
            if self.input.by_ref().take(LONGEST as u64).read_until(b'\n', &mut bytes)? == 0 {
                break;
            }
        }
        Ok(Some(None))
    }
}

/// Where one is between quotes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quote {
    /// At the start of a cell: a quote opens.
    Start,
    /// In a cell without quotes: a quote is a sign like others.
    Plain,
    Inside,
    /// After a quote within quotes: the end, or one half of a doubled one.
    Closing,
}

impl Quote {
    fn after(self, bytes: &[u8], part: u8) -> Self {
        bytes.iter().fold(self, |quote, byte| match (quote, *byte) {
            (Self::Inside, b'"') => Self::Closing,
            (Self::Inside, _) => Self::Inside,
            (Self::Closing | Self::Start, b'"') => Self::Inside,
            (_, byte) if byte == part => Self::Start,
            _ => Self::Plain,
        })
    }
}

fn line_of(bytes: &[u8]) -> Result<Cells, Flaw> {
    let text = std::str::from_utf8(bytes).map_err(|_| Flaw::NotUtf8)?;
    Ok(Cells::InOrder(vec![text.trim_end_matches(['\r', '\n']).to_owned()]))
}

fn tabbed(bytes: &[u8]) -> Result<Cells, Flaw> {
    let text = std::str::from_utf8(bytes).map_err(|_| Flaw::NotUtf8)?;
    let cell = |cell: &str| match cell.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(quoted) if !quoted.replace("\"\"", "").contains('"') => quoted.replace("\"\"", "\""),
        _ => cell.to_owned(),
    };
    Ok(Cells::InOrder(text.trim_end_matches(['\r', '\n']).split('\t').map(cell).collect()))
}

fn json(bytes: &[u8]) -> Result<Cells, Flaw> {
    let text = std::str::from_utf8(bytes).map_err(|_| Flaw::NotUtf8)?;
    serde_json::from_str(text).map(Cells::ByKey).map_err(|error| Flaw::NotJson { why: error.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(bytes: &[u8], part: u8) -> Vec<Result<Vec<String>, (u64, Flaw)>> {
        let mut records = Records::new(bytes, Format::Table(part));
        std::iter::from_fn(|| records.next())
            .map(|record| match record {
                Ok(Record { cells: Cells::InOrder(cells), .. }) => Ok(cells),
                Ok(_) => unreachable!("a table"),
                Err(bad) => Err((bad.line, bad.flaw)),
            })
            .collect()
    }

    fn row(cells: &[&str]) -> Result<Vec<String>, (u64, Flaw)> {
        Ok(cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn quotes_hold_parts_quotes_and_line_ends() {
        let file = b"\"a, \"\"b\"\"\nc\",1\r\n5\" screen,2\n\"\",3\n,\n";
        assert_eq!(
            cells(file, b','),
            [row(&["a, \"b\"\nc", "1"]), row(&["5\" screen", "2"]), row(&["", "3"]), row(&["", ""])]
        );
    }

    #[test]
    fn a_quote_that_never_closes_costs_its_line() {
        let file = [b"\"open,1\n".to_vec(), b"fine,2\n".repeat(3)].concat();
        let found = cells(&file, b',');
        assert_eq!(found[0], Err((1, Flaw::OpenQuote)));
        assert_eq!(found[1..], [row(&["fine", "2"]), row(&["fine", "2"]), row(&["fine", "2"])]);
        let file = [b"\"open,1\n".to_vec(), b"fine,2\n".repeat(300_000), b"\"late\",3".to_vec()].concat();
        let found = cells(&file, b',');
        assert_eq!((found.len(), found.iter().filter(|record| record.is_err()).count()), (300_002, 1));
        assert_eq!(found.last(), Some(&row(&["late", "3"])));
    }

    #[test]
    fn tabs_part_and_lone_quotes_stay() {
        assert_eq!(
            cells(b"\"Hi\" she said\tx\n\"a \"\"b\"\"\"\ty\r\n\"open\tz", b'\t'),
            [row(&["\"Hi\" she said", "x"]), row(&["a \"b\"", "y"]), row(&["\"open", "z"])]
        );
    }
}
