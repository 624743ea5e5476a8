//! The buckets that the program itself writes: made when first needed, and made again when the person deleted them.

use attentive_store::{Store, StoreError};
use attentive_types::{Bucket, Event, Payload, Timestamp};
use serde::Serialize;

use super::names;

/// A bucket of ours.
pub(crate) fn bucket(id: &str, kind: &str, hostname: &str, now: Timestamp) -> Bucket {
    Bucket {
        id: id.to_owned(),
        kind: kind.to_owned(),
        client: names::CLIENT.to_owned(),
        hostname: hostname.to_owned(),
        created: now,
        data: Payload::new(),
        extent: None,
        last_updated: None,
    }
}

/// Stores one event in a bucket of ours and waits until it is on the disk.
///
/// # Errors
/// When it cannot be stored.
pub(crate) fn insert(store: &Store, bucket: Bucket, event: Event) -> Result<Event, StoreError> {
    let nothing = || StoreError::Invalid { what: "one event was handed in and none came back".to_owned() };
    insert_all(store, bucket, vec![event])?.into_iter().next().ok_or_else(nothing)
}

/// The same for several, all or none.
///
/// # Errors
/// When they cannot be stored.
pub(crate) fn insert_all(store: &Store, bucket: Bucket, events: Vec<Event>) -> Result<Vec<Event>, StoreError> {
    let id = bucket.id.clone();
    match store.insert_events(&id, events.clone()) {
        Err(StoreError::NoSuchBucket(_)) => {
            store.create_bucket(bucket)?;
            store.insert_events(&id, events)
        }
        other => other,
    }
}

/// A record as the facts of an event.
///
/// # Errors
/// When it is no JSON object.
pub(crate) fn facts<T: Serialize>(record: &T) -> Result<Payload, StoreError> {
    let not_json = |error: serde_json::Error| StoreError::Invalid { what: format!("no JSON object: {error}") };
    serde_json::from_value(serde_json::to_value(record).map_err(not_json)?).map_err(not_json)
}

/// Lengthens the last event of a bucket of ours, or begins a new one.
///
/// # Errors
/// When it cannot be stored.
pub(crate) fn heartbeat(
    store: &Store,
    bucket: Bucket,
    event: Event,
    pulsetime_nanos: i64,
) -> Result<Event, StoreError> {
    let id = bucket.id.clone();
    match store.heartbeat(&id, event.clone(), pulsetime_nanos) {
        Err(StoreError::NoSuchBucket(_)) => {
            store.create_bucket(bucket)?;
            store.heartbeat(&id, event, pulsetime_nanos)
        }
        other => other,
    }
}

/// For tests: somebody who was at one window for two hours without a break, up to now.
#[cfg(test)]
pub(super) fn two_hours_at_one_window(store: &Store) {
    use attentive_types::bucket::kinds;
    use serde_json::json;

    let (now, length) = (super::clock::machine_now(), 2 * attentive_types::time::HOUR);
    for (watcher, kind, data) in [
        ("aw-watcher-window_h", kinds::WINDOW, json!({"app": "Editor", "title": "plan"})),
        ("aw-watcher-afk_h", kinds::AFK, json!({"status": "not-afk"})),
    ] {
        let data = data.as_object().cloned().unwrap();
        let event = Event { id: None, timestamp: now.plus(-length), duration_nanos: length, data };
        insert(store, bucket(watcher, kind, "h", now), event).unwrap();
    }
}

#[cfg(test)]
mod tests {
    use attentive_store::OpenOptions;

    use super::*;

    #[test]
    fn a_bucket_is_made_when_first_needed_and_again_after_it_was_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(OpenOptions::new(folder.path().join("a.db"))).unwrap();
        let ours = || bucket("attentive-x_h", "attentive.x", "h", Timestamp(1));
        for _ in 0..2 {
            let stored = insert(&store, ours(), Event::default()).unwrap();
            assert!(stored.id.is_some());
            assert!(store.delete_bucket("attentive-x_h").unwrap());
        }
        heartbeat(&store, ours(), Event::default(), 0).unwrap();
        assert_eq!(store.bucket("attentive-x_h").unwrap().unwrap().client, "attentive");
    }
}
