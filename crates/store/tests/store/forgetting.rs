//! Forgetting leaves nothing inside, keeps what is outside, and removes the bytes from every file.

use std::path::Path;

use attentive_store::{ForgetReport, Range};
use attentive_types::{Channel, Event, SampleSignal, Timestamp};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::support::{Fresh, SECOND, bucket, event, range, spans};

/// What is left of events, as (start, end, app): the parts before and after the stretch.
fn outside(events: &[(i64, i64, String)], start: i64, end: i64) -> Vec<(i64, i64, String)> {
    let mut left = Vec::new();
    for (from, to, app) in events {
        let is_untouched = *to <= start && *from < start || *from >= end;
        if is_untouched {
            left.push((*from, *to, app.clone()));
            continue;
        }
        if *from < start {
            left.push((*from, start, app.clone()));
        }
        if *to > end {
            left.push((end, *to, app.clone()));
        }
    }
    left.sort();
    left
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_is_outside_stays_and_nothing_is_left_inside(
        rows in vec((0_i64..100, 0_i64..40, 0_usize..3), 0..30),
        start in 0_i64..100,
        length in 1_i64..60,
    ) {
        let Fresh { store, folder: _folder } = Fresh::new();
        let end = start + length;
        let events: Vec<Event> = rows.iter().map(|(from, length, app)| event(*from, *length, ["a", "b", "c"][*app])).collect();
        store.insert_events("b", events.clone()).unwrap();
        // Read before, so that columns in memory must follow.
        store.columns("b", Range::ALL).unwrap();
        store.forget(range(start, end), None).unwrap();
        let left = store.events("b", Range::ALL, None).unwrap();
        prop_assert_eq!(spans(&left), outside(&spans(&events), start, end));
        prop_assert_eq!(crate::support::newest_first(&store.columns("b", Range::ALL).unwrap()), left);
    }
}

#[test]
fn an_event_over_both_edges_is_split_and_keeps_its_id_in_front() {
    let Fresh { store, folder: _folder } = Fresh::new();
    let stored = store.insert_events("b", vec![event(0, 100, "a")]).unwrap().remove(0);
    let report = store.forget(range(40, 60), Some("b")).unwrap();
    assert_eq!(report, ForgetReport { events: 1, cut_events: 1, samples: 0, payloads: 0 });
    assert_eq!(store.event("b", stored.id.unwrap()).unwrap().map(|event| event.duration_nanos), Some(40 * SECOND));
    assert_eq!(spans(&store.events("b", Range::ALL, None).unwrap()), [(0, 40, "a".into()), (60, 100, "a".into())]);
}

#[test]
fn one_bucket_can_be_forgotten_alone() {
    let Fresh { store, folder: _folder } = Fresh::new();
    store.create_bucket(bucket("c")).unwrap();
    store.insert_events("b", vec![event(0, 1, "a")]).unwrap();
    store.insert_events("c", vec![event(0, 1, "a")]).unwrap();
    store.append_samples(&signal("c-samples", &[0, 1])).unwrap();
    assert_eq!(store.forget(Range::ALL, Some("b")).unwrap().events, 1);
    assert_eq!(store.count("c", Range::ALL), Ok(1));
    assert_eq!(store.forget(Range::ALL, Some("c-samples")).unwrap().samples, 2);
    assert_eq!(store.count("c", Range::ALL), Ok(1));
}

fn signal(name: &str, seconds: &[i64]) -> SampleSignal {
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let values = seconds.iter().map(|second| *second as f64).collect();
    SampleSignal {
        name: name.to_owned(),
        time_nanos: seconds.iter().map(|second| second * SECOND).collect(),
        channels: vec![Channel { name: "x".to_owned(), values, is_present: Vec::new() }],
    }
}

#[test]
fn samples_inside_are_cut_out_of_their_chunks() {
    let Fresh { store, folder: _folder } = Fresh::new();
    store.append_samples(&signal("s", &[0, 10, 20, 30, 40])).unwrap();
    store.append_samples(&signal("s", &[41, 42])).unwrap();
    store.append_samples(&signal("s", &[50, 60])).unwrap();
    assert_eq!(store.forget(range(20, 50), None).unwrap().samples, 5);
    assert_eq!(store.samples("s", Range::ALL).unwrap().signal, signal("s", &[0, 10, 50, 60]));
    assert_eq!(store.sample_streams().unwrap()[0].samples, 4);
}

#[test]
fn retention_takes_only_what_is_old() {
    let Fresh { store, folder: _folder } = Fresh::new();
    store.insert_events("b", vec![event(0, 10, "old"), event(15, 10, "edge"), event(30, 1, "new")]).unwrap();
    store.append_samples(&signal("s", &[0, 10, 20, 30])).unwrap();
    assert_eq!(store.apply_retention(None, None), Ok(ForgetReport::default()));
    let report = store.apply_retention(Some(Timestamp(20 * SECOND)), Some(Timestamp(30 * SECOND))).unwrap();
    assert_eq!(report, ForgetReport { events: 2, cut_events: 1, samples: 3, payloads: 1 });
    assert_eq!(spans(&store.events("b", Range::ALL, None).unwrap()), [(20, 25, "edge".into()), (30, 31, "new".into())]);
}

/// In how many files of the folder the text stands.
fn files_with(folder: &Path, text: &str) -> usize {
    let holds = |path: &Path| std::fs::read(path).unwrap().windows(text.len()).any(|bytes| bytes == text.as_bytes());
    std::fs::read_dir(folder).unwrap().filter(|entry| holds(&entry.as_ref().unwrap().path())).count()
}

#[test]
fn a_forgotten_secret_is_in_no_file() {
    let Fresh { store, folder } = Fresh::new();
    let secret = "correct-horse-battery-staple";
    for second in 0..300 {
        let app = if second % 3 == 0 { format!("{secret} {second}") } else { format!("harmless {second}") };
        let beat = event(second, 1, &app);
        store.heartbeat_then("b".to_owned(), beat, 0, |answer| assert!(answer.is_ok()));
    }
    // A long text leaves its own pages behind.
    store.heartbeat("b", event(300, 1, &secret.repeat(1000)), 0).unwrap();
    assert!(files_with(folder.path(), secret) > 0);
    store.columns("b", Range::ALL).unwrap();
    let report = store.forget(range(0, 1000), None).unwrap();
    assert_eq!((report.events, report.payloads), (301, 301));
    assert_eq!(files_with(folder.path(), secret), 0);
    assert_eq!(files_with(folder.path(), "harmless"), 0);
}

#[test]
fn a_deleted_event_leaves_no_payload_after_the_file_was_closed() {
    let Fresh { store, folder } = Fresh::new();
    let secret = "correct-horse-battery-staple";
    let stored = store.heartbeat("b", event(0, 1, secret), 0).unwrap();
    store.delete_event("b", stored.id.unwrap()).unwrap();
    store.close().unwrap();
    assert_eq!(files_with(folder.path(), secret), 0);
}

#[test]
fn events_at_the_ends_of_time_can_be_read_and_forgotten() {
    let Fresh { store, folder: _folder } = Fresh::new();
    let at = |timestamp: Timestamp| Event { timestamp, duration_nanos: i64::MAX, ..event(0, 0, "a") };
    store.insert_events("b", vec![at(Timestamp::MIN), at(Timestamp(0)), at(Timestamp::MAX)]).unwrap();
    assert_eq!(store.columns("b", Range::ALL).unwrap().len(), 3);
    assert_eq!(store.columns("b", range(0, 1)).unwrap().len(), 1);
    assert!(store.buckets().unwrap()[0].extent.is_some());
    assert_eq!(store.forget(Range::ALL, None).unwrap().events, 3);
    assert_eq!(store.count("b", Range::ALL), Ok(0));
}
