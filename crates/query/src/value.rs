//! What a query works with: numbers, texts, lists, dictionaries, lists of events.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Number, Value as Json};

use crate::error::QueryError;
use crate::events::EventList;
use crate::limits::{Limits, MAX_DEPTH};

/// A value. Copying one is cheap: what is large is shared.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// What a statement gives, or `print`.
    None,
    Bool(bool),
    /// All numbers are floating-point, as in the Rust server.
    Number(f64),
    Text(Arc<str>),
    List(List),
    Dict(Dict),
    Events(EventList),
    /// The name of a function that was not called.
    Function(&'static str),
}

/// A list of values that are no events, or an empty list.
#[derive(Clone, Debug)]
pub(crate) struct List {
    items: Arc<Vec<Value>>,
    size: Size,
}

/// A dictionary.
#[derive(Clone, Debug)]
pub(crate) struct Dict {
    entries: Arc<BTreeMap<String, Value>>,
    size: Size,
}

/// How deep and how large a value is, so that shared parts cannot be piled up without end.
#[derive(Clone, Copy, Debug, Default)]
struct Size {
    depth: usize,
    values: usize,
}

impl Size {
    fn around<'a>(inside: impl Iterator<Item = &'a Value>, limits: &Limits) -> Result<Self, QueryError> {
        let mut size = Self { depth: 0, values: 1 };
        for part in inside.map(Value::size) {
            size.depth = size.depth.max(part.depth);
            size.values = size.values.saturating_add(part.values);
        }
        size.depth += 1;
        limits.allow_values(size.values)?;
        if size.depth > MAX_DEPTH {
            return Err(QueryError::Limit(format!("lists and dictionaries of more than {MAX_DEPTH} levels")));
        }
        Ok(size)
    }
}

impl List {
    pub(crate) fn new(items: Vec<Value>, limits: &Limits) -> Result<Self, QueryError> {
        Ok(Self { size: Size::around(items.iter(), limits)?, items: Arc::new(items) })
    }

    pub(crate) fn items(&self) -> &[Value] {
        &self.items
    }
}

impl Dict {
    pub(crate) fn new(entries: BTreeMap<String, Value>, limits: &Limits) -> Result<Self, QueryError> {
        Ok(Self { size: Size::around(entries.values(), limits)?, entries: Arc::new(entries) })
    }

    pub(crate) fn entries(&self) -> &BTreeMap<String, Value> {
        &self.entries
    }
}

impl Value {
    pub(crate) fn text(text: impl Into<Arc<str>>) -> Self {
        Self::Text(text.into())
    }

    fn size(&self) -> Size {
        match self {
            Self::List(list) => list.size,
            Self::Dict(dict) => dict.size,
            _ => Size { depth: 0, values: 1 },
        }
    }

    /// What kind of value it is, for errors.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::None => "nothing",
            Self::Bool(_) => "true or false",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Dict(_) => "a dictionary",
            Self::Events(_) => "a list of events",
            Self::Function(_) => "a function",
        }
    }

    /// The events, when it is a list of events or an empty list.
    pub(crate) fn events(&self) -> Option<EventList> {
        match self {
            Self::Events(events) => Some(events.clone()),
            Self::List(list) if list.items.is_empty() => Some(EventList::empty()),
            _ => None,
        }
    }

    /// The value as JSON.
    ///
    /// # Errors
    /// When it holds events or functions, which no argument may hold.
    pub(crate) fn to_json(&self) -> Result<Json, QueryError> {
        match self {
            Self::None => Ok(Json::Null),
            Self::Bool(value) => Ok(Json::Bool(*value)),
            Self::Number(number) => Ok(Number::from_f64(*number).map_or(Json::Null, Json::Number)),
            Self::Text(text) => Ok(Json::from(&**text)),
            Self::List(list) => list.items().iter().map(Self::to_json).collect(),
            Self::Dict(dict) => dict
                .entries()
                .iter()
                .map(|(key, value)| Ok((key.clone(), value.to_json()?)))
                .collect::<Result<_, _>>()
                .map(Json::Object),
            Self::Events(events) if events.is_empty() => Ok(Json::Array(Vec::new())),
            Self::Events(_) | Self::Function(_) => {
                Err(QueryError::InvalidFunctionParameters(format!("expected plain values, found {}", self.kind())))
            }
        }
    }

    /// Whether two values are equal; values of different kinds are not.
    pub(crate) fn is_equal(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::None, Self::None) => true,
            (Self::Bool(one), Self::Bool(other)) => one == other,
            #[expect(clippy::float_cmp, reason = "the language compares numbers exactly, as both servers do")]
            (Self::Number(one), Self::Number(other)) => one == other,
            (Self::Text(one), Self::Text(other)) => one == other,
            (Self::List(one), Self::List(other)) => {
                one.items.len() == other.items.len()
                    && one.items.iter().zip(&*other.items).all(|(one, other)| one.is_equal(other))
            }
            (Self::Dict(one), Self::Dict(other)) => {
                let entries = one.entries.iter().zip(&*other.entries);
                one.entries.len() == other.entries.len()
                    && entries
                        .into_iter()
                        .all(|((key, value), (other_key, other_value))| key == other_key && value.is_equal(other_value))
            }
            (Self::Events(one), Self::Events(other)) => are_equal_events(one, other),
            (Self::Events(events), Self::List(list)) | (Self::List(list), Self::Events(events)) => {
                events.is_empty() && list.items.is_empty()
            }
            _ => false,
        }
    }
}

/// Events are equal when time and facts are; their ids do not count, as in the Rust server.
fn are_equal_events(one: &EventList, other: &EventList) -> bool {
    one.len() == other.len()
        && one
            .as_listed()
            .rows()
            .zip(other.as_listed().rows())
            .all(|(a, b)| (a.start, a.end) == (b.start, b.end) && one.table.full(a.facts) == other.table.full(b.facts))
}
