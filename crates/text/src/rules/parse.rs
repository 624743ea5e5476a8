//! JSON in, a rule out, with an error that says which entry is wrong and what it should be.

use serde_json::Value;

use super::{MAX_RULES, Rule};
use crate::pattern::PatternError;

/// A set of rules that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// Not a list of rules at all.
    #[error("expected a list of category rules or an object with `categories`, found {found}")]
    NoList {
        /// What stood there.
        found: &'static str,
    },
    /// More rules than [`MAX_RULES`].
    #[error("{count} category rules are too many, the most is {MAX_RULES}")]
    TooMany {
        /// How many there were.
        count: usize,
    },
    /// One entry is no rule.
    #[error("category rule {place}: expected {expected}, found {found}")]
    Shape {
        /// Which entry, counted from 0.
        place: usize,
        /// What should stand there.
        expected: &'static str,
        /// What stood there.
        found: String,
    },
    /// One entry has a pattern that cannot be compiled.
    #[error("category rule {place}: {source}")]
    Pattern {
        /// Which entry, counted from 0.
        place: usize,
        /// What is wrong with it.
        source: PatternError,
    },
}

/// The entries of any of the three shapes.
pub(super) fn entries(json: &Value) -> Result<&[Value], RuleError> {
    let list = match json {
        Value::Object(object) => object.get("categories").or_else(|| object.get("classes")).and_then(Value::as_array),
        other => other.as_array(),
    };
    let list = list.ok_or_else(|| RuleError::NoList { found: kind(json) })?;
    if list.len() > MAX_RULES {
        return Err(RuleError::TooMany { count: list.len() });
    }
    Ok(list)
}

/// One entry: `{"name": [..], "rule": {..}}` or `[name, rule]`.
pub(super) fn rule(place: usize, entry: &Value) -> Result<Rule, RuleError> {
    let (name, rule) = match entry {
        Value::Object(object) => (object.get("name"), object.get("rule")),
        Value::Array(pair) => (pair.first(), pair.get(1)),
        other => return Err(shape(place, "a pair of a name and a rule, or an object with both", Some(other))),
    };
    let name = name_of(name).ok_or_else(|| shape(place, "a name: a text or a list of texts", name))?;
    let fields = rule.and_then(Value::as_object).ok_or_else(|| shape(place, "a rule: an object with `type`", rule))?;
    let plain = Rule { name, pattern: None, ignores_case: false, select_keys: None };
    match fields.get("type") {
        // The web UI writes null for a category that is only a heading.
        Some(Value::Null) => Ok(plain),
        Some(Value::String(kind)) if kind == "none" => Ok(plain),
        Some(Value::String(kind)) if kind == "regex" => Ok(Rule {
            pattern: Some(pattern_of(place, fields.get("regex"))?),
            ignores_case: case_of(place, fields.get("ignore_case"))?,
            select_keys: keys_of(place, fields.get("select_keys"))?,
            ..plain
        }),
        other => Err(shape(place, "`type` to be \"regex\" or \"none\"", other)),
    }
}

fn name_of(name: Option<&Value>) -> Option<Vec<String>> {
    match name? {
        Value::String(text) => Some(vec![text.clone()]),
        Value::Array(levels) => levels.iter().map(|level| level.as_str().map(str::to_owned)).collect(),
        _ => None,
    }
}

fn pattern_of(place: usize, regex: Option<&Value>) -> Result<String, RuleError> {
    let text = regex.and_then(Value::as_str);
    text.map(str::to_owned).ok_or_else(|| shape(place, "`regex` to be a text", regex))
}

fn case_of(place: usize, ignore_case: Option<&Value>) -> Result<bool, RuleError> {
    match ignore_case {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(ignores_case)) => Ok(*ignores_case),
        other => Err(shape(place, "`ignore_case` to be true or false", other)),
    }
}

fn keys_of(place: usize, select_keys: Option<&Value>) -> Result<Option<Vec<String>>, RuleError> {
    let wrong = || shape(place, "`select_keys` to be a list of at least one text", select_keys);
    match select_keys {
        None | Some(Value::Null) => Ok(None),
        // Without a key the rule would silently never match.
        Some(Value::Array(keys)) if !keys.is_empty() => {
            let keys = keys.iter().map(|key| key.as_str().map(str::to_owned)).collect::<Option<_>>();
            keys.map(Some).ok_or_else(wrong)
        }
        Some(_) => Err(wrong()),
    }
}

fn shape(place: usize, expected: &'static str, found: Option<&Value>) -> RuleError {
    let found = match found {
        None => "nothing".to_owned(),
        Some(Value::String(text)) => format!("{:?}", text.chars().take(60).collect::<String>()),
        Some(Value::Bool(value)) => value.to_string(),
        Some(Value::Number(value)) => value.to_string(),
        Some(other) => kind(other).to_owned(),
    };
    RuleError::Shape { place, expected, found }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn wrong_entries_are_named_with_their_place() {
        for (entry, expected) in [
            (
                json!("text"),
                "category rule 7: expected a pair of a name and a rule, or an object with both, found \"text\"",
            ),
            (json!([5, {}]), "category rule 7: expected a name: a text or a list of texts, found 5"),
            (json!(["a", false]), "category rule 7: expected a rule: an object with `type`, found false"),
            (json!(["a", {}]), "category rule 7: expected `type` to be \"regex\" or \"none\", found nothing"),
            (
                json!(["a", {"type": "rgex"}]),
                "category rule 7: expected `type` to be \"regex\" or \"none\", found \"rgex\"",
            ),
            (json!(["a", {"type": "regex"}]), "category rule 7: expected `regex` to be a text, found nothing"),
            (
                json!(["a", {"type": "regex", "regex": "x", "ignore_case": ""}]),
                "category rule 7: expected `ignore_case` to be true or false, found \"\"",
            ),
            (
                json!(["a", {"type": "regex", "regex": "x", "select_keys": []}]),
                "category rule 7: expected `select_keys` to be a list of at least one text, found a list",
            ),
            (
                json!(["a", {"type": "regex", "regex": "x", "select_keys": ["k", 1]}]),
                "category rule 7: expected `select_keys` to be a list of at least one text, found a list",
            ),
        ] {
            assert_eq!(rule(7, &entry).expect_err("an error").to_string(), expected);
        }
    }

    #[test]
    fn headings_have_no_pattern() {
        for kind in [json!("none"), json!(null)] {
            let heading = rule(0, &json!({"name": ["Work"], "rule": {"type": kind}})).expect("a rule");
            assert_eq!(heading.pattern, None);
        }
    }

    #[test]
    fn what_is_no_list_is_refused() {
        assert_eq!(entries(&json!("x")).expect_err("an error"), RuleError::NoList { found: "a text" });
        assert_eq!(entries(&json!({"a": 1})).expect_err("an error"), RuleError::NoList { found: "an object" });
    }
}
