//! What a query can call. One function, or a small family, is one file; [`FUNCTIONS`] lists them all.
//!
//! The functions are those of both ActivityWatch servers. Where the two differ the Rust server is followed, and the
//! function's own page says so.

mod buckets;
mod chunk;
mod classify;
mod filter_keyvals;
mod filter_period_intersect;
mod flood;
mod merge;
mod period_union;
mod plain;
mod sort;
mod split_url;
mod titles;
mod union_no_overlap;

use std::ops::RangeInclusive;

use crate::error::QueryError;
use crate::events::EventList;
use crate::interpret::{Session, Variables};
use crate::value::{List, Value};

/// One function of the language.
pub(crate) struct Function {
    pub(crate) name: &'static str,
    /// How many arguments it takes.
    pub(crate) takes: RangeInclusive<usize>,
    pub(crate) run: fn(&Call<'_>) -> Result<Value, QueryError>,
}

/// All functions.
static FUNCTIONS: &[Function] = &[
    buckets::FIND_BUCKET,
    buckets::QUERY_BUCKET,
    buckets::QUERY_BUCKET_EVENTCOUNT,
    buckets::QUERY_BUCKET_NAMES,
    chunk::CHUNK_EVENTS_BY_KEY,
    classify::CATEGORIZE,
    classify::TAG,
    filter_keyvals::EXCLUDE_KEYVALS,
    filter_keyvals::FILTER_KEYVALS,
    filter_keyvals::FILTER_KEYVALS_REGEX,
    filter_period_intersect::FILTER_PERIOD_INTERSECT,
    flood::FLOOD,
    merge::MERGE_EVENTS_BY_KEYS,
    period_union::PERIOD_UNION,
    plain::CONTAINS,
    plain::NOP,
    plain::PRINT,
    sort::CONCAT,
    sort::LIMIT_EVENTS,
    sort::SORT_BY_DURATION,
    sort::SORT_BY_TIMESTAMP,
    sort::SUM_DURATIONS,
    split_url::SPLIT_URL_EVENTS,
    titles::SIMPLIFY_WINDOW_TITLES,
    union_no_overlap::UNION_NO_OVERLAP,
];

/// The function of that name; `None` when there is none.
pub(crate) fn find(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name == name)
}

/// The names of all functions of the language, for help and completion.
pub fn names() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.iter().map(|function| function.name)
}

/// One call: the arguments, as many as the function takes, and what it runs in.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) name: &'static str,
    pub(crate) arguments: Vec<Value>,
    pub(crate) variables: &'a Variables,
    pub(crate) session: &'a Session<'a>,
}

impl Call<'_> {
    /// The argument at a place, counted from 0; nothing when it was left out.
    pub(crate) fn argument(&self, place: usize) -> &Value {
        self.arguments.get(place).unwrap_or(&Value::None)
    }

    pub(crate) fn events(&self, place: usize) -> Result<EventList, QueryError> {
        self.argument(place).events().ok_or_else(|| self.wrong(place, "a list of events"))
    }

    pub(crate) fn text(&self, place: usize) -> Result<&str, QueryError> {
        match self.argument(place) {
            Value::Text(text) => Ok(text),
            _ => Err(self.wrong(place, "a text")),
        }
    }

    pub(crate) fn number(&self, place: usize) -> Result<f64, QueryError> {
        match self.argument(place) {
            Value::Number(number) => Ok(*number),
            _ => Err(self.wrong(place, "a number")),
        }
    }

    pub(crate) fn list(&self, place: usize) -> Result<&List, QueryError> {
        match self.argument(place) {
            Value::List(list) => Ok(list),
            _ => Err(self.wrong(place, "a list")),
        }
    }

    pub(crate) fn texts(&self, place: usize) -> Result<Vec<&str>, QueryError> {
        let texts = self.list(place)?.items().iter().map(|item| match item {
            Value::Text(text) => Ok(&**text),
            _ => Err(self.wrong(place, "a list of texts")),
        });
        texts.collect()
    }

    /// The error of an argument that is of the wrong kind.
    pub(crate) fn wrong(&self, place: usize, expected: &str) -> QueryError {
        let found = self.argument(place).kind();
        QueryError::InvalidFunctionParameters(format!(
            "argument {} of {} must be {expected}, found {found}",
            place + 1,
            self.name
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_is_listed_once_and_can_be_found() {
        let mut sorted: Vec<_> = names().collect();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), FUNCTIONS.len());
        assert!(sorted.into_iter().all(|name| find(name).is_some_and(|function| function.name == name)));
    }
}
