//! Pausing: until when nothing that is sensed may be stored.
//!
//! While sensing is paused, what our sensors and other programs' watchers send is not stored. A heartbeat is answered with the last event
//! of its bucket, as the reference server answers one that a privacy rule dropped, so that watchers stay content and queue nothing
//! up for later. What a person does on purpose is stored all the same: imports, corrections, self-reports, answers to prompts.
//! The end of a pause is a setting, so that a restart keeps it; it goes by the machine's clock, in a demo too.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use attentive_store::{Store, StoreError};
use attentive_types::Timestamp;
use serde_json::{Value, json};

use super::keys;

/// Until when sensing is paused.
#[derive(Debug, Default)]
pub(crate) struct Pause {
    /// In nanoseconds since 1970; 0 when it is not paused.
    until_nanos: AtomicI64,
    /// Held while a look at a pause is read off the clock and stored, so that looks reach the disk in the order of their moments.
    looking: Mutex<()>,
}

impl Pause {
    /// Waits for its turn to look at the pause and record what it saw.
    pub(crate) fn turn(&self) -> MutexGuard<'_, ()> {
        self.looking.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the setting says.
    ///
    /// # Errors
    /// When the setting cannot be read.
    pub(crate) fn of_store(store: &Store) -> Result<Self, StoreError> {
        let pause = Self::default();
        pause.read_again(store)?;
        Ok(pause)
    }

    /// Takes the end of the pause from the setting again.
    ///
    /// # Errors
    /// When the setting cannot be read; then what held goes on.
    pub(crate) fn read_again(&self, store: &Store) -> Result<(), StoreError> {
        let until = store.setting(keys::PAUSE)?.as_ref().and_then(until_of);
        self.until_nanos.store(until.map_or(0, |until| until.0), Ordering::Release);
        Ok(())
    }

    /// Pauses until that moment, now and after a restart.
    ///
    /// # Errors
    /// When the setting cannot be written; then nothing is paused that was not before.
    pub(crate) fn set(&self, store: &Store, until: Timestamp) -> Result<(), StoreError> {
        store.set_setting(keys::PAUSE, json!({ "until": until }))?;
        self.until_nanos.store(until.0, Ordering::Release);
        Ok(())
    }

    /// Ends the pause.
    ///
    /// # Errors
    /// When the setting cannot be deleted; then the pause goes on.
    pub(crate) fn clear(&self, store: &Store) -> Result<(), StoreError> {
        store.delete_setting(keys::PAUSE)?;
        self.until_nanos.store(0, Ordering::Release);
        Ok(())
    }

    /// Until when it is paused; `None` when it is not paused at that moment.
    pub(crate) fn until(&self, now: Timestamp) -> Option<Timestamp> {
        self.end().filter(|until| now < *until)
    }

    /// Whether a pause was set whose end has come.
    pub(crate) fn is_over(&self, now: Timestamp) -> bool {
        self.end().is_some_and(|until| until <= now)
    }

    fn end(&self) -> Option<Timestamp> {
        match self.until_nanos.load(Ordering::Acquire) {
            0 => None,
            nanos => Some(Timestamp(nanos)),
        }
    }
}

fn until_of(setting: &Value) -> Option<Timestamp> {
    Timestamp::parse(setting.get("until")?.as_str()?).ok()
}

#[cfg(test)]
mod tests {
    use attentive_store::OpenOptions;

    use super::*;

    #[test]
    fn a_pause_ends_by_itself_and_survives_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(OpenOptions::new(folder.path().join("a.db"))).unwrap();
        let pause = Pause::of_store(&store).unwrap();
        assert_eq!(pause.until(Timestamp(1)), None);
        pause.set(&store, Timestamp(100)).unwrap();
        let again = Pause::of_store(&store).unwrap();
        assert_eq!(again.until(Timestamp(99)), Some(Timestamp(100)));
        assert_eq!(again.until(Timestamp(100)), None);
        assert!(again.is_over(Timestamp(100)));
        again.clear(&store).unwrap();
        assert!(!again.is_over(Timestamp(100)));
        assert_eq!(Pause::of_store(&store).unwrap().until(Timestamp(1)), None);
    }
}
