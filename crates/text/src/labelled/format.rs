//! Is it a table or lines of JSON, and what parts the cells? Told by what is in it: names of files lie (a `.csv` with tabs is common).

use std::io::{BufRead, BufReader, Cursor, Read};

use super::{Fault, encoding};

/// How many bytes are looked at.
const LOOK_AT: u64 = 64 * 1024;
/// How many lines.
const LINES: usize = 20;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A table whose cells are parted by this; cells may be quoted.
    Table(u8),
    /// One object of JSON on each line.
    JsonLines,
    /// One text on each line.
    Lines,
}

impl Format {
    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Table(b'\t') => "TSV",
            Self::Table(b';') => "CSV with semicolons",
            Self::Table(_) => "CSV",
            Self::JsonLines => "lines of JSON",
            Self::Lines => "lines of text",
        }
    }

    pub(super) fn of(start: &[u8]) -> Result<Self, Fault> {
        let lines: Vec<&[u8]> =
            start.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).take(LINES).collect();
        let first = lines.first().map_or(&b""[..], |line| line.trim_ascii());
        if first.starts_with(b"{") {
            return Ok(Self::JsonLines);
        }
        if first == b"[" || first.starts_with(b"[{") {
            return Err(Fault::JsonList);
        }
        let all_have = |part: u8| lines.iter().all(|line| line.contains(&part));
        let parts = |part: u8| first.iter().filter(|byte| **byte == part).count();
        Ok(if !lines.is_empty() && all_have(b'\t') {
            Self::Table(b'\t')
        } else if parts(b';') > parts(b',') {
            Self::Table(b';')
        } else {
            Self::Table(b',')
        })
    }
}

/// Tells the format, and gives the stream from its beginning, without a mark of UTF-8.
pub(crate) fn open(mut input: impl BufRead) -> Result<(impl BufRead, Format), Fault> {
    let mut start = Vec::new();
    let read = input.by_ref().take(LOOK_AT).read_to_end(&mut start);
    read.map_err(|error| Fault::Unreadable { line: 0, why: error.to_string() })?;
    if start.starts_with(b"\xef\xbb\xbf") {
        start.drain(..3);
    }
    encoding::check(&start)?;
    let format = Format::of(&start)?;
    Ok((BufReader::with_capacity(1 << 16, Cursor::new(start).chain(input)), format))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_tells_the_format() {
        for (start, format) in [
            (&b"Sentence\tTag\nopen, please\tapp\n"[..], Format::Table(b'\t')),
            (b"text,label\na\tb,c\n", Format::Table(b',')),
            (b"text;label\na, b, c;d\n", Format::Table(b';')),
            (b"\n {\"text\": 1}\n", Format::JsonLines),
            (b"", Format::Table(b',')),
        ] {
            assert_eq!(Format::of(start), Ok(format));
        }
        assert_eq!(Format::of(b"[\n{}"), Err(Fault::JsonList));
        // A text may begin with a bracket.
        assert_eq!(Format::of(b"[bug] it broke,a\n"), Ok(Format::Table(b',')));
    }
}
