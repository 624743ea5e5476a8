//! How long in all? Events with the same values become one, wherever they are.
//!
//! ```text
//! keys: [a]
//! list:   [a:1 3s][a:2 1s][b:1 9s][a:1 2s]
//! result: [a:1    5s][a:2 1s]
//! ```

use rustc_hash::FxHashMap;
use serde_json::Value as Json;

use super::{Call, Function};
use crate::error::QueryError;
use crate::events::{Columns, Row};
use crate::table::{Found, Table};
use crate::value::Value;

/// `merge_events_by_keys(events, keys)`: events with the same values at all keys become one that begins with the first,
/// lasts as long as all together and has the facts of the first. Events that lack a key are left out. Without keys the
/// result is empty. All this as in the Rust server; the Python server keeps only the keys of the facts, and groups
/// events that lack a key by those that they have. The result is in the order in which the groups come up.
pub(super) const MERGE_EVENTS_BY_KEYS: Function =
    Function { name: "merge_events_by_keys", takes: 2..=2, run: merge_events_by_keys };

/// The group of facts that lack a key.
const NO_GROUP: u32 = u32::MAX;

fn merge_events_by_keys(call: &Call<'_>) -> Result<Value, QueryError> {
    let events = call.events(0)?;
    let keys = call.texts(1)?;
    if keys.is_empty() {
        return Ok(Value::Events(events.with_columns(Columns::default())));
    }
    let mut groups = Groups::new(&events.table, &keys);
    let mut group_of: Vec<Option<u32>> = vec![None; events.table.len()];
    let mut merged: Vec<Row> = Vec::new();
    let mut place_of: Vec<usize> = Vec::new();
    for row in events.as_listed().rows() {
        let Some(known) = group_of.get_mut(row.facts as usize) else { continue };
        let group = *known.get_or_insert_with(|| groups.group_of(row.facts));
        if group == NO_GROUP {
            continue;
        }
        if place_of.len() <= group as usize {
            place_of.resize(group as usize + 1, usize::MAX);
        }
        let Some(place) = place_of.get_mut(group as usize) else { continue };
        match merged.get_mut(*place) {
            Some(sum) => sum.end = sum.end.saturating_add(row.nanos()),
            None => {
                *place = merged.len();
                merged.push(Row { id: 0, ..row });
            }
        }
    }
    let mut columns = Columns::with_capacity(merged.len());
    merged.into_iter().for_each(|row| columns.push(row));
    Ok(Value::Events(events.with_columns(columns)))
}

/// Numbers the distinct values of each key, and the distinct tuples of those numbers.
struct Groups<'a> {
    table: &'a Table,
    keys: &'a [&'a str],
    texts: FxHashMap<&'a str, u32>,
    others: FxHashMap<String, u32>,
    /// For each key, the number of each code of an added column.
    by_code: Vec<FxHashMap<u32, u32>>,
    /// The tuple so far and the next number in, the longer tuple out.
    tuples: FxHashMap<(u32, u32), u32>,
    numbers: u32,
}

impl<'a> Groups<'a> {
    fn new(table: &'a Table, keys: &'a [&'a str]) -> Self {
        Self {
            table,
            keys,
            texts: FxHashMap::default(),
            others: FxHashMap::default(),
            by_code: vec![FxHashMap::default(); keys.len()],
            tuples: FxHashMap::default(),
            numbers: 0,
        }
    }

    fn group_of(&mut self, facts: u32) -> u32 {
        let mut tuple = NO_GROUP;
        for (place, key) in self.keys.iter().enumerate() {
            let Some(found) = self.table.find(facts, key) else { return NO_GROUP };
            let number = self.number_of(place, found);
            // The first number alone is the tuple of one; tuples and numbers come from one count, so that none can
            // be taken for another.
            tuple = if place == 0 { number } else { self.tuple_of(tuple, number) };
        }
        tuple
    }

    fn tuple_of(&mut self, so_far: u32, number: u32) -> u32 {
        let new = self.numbers;
        let tuple = *self.tuples.entry((so_far, number)).or_insert(new);
        self.numbers += u32::from(tuple == new);
        tuple
    }

    fn number_of(&mut self, place: usize, found: Found<'a>) -> u32 {
        let Found::Added(code, value) = found else { return self.number_of_value(found.value()) };
        if let Some(known) = self.by_code.get(place).and_then(|codes| codes.get(&code)) {
            return *known;
        }
        let number = self.number_of_value(value);
        if let Some(codes) = self.by_code.get_mut(place) {
            codes.insert(code, number);
        }
        number
    }

    fn number_of_value(&mut self, value: &'a Json) -> u32 {
        let new = self.numbers;
        let number = match value {
            Json::String(text) => *self.texts.entry(text).or_insert(new),
            other => *self.others.entry(other.to_string()).or_insert(new),
        };
        self.numbers += u32::from(number == new);
        number
    }
}
