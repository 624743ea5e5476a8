//! What is asked? The text of a query in, statements out, or the place where the text leaves the language.

mod lexer;
mod parser;
mod tree;

use std::fmt;

pub(crate) use parser::parse;
pub(crate) use tree::{Expression, Operator, Statement};

/// Where a text leaves the language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// The line, counted from 1.
    pub line: usize,
    /// The character in the line, counted from 1.
    pub column: usize,
    /// What could stand there.
    pub expected: String,
    /// What stands there.
    pub found: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, column, expected, found } = self;
        write!(f, "line {line}, column {column}: expected {expected}, found {found}")
    }
}

impl std::error::Error for ParseError {}
