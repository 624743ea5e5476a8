//! Those who follow along are told what changed, and two programs on one file do not fool each other.

use std::time::Duration;

use attentive_store::{Change, Range};
use attentive_types::{Span, Timestamp};

use crate::support::{Fresh, SECOND, bucket, data, event, newest_first, open, spans};

fn piece(start_s: i64, end_s: i64, app: &str) -> Change {
    let span = Span::new(Timestamp(start_s * SECOND), Timestamp(end_s * SECOND));
    Change::Piece { bucket: "b".into(), span, data: data(app).into() }
}

#[test]
fn a_heartbeat_tells_only_the_stretch_by_which_it_lengthened() {
    let Fresh { store, folder: _folder } = Fresh::new();
    let changes = store.subscribe();
    store.heartbeat("b", event(0, 1, "a"), SECOND).unwrap();
    store.heartbeat("b", event(2, 1, "a"), SECOND).unwrap();
    store.heartbeat("b", event(2, 1, "a"), SECOND).unwrap();
    store.insert_events("b", vec![event(7, 2, "z")]).unwrap();
    assert_eq!(changes.try_iter().collect::<Vec<_>>(), [piece(0, 1, "a"), piece(1, 3, "a"), piece(7, 9, "z")]);
}

#[test]
fn deleting_replacing_importing_and_forgetting_say_read_again() {
    let Fresh { store, folder: _folder } = Fresh::new();
    let stored = store.insert_events("b", vec![event(0, 1, "a"), event(5, 1, "a")]).unwrap();
    let changes = store.subscribe();
    let tell = |did: &dyn Fn() -> bool| {
        assert!(did());
        changes.try_iter().collect::<Vec<_>>()
    };
    let import = || store.import(bucket("b"), vec![event(9, 1, "i")]).unwrap();
    assert_eq!(tell(&|| store.delete_event("b", stored[0].id.unwrap()).unwrap()), [Change::Rewritten]);
    assert_eq!(tell(&|| store.insert_events("b", vec![stored[1].clone()]).is_ok()), [Change::Rewritten]);
    assert_eq!(tell(&|| import().inserted == 1), [Change::Rewritten]);
    assert_eq!(tell(&|| import().inserted == 0), []);
    assert_eq!(tell(&|| store.forget(Range::ALL, None).unwrap().events == 2), [Change::Rewritten]);
    assert_eq!(tell(&|| !store.delete_event("b", 999).unwrap()), []);
}

#[test]
fn a_failed_write_tells_nothing() {
    let Fresh { store, folder: _folder } = Fresh::new();
    let changes = store.subscribe();
    assert!(store.heartbeat("x", event(0, 1, "a"), 0).is_err());
    assert_eq!(changes.try_iter().count(), 0);
}

#[test]
fn what_another_program_writes_is_noticed() {
    let Fresh { store, folder } = Fresh::new();
    let other = open(&folder);
    let changes = store.subscribe();
    let first = store.heartbeat("b", event(0, 1, "a"), SECOND).unwrap();
    assert_eq!(store.columns("b", Range::ALL).unwrap().len(), 1);

    // The other deletes the event that the next heartbeat would have lengthened.
    assert_eq!(other.delete_event("b", first.id.unwrap()), Ok(true));
    let second = store.heartbeat("b", event(1, 1, "a"), SECOND).unwrap();
    assert_ne!(second.id, first.id);
    assert_eq!(spans(&store.events("b", Range::ALL, None).unwrap()), [(1, 2, "a".into())]);
    assert_eq!(changes.try_iter().collect::<Vec<_>>(), [piece(0, 1, "a"), Change::Rewritten, piece(1, 2, "a")]);

    // Without a write of our own it is noticed all the same, a little later.
    other.import(bucket("b"), vec![event(50, 1, "i")]).unwrap();
    assert_eq!(changes.recv_timeout(Duration::from_secs(10)), Ok(Change::Rewritten));
    let events = store.events("b", Range::ALL, None).unwrap();
    assert_eq!(events.len(), 2);
    assert_eq!(newest_first(&store.columns("b", Range::ALL).unwrap()), events);
}
