//! The one text of a payload: keys sorted at every depth, no spaces. Equal facts have equal text.

use attentive_types::Payload;
use serde_json::Value;
use xxhash_rust::xxh3::xxh3_64;

use crate::error::StoreError;

/// The text of a payload. Keys are sorted here, whatever order the JSON library was built to keep.
pub(crate) fn text(data: &Payload) -> String {
    let mut out = String::with_capacity(96);
    write_object(data, &mut out);
    out
}

/// The hash by which a text is found; the text itself decides.
pub(crate) fn hash(text: &str) -> i64 {
    i64::from_ne_bytes(xxh3_64(text.as_bytes()).to_ne_bytes())
}

/// Reads what was stored.
pub(crate) fn parse(text: &str) -> Result<Payload, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::broken("a stored payload is no JSON object"))
}

fn write_object(object: &Payload, out: &mut String) {
    let mut entries: Vec<(&String, &Value)> = object.iter().collect();
    entries.sort_unstable_by_key(|(key, _)| *key);
    out.push('{');
    for (place, (key, value)) in entries.into_iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        write_string(key, out);
        out.push(':');
        write_value(value, out);
    }
    out.push('}');
}

fn write_value(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => out.push_str(&number.to_string()),
        Value::String(text) => write_string(text, out),
        Value::Array(values) => {
            out.push('[');
            for (place, value) in values.iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                write_value(value, out);
            }
            out.push(']');
        }
        Value::Object(object) => write_object(object, out),
    }
}

fn write_string(text: &str, out: &mut String) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if control < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(control))),
            other => out.push(other),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(text: &str) -> Payload {
        serde_json::from_str(text).expect("an object")
    }

    #[test]
    fn keys_are_sorted_at_every_depth() {
        let data = object(r#"{"b":[1,{"z":null,"a":true}],"a":"x"}"#);
        assert_eq!(text(&data), r#"{"a":"x","b":[1,{"a":true,"z":null}]}"#);
    }

    proptest::proptest! {
        #[test]
        fn any_text_comes_back(key in ".{0,12}", value in "\\PC{0,20}|[\\x00-\\x20\"\\\\]{0,9}", number in proptest::num::i64::ANY) {
            let mut data = Payload::new();
            data.insert("number".to_owned(), number.into());
            data.insert(key, value.into());
            proptest::prop_assert_eq!(parse(&text(&data)).expect("our own text"), data);
        }
    }
}
