//! How a command fails: a message for the person and an exit code for scripts.

use std::fmt::Display;

use attentive_query::QueryError;
use attentive_store::StoreError;

use crate::exit_codes;

/// What went wrong, in plain words, with the exit code it ends in.
#[derive(Debug)]
pub struct Failure {
    /// One of `exit_codes`.
    pub code: u8,
    /// What happened and what to do next.
    pub message: String,
}

/// The outcome of a command.
pub type Outcome = Result<(), Failure>;

impl Failure {
    /// A failure with that code and message.
    pub fn new(code: u8, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// An input that cannot be used.
    pub fn input(why: impl Display) -> Self {
        Self::new(exit_codes::INPUT, why.to_string())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::new(exit_codes::STORE, error.to_string())
    }
}

impl From<QueryError> for Failure {
    fn from(error: QueryError) -> Self {
        Self::new(exit_codes::INPUT, format!("could not answer the query: {error}"))
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::new(exit_codes::FAILED, error.to_string())
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::new(exit_codes::FAILED, error.to_string())
    }
}
