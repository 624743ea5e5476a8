//! The lines of a text of any length, in bounded memory.

use std::fmt;
use std::io::Read;

use super::super::ImportError;
use super::source::{Source, io_error};

/// The lines of a source, one after the other.
pub struct Lines {
    source: Box<dyn Read + Send>,
    name: String,
    buffer: Vec<u8>,
    /// The part of the buffer that holds bytes not yet handed out.
    start: usize,
    end: usize,
    number: usize,
    is_ended: bool,
}

impl fmt::Debug for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lines").field("name", &self.name).field("number", &self.number).finish()
    }
}

impl Lines {
    /// A longer line is refused: such a file is no text of lines.
    pub const MOST_BYTES: usize = 1 << 20;
    const BUFFER: usize = 1 << 18;

    /// The lines of a source.
    #[must_use]
    pub fn new(source: Source) -> Self {
        let name = source.name().to_owned();
        Self {
            source: Box::new(source),
            name,
            buffer: vec![0; Self::BUFFER],
            start: 0,
            end: 0,
            number: 0,
            is_ended: false,
        }
    }

    /// The number of the line that was handed out last, counted from 1.
    #[must_use]
    pub fn number(&self) -> usize {
        self.number
    }

    /// The next line without its end and without a byte order mark; `None` at the end of the source.
    ///
    /// # Errors
    /// When the source fails, or the line is longer than [`Lines::MOST_BYTES`].
    pub fn next_line(&mut self) -> Result<Option<&[u8]>, ImportError> {
        let mut looked_at = 0;
        let end_of_line = loop {
            let waiting = &self.buffer[self.start..self.end];
            if let Some(place) = memchr::memchr(b'\n', &waiting[looked_at..]) {
                break Some(looked_at + place);
            }
            looked_at = waiting.len();
            if looked_at > Self::MOST_BYTES {
                return Err(
                    self.fault("a line of more than a megabyte; this is no table of lines, or the file is damaged")
                );
            }
            if self.is_ended {
                break None;
            }
            self.fill()?;
        };
        if end_of_line.is_none() && self.start == self.end {
            return Ok(None);
        }
        let from = self.start;
        let to = end_of_line.map_or(self.end, |place| from + place);
        self.start = end_of_line.map_or(self.end, |_| to + 1);
        self.number += 1;
        let mut line = &self.buffer[from..to];
        line = line.strip_suffix(b"\r").unwrap_or(line);
        if self.number == 1 {
            line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        }
        Ok(Some(line))
    }

    /// Reads on. The buffer grows only while one line does not fit.
    fn fill(&mut self) -> Result<(), ImportError> {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
        if self.end == self.buffer.len() {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        loop {
            match self.source.read(&mut self.buffer[self.end..]) {
                Ok(count) => {
                    self.is_ended = count == 0;
                    self.end += count;
                    return Ok(());
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                    return Err(self.fault(&format!("the packed file ends too early ({error}); copy it again")));
                }
                Err(error) => return Err(io_error(error, &self.name)),
            }
        }
    }

    /// An error at the line that comes next.
    fn fault(&self, why: &str) -> ImportError {
        self.fault_at(self.number + 1, why)
    }

    /// An error at a line.
    #[must_use]
    pub fn fault_at(&self, line: usize, why: impl Into<String>) -> ImportError {
        ImportError::Recording { place: format!("line {line}"), why: why.into(), path: self.name.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    fn lines_of(bytes: &[u8]) -> Vec<String> {
        let mut lines = Lines::new(Source::of_reader(io::Cursor::new(bytes.to_vec()), "f").unwrap());
        let mut all = Vec::new();
        while let Some(line) = lines.next_line().unwrap() {
            all.push(String::from_utf8(line.to_vec()).unwrap());
        }
        all
    }

    #[test]
    fn every_kind_of_end_is_cut_off() {
        assert_eq!(lines_of(b"\xef\xbb\xbfa\r\n\nb\n"), ["a", "", "b"]);
        assert_eq!(lines_of(b"a\nb"), ["a", "b"]);
    }

    #[test]
    fn long_texts_come_out_whole() {
        let text: String = (0..100_000).map(|n| format!("{n} {}\n", "x".repeat(n % 97))).collect();
        assert!(lines_of(text.as_bytes()).iter().map(String::as_str).eq(text.lines()));
    }

    #[test]
    fn a_line_without_end_is_refused_with_its_place_and_little_memory() {
        let endless = io::Cursor::new(b"a\nb\n".to_vec()).chain(io::repeat(b'x').take(2 << 30));
        let mut lines = Lines::new(Source::of_reader(endless, "f").unwrap());
        assert!(lines.next_line().unwrap().is_some() && lines.next_line().unwrap().is_some());
        let error = lines.next_line().unwrap_err().to_string();
        assert!(error.starts_with("line 3: a line of more than a megabyte"), "{error}");
        assert!(lines.buffer.len() <= 4 * Lines::MOST_BYTES);
    }
}
