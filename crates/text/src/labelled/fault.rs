//! What is wrong with a file, and what with one record of it.

use std::fmt;

use thiserror::Error;

/// Why a file of texts and labels cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    /// Nothing in it.
    #[error("there is nothing in it: no record below the header, if it has one")]
    Empty,
    /// Each record is bad.
    #[error("none of its {bad} records can be used; the first: {first}")]
    NothingUsable {
        /// How many records.
        bad: usize,
        /// What is wrong with the first.
        first: String,
    },
    /// It is text in another encoding.
    #[error(
        "it is not UTF-8 but looks like {encoding}; turn it into UTF-8 first, such as with: iconv -f {name} -t UTF-8 FILE > NEW"
    )]
    Encoding {
        /// The encoding, for people.
        encoding: &'static str,
        /// Its name for `iconv`.
        name: &'static str,
    },
    /// It is no text.
    #[error("it is no text: it holds NUL bytes from the start; a table (CSV, TSV) or lines of JSON are wanted")]
    NoText,
    /// A list of JSON.
    #[error("it is one list of JSON; write one object per line instead, such as with: jq -c '.[]' FILE > NEW")]
    JsonList,
    /// No column for the text or the label.
    #[error(
        "it is not clear which column is the {what}; the columns are {columns}; name it with --{what}-column NAME (or its number, from 1)"
    )]
    WhichColumn {
        /// `text` or `label`.
        what: &'static str,
        /// The names, or how many cells.
        columns: String,
    },
    /// A column that was asked for is not there.
    #[error("there is no column {asked:?}; the columns are {columns}")]
    NoColumn {
        /// What was asked for.
        asked: String,
        /// The names, or how many cells.
        columns: String,
    },
    /// Too much text.
    #[error(
        "it holds more than {most_megabytes} MB of text; take a part of it, such as with: shuf -n 200000 FILE > NEW"
    )]
    TooMuch {
        /// What is taken at most.
        most_megabytes: usize,
    },
    /// Too many labels for labels.
    #[error(
        "there are more than {most} different labels in the first {texts} texts, so {column} is hardly a label; name another with --label-column"
    )]
    TooManyLabels {
        /// How many texts were read.
        texts: usize,
        /// How many labels are taken at most.
        most: usize,
        /// What was taken for the label.
        column: String,
    },
    /// The disk or the network gave up.
    #[error("it cannot be read on after line {line}: {why}")]
    Unreadable {
        /// The line.
        line: u64,
        /// Why not.
        why: String,
    },
}

/// A record that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRecord {
    /// The line that it begins on, from 1.
    pub line: u64,
    /// What is wrong.
    pub flaw: Flaw,
}

/// What is wrong with a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Bytes that are no UTF-8.
    NotUtf8,
    /// A NUL byte in the text.
    NulByte,
    /// Longer than any text.
    TooLong {
        /// Bytes at most.
        most: usize,
    },
    /// A quote that never closes.
    OpenQuote,
    /// No text.
    NoText,
    /// No label.
    NoLabel,
    /// No answer.
    NoAnswer,
    /// Not how interesting a text was.
    NoInterest,
    /// No moment.
    NoTime,
    /// Fewer cells than are wanted.
    TooFewCells {
        /// How many there are.
        cells: usize,
        /// How many are wanted.
        wanted: usize,
    },
    /// No object of JSON.
    NotJson {
        /// What the reader says.
        why: String,
    },
    /// An object without that key, or with something else than a text, number or truth there.
    NoKey {
        /// The key.
        key: String,
    },
    /// The stream broke.
    Unreadable {
        /// Why.
        why: String,
    },
}

impl fmt::Display for BadRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.flaw)
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUtf8 => f.write_str("bytes that are no UTF-8"),
            Self::NulByte => f.write_str("a NUL byte"),
            Self::TooLong { most } => write!(f, "longer than {most} bytes"),
            Self::OpenQuote => f.write_str("a quote opens and is not closed in a megabyte"),
            Self::NoText => f.write_str("no text"),
            Self::NoLabel => f.write_str("no label"),
            Self::NoAnswer => f.write_str("no answer"),
            Self::NoInterest => f.write_str("its interest is neither yes nor no, nor a number from 0 to 1"),
            Self::NoTime => f.write_str("its time is no moment, such as 2026-11-24T09:30:00Z or seconds since 1970"),
            Self::TooFewCells { cells, wanted } => write!(f, "{cells} cells where {wanted} are wanted"),
            Self::NotJson { why } => write!(f, "no object of JSON: {why}"),
            Self::NoKey { key } => write!(f, "nothing usable under {key:?}"),
            Self::Unreadable { why } => f.write_str(why),
        }
    }
}
