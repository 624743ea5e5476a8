//! What the person wrote down about interruptions: the settings file, and over it who may always and who may never, which the
//! dashboard and assistants that may can change.

use std::sync::{Arc, PoisonError, RwLock};

use attentive_pipeline::run::Policy;
use attentive_store::{Store, StoreError};
use attentive_types::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Inner, keys};

/// Sources of one list at most, and letters of each.
const MOST: (usize, usize) = (500, 1_000);

/// Who may always and who may never interrupt.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Sources {
    /// These may always.
    pub(crate) always_from: Vec<String>,
    /// These may never, which beats all else.
    pub(crate) never_from: Vec<String>,
}

/// The policy in force.
#[derive(Debug)]
pub(crate) struct Written {
    policy: RwLock<Arc<Policy>>,
}

impl Written {
    /// The policy of the settings file, with the store's word on sources.
    ///
    /// # Errors
    /// When the setting cannot be read.
    pub(crate) fn of_store(store: &Store, file: Policy) -> Result<Self, StoreError> {
        let written = Self { policy: RwLock::new(Arc::new(file)) };
        if let Some(sources) = read(store)? {
            written.set(sources);
        }
        Ok(written)
    }

    fn now(&self) -> Arc<Policy> {
        Arc::clone(&self.policy.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn set(&self, sources: Sources) {
        let mut policy = self.policy.write().unwrap_or_else(PoisonError::into_inner);
        let mut changed = Policy::clone(&policy);
        changed.broker.always_from = sources.always_from;
        changed.broker.never_from = sources.never_from;
        *policy = Arc::new(changed);
    }
}

fn read(store: &Store) -> Result<Option<Sources>, StoreError> {
    let Some(kept) = store.setting(keys::SOURCES)? else { return Ok(None) };
    Ok(serde_json::from_value(kept)
        .map_err(|error| tracing::warn!("the setting {} cannot be understood: {error}", keys::SOURCES))
        .ok())
}

impl Inner {
    /// The policy in force.
    pub(crate) fn policy(&self) -> Policy {
        Policy::clone(&self.written.now())
    }

    /// The same at that moment, with focus mode as it then stands.
    pub(super) fn policy_at(&self, now: Timestamp) -> Arc<Policy> {
        let written = self.written.now();
        let Some(hold) = self.focus_mode.hold(now) else { return written };
        let mut policy = Policy::clone(&written);
        policy.broker.focus = Some(hold);
        Arc::new(policy)
    }

    /// Sets who may always and who may never interrupt; what waits is decided about anew.
    ///
    /// # Errors
    /// When a list is too long, or it cannot be stored.
    pub(crate) fn set_sources(&self, sources: Sources, by: &str) -> Result<(), StoreError> {
        let (most, longest) = MOST;
        let lists = [&sources.always_from, &sources.never_from];
        if lists.iter().any(|list| list.len() > most || list.iter().any(|name| name.chars().nth(longest).is_some())) {
            return Err(StoreError::Invalid {
                what: format!("expected at most {most} sources of {longest} letters each"),
            });
        }
        let value = serde_json::to_value(&sources).map_err(|error| StoreError::Invalid { what: error.to_string() })?;
        self.store.set_setting(keys::SOURCES, value)?;
        let detail = format!("{} always, {} never", sources.always_from.len(), sources.never_from.len());
        self.written.set(sources);
        self.store.audit(by, "who may interrupt", &detail)?;
        self.inbox.wake();
        Ok(())
    }

    /// Lets a source never interrupt again.
    ///
    /// # Errors
    /// When it cannot be stored.
    pub(crate) fn never_from(&self, source: &str, by: &str) -> Result<(), StoreError> {
        let broker = self.policy().broker;
        if broker.is_never(source) {
            return Ok(());
        }
        let mut never_from = broker.never_from;
        never_from.push(source.to_owned());
        self.set_sources(Sources { always_from: broker.always_from, never_from }, by)
    }

    /// Takes the setting again.
    ///
    /// # Errors
    /// When it cannot be read; what held stays.
    pub(super) fn read_sources_again(&self) -> Result<(), StoreError> {
        self.written.set(read(&self.store)?.unwrap_or_default());
        self.inbox.wake();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::store;

    #[test]
    fn what_was_said_of_sources_holds_after_a_restart_and_leaves_the_rest_of_the_policy() {
        let (_folder, store) = store();
        let file = Policy::default();
        store.set_setting(keys::SOURCES, serde_json::json!({"never_from": ["ads"]})).unwrap();
        let written = Written::of_store(&store, file.clone()).unwrap();
        assert!(written.now().broker.is_never("Ads"));
        assert_eq!(written.now().limits, file.limits);
        store.set_setting(keys::SOURCES, serde_json::json!(7)).unwrap();
        assert_eq!(*Written::of_store(&store, file.clone()).unwrap().now(), file);
    }
}
