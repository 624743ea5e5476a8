//! What the person wrote down about interruptions: the settings file, and over it who may always and who may never, which the
//! dashboard and assistants that may can change.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use attentive_pipeline::run::Policy;
use attentive_store::{Store, StoreError};
use attentive_types::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Inner, keys};

/// Sources of one list at most, and letters of each.
const MOST: (usize, usize) = (500, 1_000);

/// Who may always and who may never interrupt.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
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
    /// Held by whoever changes it, until it is stored as well.
    turn: Mutex<()>,
}

impl Written {
    /// The policy of the settings file, with the store's word on sources.
    ///
    /// # Errors
    /// When the setting cannot be read.
    pub(crate) fn of_store(store: &Store, file: Policy) -> Result<Self, StoreError> {
        let written = Self { policy: RwLock::new(Arc::new(file)), turn: Mutex::default() };
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

/// Whether a value may be stored as the setting.
pub(super) fn check_sources(value: &serde_json::Value) -> Result<(), String> {
    let sources: Sources = serde_json::from_value(value.clone()).map_err(|error| {
        format!("the setting {}: expected lists always_from and never_from ({error})", keys::SOURCES)
    })?;
    sources.fault().map_or(Ok(()), Err)
}

impl Sources {
    /// What is wrong with the lists; `None` when nothing is.
    fn fault(&self) -> Option<String> {
        let (most, longest) = MOST;
        let is_too_long =
            |list: &Vec<String>| list.len() > most || list.iter().any(|name| name.chars().nth(longest).is_some());
        [&self.always_from, &self.never_from]
            .into_iter()
            .any(is_too_long)
            .then(|| format!("expected at most {most} sources of {longest} letters each"))
    }

    /// Each source once.
    fn without_doubles(mut self) -> Self {
        for list in [&mut self.always_from, &mut self.never_from] {
            let mut met = std::collections::HashSet::new();
            list.retain(|name| met.insert(name.trim().to_lowercase()));
        }
        self
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
        self.change_sources(by, |_| sources)
    }

    /// Changes them from what they are, one change after the other.
    fn change_sources(&self, by: &str, change: impl FnOnce(Sources) -> Sources) -> Result<(), StoreError> {
        let _turn = self.written.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let broker = self.policy().broker;
        let sources = change(Sources { always_from: broker.always_from, never_from: broker.never_from });
        let sources = sources.without_doubles();
        if let Some(what) = sources.fault() {
            return Err(StoreError::Invalid { what });
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
        if self.policy().broker.is_never(source) {
            return Ok(());
        }
        self.change_sources(by, |mut sources| {
            sources.never_from.push(source.to_owned());
            sources
        })
    }

    /// Takes the setting again.
    ///
    /// # Errors
    /// When it cannot be read; what held stays.
    pub(super) fn read_sources_again(&self) -> Result<(), StoreError> {
        // What cannot be understood changes nothing: a source that may never interrupt must not come through by a slip.
        if self.store.setting(keys::SOURCES)?.is_none() {
            self.written.set(Sources::default());
        } else if let Some(sources) = read(&self.store)? {
            self.written.set(sources);
        }
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
