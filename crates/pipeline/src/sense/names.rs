//! Interning: each distinct set of facts gets a small number, and is kept once.

use std::cmp::Ordering;
use std::hash::Hash;
use std::sync::Arc;

use rustc_hash::FxHashMap;

/// Facts by label. Labels count up from 0 in order of arrival; nothing that leaves the pipeline may depend on them.
#[derive(Clone, Debug)]
pub struct Names<T> {
    facts: Vec<Arc<T>>,
    labels: FxHashMap<Arc<T>, u32>,
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        Self { facts: Vec::new(), labels: FxHashMap::default() }
    }
}

impl<T: Eq + Hash + Ord> Names<T> {
    /// The label of these facts, new or known.
    pub fn label(&mut self, facts: T) -> u32 {
        if let Some(label) = self.labels.get(&facts) {
            return *label;
        }
        let label = u32::try_from(self.facts.len()).unwrap_or(u32::MAX);
        let shared = Arc::new(facts);
        self.facts.push(Arc::clone(&shared));
        self.labels.insert(shared, label);
        label
    }

    /// The facts behind a label; `None` for a label that was never given.
    #[must_use]
    pub fn get(&self, label: u32) -> Option<&Arc<T>> {
        self.facts.get(label as usize)
    }

    /// How many distinct facts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.facts.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty()
    }

    /// Orders two labels by their facts.
    #[must_use]
    pub fn compare(&self, left: u32, right: u32) -> Ordering {
        self.get(left).cmp(&self.get(right))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_facts_share_a_label_and_order_is_by_facts() {
        let mut names = Names::default();
        let (pear, apple) = (names.label("pear"), names.label("apple"));
        assert_eq!(names.label("pear"), pear);
        assert_eq!(names.compare(pear, apple), Ordering::Greater);
        assert_eq!(names.len(), 2);
    }
}
