//! Buckets, events, settings and the ledger.

use attentive_store::{Range, StoreError};
use attentive_types::{Span, Timestamp};

use crate::support::{Fresh, SECOND, bucket, data, event, range, spans};

#[test]
fn a_bucket_is_made_once_and_can_be_changed_and_deleted() {
    let Fresh { store, folder: _folder } = Fresh::new();
    assert_eq!(store.create_bucket(bucket("b")), Ok(false));
    let mut changed = bucket("b");
    changed.hostname = "there".to_owned();
    changed.data = data("x");
    assert_eq!(store.update_bucket(changed.clone()), Ok(true));
    assert_eq!(store.bucket("b"), Ok(Some(changed)));
    assert_eq!(store.update_bucket(bucket("c")), Ok(false));
    store.insert_events("b", vec![event(1, 1, "a")]).unwrap();
    assert_eq!(store.delete_bucket("b"), Ok(true));
    assert_eq!(store.delete_bucket("b"), Ok(false));
    assert_eq!(store.buckets(), Ok(Vec::new()));
    assert_eq!(store.info().unwrap().events, 0);
    assert!(matches!(store.create_bucket(bucket("")), Err(StoreError::Invalid { .. })));
}

#[test]
fn the_extent_ends_with_the_event_that_ends_last() {
    let Fresh { store, folder: _folder } = Fresh::new();
    assert_eq!(store.bucket("b").unwrap().unwrap().extent, None);
    store.insert_events("b", vec![event(10, 100, "long"), event(50, 2, "short"), event(5, 1, "first")]).unwrap();
    let found = store.buckets().unwrap().remove(0);
    assert_eq!(found.extent, Some(Span::new(Timestamp(5 * SECOND), Timestamp(110 * SECOND))));
    assert_eq!(found.last_updated, Some(Timestamp(110 * SECOND)));
}

#[test]
fn events_come_newest_first_limited_and_cut_to_the_range() {
    let Fresh { store, folder: _folder } = Fresh::new();
    store
        .insert_events("b", vec![event(0, 10, "a"), event(10, 10, "b"), event(10, 5, "c"), event(30, 1, "d")])
        .unwrap();
    let apps = |found: Vec<attentive_types::Event>| -> Vec<String> {
        found.iter().map(|event| event.data["app"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(apps(store.events("b", Range::ALL, None).unwrap()), ["d", "b", "c", "a"]);
    assert_eq!(apps(store.events("b", Range::ALL, Some(2)).unwrap()), ["d", "b"]);
    assert!(store.events("b", Range::ALL, Some(0)).unwrap().is_empty());
    let cut = store.events("b", range(5, 12), None).unwrap();
    assert_eq!(spans(&cut), [(5, 10, "a".into()), (10, 12, "b".into()), (10, 12, "c".into())]);
    // Touching counts, on both sides.
    assert_eq!(spans(&store.events("b", range(20, 30), None).unwrap()), [(20, 20, "b".into()), (30, 30, "d".into())]);
    assert_eq!(store.count("b", range(20, 30)), Ok(2));
    assert_eq!(store.count("b", Range::ALL), Ok(4));
    assert!(store.events("b", range(12, 5), None).unwrap().is_empty());
}

#[test]
fn an_event_with_an_id_of_this_bucket_replaces_and_any_other_is_new() {
    let Fresh { store, folder: _folder } = Fresh::new();
    store.create_bucket(bucket("c")).unwrap();
    let mine = store.insert_events("b", vec![event(1, 1, "a")]).unwrap().remove(0);
    let theirs = store.insert_events("c", vec![event(1, 1, "c")]).unwrap().remove(0);
    let replaced = store.insert_events("b", vec![attentive_types::Event { id: mine.id, ..event(5, 1, "z") }]).unwrap();
    assert_eq!(replaced[0].id, mine.id);
    for id in [theirs.id, Some(i64::MAX), Some(-1)] {
        let added = store.insert_events("b", vec![attentive_types::Event { id, ..event(9, 1, "n") }]).unwrap();
        assert!(added[0].id > theirs.id && added[0].id < Some(100), "{added:?}");
    }
    assert_eq!(store.event("c", theirs.id.unwrap()), Ok(Some(theirs)));
    assert_eq!(store.count("b", Range::ALL), Ok(4));
}

#[test]
fn an_id_is_never_used_twice() {
    let Fresh { store, folder: _folder } = Fresh::new();
    let first = store.insert_events("b", vec![event(1, 1, "a")]).unwrap()[0].id.unwrap();
    assert_eq!(store.delete_event("b", first), Ok(true));
    assert_eq!(store.delete_event("b", first), Ok(false));
    assert_eq!(store.event("b", first), Ok(None));
    let second = store.insert_events("b", vec![event(1, 1, "a")]).unwrap()[0].id.unwrap();
    assert!(second > first);
}

#[test]
fn a_missing_bucket_is_named() {
    let Fresh { store, folder: _folder } = Fresh::new();
    let missing = || StoreError::NoSuchBucket("x".to_owned());
    assert_eq!(store.events("x", Range::ALL, None), Err(missing()));
    assert_eq!(store.columns("x", Range::ALL).map(|_| ()), Err(missing()));
    assert_eq!(store.heartbeat("x", event(1, 1, "a"), 0), Err(missing()));
    assert_eq!(store.insert_events("x", Vec::new()), Err(missing()));
    assert_eq!(store.forget(Range::ALL, Some("x")), Err(missing()));
}

#[test]
fn settings_keep_any_json() {
    let Fresh { store, folder: _folder } = Fresh::new();
    assert_eq!(store.setting("k"), Ok(None));
    let value = serde_json::json!({"a": [1, null, "ü"]});
    store.set_setting("k", value.clone()).unwrap();
    store.set_setting("n", serde_json::Value::Null).unwrap();
    assert_eq!(store.setting("k"), Ok(Some(value)));
    assert_eq!(store.settings().unwrap().keys().collect::<Vec<_>>(), ["k", "n"]);
    assert_eq!(store.delete_setting("k"), Ok(true));
    assert_eq!(store.delete_setting("k"), Ok(false));
}

#[test]
fn the_ledger_gives_its_newest_lines_first() {
    let Fresh { store, folder: _folder } = Fresh::new();
    for what in ["one", "two", "three"] {
        store.audit("cli", what, "").unwrap();
    }
    let found: Vec<String> = store.audit_entries(2).unwrap().into_iter().map(|entry| entry.what).collect();
    assert_eq!(found, ["three", "two"]);
    assert!(store.audit_entries(1).unwrap()[0].at > Timestamp(0));
}
