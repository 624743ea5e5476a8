//! Columns are the same events as `events` gives, whatever happened before and whether they come from memory or from the file.

use attentive_store::{OpenOptions, Range, Store};
use attentive_types::{Event, Timestamp};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::support::{Fresh, SECOND, event, newest_first, range, sorted};

#[derive(Clone, Debug)]
enum Step {
    Beat(i64, i64, usize),
    Insert(Vec<(i64, i64, usize)>),
    Replace(prop::sample::Index, i64),
    Delete(prop::sample::Index),
    Forget(i64, i64),
}

const APPS: [&str; 3] = ["a", "b", "c"];

fn any_step() -> impl Strategy<Value = Step> {
    let seconds = 0_i64..500;
    prop_oneof![
        10 => (seconds.clone(), 0_i64..60, 0_usize..3).prop_map(|(start, duration, app)| Step::Beat(start, duration, app)),
        4 => vec((seconds.clone(), 0_i64..200, 0_usize..3), 1..4).prop_map(Step::Insert),
        1 => (any::<prop::sample::Index>(), seconds.clone()).prop_map(|(place, start)| Step::Replace(place, start)),
        1 => any::<prop::sample::Index>().prop_map(Step::Delete),
        1 => (seconds.clone(), 0_i64..50).prop_map(|(start, length)| Step::Forget(start, start + length)),
    ]
}

fn apply(store: &Store, step: Step) {
    let stored = store.events("b", Range::ALL, None).unwrap();
    let pick = |place: prop::sample::Index| (!stored.is_empty()).then(|| stored[place.index(stored.len())].clone());
    match step {
        Step::Beat(start, duration, app) => {
            store.heartbeat("b", event(start, duration, APPS[app]), 30 * SECOND).unwrap();
        }
        Step::Insert(events) => {
            let events = events.into_iter().map(|(start, duration, app)| event(start, duration, APPS[app])).collect();
            store.insert_events("b", events).unwrap();
        }
        Step::Replace(place, start) => {
            if let Some(old) = pick(place) {
                let new = Event { timestamp: Timestamp(start * SECOND), ..old };
                store.insert_events("b", vec![new]).unwrap();
            }
        }
        Step::Delete(place) => {
            if let Some(old) = pick(place) {
                assert_eq!(store.delete_event("b", old.id.unwrap()), Ok(true));
            }
        }
        Step::Forget(start, end) => {
            store.forget(range(start, end), Some("b")).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn columns_are_the_events_reversed(
        steps in vec((any_step(), 0_i64..500, 0_i64..300), 1..25),
        is_kept in any::<bool>(),
    ) {
        let fresh = Fresh::new();
        let mut options = OpenOptions::new(fresh.path());
        options.cache_bytes = if is_kept { 1 << 20 } else { 0 };
        let store = Store::open(options).unwrap();
        for (step, start, length) in steps {
            apply(&store, step);
            for asked in [range(start, start + length), Range::ALL, Range { start: Some(Timestamp(start * SECOND)), end: None }] {
                let columns = store.columns("b", asked).unwrap();
                prop_assert!(columns.start_nanos.is_sorted());
                prop_assert_eq!(columns.table.payloads.len(), columns.table.stored_ids.len());
                let events = store.events("b", asked, None).unwrap();
                prop_assert_eq!(store.count("b", asked), Ok(events.len() as u64));
                prop_assert_eq!(newest_first(&columns), sorted(events));
            }
        }
    }
}

#[test]
fn a_payload_keeps_its_id_and_an_erased_id_is_not_used_again() {
    let Fresh { store, folder: _folder } = Fresh::new();
    store.insert_events("b", vec![event(0, 1, "a"), event(1, 1, "b")]).unwrap();
    let ids = store.columns("b", Range::ALL).unwrap().table.stored_ids.clone();
    store.forget(range(1, 2), None).unwrap();
    store.insert_events("b", vec![event(1, 1, "c")]).unwrap();
    let later = store.columns("b", Range::ALL).unwrap().table.stored_ids.clone();
    assert_eq!(later[0], ids[0]);
    assert!(later[1] > ids[1]);
}
