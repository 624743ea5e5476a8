//! What are the events about? `categorize` adds `$category`, `tag` adds `$tags`.

use std::sync::Arc;

use attentive_text::{CategoryRules, RuleError};
use serde_json::Value as Json;

use super::{Call, Function};
use crate::category_cache::KnownRules;
use crate::error::QueryError;
use crate::table::{MISSING, Numbered};
use crate::value::Value;

/// `categorize(events, rules)`: adds `$category`, the deepest that matches, the later one among equals.
pub(super) const CATEGORIZE: Function = Function { name: "categorize", takes: 2..=2, run: categorize };

/// `tag(events, rules)`: adds `$tags`, the sorted names of all rules that match.
pub(super) const TAG: Function = Function { name: "tag", takes: 2..=2, run: tag };

/// After how many facts the clock is looked at.
const FACTS_BETWEEN_LOOKS: usize = 256;

fn categorize(call: &Call<'_>) -> Result<Value, QueryError> {
    let events = call.events(0)?;
    let known = rules(call, |name| matches!(name, Json::Array(levels) if levels.iter().all(Json::is_string)))?;
    let table = &events.table;
    let used = events.used_facts();
    let recalled = known.recall(used.iter().map(|place| table.stored_id(*place)));
    let mut codes = vec![MISSING; table.len()];
    let mut learnt = Vec::new();
    for (step, (place, recalled)) in used.iter().zip(recalled).enumerate() {
        if step % FACTS_BETWEEN_LOOKS == 0 {
            call.session.check_time()?;
        }
        let category = match (recalled, table.base(*place)) {
            (Some(category), _) => category,
            (None, Some(facts)) if table.is_plain() => known.rules.category_index(facts),
            (None, _) => known.rules.category_index(&table.full(*place)),
        };
        if let (None, Some(id)) = (recalled, table.stored_id(*place)) {
            learnt.push((id, category));
        }
        if let Some(code) = codes.get_mut(*place as usize) {
            *code = category;
        }
    }
    known.remember(&learnt);
    let names = known.rules.names().iter().map(|name| Json::from(name.as_slice()));
    Ok(Value::Events(events.with_table(table.with("$category", codes, Arc::new(names.collect())))))
}

fn tag(call: &Call<'_>) -> Result<Value, QueryError> {
    let events = call.events(0)?;
    let known = rules(call, Json::is_string)?;
    let mut codes = vec![MISSING; events.table.len()];
    let mut lists = Numbered::default();
    for (step, place) in events.used_facts().into_iter().enumerate() {
        if step % FACTS_BETWEEN_LOOKS == 0 {
            call.session.check_time()?;
        }
        if let Some(code) = codes.get_mut(place as usize) {
            *code = lists.list(known.rules.tags(&events.table.full(place)));
        }
    }
    Ok(Value::Events(events.with_table(events.table.with("$tags", codes, lists.finish()))))
}

/// The rules of the second argument, compiled, from the cache where they are known.
fn rules(call: &Call<'_>, is_name: impl Fn(&Json) -> bool) -> Result<Arc<KnownRules>, QueryError> {
    let json = call.list(1)?.items().iter().map(Value::to_json).collect::<Result<Json, _>>()?;
    let entries = json.as_array().map(Vec::as_slice).unwrap_or_default();
    let has_name = |entry: &Json| entry.get(0).is_some_and(&is_name);
    if let Some(place) = entries.iter().position(|entry| !has_name(entry)) {
        let name = if call.name == TAG.name { "a text" } else { "a list of texts" };
        return Err(QueryError::InvalidFunctionParameters(format!(
            "rule {place} of {} must be a pair of a name, which is {name}, and a rule",
            call.name
        )));
    }
    call.session.categories.rules(json.to_string(), || {
        CategoryRules::parse(&json).map_err(|error| match error {
            RuleError::Pattern { .. } => QueryError::RegexCompile(error.to_string()),
            other => QueryError::InvalidFunctionParameters(other.to_string()),
        })
    })
}
