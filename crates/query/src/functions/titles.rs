//! Titles without what changes by itself.

use attentive_text::title;
use serde_json::Value as Json;

use super::{Call, Function};
use crate::error::QueryError;
use crate::table::{MISSING, Numbered};
use crate::value::Value;

/// `simplify_window_titles(events, key)`: drops a counter such as `(2) ` in front of the text at a key; for the key
/// `title` of events that have an `app` also a dot or star in front, and writes `FPS: ...` for frame rates (Python
/// server only, which fails on events without the key; here they stay as they are).
pub(super) const SIMPLIFY_WINDOW_TITLES: Function =
    Function { name: "simplify_window_titles", takes: 2..=2, run: simplify_window_titles };

fn simplify_window_titles(call: &Call<'_>) -> Result<Value, QueryError> {
    let events = call.events(0)?;
    let key = call.text(1)?;
    let mut codes = vec![MISSING; events.table.len()];
    let mut texts = Numbered::default();
    for place in events.used_facts() {
        let text = events.table.get(place, key).and_then(Json::as_str);
        let is_window = key == "title" && events.table.get(place, "app").is_some();
        if let (Some(text), Some(code)) = (text, codes.get_mut(place as usize)) {
            *code = texts.text(title::simplify(text, is_window));
        }
    }
    Ok(Value::Events(events.with_table(events.table.with(key, codes, texts.finish()))))
}
