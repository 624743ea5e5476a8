//! Whose page was it? Addresses are taken apart, once for each distinct facts.

use std::collections::BTreeMap;

use attentive_text::{AddressParts, address};
use serde_json::Value as Json;

use super::{Call, Function};
use crate::error::QueryError;
use crate::table::{MISSING, Numbered};
use crate::value::Value;

/// `split_url_events(events)`: adds the parts of `url` to events that have one. `$protocol`, `$domain` without `www.`,
/// `$path` and `$params` (the query) as in the Rust server, and `$options` (the query again) and `$identifier` (the
/// fragment) as the Python server names them.
pub(super) const SPLIT_URL_EVENTS: Function =
    Function { name: "split_url_events", takes: 1..=1, run: split_url_events };

const KEYS: [&str; 6] = ["$protocol", "$domain", "$path", "$params", "$options", "$identifier"];

fn split_url_events(call: &Call<'_>) -> Result<Value, QueryError> {
    let events = call.events(0)?;
    let table = &events.table;
    let parts_of = |place: u32| address::split(table.get(place, "url").and_then(Json::as_str)?);
    let parts: BTreeMap<u32, AddressParts> =
        events.used_facts().into_iter().filter_map(|place| Some((place, parts_of(place)?))).collect();
    if parts.is_empty() {
        return Ok(Value::Events(events));
    }
    let mut split = None;
    for key in KEYS {
        let mut codes = vec![MISSING; table.len()];
        let mut texts = Numbered::default();
        for (place, parts) in &parts {
            if let Some(code) = codes.get_mut(*place as usize) {
                *code = texts.text(part(parts, key).to_owned());
            }
        }
        split = Some(split.as_ref().unwrap_or(&**table).with(key, codes, texts.finish()));
    }
    Ok(Value::Events(split.map_or(events.clone(), |table| events.with_table(table))))
}

fn part<'a>(parts: &'a AddressParts, key: &str) -> &'a str {
    match key {
        "$protocol" => &parts.protocol,
        "$domain" => &parts.domain,
        "$path" => &parts.path,
        "$params" => &parts.params,
        "$options" => &parts.options,
        _ => &parts.identifier,
    }
}
