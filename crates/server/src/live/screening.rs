//! The privacy filters, as the setting has them at this moment.

use std::sync::{Arc, PoisonError, RwLock};

use attentive_store::{Store, StoreError};
use attentive_text::{FilterError, Filters, PseudonymKey, redact};
use attentive_types::Payload;
use serde_json::Value;

use super::{Verdict, chance, keys};

/// The filters in force. Cheap to ask from many threads.
pub(crate) struct Screening {
    filters: RwLock<Arc<Filters>>,
    key: PseudonymKey,
}

impl Screening {
    /// The filters that the store holds.
    ///
    /// # Errors
    /// When the store cannot be read, or there is no key yet and none can be made.
    pub(crate) fn of_store(store: &Store) -> Result<Self, StoreError> {
        let key = pseudonym_key(store)?;
        let screening = Self { filters: RwLock::new(Arc::new(Filters::default())), key };
        screening.read_again(store)?;
        Ok(screening)
    }

    /// Takes the filters from the setting again.
    ///
    /// A list that cannot be understood as a whole is taken filter by filter, so that one bad pattern does not switch off the others; the
    /// bad ones are counted in the log and in the audit.
    ///
    /// # Errors
    /// When the store cannot be read or written; the filters in force stay.
    pub(crate) fn read_again(&self, store: &Store) -> Result<(), StoreError> {
        let setting = store.setting(keys::PRIVACY_FILTERS)?.unwrap_or(Value::Null);
        let (filters, bad) = self.lenient(&setting);
        if bad > 0 {
            tracing::warn!(
                "{bad} privacy filters cannot be understood and are not applied; see the setting {}",
                keys::PRIVACY_FILTERS
            );
            store.audit("attentive", "filters", &format!("{bad} filters cannot be understood and are not applied"))?;
        }
        *self.filters.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(filters);
        Ok(())
    }

    /// What is wrong with a list of filters, and where.
    pub(crate) fn check(&self, setting: &Value) -> Result<(), String> {
        self.parse(setting).map(|_| ()).map_err(|error| error.to_string())
    }

    /// Applies the filters to what was sent to a bucket.
    pub(crate) fn apply(&self, bucket: &str, data: &mut Payload) -> Verdict {
        let filters = Arc::clone(&self.filters.read().unwrap_or_else(PoisonError::into_inner));
        match filters.apply(bucket, data) {
            redact::Verdict::Drop => Verdict::Drop,
            redact::Verdict::Keep | redact::Verdict::Changed => Verdict::Keep,
        }
    }

    /// Whether the filters keep what was sent to a bucket, and leave it as it is.
    pub(crate) fn leaves(&self, bucket: &str, data: &Payload) -> bool {
        let filters = Arc::clone(&self.filters.read().unwrap_or_else(PoisonError::into_inner));
        filters.apply(bucket, &mut data.clone()) == redact::Verdict::Keep
    }

    /// What may be kept of a text that is no field of a payload; `None` when nothing may.
    pub(crate) fn text(&self, bucket: &str, text: &str) -> Option<String> {
        let filters = Arc::clone(&self.filters.read().unwrap_or_else(PoisonError::into_inner));
        filters.text(bucket, text)
    }

    /// What stands for a text that must be known again and not be read.
    pub(crate) fn pseudonym(&self, text: &str) -> String {
        self.key.pseudonym(text)
    }

    fn parse(&self, setting: &Value) -> Result<Filters, FilterError> {
        Filters::parse_with_key(setting, self.key)
    }

    fn lenient(&self, setting: &Value) -> (Filters, usize) {
        if setting.is_null() {
            return (Filters::default(), 0);
        }
        if let Ok(filters) = self.parse(setting) {
            return (filters, 0);
        }
        let Some(list) = setting.as_array() else { return (Filters::default(), 1) };
        let (good, bad): (Vec<Value>, Vec<Value>) =
            list.iter().cloned().partition(|filter| self.parse(&Value::Array(vec![filter.clone()])).is_ok());
        (self.parse(&Value::Array(good)).unwrap_or_default(), bad.len())
    }
}

/// The privacy filters of a store, for commands that write texts without a server.
pub struct TextScreen(Screening);

impl TextScreen {
    /// The filters that the store holds now.
    ///
    /// # Errors
    /// When the store cannot be read, or there is no key for pseudonyms yet and none can be made.
    pub fn of_store(store: &Store) -> Result<Self, StoreError> {
        Screening::of_store(store).map(Self)
    }

    /// The filters.
    pub(crate) fn screening(&self) -> &Screening {
        &self.0
    }

    /// What may be written of a text; `None` when nothing may. Filters for `bucket`, that look at `text` or `title`, hold.
    #[must_use]
    pub fn text(&self, bucket: &str, text: &str) -> Option<String> {
        self.0.text(bucket, text)
    }
}

/// The key that the store holds, made when there is none. A changed key would give old titles new pseudonyms.
fn pseudonym_key(store: &Store) -> Result<PseudonymKey, StoreError> {
    let kept = store.setting(keys::PSEUDONYM_KEY)?;
    if let Some(bytes) = kept.as_ref().and_then(Value::as_str).and_then(chance::bytes_of_hex) {
        return Ok(PseudonymKey::new(bytes));
    }
    let no_key =
        |error| StoreError::Invalid { what: format!("the system gave no random bytes for pseudonyms ({error})") };
    let bytes = chance::secret().map_err(no_key)?;
    store.set_setting(keys::PSEUDONYM_KEY, chance::hex(&bytes).into())?;
    Ok(PseudonymKey::new(bytes))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::scratch::store;

    fn redacting(pattern: &str) -> Value {
        json!({"enabled": true, "bucket_prefix": "", "field": "title", "pattern": pattern, "action": "redact", "replacement": "redacted"})
    }

    fn title_after(screening: &Screening, title: &str) -> String {
        let mut data = json!({"app": "Browser", "title": title}).as_object().cloned().unwrap();
        assert_eq!(screening.apply("aw-watcher-window_h", &mut data), Verdict::Keep);
        data["title"].as_str().unwrap().to_owned()
    }

    #[test]
    fn a_title_is_redacted_as_soon_as_the_setting_says_so() {
        let (_folder, store) = store();
        let screening = Screening::of_store(&store).unwrap();
        assert_eq!(title_after(&screening, "My bank"), "My bank");
        store.set_setting(keys::PRIVACY_FILTERS, json!([redacting("bank")])).unwrap();
        screening.read_again(&store).unwrap();
        assert_eq!(title_after(&screening, "My bank"), "redacted");
    }

    #[test]
    fn one_bad_pattern_does_not_switch_off_the_others() {
        let (_folder, store) = store();
        store.set_setting(keys::PRIVACY_FILTERS, json!([redacting("("), redacting("bank")])).unwrap();
        let screening = Screening::of_store(&store).unwrap();
        assert_eq!(title_after(&screening, "My bank"), "redacted");
        assert!(screening.check(&json!([redacting("(")])).is_err());
        assert_eq!(store.audit_entries(1).unwrap()[0].what, "filters");
    }

    #[test]
    fn the_pseudonym_key_is_made_once() {
        let (_folder, store) = store();
        let first = pseudonym_key(&store).unwrap();
        assert!(pseudonym_key(&store).unwrap() == first);
    }
}
