//! A list of events as columns. Copying one copies five pointers.

use std::ops::Range;
use std::sync::Arc;

use attentive_types::EventColumns;

use crate::error::QueryError;
use crate::limits::Limits;
use crate::table::{Table, TableBuilder};

/// A list of events. All columns have the same length.
#[derive(Clone, Debug)]
pub(crate) struct EventList {
    columns: Arc<Columns>,
    pub(crate) table: Arc<Table>,
    /// Whether the list reads newest first while the columns lie oldest first: what a bucket hands out is read that
    /// way, but hardly anyone wants it so, and turning it round is for those who do.
    reads_newest_first: bool,
}

/// One event without its facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// The row in the store; 0 for an event that is not stored.
    pub(crate) id: i64,
    /// Nanoseconds since 1970.
    pub(crate) start: i64,
    /// Nanoseconds since 1970, never before `start`.
    pub(crate) end: i64,
    /// The place of its facts in the table.
    pub(crate) facts: u32,
}

impl Row {
    pub(crate) fn nanos(self) -> i64 {
        self.end.saturating_sub(self.start).max(0)
    }
}

/// The columns of a list of events.
#[derive(Clone, Debug, Default)]
pub(crate) struct Columns {
    id: Vec<i64>,
    start: Vec<i64>,
    end: Vec<i64>,
    facts: Vec<u32>,
}

impl Columns {
    pub(crate) fn with_capacity(count: usize) -> Self {
        Self {
            id: Vec::with_capacity(count),
            start: Vec::with_capacity(count),
            end: Vec::with_capacity(count),
            facts: Vec::with_capacity(count),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.start.len()
    }

    pub(crate) fn push(&mut self, row: Row) {
        self.id.push(row.id);
        self.start.push(row.start);
        self.end.push(row.end.max(row.start));
        self.facts.push(row.facts);
    }

    /// The rows in the order in which they lie.
    pub(crate) fn rows(&self) -> impl DoubleEndedIterator<Item = Row> + Clone + '_ {
        let times = self.start.iter().zip(&self.end);
        let facts = self.id.iter().zip(&self.facts);
        times.zip(facts).map(|((start, end), (id, facts))| Row { id: *id, start: *start, end: *end, facts: *facts })
    }

    pub(crate) fn facts(&self) -> &[u32] {
        &self.facts
    }

    fn is_by_time(&self) -> bool {
        self.start.is_sorted()
    }

    /// Adds some rows of other columns.
    fn extend_from(&mut self, other: &Self, places: Range<usize>) {
        self.id.extend_from_slice(other.id.get(places.clone()).unwrap_or_default());
        self.start.extend_from_slice(other.start.get(places.clone()).unwrap_or_default());
        self.end.extend_from_slice(other.end.get(places.clone()).unwrap_or_default());
        self.facts.extend_from_slice(other.facts.get(places).unwrap_or_default());
    }

    fn picked(&self, places: impl Iterator<Item = usize>) -> Self {
        let mut picked = Self::with_capacity(places.size_hint().0);
        for place in places {
            let row = (self.id.get(place), self.start.get(place), self.end.get(place), self.facts.get(place));
            if let (Some(&id), Some(&start), Some(&end), Some(&facts)) = row {
                picked.push(Row { id, start, end, facts });
            }
        }
        picked
    }
}

impl EventList {
    /// A list of no events.
    pub(crate) fn empty() -> Self {
        Self::new(Columns::default(), Arc::new(Table::blank()))
    }

    pub(crate) fn new(columns: Columns, table: Arc<Table>) -> Self {
        Self { columns: Arc::new(columns), table, reads_newest_first: false }
    }

    /// What a bucket holds: read newest first, as both servers hand it out.
    pub(crate) fn of_bucket(columns: EventColumns) -> Self {
        let EventColumns { ids, start_nanos, end_nanos, payload, table } = columns;
        let columns = Columns { id: ids, start: start_nanos, end: end_nanos, facts: payload };
        let reads_newest_first = columns.is_by_time();
        Self { columns: Arc::new(columns), table: Arc::new(Table::stored(table)), reads_newest_first }
    }

    pub(crate) fn len(&self) -> usize {
        self.columns.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The columns, in whatever order they lie. For what does not depend on the order.
    pub(crate) fn columns(&self) -> &Columns {
        &self.columns
    }

    /// The columns in the order in which the list reads.
    pub(crate) fn as_listed(&self) -> Arc<Columns> {
        if !self.reads_newest_first {
            return Arc::clone(&self.columns);
        }
        // Newest first, but events that begin together stay in the order in which they came.
        let mut turned = Columns::with_capacity(self.len());
        let mut end = self.len();
        for (place, start) in self.columns.start.iter().enumerate().rev() {
            let is_group_begin =
                place.checked_sub(1).is_none_or(|before| self.columns.start.get(before) != Some(start));
            if is_group_begin {
                turned.extend_from(&self.columns, place..end);
                end = place;
            }
        }
        Arc::new(turned)
    }

    /// The columns oldest first; events that begin together stay in the order in which the list reads.
    pub(crate) fn by_time(&self) -> Arc<Columns> {
        // What lies oldest first and reads newest first has its ties in the order in which they came, either way.
        if self.columns.is_by_time() {
            return Arc::clone(&self.columns);
        }
        Arc::new(sorted_by(&self.as_listed(), |columns, place| columns.start.get(place).copied()))
    }

    /// The list with other columns that read as they lie.
    pub(crate) fn with_columns(&self, columns: Columns) -> Self {
        Self::new(columns, Arc::clone(&self.table))
    }

    /// The list sorted by start.
    pub(crate) fn sorted_by_time(&self) -> Self {
        Self { columns: self.by_time(), table: Arc::clone(&self.table), reads_newest_first: false }
    }

    /// The list sorted by length, longest first.
    pub(crate) fn sorted_by_length(&self) -> Self {
        let listed = self.as_listed();
        let longest_first = |columns: &Columns, place: usize| {
            let length = columns.end.get(place)?.saturating_sub(*columns.start.get(place)?);
            Some(std::cmp::Reverse(length))
        };
        self.with_columns(sorted_by(&listed, longest_first))
    }

    /// The same events with another table of as many places.
    pub(crate) fn with_table(&self, table: Table) -> Self {
        Self { table: Arc::new(table), ..self.clone() }
    }

    /// The events whose facts are wanted; asked once for each distinct facts.
    pub(crate) fn filtered(
        &self,
        mut is_wanted: impl FnMut(u32) -> Result<bool, QueryError>,
    ) -> Result<Self, QueryError> {
        let mut known: Vec<Option<bool>> = vec![None; self.table.len()];
        let mut kept = Columns::default();
        for row in self.columns.rows() {
            let Some(answer) = known.get_mut(row.facts as usize) else { continue };
            let is_kept = match *answer {
                Some(is_kept) => is_kept,
                None => *answer.insert(is_wanted(row.facts)?),
            };
            if is_kept {
                kept.push(row);
            }
        }
        Ok(Self { columns: Arc::new(kept), ..self.clone() })
    }

    /// The distinct facts that the events use, each once, in the order of the table.
    pub(crate) fn used_facts(&self) -> Vec<u32> {
        let mut is_used = vec![false; self.table.len()];
        for facts in self.columns.facts() {
            if let Some(flag) = is_used.get_mut(*facts as usize) {
                *flag = true;
            }
        }
        (0..).zip(is_used).filter_map(|(place, is_used): (u32, bool)| is_used.then_some(place)).collect()
    }

    /// The first events of the list.
    pub(crate) fn first(&self, count: usize) -> Self {
        if count >= self.len() {
            return self.clone();
        }
        self.with_columns(self.as_listed().picked(0..count))
    }

    /// This list and after it the other one.
    pub(crate) fn followed_by(&self, other: &Self, limits: &Limits) -> Result<Self, QueryError> {
        if other.is_empty() {
            return Ok(self.clone());
        }
        if self.is_empty() {
            return Ok(other.clone());
        }
        limits.allow_events(self.len() + other.len())?;
        let (table, lists) = on_one_table(&[self, other]);
        let mut columns = Columns::with_capacity(self.len() + other.len());
        for list in lists {
            list.rows().for_each(|row| columns.push(row));
        }
        Ok(Self::new(columns, table))
    }
}

/// The columns of some lists as they read, all with places in one table.
pub(crate) fn on_one_table(lists: &[&EventList]) -> (Arc<Table>, Vec<Arc<Columns>>) {
    let listed = lists.iter().map(|list| list.as_listed());
    if let Some(first) = lists.first().filter(|first| lists.iter().all(|list| Arc::ptr_eq(&list.table, &first.table))) {
        return (Arc::clone(&first.table), listed.collect());
    }
    let mut builder = TableBuilder::default();
    let moved = lists.iter().zip(listed).map(|(list, columns)| {
        let mut new_places: Vec<Option<u32>> = vec![None; list.table.len()];
        let place = |facts: u32| match new_places.get_mut(facts as usize) {
            Some(known) => *known.get_or_insert_with(|| builder.place_of(&list.table, facts)),
            None => facts,
        };
        let facts = columns.facts.iter().copied().map(place).collect();
        Arc::new(Columns { facts, ..Columns::clone(&columns) })
    });
    let moved = moved.collect();
    (Arc::new(builder.finish()), moved)
}

/// The columns sorted by a key of their places; equal keys keep their order.
fn sorted_by<K: Ord>(columns: &Columns, key: impl Fn(&Columns, usize) -> K) -> Columns {
    let mut places: Vec<usize> = (0..columns.len()).collect();
    places.sort_by_key(|place| key(columns, *place));
    columns.picked(places.into_iter())
}

#[cfg(test)]
mod tests {
    use attentive_types::{Event, Timestamp};
    use serde_json::json;

    use super::*;

    /// Events by start, length and name.
    fn bucket(events: &[(i64, i64, &str)]) -> EventList {
        let events: Vec<Event> = events
            .iter()
            .map(|(start, nanos, name)| Event {
                id: None,
                timestamp: Timestamp(*start),
                duration_nanos: *nanos,
                data: json!({"name": name}).as_object().cloned().expect("an object"),
            })
            .collect();
        EventList::of_bucket(EventColumns::from_events(&events))
    }

    fn names(list: &EventList, columns: &Columns) -> String {
        columns.rows().filter_map(|row| list.table.get(row.facts, "name")?.as_str()).collect()
    }

    #[test]
    fn a_bucket_reads_newest_first_with_ties_as_they_came() {
        let list = bucket(&[(1, 1, "a"), (2, 1, "b"), (2, 1, "c"), (3, 1, "d")]);
        assert_eq!(names(&list, &list.as_listed()), "dbca");
        assert_eq!(names(&list, &list.by_time()), "abcd");
        assert_eq!(names(&list, &list.first(2).as_listed()), "db");
    }

    #[test]
    fn the_longest_comes_first_and_ties_keep_their_order() {
        let list = bucket(&[(1, 5, "a"), (2, 9, "b"), (3, 5, "c")]).sorted_by_time();
        assert_eq!(names(&list, &list.sorted_by_length().as_listed()), "bac");
    }

    #[test]
    fn filters_ask_once_for_each_distinct_facts() {
        let list = bucket(&[(1, 1, "a"), (2, 1, "b"), (3, 1, "a"), (4, 1, "a")]);
        let mut asked = 0;
        let kept = list.filtered(|facts| {
            asked += 1;
            Ok(list.table.get(facts, "name") == Some(&json!("a")))
        });
        assert_eq!((asked, kept.map(|kept| kept.len())), (2, Ok(3)));
    }

    #[test]
    fn lists_of_different_tables_can_follow_each_other() {
        let (one, other) = (bucket(&[(1, 1, "a"), (2, 1, "b")]), bucket(&[(5, 1, "b"), (6, 1, "c")]));
        let both = one.followed_by(&other, &Limits::default()).expect("a list");
        assert_eq!(names(&both, &both.as_listed()), "bacb");
        assert_eq!(both.table.len(), 3);
    }
}
