//! A disk that is full: a plain error, nothing lost, and everything goes on when there is room again.

use attentive_store::{OpenOptions, Range, Store, StoreError};

use crate::support::{Fresh, SECOND, event, newest_first};

fn fill(store: &Store) -> u64 {
    for round in 0..1000 {
        let events =
            (0..50).map(|second| event(round * 100 + second, 1, &format!("{round} {second} {}", "x".repeat(400))));
        match store.insert_events("b", events.collect()) {
            Ok(_) => {}
            Err(error) => {
                assert_eq!(error, StoreError::Full);
                return store.count("b", Range::ALL).unwrap();
            }
        }
    }
    panic!("the file never became full");
}

#[test]
fn a_full_disk_costs_only_what_was_not_acknowledged() {
    let fresh = Fresh::new();
    let path = fresh.path();
    fresh.store.close().unwrap();
    let mut options = OpenOptions::new(&path);
    options.max_bytes = Some(1 << 20);
    let store = Store::open(options).unwrap();
    let kept = fill(&store);
    assert!(kept > 0 && kept.is_multiple_of(50), "{kept}");
    // Lengthening needs no room, so heartbeats of the same window go on.
    let last = store.events("b", Range::ALL, Some(1)).unwrap().remove(0);
    let beat = attentive_types::Event { id: None, timestamp: last.end(), ..last.clone() };
    assert_eq!(store.heartbeat("b", beat, SECOND).unwrap().id, last.id);
    let columns = store.columns("b", Range::ALL).unwrap();
    assert_eq!(newest_first(&columns), store.events("b", Range::ALL, None).unwrap());
    store.close().unwrap();

    let store = crate::support::open(&fresh.folder);
    assert_eq!(store.count("b", Range::ALL), Ok(kept));
    assert!(store.insert_events("b", vec![event(0, 1, "again")]).is_ok());
}

#[test]
fn room_can_be_made_by_forgetting() {
    let fresh = Fresh::new();
    let path = fresh.path();
    fresh.store.close().unwrap();
    let mut options = OpenOptions::new(&path);
    options.max_bytes = Some(1 << 20);
    let store = Store::open(options).unwrap();
    let kept = fill(&store);
    assert_eq!(store.forget(Range::ALL, None).unwrap().events, kept);
    assert!(store.info().unwrap().bytes < 100_000);
    assert!(store.insert_events("b", vec![event(0, 1, "again")]).is_ok());
}
