//! The answer as JSON. Facts are written out once and copied for each event that has them.

use std::sync::Arc;

use attentive_types::time::{SECOND, nanos_to_seconds};
use attentive_types::{Event, Timestamp};
use rustc_hash::FxHashMap;
use serde_json::Value as Json;

use crate::error::QueryError;
use crate::events::{EventList, Row};
use crate::table::Table;
use crate::value::Value;

/// The answer as a tree. Convenient and slow for many events.
pub(crate) fn tree(value: &Value) -> Result<Json, QueryError> {
    match value {
        Value::Function(name) => Err(uncalled(name)),
        Value::List(list) => list.items().iter().map(tree).collect(),
        Value::Dict(dict) => {
            let entries = dict.entries().iter().map(|(key, value)| Ok((key.clone(), tree(value)?)));
            entries.collect::<Result<_, _>>().map(Json::Object)
        }
        Value::Events(events) => Ok(events.as_listed().rows().map(|row| event_tree(&events.table, row)).collect()),
        plain => plain.to_json(),
    }
}

fn event_tree(table: &Table, row: Row) -> Json {
    let event = Event {
        id: Some(row.id).filter(|id| *id != 0),
        timestamp: Timestamp(row.start),
        duration_nanos: row.nanos(),
        data: table.full(row.facts),
    };
    serde_json::json!({
        "id": event.id,
        "timestamp": event.timestamp,
        "duration": nanos_to_seconds(event.duration_nanos),
        "data": event.data,
    })
}

/// Writes answers as text.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    out: Vec<u8>,
    /// For each table that was met, where in `out` its facts stand, by place.
    facts: FxHashMap<usize, Vec<Option<(usize, usize)>>>,
    /// Keeps the tables alive, so that no two share an address.
    tables: Vec<Arc<Table>>,
    day: Day,
}

impl Writer {
    pub(crate) fn finish(self) -> Vec<u8> {
        self.out
    }

    pub(crate) fn raw(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    /// Writes one value.
    pub(crate) fn value(&mut self, value: &Value) -> Result<(), QueryError> {
        match value {
            Value::Function(name) => return Err(uncalled(name)),
            Value::List(list) => {
                self.raw("[");
                for (place, item) in list.items().iter().enumerate() {
                    self.raw(if place == 0 { "" } else { "," });
                    self.value(item)?;
                }
                self.raw("]");
            }
            Value::Dict(dict) => {
                self.raw("{");
                for (place, (key, item)) in dict.entries().iter().enumerate() {
                    self.raw(if place == 0 { "" } else { "," });
                    self.json(key)?;
                    self.raw(":");
                    self.value(item)?;
                }
                self.raw("}");
            }
            Value::Events(events) => self.events(events)?,
            plain => self.json(&plain.to_json()?)?,
        }
        Ok(())
    }

    fn events(&mut self, events: &EventList) -> Result<(), QueryError> {
        let address = Arc::as_ptr(&events.table) as usize;
        let mut known = self.facts.remove(&address).unwrap_or_else(|| {
            self.tables.push(Arc::clone(&events.table));
            vec![None; events.table.len()]
        });
        // An event without its facts takes some 80 bytes.
        self.out.reserve(events.len() * 128);
        self.raw("[");
        for (place, row) in events.as_listed().rows().enumerate() {
            self.raw(if place == 0 { "{\"id\":" } else { ",{\"id\":" });
            match row.id {
                0 => self.raw("null"),
                id => self.json(&id)?,
            }
            self.raw(",\"timestamp\":\"");
            self.day.write(row.start, &mut self.out);
            self.raw("\",\"duration\":");
            self.json(&nanos_to_seconds(row.nanos()))?;
            self.raw(",\"data\":");
            match known.get_mut(row.facts as usize) {
                Some(Some((from, to))) => self.out.extend_from_within(*from..*to),
                Some(unknown) => {
                    let from = self.out.len();
                    write_facts(&mut self.out, &events.table, row.facts)?;
                    *unknown = Some((from, self.out.len()));
                }
                None => self.raw("{}"),
            }
            self.raw("}");
        }
        self.raw("]");
        self.facts.insert(address, known);
        Ok(())
    }

    fn json(&mut self, value: &impl serde::Serialize) -> Result<(), QueryError> {
        serde_json::to_writer(&mut self.out, value).map_err(unwritable)
    }
}

/// The facts at a place, keys in order.
fn write_facts(out: &mut Vec<u8>, table: &Table, place: u32) -> Result<(), QueryError> {
    let Some(base) = table.base(place).filter(|_| table.is_plain()) else {
        return serde_json::to_writer(out, &table.full(place)).map_err(unwritable);
    };
    serde_json::to_writer(out, &**base).map_err(unwritable)
}

fn unwritable(error: serde_json::Error) -> QueryError {
    QueryError::InvalidType(format!("the answer cannot be written as JSON: {error}"))
}

fn uncalled(name: &str) -> QueryError {
    QueryError::InvalidType(format!("the answer holds the function {name} itself; call it with {name}(...)"))
}

/// Writes moments; the date of the last one is kept, because the next is mostly of the same day.
#[derive(Debug, Default)]
struct Day {
    number: Option<i64>,
    text: String,
}

impl Day {
    /// Writes a moment as RFC 3339 in UTC with no more digits than it needs.
    fn write(&mut self, nanos: i64, out: &mut Vec<u8>) {
        const NANOS_OF_DAY: i64 = 86_400 * SECOND;
        let number = nanos.div_euclid(NANOS_OF_DAY);
        if self.number != Some(number) {
            // Midnight by the slow way: `2026-11-24T00:00:00Z`.
            let moment = Timestamp(number.saturating_mul(NANOS_OF_DAY)).to_string();
            self.text = moment.split('T').next().unwrap_or_default().to_owned();
            self.number = Some(number);
        }
        out.extend_from_slice(self.text.as_bytes());
        let of_day = nanos.rem_euclid(NANOS_OF_DAY);
        let (seconds, fraction) = (of_day / SECOND, of_day % SECOND);
        let two = |value: i64| {
            [b'0' + u8::try_from(value / 10 % 10).unwrap_or(0), b'0' + u8::try_from(value % 10).unwrap_or(0)]
        };
        for (mark, value) in [(b'T', seconds / 3600), (b':', seconds / 60 % 60), (b':', seconds % 60)] {
            out.push(mark);
            out.extend_from_slice(&two(value));
        }
        if fraction != 0 {
            out.push(b'.');
            let mut rest = fraction;
            let mut unit = SECOND / 10;
            while rest != 0 {
                out.push(b'0' + u8::try_from(rest / unit).unwrap_or(0));
                rest %= unit;
                unit /= 10;
            }
        }
        out.push(b'Z');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(nanos: i64) -> String {
        let mut out = Vec::new();
        Day::default().write(nanos, &mut out);
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn moments_read_well() {
        assert_eq!(written(0), "1970-01-01T00:00:00Z");
        assert_eq!(written(1_500_000_000), "1970-01-01T00:00:01.5Z");
        assert_eq!(written(-1), "1969-12-31T23:59:59.999999999Z");
    }

    proptest::proptest! {
        #[test]
        fn moments_are_written_as_everywhere_else(nanos: i64) {
            // Before the first whole day that can be held the date would have to be guessed.
            proptest::prop_assume!(nanos > i64::MIN + 86_400 * SECOND);
            proptest::prop_assert_eq!(written(nanos), Timestamp(nanos).to_string());
        }
    }
}
