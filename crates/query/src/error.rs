//! Why a question has no answer. The kinds and the way they print are those of ActivityWatch's Rust server.

use std::fmt;

use attentive_store::StoreError;

use crate::language::ParseError;

/// Why a query has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum QueryError {
    /// The text is not in the language.
    Parsing(ParseError),
    /// Nothing was returned.
    EmptyQuery,
    /// There is no variable or function of that name.
    VariableNotDefined {
        /// The name.
        name: String,
        /// The known name that is nearest; `None` when none is near.
        nearest: Option<String>,
    },
    /// A calculation has no finite result.
    Math(String),
    /// A value is of the wrong kind for an operator.
    InvalidType(String),
    /// A function was called with the wrong arguments.
    InvalidFunctionParameters(String),
    /// A period of time could not be read.
    TimeInterval(String),
    /// A bucket was not found.
    BucketQuery(String),
    /// The store could not be read.
    Store(StoreError),
    /// A regular expression cannot be compiled.
    RegexCompile(String),
    /// The query needs more time or room than it is given.
    Limit(String),
}

impl QueryError {
    /// The kind as ActivityWatch's Rust server names it; `LimitExceeded` is ours.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Parsing(_) => "ParsingError",
            Self::EmptyQuery => "EmptyQuery",
            Self::VariableNotDefined { .. } => "VariableNotDefined",
            Self::Math(_) => "MathError",
            Self::InvalidType(_) => "InvalidType",
            Self::InvalidFunctionParameters(_) => "InvalidFunctionParameters",
            Self::TimeInterval(_) => "TimeIntervalError",
            Self::BucketQuery(_) | Self::Store(_) => "BucketQueryError",
            Self::RegexCompile(_) => "RegexCompileError",
            Self::Limit(_) => "LimitExceeded",
        }
    }

    /// What happened, without the kind; empty when the kind says it all.
    #[must_use]
    pub fn detail(&self) -> String {
        match self {
            Self::Parsing(error) => error.to_string(),
            Self::EmptyQuery => String::new(),
            Self::VariableNotDefined { name, nearest: None } => name.clone(),
            Self::VariableNotDefined { name, nearest: Some(nearest) } => format!("{name} (did you mean {nearest}?)"),
            Self::Store(error) => error.to_string(),
            Self::Math(text)
            | Self::InvalidType(text)
            | Self::InvalidFunctionParameters(text)
            | Self::TimeInterval(text)
            | Self::BucketQuery(text)
            | Self::RegexCompile(text)
            | Self::Limit(text) => text.clone(),
        }
    }
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyQuery => f.write_str(self.kind()),
            _ => write!(f, "{}({:?})", self.kind(), self.detail()),
        }
    }
}

impl std::error::Error for QueryError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Parsing(error) => Some(error),
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}

impl From<ParseError> for QueryError {
    fn from(error: ParseError) -> Self {
        Self::Parsing(error)
    }
}

impl From<StoreError> for QueryError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_print_as_the_rust_server_prints_them() {
        assert_eq!(QueryError::EmptyQuery.to_string(), "EmptyQuery");
        let unknown = QueryError::VariableNotDefined { name: "no_such_function".into(), nearest: None };
        assert_eq!(unknown.to_string(), r#"VariableNotDefined("no_such_function")"#);
        let near = QueryError::VariableNotDefined { name: "floood".into(), nearest: Some("flood".into()) };
        assert_eq!(near.to_string(), r#"VariableNotDefined("floood (did you mean flood?)")"#);
    }
}
