//! Which category have these facts? Remembered between queries, for each set of rules and each stored facts.
//!
//! The store never uses an id of facts twice, so what was worked out once stays true. Sets of rules are found again by
//! their text: that also saves compiling them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use attentive_text::CategoryRules;
use rustc_hash::FxHashMap;

use crate::error::QueryError;

/// How many sets of rules are kept. A person has one or two, and the dashboard its own.
const MAX_SETS: usize = 16;
/// How many facts are remembered for one set; 16 bytes each.
const MAX_FACTS: usize = 1_000_000;

/// Rules and the categories that they gave.
#[derive(Debug)]
pub(crate) struct KnownRules {
    pub(crate) rules: CategoryRules,
    by_stored_id: Mutex<FxHashMap<i64, u32>>,
}

/// The sets of rules that were used lately, the last one at the end.
#[derive(Debug, Default)]
pub(crate) struct CategoryCache {
    sets: Mutex<Vec<(String, Arc<KnownRules>)>>,
}

impl CategoryCache {
    /// The rules of a text; `compile` is asked when they are not known.
    pub(crate) fn rules(
        &self,
        text: String,
        compile: impl FnOnce() -> Result<CategoryRules, QueryError>,
    ) -> Result<Arc<KnownRules>, QueryError> {
        if let Some(known) = self.recall(&text) {
            return Ok(known);
        }
        let known = Arc::new(KnownRules { rules: compile()?, by_stored_id: Mutex::default() });
        let mut sets = locked(&self.sets);
        if sets.len() >= MAX_SETS {
            sets.remove(0);
        }
        sets.push((text, Arc::clone(&known)));
        Ok(known)
    }

    fn recall(&self, text: &str) -> Option<Arc<KnownRules>> {
        let mut sets = locked(&self.sets);
        let place = sets.iter().position(|(known, _)| known == text)?;
        let found = sets.remove(place);
        let rules = Arc::clone(&found.1);
        sets.push(found);
        Some(rules)
    }
}

impl KnownRules {
    /// The categories of stored facts, in their order; `None` where they are not known yet.
    pub(crate) fn recall(&self, stored_ids: impl Iterator<Item = Option<i64>>) -> Vec<Option<u32>> {
        let known = locked(&self.by_stored_id);
        stored_ids.map(|id| known.get(&id?).copied()).collect()
    }

    /// Remembers the categories of stored facts.
    pub(crate) fn remember(&self, categories: &[(i64, u32)]) {
        let mut known = locked(&self.by_stored_id);
        if known.len().saturating_add(categories.len()) > MAX_FACTS {
            known.clear();
        }
        known.extend(categories.iter().take(MAX_FACTS).copied());
    }
}

/// What a cache holds is whole between any two steps, so a panic elsewhere does not spoil it.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compile() -> Result<CategoryRules, QueryError> {
        Ok(CategoryRules::defaults())
    }

    #[test]
    fn the_same_text_is_compiled_once() {
        let cache = CategoryCache::default();
        let first = cache.rules("a".into(), compile).expect("rules");
        first.remember(&[(7, 3)]);
        let again = cache.rules("a".into(), || Err(QueryError::EmptyQuery)).expect("rules");
        assert_eq!(again.recall([Some(7), Some(8), None].into_iter()), [Some(3), None, None]);
    }

    #[test]
    fn only_the_sets_used_last_are_kept() {
        let cache = CategoryCache::default();
        cache.rules("first".into(), compile).expect("rules");
        for place in 0..MAX_SETS {
            cache.rules(place.to_string(), compile).expect("rules");
        }
        assert!(cache.rules("first".into(), || Err(QueryError::EmptyQuery)).is_err());
        assert!(cache.rules("1".into(), || Err(QueryError::EmptyQuery)).is_ok());
        assert_eq!(locked(&cache.sets).len(), MAX_SETS);
    }
}
