//! Samples come back as they went in, and a damaged chunk costs that chunk only.

use attentive_store::{Range, StoreError};
use attentive_types::{Channel, SampleSignal, Timestamp};

use crate::support::{Fresh, range};

fn signal(times: &[i64], values: &[f64], is_present: &[bool]) -> SampleSignal {
    SampleSignal {
        name: "input".to_owned(),
        time_nanos: times.to_vec(),
        channels: vec![Channel {
            name: "path_px".to_owned(),
            values: values.to_vec(),
            is_present: is_present.to_vec(),
        }],
    }
}

#[test]
fn chunks_come_back_as_one_signal_cut_to_the_range() {
    let Fresh { store, folder: _folder } = Fresh::new();
    store.append_samples(&signal(&[10, 20, 30], &[1.0, 2.0, 3.0], &[true, false, true])).unwrap();
    store.append_samples(&signal(&[40, 50], &[4.0, 5.0], &[])).unwrap();
    let asked = Range::new(Timestamp(20), Timestamp(40));
    let read = store.samples("input", asked).unwrap();
    assert_eq!((read.damaged_chunks, read.signal.time_nanos.as_slice()), (0, [20, 30, 40].as_slice()));
    let channel = read.signal.channel("path_px").unwrap();
    assert_eq!([channel.get(0), channel.get(1), channel.get(2)], [None, Some(3.0), Some(4.0)]);
    assert!(store.samples("unknown", Range::ALL).unwrap().signal.time_nanos.is_empty());
    store.append_samples(&signal(&[], &[], &[])).unwrap();
    let streams = store.sample_streams().unwrap();
    assert_eq!((streams.len(), streams[0].samples, streams[0].chunks), (1, 5, 2));
}

#[test]
fn a_signal_that_does_not_fit_is_refused() {
    let Fresh { store, folder: _folder } = Fresh::new();
    let refused = store.append_samples(&signal(&[1, 2], &[1.0], &[]));
    assert!(matches!(refused, Err(StoreError::Invalid { .. })), "{refused:?}");
}

#[test]
fn a_damaged_chunk_is_skipped_counted_and_can_be_forgotten() {
    let fresh = Fresh::new();
    let second = attentive_types::time::SECOND;
    for at in [0, 1, 2] {
        fresh.store.append_samples(&signal(&[at * second, at * second + 1], &[1.0, 2.0], &[])).unwrap();
    }
    let path = fresh.path();
    fresh.store.close().unwrap();
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.execute("UPDATE chunks SET data = zeroblob(length(data)) WHERE start = ?1", [second]).unwrap();
    drop(connection);
    let store = crate::support::open(&fresh.folder);
    let read = store.samples("input", Range::ALL).unwrap();
    assert_eq!((read.damaged_chunks, read.signal.time_nanos.len()), (1, 4));
    // Half of it lies in the stretch; nobody can tell which half, so it goes whole.
    let forget = Range::new(Timestamp(second), Timestamp(second + 1));
    assert_eq!(store.forget(forget, Some("input")).unwrap().samples, 2);
    let read = store.samples("input", range(0, 10)).unwrap();
    assert_eq!((read.damaged_chunks, read.signal.time_nanos.len()), (0, 4));
}
