//! What of this may be kept? A payload on its way to the disk in, what may be stored of it out.
//!
//! The rules are ActivityWatch's setting `privacy_filters`, and ours add `pseudonymise`: the text is replaced by a name
//! such as `p-1a2b3c4d5e6f`, the same for the same text, from which nobody without the key can tell the text. All
//! rules that match are applied in order. When in doubt a filter acts: a pattern that gives up counts as a match.

mod parse;

use attentive_types::Payload;
use serde_json::Value;

pub use parse::FilterError;

use crate::keyed_hash;
use crate::pattern::Pattern;

/// The secret by which pseudonyms are made. It belongs to one store and never leaves the machine.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PseudonymKey([u8; 16]);

impl PseudonymKey {
    /// A key from 16 random bytes.
    #[must_use]
    pub fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The name of a text: `p-` and twelve hexadecimal digits.
    #[must_use]
    pub fn pseudonym(&self, text: &str) -> String {
        // 48 bits: among a million distinct titles two share a name with a probability of 0.2 %.
        format!("p-{:012x}", keyed_hash::hash(&self.0, text.as_bytes()) >> 16)
    }
}

impl std::fmt::Debug for PseudonymKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PseudonymKey(secret)")
    }
}

/// What a filter does with a payload that it matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// The whole event is not stored.
    Drop,
    /// The field becomes this text.
    Redact(String),
    /// The field becomes its pseudonym.
    Pseudonymise(PseudonymKey),
}

/// What became of a payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may be stored as it is.
    Keep,
    /// It was changed and may now be stored.
    Changed,
    /// It must not be stored.
    Drop,
}

#[derive(Clone, Debug)]
struct Filter {
    is_enabled: bool,
    bucket_prefix: String,
    field: Vec<String>,
    pattern: Pattern,
    action: Action,
}

/// The person's filters, compiled. The default has none and keeps everything.
#[derive(Clone, Debug, Default)]
pub struct Filters {
    filters: Vec<Filter>,
}

impl Filters {
    /// Reads the setting `privacy_filters`.
    ///
    /// # Errors
    /// When an entry is no filter, and when one asks for pseudonyms, which need [`Filters::parse_with_key`].
    pub fn parse(json: &Value) -> Result<Self, FilterError> {
        Ok(Self { filters: parse::filters(json, None)? })
    }

    /// Reads the setting `privacy_filters`, with the key by which pseudonyms are made.
    ///
    /// # Errors
    /// When an entry is no filter.
    ///
    /// ```
    /// use attentive_text::{Filters, PseudonymKey, Verdict};
    /// let setting = serde_json::json!([{"field": "title", "pattern": "(?i)bank", "action": "pseudonymise"}]);
    /// let filters = Filters::parse_with_key(&setting, PseudonymKey::new([7; 16])).unwrap();
    /// let mut data = serde_json::json!({"title": "My bank"}).as_object().cloned().unwrap();
    /// assert_eq!(filters.apply("aw-watcher-window_x", &mut data), Verdict::Changed);
    /// assert!(data["title"].as_str().unwrap().starts_with("p-"));
    /// ```
    pub fn parse_with_key(json: &Value, key: PseudonymKey) -> Result<Self, FilterError> {
        Ok(Self { filters: parse::filters(json, Some(key))? })
    }

    /// Whether there is no filter that is switched on.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.filters.iter().any(|filter| filter.is_enabled)
    }

    /// Applies all filters to a payload of a bucket.
    #[must_use]
    pub fn apply(&self, bucket: &str, data: &mut Payload) -> Verdict {
        let mut verdict = Verdict::Keep;
        for filter in
            self.filters.iter().filter(|filter| filter.is_enabled && bucket.starts_with(&filter.bucket_prefix))
        {
            let Some(value) = field_mut(data, &filter.field).filter(|value| matches(&filter.pattern, value)) else {
                continue;
            };
            match &filter.action {
                Action::Drop => return Verdict::Drop,
                Action::Redact(replacement) => *value = Value::String(replacement.clone()),
                Action::Pseudonymise(key) => pseudonymise(key, value),
            }
            verdict = Verdict::Changed;
        }
        verdict
    }
}

impl Filters {
    /// Applies all filters to a text of a bucket that is no field of a payload: those that look at `text` or `title`. `None` when it must not be kept.
    ///
    /// ```
    /// use attentive_text::Filters;
    /// let setting = serde_json::json!([{"field": "title", "pattern": "(?i)salary", "action": "drop"}]);
    /// let filters = Filters::parse(&setting).unwrap();
    /// assert_eq!(filters.text("attentive-monitor", "My salary is late"), None);
    /// assert_eq!(filters.text("attentive-monitor", "My card is late").as_deref(), Some("My card is late"));
    /// ```
    #[must_use]
    pub fn text(&self, bucket: &str, text: &str) -> Option<String> {
        ["text", "title"].into_iter().try_fold(text.to_owned(), |text, field| {
            let mut data = Payload::new();
            data.insert(field.to_owned(), Value::String(text));
            match (self.apply(bucket, &mut data), data.remove(field)) {
                (Verdict::Keep | Verdict::Changed, Some(Value::String(kept))) => Some(kept),
                _ => None,
            }
        })
    }
}

/// Whether the value is a text that matches, or a list with such a text.
fn matches(pattern: &Pattern, value: &Value) -> bool {
    match value {
        Value::String(text) => pattern.try_match(text).unwrap_or(true),
        Value::Array(values) => values.iter().any(|value| value.is_string() && matches(pattern, value)),
        _ => false,
    }
}

fn pseudonymise(key: &PseudonymKey, value: &mut Value) {
    match value {
        Value::String(text) => *text = key.pseudonym(text),
        Value::Array(values) => {
            values.iter_mut().filter(|value| value.is_string()).for_each(|value| pseudonymise(key, value));
        }
        _ => {}
    }
}

/// The value at a path of keys; `None` when there is none.
fn field_mut<'a>(data: &'a mut Payload, path: &[String]) -> Option<&'a mut Value> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(data.get_mut(first)?, |value, key| value.as_object_mut()?.get_mut(key))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const KEY: PseudonymKey = PseudonymKey([3; 16]);

    fn apply(filters: &Value, bucket: &str, data: Value) -> (Verdict, Value) {
        let filters = Filters::parse_with_key(filters, KEY).expect("filters");
        let mut data = data.as_object().cloned().expect("an object");
        let verdict = filters.apply(bucket, &mut data);
        (verdict, Value::Object(data))
    }

    #[test]
    fn a_matching_event_is_dropped_and_others_are_kept() {
        let filters = json!([{"enabled": true, "bucket_prefix": "aw-watcher-window", "field": "title",
            "pattern": "(?i)(private browsing|incognito)", "action": "drop"}]);
        let secret = json!({"app": "firefox", "title": "Private Browsing"});
        assert_eq!(apply(&filters, "aw-watcher-window_host", secret.clone()).0, Verdict::Drop);
        assert_eq!(apply(&filters, "aw-watcher-web_host", secret.clone()), (Verdict::Keep, secret));
        let plain = json!({"app": "firefox", "title": "News"});
        assert_eq!(apply(&filters, "aw-watcher-window_host", plain.clone()), (Verdict::Keep, plain));
    }

    #[test]
    fn a_matching_field_is_redacted_down_a_path() {
        let filters = json!([{"enabled": true, "field": "page.title", "pattern": "bank", "action": "redact", "replacement": "HIDDEN"}]);
        let found = apply(&filters, "b", json!({"page": {"title": "my bank", "n": 1}}));
        assert_eq!(found, (Verdict::Changed, json!({"page": {"title": "HIDDEN", "n": 1}})));
        for other in [json!({"page": "bank"}), json!({"page": {"title": 5}}), json!({"title": "bank"})] {
            assert_eq!(apply(&filters, "b", other.clone()), (Verdict::Keep, other));
        }
    }

    #[test]
    fn pseudonyms_are_the_same_for_the_same_text_and_need_the_key() {
        let filters = json!([{"field": "url", "pattern": ".", "action": "pseudonymise"}]);
        let (verdict, first) = apply(&filters, "b", json!({"url": "https://example.org"}));
        assert_eq!((verdict, first["url"].as_str().map(str::len)), (Verdict::Changed, Some(14)));
        assert_eq!(apply(&filters, "b", json!({"url": "https://example.org"})).1, first);
        assert_ne!(apply(&filters, "b", json!({"url": "https://example.com"})).1, first);
        assert_ne!(PseudonymKey::new([4; 16]).pseudonym("https://example.org"), first["url"]);
        assert_eq!(format!("{KEY:?}"), "PseudonymKey(secret)");
    }

    #[test]
    fn later_filters_see_what_earlier_ones_left() {
        let filters = json!([
            {"field": "title", "pattern": "secret", "action": "redact", "replacement": "gone"},
            {"field": "title", "pattern": "secret", "action": "drop"},
            {"field": "title", "pattern": "gone", "action": "redact", "replacement": "twice", "enabled": false},
        ]);
        assert_eq!(apply(&filters, "b", json!({"title": "secret"})), (Verdict::Changed, json!({"title": "gone"})));
    }

    #[test]
    fn a_list_of_texts_is_seen_as_well() {
        let filters = json!([{"field": "tabs", "pattern": "bank", "action": "drop"}]);
        assert_eq!(apply(&filters, "b", json!({"tabs": ["news", "my bank"]})).0, Verdict::Drop);
        assert_eq!(apply(&filters, "b", json!({"tabs": ["news", 3]})).0, Verdict::Keep);
    }

    #[test]
    fn a_pattern_that_gives_up_counts_as_a_match() {
        let filters = json!([{"field": "title", "pattern": r"^((a|a)+)\1b", "action": "drop"}]);
        assert_eq!(apply(&filters, "b", json!({"title": "a".repeat(5_000)})).0, Verdict::Drop);
    }

    #[test]
    fn a_text_by_itself_is_seen_by_filters_of_texts_and_of_titles() {
        let filters = json!([
            {"field": "text", "pattern": "secret", "action": "redact", "replacement": "gone"},
            {"field": "title", "pattern": "bank", "action": "pseudonymise"},
            {"field": "title", "pattern": "never", "action": "drop", "bucket_prefix": "attentive-monitor"},
            {"field": "url", "pattern": ".", "action": "drop"},
        ]);
        let filters = Filters::parse_with_key(&filters, KEY).unwrap();
        let of = |text| filters.text("attentive-monitor", text);
        assert_eq!(of("a secret").as_deref(), Some("gone"));
        assert!(of("my bank").unwrap().starts_with("p-"));
        assert_eq!((of("never"), of("plain").as_deref()), (None, Some("plain")));
        assert_eq!(filters.text("other", "never").as_deref(), Some("never"));
    }

    #[test]
    fn no_filters_keep_everything() {
        assert!(Filters::default().is_empty());
        assert_eq!(Filters::default().apply("b", &mut Payload::new()), Verdict::Keep);
    }
}
