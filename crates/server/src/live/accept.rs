//! The accepting path: what our sensors and other programs' watchers send passes pause and privacy filters before it may be stored.
//!
//! ```text
//! sensor  -> accept -+
//!                    +-> pause? -> privacy filters -> store -> board
//! watcher -> screen -+   (the caller stores)
//! ```

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use attentive_store::StoreError;
use attentive_types::{Event, Payload, Reading, SampleSignal, SensedDemand, SensorReport};

use super::board;
use super::inbox::InboxError;
use super::news::News;
use super::{Inner, Live, Verdict, clock};

/// What became of our sensors' readings since the start.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Readings that could not be stored.
    failed: AtomicU64,
}

impl Tally {
    /// Counts a reading that could not be stored. The first one and every hundredth are reported, so that a full disk does not fill the log too.
    fn fail(&self, stream: &str, error: &StoreError) {
        let failed = self.failed.fetch_add(1, Ordering::Relaxed) + 1;
        if failed == 1 || failed.is_multiple_of(100) {
            tracing::warn!("could not store what the {stream} sensor saw ({failed} so far): {error}");
        }
    }
}

impl Live {
    /// Applies pause and privacy filters to an event from a watcher, before the caller stores it.
    pub fn screen(&self, bucket: &str, data: &mut Payload) -> Verdict {
        let inner = &self.inner;
        if inner.streams.step_aside(bucket) {
            tracing::info!(
                "another program writes into {bucket}; our own sensor writes into a bucket of its own from now on"
            );
        }
        if self.is_paused() {
            return Verdict::Drop;
        }
        inner.screening.apply(bucket, data)
    }

    /// Applies privacy filters only: for imports, which a person starts by hand and which may run while sensing is paused.
    pub fn filter(&self, bucket: &str, data: &mut Payload) -> Verdict {
        self.inner.screening.apply(bucket, data)
    }

    /// Whether the person has paused sensing.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.inner.pause.until(clock::machine_now()).is_some()
    }

    /// Stores what one of our sensors saw, unless sensing is paused or a privacy filter drops it. Does not wait for the disk.
    pub fn accept(&self, reading: Reading) {
        if self.is_paused() {
            return;
        }
        match reading {
            Reading::Heartbeat { stream, kind, event, pulsetime_nanos } => {
                if let Err(error) = self.inner.accept_heartbeat(stream, kind, event, pulsetime_nanos) {
                    self.inner.tally.fail(stream, &error);
                }
            }
            Reading::Demand(demand) => self.inner.accept_demand(demand),
            Reading::Samples(signal) => {
                if let Err(error) = self.inner.accept_samples(&signal) {
                    self.inner.tally.fail("input", &error);
                }
            }
        }
    }

    /// Notes whether a sensor works.
    pub fn sensor_status(&self, report: SensorReport) {
        self.inner.board.report(report);
        self.inner.newsroom.tell(News::Sensors);
    }
}

impl Inner {
    /// A word by which a text is known again and cannot be read.
    pub(crate) fn pseudonym(&self, text: &str) -> String {
        self.screening.pseudonym(text)
    }

    /// What may be told of a text that is no field of a payload; `None` when the privacy filters leave nothing of it.
    pub(crate) fn shown_text(&self, bucket: &str, text: &str) -> Option<String> {
        self.screening.text(bucket, text)
    }

    fn accept_heartbeat(
        self: &Arc<Self>,
        stream: &'static str,
        kind: &'static str,
        mut event: Event,
        pulsetime_nanos: i64,
    ) -> Result<(), StoreError> {
        let seen_at = event.end();
        let hostname = &self.options.hostname;
        let bucket = self.streams.bucket(&self.store, hostname, (stream, kind), clock::machine_now())?;
        if self.screening.apply(&bucket, &mut event.data) == Verdict::Drop {
            return Ok(());
        }
        let shown = board::shown(kind, &event.data);
        let inner = Arc::clone(self);
        self.store.heartbeat_then(bucket.to_string(), event, pulsetime_nanos, move |stored| match stored {
            Ok(_) => inner.board.saw(stream, seen_at, shown),
            Err(error) => {
                if matches!(error, StoreError::NoSuchBucket(_)) {
                    inner.streams.look_again(stream);
                }
                inner.tally.fail(stream, &error);
            }
        });
        Ok(())
    }

    /// Puts what a sensor saw ask for attention into the inbox. Waits for its turn there, which is one commit.
    fn accept_demand(&self, seen: SensedDemand) {
        let (at, source) = (seen.at, seen.source.clone());
        match self.take_in_now(seen, "notifications") {
            Ok(()) => self.board.saw("notifications", at, Some(source)),
            Err(InboxError::Store(error)) => self.tally.fail("notifications", &error),
            // What it says stays out of the log.
            Err(InboxError::TooMany(waiting)) => {
                tracing::warn!("{waiting} notifications wait already; one more is not kept")
            }
            Err(
                InboxError::Filtered
                | InboxError::Closed
                | InboxError::Unfit(_)
                | InboxError::NoSuchTicket
                | InboxError::Ended(_),
            ) => {}
        }
    }

    fn accept_samples(&self, signal: &SampleSignal) -> Result<(), StoreError> {
        self.store.append_samples(signal)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use attentive_store::{OpenOptions, Range, Store};
    use attentive_types::bucket::kinds;
    use attentive_types::time::SECOND;
    use attentive_types::{SensorStatus, Timestamp};
    use serde_json::json;

    use super::super::{LiveOptions, keys};
    use super::*;

    fn live() -> (tempfile::TempDir, Live) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(OpenOptions::new(folder.path().join("a.db"))).unwrap();
        let live = Live::start(store, LiveOptions { hostname: "h".to_owned(), ..LiveOptions::default() }).unwrap();
        live.sensor_status(SensorReport { sensor: "window".into(), by: "x11".into(), status: SensorStatus::On });
        (folder, live)
    }

    fn window(at_s: i64, app: &str, title: &str) -> Reading {
        let data = json!({"app": app, "title": title}).as_object().cloned().unwrap();
        Reading::Heartbeat {
            stream: "window",
            kind: kinds::WINDOW,
            event: Event { id: None, timestamp: Timestamp(at_s * SECOND), duration_nanos: 0, data },
            pulsetime_nanos: 5 * SECOND,
        }
    }

    /// Waits until the writer has answered the last reading.
    fn last_seen(live: &Live, at_s: i64) -> Option<String> {
        let began = Instant::now();
        loop {
            let line = live.sensor_lines().into_iter().next().unwrap();
            if line.last_seen == Some(Timestamp(at_s * SECOND)) {
                return line.last;
            }
            assert!(began.elapsed() < Duration::from_secs(10), "not stored");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    #[test]
    fn our_windows_are_found_under_activitywatchs_name_and_heartbeats_lengthen() {
        let (_folder, live) = live();
        live.accept(window(100, "Editor", "plan"));
        live.accept(window(103, "Editor", "plan"));
        assert_eq!(last_seen(&live, 103).as_deref(), Some("Editor"));
        let events = live.inner.store.events("aw-watcher-window_h", Range::default(), None).unwrap();
        assert_eq!(events.len(), 1);
        assert_eq!(events[0].duration_nanos, 3 * SECOND);
    }

    #[test]
    fn a_filter_stands_before_the_disk_and_before_the_board() {
        let (_folder, live) = live();
        let filters = json!([
            {"enabled": true, "field": "app", "pattern": "Diary", "action": "redact", "replacement": "private"},
            {"enabled": true, "field": "title", "pattern": "secret", "action": "drop"},
        ]);
        live.inner.store.set_setting(keys::PRIVACY_FILTERS, filters).unwrap();
        live.setting_changed(keys::PRIVACY_FILTERS);
        live.accept(window(100, "Diary", "today"));
        assert_eq!(last_seen(&live, 100).as_deref(), Some("private"));
        live.accept(window(200, "Editor", "secret plan"));
        live.accept(window(300, "Editor", "plan"));
        last_seen(&live, 300);
        assert_eq!(live.inner.store.count("aw-watcher-window_h", Range::default()).unwrap(), 2);
    }

    #[test]
    fn nothing_of_our_sensors_is_stored_while_paused() {
        let (_folder, live) = live();
        live.pause_for(5).unwrap();
        live.accept(window(100, "Editor", "plan"));
        live.resume().unwrap();
        live.accept(window(200, "Editor", "plan"));
        last_seen(&live, 200);
        assert_eq!(live.inner.store.count("aw-watcher-window_h", Range::default()).unwrap(), 1);
        assert_eq!(live.inner.store.count("attentive-pause_h", Range::default()).unwrap(), 1, "the gap has a reason");
    }

    #[test]
    fn a_bucket_that_was_deleted_is_made_again() {
        let (_folder, live) = live();
        live.accept(window(100, "Editor", "plan"));
        last_seen(&live, 100);
        assert!(live.inner.store.delete_bucket("aw-watcher-window_h").unwrap());
        live.accept(window(200, "Editor", "plan"));
        let began = Instant::now();
        while live.inner.store.bucket("aw-watcher-window_h").unwrap().is_none() {
            assert!(began.elapsed() < Duration::from_secs(10));
            live.accept(window(300, "Editor", "plan"));
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}
