//! How long what was sensed is kept, and the sweep that keeps to it.

use attentive_store::{Store, StoreError};
use attentive_types::Timestamp;
use attentive_types::time::DAY;
use serde::{Deserialize, Serialize};

use super::{inbox, keys};

/// Samples of fast signals are kept for this long unless the person says otherwise: long enough to look at last month again.
const SAMPLES_DAYS: u32 = 30;

/// How many days what was sensed is kept. `None` is for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// Samples of fast signals.
    pub samples_days: Option<u32>,
    /// Events: windows, presence, prompts, everything in buckets.
    pub events_days: Option<u32>,
}

impl Default for Retention {
    fn default() -> Self {
        Self { samples_days: Some(SAMPLES_DAYS), events_days: None }
    }
}

impl Retention {
    /// What the person said in the dashboard, or else what the program was started with. A setting that cannot be understood removes nothing and is reported in the log.
    ///
    /// # Errors
    /// When the setting cannot be read.
    pub(crate) fn of_store(store: &Store, otherwise: Self) -> Result<Self, StoreError> {
        let Some(setting) = store.setting(keys::RETENTION)? else { return Ok(otherwise) };
        Ok(serde_json::from_value(setting).unwrap_or_else(|error| {
            tracing::warn!("could not read the setting {}: {error}; nothing is removed", keys::RETENTION);
            Self { samples_days: None, events_days: None }
        }))
    }

    /// What is wrong with it; `None` when nothing is.
    pub(crate) fn fault(&self) -> Option<&'static str> {
        let is_zero = |days: Option<u32>| days == Some(0);
        (is_zero(self.samples_days) || is_zero(self.events_days))
            .then_some("keep for at least 1 day, or null to keep for ever; to erase now, use forget")
    }

    /// Removes what is older than it allows, and says in the audit what went. Returns how many events and how many sample chunks that was.
    ///
    /// # Errors
    /// When the store cannot remove it.
    pub(crate) fn sweep(self, store: &Store, now: Timestamp) -> Result<(u64, u64), StoreError> {
        let before = |days: Option<u32>| days.map(|days| now.plus(-i64::from(days).saturating_mul(DAY)));
        let (events_before, samples_before) = (before(self.events_days), before(self.samples_days));
        if events_before.is_none() && samples_before.is_none() {
            return Ok((0, 0));
        }
        let report = store.apply_retention(events_before, samples_before)?;
        let tickets = events_before.map_or(Ok(0), |before| inbox::prune(store, before))?;
        let events = report.events + tickets;
        if events + report.samples > 0 {
            let detail = format!("{events} events, {} sample chunks", report.samples);
            store.audit("attentive", "retention", &detail)?;
        }
        Ok((events, report.samples))
    }
}

#[cfg(test)]
mod tests {
    use attentive_store::OpenOptions;
    use attentive_types::{Bucket, Event, Payload};

    use super::*;

    #[test]
    fn what_is_too_old_goes_and_the_audit_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(OpenOptions::new(folder.path().join("a.db"))).unwrap();
        let bucket = Bucket {
            id: "b".to_owned(),
            kind: "currentwindow".to_owned(),
            client: "test".to_owned(),
            hostname: "h".to_owned(),
            created: Timestamp(0),
            data: Payload::new(),
            extent: None,
            last_updated: None,
        };
        store.create_bucket(bucket).unwrap();
        let at = |day: i64| Event { timestamp: Timestamp(day * DAY), ..Event::default() };
        store.insert_events("b", vec![at(1), at(99)]).unwrap();
        assert_eq!(Retention::default().sweep(&store, Timestamp(100 * DAY)).unwrap(), (0, 0));
        let month = Retention { samples_days: None, events_days: Some(30) };
        assert_eq!(month.sweep(&store, Timestamp(100 * DAY)).unwrap(), (1, 0));
        assert_eq!(store.count("b", attentive_store::Range::default()).unwrap(), 1);
        assert_eq!(store.audit_entries(10).unwrap()[0].what, "retention");
    }

    #[test]
    fn keeping_for_no_day_is_refused() {
        assert!(Retention { samples_days: Some(0), events_days: None }.fault().is_some());
        assert!(Retention::default().fault().is_none());
    }
}
