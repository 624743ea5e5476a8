//! JSON Schemas of what tools take and give, in few words.

use serde_json::{Map, Value, json};

/// A field: its name, its schema, and whether it must be there.
pub(super) type Field = (&'static str, Value, bool);

/// An object with these fields and no others.
pub(super) fn object(fields: &[Field]) -> Value {
    let properties: Map<String, Value> =
        fields.iter().map(|(name, schema, _)| ((*name).to_owned(), schema.clone())).collect();
    let required: Vec<&str> = fields.iter().filter(|(_, _, is_needed)| *is_needed).map(|(name, _, _)| *name).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

/// The same, with fields that only some callers see.
pub(super) fn open_object(fields: &[Field]) -> Value {
    let mut schema = object(fields);
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("additionalProperties".to_owned(), true.into());
    }
    schema
}

/// A text.
pub(super) fn text(what: &str) -> Value {
    json!({ "type": "string", "description": what })
}

/// One of some words.
pub(super) fn one_of(words: &[&str], what: &str) -> Value {
    json!({ "type": "string", "enum": words, "description": what })
}

/// A number.
pub(super) fn number(what: &str) -> Value {
    json!({ "type": "number", "minimum": 0, "description": what })
}

/// A moment in UTC.
pub(super) fn moment(what: &str) -> Value {
    json!({ "type": "string", "format": "date-time", "description": what })
}

/// A list.
pub(super) fn list(items: &Value, what: &str) -> Value {
    json!({ "type": "array", "items": items, "description": what })
}

/// The same schema where nothing may stand as well.
pub(super) fn or_null(mut schema: Value) -> Value {
    if let Some(kind) = schema.get_mut("type") {
        *kind = json!([kind.clone(), "null"]);
    }
    schema
}
