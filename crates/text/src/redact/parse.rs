//! The setting `privacy_filters` in, filters out. Where ActivityWatch asks for a field and there is a safe reading
//! without it, that is taken: a filter without `enabled` is on, one without `replacement` writes `REDACTED`.

use serde_json::Value;

use super::{Action, Filter, PseudonymKey};
use crate::pattern::{Pattern, PatternError};

/// A setting that cannot be used; no filter of it is in force then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// Not a list.
    #[error("expected a list of privacy filters")]
    NoList,
    /// One entry has a field that is missing or wrong.
    #[error("privacy filter {place}: expected {expected}")]
    Shape {
        /// Which entry, counted from 0.
        place: usize,
        /// What should stand there.
        expected: &'static str,
    },
    /// One entry has a pattern that cannot be compiled.
    #[error("privacy filter {place}: {source}")]
    Pattern {
        /// Which entry, counted from 0.
        place: usize,
        /// What is wrong with it.
        source: PatternError,
    },
    /// One entry asks for pseudonyms, and no key was handed in.
    #[error("privacy filter {place}: `pseudonymise` needs a key, and there is none here")]
    NoKey {
        /// Which entry, counted from 0.
        place: usize,
    },
}

/// All entries of the setting.
pub(super) fn filters(json: &Value, key: Option<PseudonymKey>) -> Result<Vec<Filter>, FilterError> {
    let list = match json {
        Value::Null => return Ok(Vec::new()),
        other => other.as_array().ok_or(FilterError::NoList)?,
    };
    list.iter().enumerate().map(|(place, entry)| filter(place, entry, key)).collect()
}

fn filter(place: usize, entry: &Value, key: Option<PseudonymKey>) -> Result<Filter, FilterError> {
    let shape = |expected| FilterError::Shape { place, expected };
    let fields = entry.as_object().ok_or_else(|| shape("an object with `field`, `pattern` and `action`"))?;
    let text = |name: &str, expected| match fields.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.as_str())),
        Some(_) => Err(shape(expected)),
    };
    let is_enabled = match fields.get("enabled") {
        None | Some(Value::Null) => true,
        Some(value) => value.as_bool().ok_or_else(|| shape("`enabled` to be true or false"))?,
    };
    let bucket_prefix = text("bucket_prefix", "`bucket_prefix` to be a text")?.unwrap_or_default().to_owned();
    let needs_field = "`field` to be the dotted path of the text to look at, such as \"title\"";
    let field = text("field", needs_field)?.filter(|path| !path.is_empty()).ok_or_else(|| shape(needs_field))?;
    let needs_pattern = "`pattern` to be a regular expression";
    let pattern = text("pattern", needs_pattern)?.ok_or_else(|| shape(needs_pattern))?;
    let pattern = Pattern::new(pattern, false).map_err(|source| FilterError::Pattern { place, source })?;
    let needs_action = "`action` to be \"drop\", \"redact\" or \"pseudonymise\"";
    let action = match text("action", needs_action)? {
        Some("drop") => Action::Drop,
        Some("redact") => {
            let replacement = text("replacement", "`replacement` to be a text")?.filter(|text| !text.is_empty());
            Action::Redact(replacement.unwrap_or("REDACTED").to_owned())
        }
        Some("pseudonymise") => Action::Pseudonymise(key.ok_or(FilterError::NoKey { place })?),
        _ => return Err(shape(needs_action)),
    };
    Ok(Filter { is_enabled, bucket_prefix, field: field.split('.').map(str::to_owned).collect(), pattern, action })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Filters;
    use super::*;

    #[test]
    fn wrong_entries_are_named_with_their_place() {
        let good = json!({"field": "title", "pattern": "x", "action": "drop"});
        for (entry, expected) in [
            (json!(5), "privacy filter 1: expected an object with `field`, `pattern` and `action`"),
            (
                json!({"pattern": "x", "action": "drop"}),
                "privacy filter 1: expected `field` to be the dotted path of the text to look at, such as \"title\"",
            ),
            (
                json!({"field": "t", "action": "drop"}),
                "privacy filter 1: expected `pattern` to be a regular expression",
            ),
            (
                json!({"field": "t", "pattern": "x", "action": "burn"}),
                "privacy filter 1: expected `action` to be \"drop\", \"redact\" or \"pseudonymise\"",
            ),
            (
                json!({"field": "t", "pattern": "x", "action": "drop", "enabled": 1}),
                "privacy filter 1: expected `enabled` to be true or false",
            ),
            (
                json!({"field": "t", "pattern": "x", "action": "pseudonymise"}),
                "privacy filter 1: `pseudonymise` needs a key, and there is none here",
            ),
        ] {
            let error = Filters::parse(&json!([good, entry])).expect_err("an error");
            assert_eq!(error.to_string(), expected);
        }
        let error = Filters::parse(&json!([{"field": "t", "pattern": "[x", "action": "drop"}])).expect_err("an error");
        assert!(matches!(error, FilterError::Pattern { place: 0, .. }));
        assert_eq!(Filters::parse(&json!({})).expect_err("an error"), FilterError::NoList);
    }

    #[test]
    fn no_setting_means_no_filter() {
        assert!(Filters::parse(&Value::Null).expect("filters").is_empty());
        assert!(Filters::parse(&json!([])).expect("filters").is_empty());
    }
}
