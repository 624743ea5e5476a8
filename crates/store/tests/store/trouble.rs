//! A disk that is full: a plain error, nothing lost, and everything goes on when there is room again.

use attentive_store::{OpenOptions, Range, Store, StoreError};

use crate::support::{Fresh, SECOND, bucket, event, newest_first};

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

/// On a file system that is really full, named by `ATTENTIVE_SMALL_DISK`: a folder of its own on a disk of a few megabytes, such as
/// `mount -t tmpfs -o size=3m tmpfs FOLDER`.
#[test]
fn a_disk_that_is_really_full_costs_only_what_was_not_acknowledged() {
    let Ok(disk) = std::env::var("ATTENTIVE_SMALL_DISK") else {
        eprintln!("skipped: ATTENTIVE_SMALL_DISK names no small disk");
        return;
    };
    let folder = tempfile::tempdir_in(disk).unwrap();
    let path = folder.path().join("attentive.db");
    let store = Store::open(OpenOptions::new(&path)).unwrap();
    store.create_bucket(bucket("b")).unwrap();
    let kept = fill(&store);
    assert!(kept > 0 && kept.is_multiple_of(50), "{kept}");
    assert_eq!(store.heartbeat("b", event(-50, 1, &"y".repeat(100_000)), 0), Err(StoreError::Full));
    assert_eq!(store.count("b", Range::ALL), Ok(kept));
    drop(store);
    let store = Store::open(OpenOptions::new(&path)).unwrap();
    assert_eq!(store.events("b", Range::ALL, None).unwrap().len() as u64, kept);
}
