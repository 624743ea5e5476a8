//! What the pipeline needs to know beside the recording.

use std::sync::Arc;

use attentive_text::rules::CategoryRules;
use attentive_types::{LocalClock, Timestamp};

use crate::{patterns, preprocess};

/// Settings of all stages. Each threshold says in its own place where its default comes from.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The person's local clock.
    pub clock: LocalClock,
    /// The rules that give categories.
    pub rules: Arc<CategoryRules>,
    /// The moment after which nothing can be: what begins later is left out and counted as in the future. `None` when the
    /// recording may reach anywhere.
    pub not_after: Option<Timestamp>,
    /// Thresholds of cleaning, presence and sessions.
    pub preprocess: preprocess::Thresholds,
    /// Thresholds of focus sessions and switches.
    pub patterns: patterns::Thresholds,
    /// The person's own model of states; `None` until there is one, and the transparent one answers.
    pub learned: Option<Arc<patterns::learned::LearnedStates>>,
}

impl Default for Settings {
    /// Local time is UTC, our own rules, all thresholds as documented.
    fn default() -> Self {
        Self {
            clock: LocalClock::utc(),
            rules: Arc::new(CategoryRules::defaults()),
            not_after: None,
            preprocess: preprocess::Thresholds::default(),
            patterns: patterns::Thresholds::default(),
            learned: None,
        }
    }
}
