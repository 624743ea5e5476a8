//! What the person wants of each kind of prompt, kept as a setting.

use std::collections::BTreeMap;

use attentive_store::{Store, StoreError};
use attentive_types::{PromptKind, PromptPreference};

use super::keys;

/// Wishes by kind.
pub(crate) type Preferences = BTreeMap<PromptKind, PromptPreference>;

/// The wishes that the store holds. A setting that cannot be understood counts as none and is reported in the log.
///
/// # Errors
/// When the setting cannot be read.
pub(crate) fn read(store: &Store) -> Result<Preferences, StoreError> {
    let Some(setting) = store.setting(keys::PREFERENCES)? else { return Ok(Preferences::new()) };
    Ok(serde_json::from_value(setting).unwrap_or_else(|error| {
        tracing::warn!("could not read the setting {}: {error}; every kind of prompt is allowed", keys::PREFERENCES);
        Preferences::new()
    }))
}

/// Keeps the wishes.
///
/// # Errors
/// When they cannot be written.
pub(crate) fn write(store: &Store, preferences: &Preferences) -> Result<(), StoreError> {
    let value = serde_json::to_value(preferences).map_err(|error| {
        // The keys are fixed words and the values are plain, so this is a fault of ours and not of the data.
        StoreError::Invalid { what: format!("the preferences cannot be written as JSON: {error}") }
    })?;
    store.set_setting(keys::PREFERENCES, value)
}

#[cfg(test)]
mod tests {
    use attentive_types::Timestamp;

    use super::*;

    #[test]
    fn wishes_are_kept_in_the_store() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(attentive_store::OpenOptions::new(folder.path().join("a.db"))).unwrap();
        let wish = PromptPreference { is_never: false, not_before: Some(Timestamp(7)) };
        let wishes = Preferences::from([(PromptKind::StartFocus, wish)]);
        write(&store, &wishes).unwrap();
        assert_eq!(read(&store).unwrap(), wishes);
        store.set_setting(keys::PREFERENCES, "nonsense".into()).unwrap();
        assert!(read(&store).unwrap().is_empty());
    }
}
