//! What broke focus sessions, most often first.

use std::collections::BTreeMap;

use attentive_types::FocusSession;
use serde::{Deserialize, Serialize};

/// One thing that broke focus sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breaker {
    /// The app that was turned to, or `away`, `lock`, `call`, `no signal`.
    pub name: String,
    /// How many focus sessions it broke.
    pub count: u32,
}

/// Counts what broke focus sessions; the end of the data breaks nothing.
#[must_use]
pub fn breakers(sessions: &[FocusSession]) -> Vec<Breaker> {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for session in sessions.iter().filter(|session| !session.is_open) {
        *counts.entry(&session.broken_by).or_default() += 1;
    }
    let mut breakers: Vec<Breaker> =
        counts.into_iter().map(|(name, count)| Breaker { name: name.to_owned(), count }).collect();
    breakers.sort_by_key(|breaker| std::cmp::Reverse(breaker.count));
    breakers
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::Span;

    #[test]
    fn the_one_that_breaks_most_comes_first_and_open_sessions_do_not_count() {
        let session = |broken_by: &str, is_open| FocusSession {
            span: Span::default(),
            on: String::new(),
            focused_s: 0.0,
            side_steps: 0,
            broken_by: broken_by.to_owned(),
            is_open,
        };
        let all =
            [session("away", false), session("chat", false), session("chat", false), session("end of data", true)];
        let names: Vec<_> = breakers(&all).into_iter().map(|one| (one.name, one.count)).collect();
        assert_eq!(names, [("chat".to_owned(), 2), ("away".to_owned(), 1)]);
    }
}
