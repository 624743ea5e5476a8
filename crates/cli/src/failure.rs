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
        // The kinds are names for programs; a person reads the words.
        let detail = error.detail();
        let why = match &error {
            QueryError::EmptyQuery => "it is empty",
            QueryError::VariableNotDefined { .. } => return undefined(&detail),
            _ => detail.as_str(),
        };
        Self::new(exit_codes::INPUT, format!("could not answer the query: {why}"))
    }
}

fn undefined(name: &str) -> Failure {
    Failure::new(exit_codes::INPUT, format!("could not answer the query: nothing is named {name}"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_that_fails_is_told_in_words() {
        let said = |error: QueryError| Failure::from(error).message;
        let no_bucket = QueryError::BucketQuery("there is no bucket named nowhere".to_owned());
        assert_eq!(said(no_bucket), "could not answer the query: there is no bucket named nowhere");
        assert_eq!(said(QueryError::EmptyQuery), "could not answer the query: it is empty");
        let unknown = QueryError::VariableNotDefined { name: "evnts".to_owned(), nearest: Some("events".to_owned()) };
        assert_eq!(said(unknown), "could not answer the query: nothing is named evnts (did you mean events?)");
    }
}
