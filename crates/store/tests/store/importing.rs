//! Importing twice is importing once.

use attentive_store::{ImportReport, Range};
use attentive_types::Event;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::support::{Fresh, bucket, event, spans};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_second_import_adds_nothing(rows in vec((0_i64..20, 0_i64..3, 0_usize..2), 0..40)) {
        let Fresh { store, folder: _folder } = Fresh::new();
        let events: Vec<Event> = rows.iter().map(|(start, duration, app)| event(*start, *duration, ["a", "b"][*app])).collect();
        // A part first: the whole then adds the rest.
        let part: Vec<Event> = events.iter().step_by(2).cloned().collect();
        let first = store.import(bucket("new"), part.clone()).unwrap();
        prop_assert_eq!(first, ImportReport { inserted: part.len(), skipped: 0 });
        let whole = store.import(bucket("new"), events.clone()).unwrap();
        let rest = events.len() - part.len();
        prop_assert_eq!(whole, ImportReport { inserted: rest, skipped: part.len() });
        let second = store.import(bucket("new"), events.clone()).unwrap();
        prop_assert_eq!(second, ImportReport { inserted: 0, skipped: events.len() });
        prop_assert_eq!(spans(&store.events("new", Range::ALL, None).unwrap()), spans(&events));
    }
}

#[test]
fn an_export_with_ids_keeps_the_bucket_that_is_there_and_its_events() {
    let Fresh { store, folder: _folder } = Fresh::new();
    let stored = store.insert_events("b", vec![event(1, 1, "a")]).unwrap();
    let mut theirs = bucket("b");
    theirs.hostname = "elsewhere".to_owned();
    let foreign = Event { id: stored[0].id, ..event(9, 1, "z") };
    let report = store.import(theirs, vec![stored[0].clone(), foreign]).unwrap();
    assert_eq!(report, ImportReport { inserted: 1, skipped: 1 });
    assert_eq!(store.bucket("b").unwrap().unwrap().hostname, "here");
    assert_eq!(spans(&store.events("b", Range::ALL, None).unwrap()), [(1, 2, "a".into()), (9, 10, "z".into())]);
}
