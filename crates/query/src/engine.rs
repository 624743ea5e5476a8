//! Who answers questions: holds the store and what is remembered between questions.

use attentive_store::Store;
use attentive_types::{Span, Timestamp};
use serde_json::Value as Json;

use crate::category_cache::CategoryCache;
use crate::error::QueryError;
use crate::interpret::{Session, answer};
use crate::json::{self, Writer};
use crate::language::{self, Statement};
use crate::limits::Limits;

/// Answers queries from a store. Made once and shared between requests.
#[derive(Debug)]
pub struct Engine {
    store: Store,
    categories: CategoryCache,
    limits: Limits,
}

impl Engine {
    /// An engine over a store.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self { store, categories: CategoryCache::default(), limits: Limits::default() }
    }

    /// The same engine with other limits for each query.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// The answer of one query over one period, as a tree. `name` is what `NAME` says in the query.
    ///
    /// # Errors
    /// When the text is not in the language, or running it fails.
    pub fn run(&self, query: &str, period: Span, name: &str) -> Result<Json, QueryError> {
        let statements = self.read(query)?;
        json::tree(&answer(&statements, &self.session(period, name))?)
    }

    /// The answers of one query, given as lines, over several periods such as `2026-11-23T00:00:00Z/2026-11-24T00:00:00Z`.
    ///
    /// # Errors
    /// When a period cannot be read, the text is not in the language, or running it fails for some period.
    pub fn run_all(&self, lines: &[String], periods: &[String]) -> Result<Vec<Json>, QueryError> {
        let statements = self.read(&lines.join("\n"))?;
        let answers = periods.iter().map(|text| {
            let period = read_period(text)?;
            json::tree(&answer(&statements, &self.session(period, ""))?)
        });
        answers.collect()
    }

    /// Like [`Engine::run_all`], but the answers come as the text of a JSON array. Much faster when an answer holds many
    /// events: a year of them is never a tree.
    ///
    /// # Errors
    /// As [`Engine::run_all`].
    pub fn write_json(&self, lines: &[String], periods: &[String], name: &str) -> Result<Vec<u8>, QueryError> {
        let statements = self.read(&lines.join("\n"))?;
        let mut writer = Writer::default();
        writer.raw("[");
        for (place, text) in periods.iter().enumerate() {
            let period = read_period(text)?;
            writer.raw(if place == 0 { "" } else { "," });
            writer.value(&answer(&statements, &self.session(period, name))?)?;
        }
        writer.raw("]");
        Ok(writer.finish())
    }

    fn read(&self, query: &str) -> Result<Vec<Statement>, QueryError> {
        if query.len() > self.limits.query_bytes {
            let (found, most) = (query.len(), self.limits.query_bytes);
            return Err(QueryError::Limit(format!("a query of {found} bytes, the most is {most}")));
        }
        Ok(language::parse(query)?)
    }

    fn session<'a>(&'a self, period: Span, name: &'a str) -> Session<'a> {
        Session::new(&self.store, &self.categories, &self.limits, period, name)
    }
}

/// A period as both servers write it: two moments with `/` between.
pub(crate) fn read_period(text: &str) -> Result<Span, QueryError> {
    let wrong = |detail: String| QueryError::TimeInterval(detail);
    let (start, end) = text.split_once('/').ok_or_else(|| {
        let found: String = text.chars().take(80).collect();
        wrong(format!(
            "expected two times with / between, such as 2026-11-23T00:00:00Z/2026-11-24T00:00:00Z, found {found:?}"
        ))
    })?;
    let read = |text: &str| Timestamp::parse_or_utc(text).map_err(|error| wrong(error.to_string()));
    Ok(Span::new(read(start)?, read(end)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_two_times_with_a_slash() {
        let span = read_period("1970-01-01T00:00:00+00:00/1970-01-01T01:00:01+01:00").expect("a period");
        assert_eq!((span.start.0, span.end.0), (0, 1_000_000_000));
        assert_eq!(
            read_period("1970-01-01T00:00:00/1970-01-01T00:00:01").expect("a period in UTC").end.0,
            1_000_000_000
        );
        for wrong in ["", "x/y", "1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z/", "1970-01-01/1970-01-02"] {
            assert_eq!(read_period(wrong).expect_err("an error").kind(), "TimeIntervalError", "{wrong}");
        }
    }
}
