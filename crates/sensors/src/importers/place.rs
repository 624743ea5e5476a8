//! Where in a text something stands.

use std::fmt;

/// A place in a text, both counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column in bytes; 0 when the whole line is meant.
    pub column: usize,
}

impl Place {
    /// The place of the byte at `offset`.
    pub(super) fn of_offset(text: &[u8], offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let column = before.iter().rev().take_while(|byte| **byte != b'\n').count() + 1;
        Self { line, column }
    }

    /// The place of a part of a text; the first place when it is no part of it.
    pub(super) fn of_part(text: &str, part: &str) -> Self {
        let offset = (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize);
        Self::of_offset(text.as_bytes(), offset.filter(|offset| *offset <= text.len()).unwrap_or(0))
    }

    /// A whole line.
    pub(super) fn of_line(line: usize) -> Self {
        Self { line, column: 0 }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.column {
            0 => write!(f, "line {}", self.line),
            column => write!(f, "line {}, column {column}", self.line),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one() {
        assert_eq!(Place::of_offset(b"ab\ncd", 0), Place { line: 1, column: 1 });
        assert_eq!(Place::of_offset(b"ab\ncd", 4), Place { line: 2, column: 2 });
        assert_eq!(Place::of_offset(b"ab", 99), Place { line: 1, column: 3 });
    }

    #[test]
    fn a_part_is_found_by_where_it_lies() {
        let text = "one\ntwo three";
        assert_eq!(Place::of_part(text, &text[8..]).to_string(), "line 2, column 5");
        assert_eq!(Place::of_part(text, &String::from("elsewhere")).to_string(), "line 1, column 1");
    }
}
