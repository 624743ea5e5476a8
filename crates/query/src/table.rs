//! The distinct facts of a list of events. An event refers to its facts by their place here.
//!
//! What a transform adds (`$category`, `$domain`, ...) depends on the facts alone, so it is one more column of this
//! table, not of the events: a year has three hundred thousand events and twenty thousand distinct facts.

use std::collections::BTreeMap;
use std::sync::Arc;

use attentive_types::{Payload, PayloadTable};
use rustc_hash::FxHashMap;
use serde_json::Value as Json;

/// In a column: these facts have no value.
pub(crate) const MISSING: u32 = u32::MAX;

/// Distinct facts with what transforms added to them.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    base: Arc<PayloadTable>,
    added: Vec<Added>,
    /// Whether equal facts are known to have equal places.
    is_distinct: bool,
}

/// A key that a transform added, with a value for each place.
#[derive(Clone, Debug)]
struct Added {
    key: Arc<str>,
    codes: Arc<Vec<u32>>,
    values: Arc<Vec<Json>>,
}

/// Where a value was found, for remembering what was worked out from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found<'a> {
    /// Among the stored facts.
    Stored(&'a Json),
    /// In an added column, under this code.
    Added(u32, &'a Json),
}

impl<'a> Found<'a> {
    pub(crate) fn value(self) -> &'a Json {
        match self {
            Self::Stored(value) | Self::Added(_, value) => value,
        }
    }
}

impl Table {
    /// A table as the store hands it out: its payloads are distinct.
    pub(crate) fn stored(base: Arc<PayloadTable>) -> Self {
        Self { base, added: Vec::new(), is_distinct: true }
    }

    /// A table whose only facts are none at all.
    pub(crate) fn blank() -> Self {
        Self::stored(Arc::new(PayloadTable { payloads: vec![Arc::new(Payload::new())], stored_ids: Vec::new() }))
    }

    pub(crate) fn len(&self) -> usize {
        self.base.payloads.len()
    }

    /// The facts at a place as they were stored; `None` for a place that is not in the table.
    pub(crate) fn base(&self, place: u32) -> Option<&Arc<Payload>> {
        self.base.payloads.get(place as usize)
    }

    /// The store's id of the facts at a place; `None` when it has none or transforms added to them.
    pub(crate) fn stored_id(&self, place: u32) -> Option<i64> {
        let is_plain = self.added.iter().all(|added| added.code(place) == MISSING);
        self.base.stored_ids.get(place as usize).copied().filter(|id| is_plain && *id > 0)
    }

    /// The value of a key at a place.
    pub(crate) fn find(&self, place: u32, key: &str) -> Option<Found<'_>> {
        let added = self.added.iter().rev().filter(|added| &*added.key == key);
        for added in added {
            let code = added.code(place);
            if let Some(value) = added.values.get(code as usize) {
                return Some(Found::Added(code, value));
            }
        }
        self.base(place)?.get(key).map(Found::Stored)
    }

    /// The value of a key at a place.
    pub(crate) fn get(&self, place: u32, key: &str) -> Option<&Json> {
        self.find(place, key).map(Found::value)
    }

    /// What transforms added at a place, by key.
    pub(crate) fn added(&self, place: u32) -> BTreeMap<&str, &Json> {
        let values =
            self.added.iter().filter_map(|added| Some((&*added.key, added.values.get(added.code(place) as usize)?)));
        values.collect()
    }

    /// Whether transforms added nothing anywhere.
    pub(crate) fn is_plain(&self) -> bool {
        self.added.is_empty()
    }

    /// All facts at a place.
    pub(crate) fn full(&self, place: u32) -> Payload {
        let mut facts = self.base(place).map(|base| Payload::clone(base)).unwrap_or_default();
        facts.extend(self.added(place).into_iter().map(|(key, value)| (key.to_owned(), value.clone())));
        facts
    }

    /// Whether the facts at two places are equal.
    pub(crate) fn is_same(&self, one: u32, other: u32) -> bool {
        one == other || (!self.is_distinct && self.full(one) == self.full(other))
    }

    /// The same table with one more column. A code that is no place in `values` means that there is no value.
    pub(crate) fn with(&self, key: &str, codes: Vec<u32>, values: Arc<Vec<Json>>) -> Self {
        let mut table = self.clone();
        // Two facts that differ only in what is now hidden have become equal.
        let hides = |(payload, code): (&Arc<Payload>, &u32)| *code != MISSING && payload.contains_key(key);
        table.is_distinct &= !self.base.payloads.iter().zip(&codes).any(hides);
        table.added.retain(|added| {
            &*added.key != key || added.codes.iter().zip(&codes).any(|(old, new)| *old != MISSING && *new == MISSING)
        });
        table.added.push(Added { key: key.into(), codes: Arc::new(codes), values });
        table
    }
}

impl Added {
    fn code(&self, place: u32) -> u32 {
        self.codes.get(place as usize).copied().unwrap_or(MISSING)
    }
}

/// Puts a table together; equal facts get one place.
#[derive(Debug, Default)]
pub(crate) struct TableBuilder {
    table: PayloadTable,
    by_stored_id: FxHashMap<i64, u32>,
    by_text: FxHashMap<String, u32>,
}

impl TableBuilder {
    /// The place of facts that come from another table.
    pub(crate) fn place_of(&mut self, table: &Table, place: u32) -> u32 {
        let (Some(id), Some(base)) = (table.stored_id(place), table.base(place)) else {
            return self.place_of_facts(Arc::new(table.full(place)));
        };
        if let Some(known) = self.by_stored_id.get(&id) {
            return *known;
        }
        let new = self.push(Arc::clone(base), id);
        self.by_stored_id.insert(id, new);
        new
    }

    /// The place of facts that the store does not know.
    pub(crate) fn place_of_facts(&mut self, facts: Arc<Payload>) -> u32 {
        let text = serde_json::to_string(&*facts).unwrap_or_default();
        if let Some(known) = self.by_text.get(&text) {
            return *known;
        }
        let new = self.push(facts, 0);
        self.by_text.insert(text, new);
        new
    }

    fn push(&mut self, facts: Arc<Payload>, stored_id: i64) -> u32 {
        self.table.payloads.push(facts);
        self.table.stored_ids.push(stored_id);
        u32::try_from(self.table.payloads.len() - 1).unwrap_or(MISSING)
    }

    pub(crate) fn finish(self) -> Table {
        // Facts with an id and facts without may be equal, and were not compared with each other.
        let is_distinct = self.by_stored_id.is_empty() || self.by_text.is_empty();
        Table { base: Arc::new(self.table), added: Vec::new(), is_distinct }
    }
}

/// Numbers distinct JSON values.
#[derive(Debug, Default)]
pub(crate) struct Numbered {
    values: Vec<Json>,
    by_text: FxHashMap<String, u32>,
}

impl Numbered {
    /// The number of a text.
    pub(crate) fn text(&mut self, text: String) -> u32 {
        if let Some(known) = self.by_text.get(&text) {
            return *known;
        }
        let new = u32::try_from(self.values.len()).unwrap_or(MISSING);
        self.values.push(Json::String(text.clone()));
        self.by_text.insert(text, new);
        new
    }

    /// The number of a list of texts. One `Numbered` holds texts or lists, never both.
    pub(crate) fn list(&mut self, texts: Vec<String>) -> u32 {
        let value = Json::from(texts);
        let text = value.to_string();
        if let Some(known) = self.by_text.get(&text) {
            return *known;
        }
        let new = u32::try_from(self.values.len()).unwrap_or(MISSING);
        self.values.push(value);
        self.by_text.insert(text, new);
        new
    }

    pub(crate) fn finish(self) -> Arc<Vec<Json>> {
        Arc::new(self.values)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn table(facts: &[Json]) -> Table {
        let mut builder = TableBuilder::default();
        for facts in facts {
            builder.place_of_facts(Arc::new(facts.as_object().cloned().expect("an object")));
        }
        builder.finish()
    }

    #[test]
    fn added_values_hide_stored_ones() {
        let table = table(&[json!({"a": 1, "$c": "old"}), json!({"a": 2, "$c": "old"})]);
        assert!(!table.is_same(0, 1));
        let table = table.with("$c", vec![0, MISSING], Arc::new(vec![json!("new")]));
        assert_eq!((table.get(0, "$c"), table.get(1, "$c")), (Some(&json!("new")), Some(&json!("old"))));
        assert_eq!(Json::Object(table.full(0)), json!({"a": 1, "$c": "new"}));
        let again = table.with("$c", vec![MISSING, 0], Arc::new(vec![json!("newer")]));
        assert_eq!((again.get(0, "$c"), again.get(1, "$c")), (Some(&json!("new")), Some(&json!("newer"))));
    }

    #[test]
    fn facts_that_became_equal_are_the_same() {
        let table = table(&[json!({"t": "(1) a"}), json!({"t": "(2) a"}), json!({"t": "b"})]);
        let table = table.with("t", vec![0, 0, MISSING], Arc::new(vec![json!("a")]));
        assert!(table.is_same(0, 1) && !table.is_same(0, 2));
    }

    #[test]
    fn equal_facts_get_one_place() {
        let first = table(&[json!({"a": 1}), json!({"a": 2})]);
        let second = table(&[json!({"a": 2}), json!({"a": 3})]);
        let mut builder = TableBuilder::default();
        let places: Vec<u32> = [(&first, 0), (&first, 1), (&second, 0), (&second, 1)]
            .map(|(table, place)| builder.place_of(table, place))
            .into();
        assert_eq!(places, [0, 1, 1, 2]);
        assert_eq!(builder.finish().len(), 3);
    }
}
