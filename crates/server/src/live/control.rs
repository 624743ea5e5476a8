//! What the person decides about their data: pause, privacy filters, retention, forgetting. Each is written into the audit.

use attentive_pipeline::patterns::titles::CategoryLabels;
use attentive_store::{ForgetReport, Range, StoreError};
use attentive_types::bucket::kinds;
use attentive_types::time::{MINUTE, SECOND};
use attentive_types::{Event, Payload, Span, Timestamp};
use serde_json::{Value, json};

use super::names::{self, streams};
use super::news::News;
use super::retention::Retention;
use super::{Inner, Live, clock, keys, own_buckets, policy};
use crate::titles::{self, KeptWord, Saying};

/// Who did it, when it came through a door.
const PERSON: &str = "person";
/// How far apart two looks at a running pause may be and still be one stretch.
const PAUSE_PULSE_NANOS: i64 = 60 * SECOND;

impl Live {
    /// Pauses sensing for some minutes from now; returns until when.
    ///
    /// # Errors
    /// When it cannot be kept; then nothing is paused.
    pub fn pause_for(&self, minutes: u32) -> Result<Timestamp, StoreError> {
        let now = clock::machine_now();
        let until = now.plus(i64::from(minutes).saturating_mul(MINUTE));
        self.inner.pause.set(&self.inner.store, until)?;
        self.inner.store.audit(PERSON, "pause", &format!("for {minutes} minutes, until {until}"))?;
        self.inner.record_pause()?;
        self.inner.newsroom.tell(News::Sensors);
        Ok(until)
    }

    /// Ends a pause.
    ///
    /// # Errors
    /// When it cannot be kept; then the pause goes on.
    pub fn resume(&self) -> Result<(), StoreError> {
        let now = clock::machine_now();
        if self.inner.pause.until(now).is_some() {
            self.inner.record_pause()?;
            self.inner.pause.clear(&self.inner.store)?;
            self.inner.store.audit(PERSON, "resume", "")?;
        }
        self.inner.newsroom.tell(News::Sensors);
        Ok(())
    }

    /// Until when sensing is paused; `None` when it is not.
    #[must_use]
    pub fn paused_until(&self) -> Option<Timestamp> {
        self.inner.pause.until(clock::machine_now())
    }

    /// Whether a value may be stored under a settings key; the message says what is wrong with it and where.
    ///
    /// # Errors
    /// When it may not.
    pub fn check_setting(&self, key: &str, value: &Value) -> Result<(), String> {
        match key {
            keys::PRIVACY_FILTERS => self.inner.screening.check(value),
            keys::SOURCES => policy::check_sources(value),
            titles::CATEGORY_LABELS => CategoryLabels::check(value).map_err(|fault| fault.to_string()),
            _ if keys::is_secret(key) => Err(format!("the setting {key} is kept by the program and cannot be written")),
            _ => Ok(()),
        }
    }

    /// Whether a setting may be shown to whoever asks through the doors.
    #[must_use]
    pub fn is_shown(&self, key: &str) -> bool {
        !keys::is_secret(key)
    }

    /// To be called after a setting was written or deleted, so that it holds from the next event on.
    pub fn setting_changed(&self, key: &str) {
        let noted = match key {
            keys::PRIVACY_FILTERS => self.inner.filters_changed(),
            keys::CLASSES | keys::START_OF_DAY => {
                self.inner.rewritten();
                Ok(())
            }
            keys::PAUSE => self.inner.pause.read_again(&self.inner.store),
            keys::FOCUS_MODE => self.inner.focus_mode.read_again(&self.inner.store, self.inner.data_clock.now()),
            keys::SOURCES => self.inner.read_sources_again(),
            keys::PREFERENCES => self.inner.guide.read_preferences_again(&self.inner.store),
            _ => Ok(()),
        };
        if let Err(error) = noted {
            tracing::warn!("could not apply the changed setting {key}: {error}");
        }
    }

    /// Counts a request that was refused, by a fixed word such as `host`, `origin`, `key`.
    pub fn refused(&self, reason: &'static str) {
        self.inner.refusals.count(reason);
    }

    /// Notes in the audit that data was handed out.
    pub fn exported(&self, what: &str) {
        if let Err(error) = self.inner.store.audit(PERSON, "export", what) {
            tracing::warn!("could not write an export into the audit: {error}");
        }
    }

    /// Sets the privacy filters. The list was checked before.
    ///
    /// # Errors
    /// When they cannot be kept.
    pub(crate) fn set_filters(&self, filters: &[Value]) -> Result<(), StoreError> {
        self.inner.store.set_setting(keys::PRIVACY_FILTERS, Value::Array(filters.to_vec()))?;
        self.inner.filters_changed()
    }

    /// Sets how long data is kept, and removes at once what is too old by it.
    ///
    /// # Errors
    /// When it cannot be kept or carried out.
    pub(crate) fn set_retention(&self, retention: Retention) -> Result<(), StoreError> {
        let value = json!({ "samples_days": retention.samples_days, "events_days": retention.events_days });
        self.inner.store.set_setting(keys::RETENTION, value.clone())?;
        self.inner.store.audit(PERSON, "retention changed", &value.to_string())?;
        self.inner.sweep()?;
        self.inner.newsroom.tell(News::Sensors);
        Ok(())
    }

    /// Erases a span, of one bucket or of all.
    ///
    /// # Errors
    /// When the store cannot erase it.
    pub(crate) fn forget(&self, span: Span, bucket: Option<&str>) -> Result<ForgetReport, StoreError> {
        // Before the rest, so that the traces of both go at once.
        titles::forget_words(&self.inner.store, Range::from(span), bucket)?;
        let report = self.inner.store.forget(Range::from(span), bucket)?;
        self.inner.titles.clear();
        self.inner.board.forget(span);
        let what = bucket.unwrap_or("all buckets");
        let detail = format!("{} to {}, {what}: {} events", span.start, span.end, report.events);
        self.inner.store.audit(PERSON, "forget", &detail)?;
        self.inner.rewritten();
        let removed = self.inner.forget_states();
        self.inner.newsroom.tell(News::Sensors);
        removed.map_err(|what| StoreError::Invalid { what })?;
        Ok(report)
    }
}

impl Inner {
    /// Keeps what the person says of a title; `None` where a privacy filter would hide or change it.
    ///
    /// # Errors
    /// When it cannot be stored.
    pub(crate) fn say_title(
        &self,
        hostname: &str,
        now: Timestamp,
        saying: Saying,
    ) -> Result<Option<KeptWord>, StoreError> {
        titles::say_screened(&self.store, &self.screening, hostname, now, saying)
    }

    /// Takes the privacy filters from the setting and says so.
    pub(crate) fn filters_changed(&self) -> Result<(), StoreError> {
        self.screening.read_again(&self.store)?;
        let count =
            self.store.setting(keys::PRIVACY_FILTERS)?.and_then(|list| list.as_array().map(Vec::len)).unwrap_or(0);
        self.store.audit(PERSON, "filters", &format!("{count} filters"))?;
        self.newsroom.tell(News::Sensors);
        Ok(())
    }

    /// How long data is kept.
    ///
    /// # Errors
    /// When the setting cannot be read.
    pub(crate) fn retention(&self) -> Result<Retention, StoreError> {
        Retention::of_store(&self.store, self.options.retention)
    }

    /// Removes what is older than retention allows.
    pub(crate) fn sweep(&self) -> Result<(), StoreError> {
        let (events, samples) = self.retention()?.sweep(&self.store, self.data_clock.now())?;
        if events > 0 {
            self.learn_states_anew();
            self.titles.clear();
        }
        if events + samples > 0 {
            self.rewritten();
        }
        Ok(())
    }

    /// Lets the recording say that sensing was paused until now, so that the gap has a reason.
    pub(crate) fn record_pause(&self) -> Result<(), StoreError> {
        // The keeper looks, too. A look that is stored after a later one would begin a second event for the same pause.
        let _turn = self.pause.turn();
        let now = clock::machine_now();
        let Some(until) = self.pause.until(now) else { return Ok(()) };
        let hostname = &self.options.hostname;
        let bucket = own_buckets::bucket(&names::own(streams::PAUSE, hostname), kinds::PAUSE, hostname, now);
        let data: Payload = [("by", PERSON.into()), ("until", until.to_string().into())]
            .map(|(key, value): (&str, Value)| (key.to_owned(), value))
            .into_iter()
            .collect();
        let event = Event { id: None, timestamp: now, duration_nanos: 0, data };
        own_buckets::heartbeat(&self.store, bucket, event, PAUSE_PULSE_NANOS).map(|_| ())
    }
}
