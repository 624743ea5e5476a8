//! Heartbeats against a model so simple that it can be read.

use std::sync::mpsc::channel;

use attentive_store::Range;
use attentive_types::{Event, Timestamp};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::support::{Fresh, SECOND, bucket, event, newest_first, spans};

/// What a bucket holds after heartbeats: (start, end, app), and which one the next may lengthen.
#[derive(Default)]
struct Model {
    events: Vec<(i64, i64, String)>,
    last: Option<usize>,
}

impl Model {
    fn heartbeat(&mut self, start: i64, duration: i64, app: &str, pulsetime: i64) -> (i64, i64, String) {
        let place = self.last.filter(|place| {
            let (last_start, last_end, last_app) = &self.events[*place];
            last_app == app && *last_start <= start && start <= *last_end + pulsetime
        });
        let place = place.unwrap_or_else(|| {
            self.events.push((start, start, app.to_owned()));
            self.events.len() - 1
        });
        self.events[place].1 = self.events[place].1.max(start + duration);
        self.last = Some(place);
        self.events[place].clone()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn heartbeats_do_what_the_model_does(beats in vec((0_i64..60, 0_i64..9, 0_usize..2, 0_i64..6), 1..40)) {
        let fresh = Fresh::new();
        let mut model = Model::default();
        let (tell, hear) = channel();
        for (start, duration, app, pulsetime) in &beats {
            let tell = tell.clone();
            let beat = event(*start, *duration, ["a", "b"][*app]);
            fresh.store.heartbeat_then("b".to_owned(), beat, pulsetime * SECOND, move |answer| tell.send(answer).unwrap());
        }
        for (start, duration, app, pulsetime) in &beats {
            let expected = model.heartbeat(*start, *duration, ["a", "b"][*app], *pulsetime);
            prop_assert_eq!(spans(&[hear.recv().unwrap().unwrap()]), [expected]);
        }
        model.events.sort();
        prop_assert_eq!(spans(&fresh.store.events("b", Range::ALL, None).unwrap()), model.events);
    }
}

fn beat(nanos: i64) -> Event {
    Event { timestamp: Timestamp(nanos), ..event(0, 0, "a") }
}

#[test]
fn both_edges_of_the_pulse_are_inside() {
    let Fresh { store, folder: _folder } = Fresh::new();
    let first = store.heartbeat("b", beat(100), 10).unwrap();
    assert_eq!(store.heartbeat("b", beat(100), 10).unwrap().id, first.id);
    let second = store.heartbeat("b", beat(110), 10).unwrap();
    assert_eq!((second.id, second.duration_nanos), (first.id, 10));
    assert_ne!(store.heartbeat("b", beat(121), 10).unwrap().id, first.id);
    // An older one with the same data is new.
    assert_ne!(store.heartbeat("b", beat(50), 10).unwrap().id, first.id);
}

#[test]
fn a_shorter_heartbeat_never_shortens() {
    let Fresh { store, folder: _folder } = Fresh::new();
    store.heartbeat("b", event(0, 10, "a"), 0).unwrap();
    assert_eq!(store.heartbeat("b", event(3, 1, "a"), 0).unwrap().duration_nanos, 10 * SECOND);
}

#[test]
fn the_last_event_is_found_again_after_a_restart_and_after_events_were_posted() {
    let Fresh { store, folder } = Fresh::new();
    let mut decimal = event(0, 1, "a");
    decimal.data.insert("x".to_owned(), serde_json::json!(0.1 + 0.2));
    let first = store.heartbeat("b", decimal.clone(), 0).unwrap();
    store.close().unwrap();
    let store = crate::support::open(&folder);
    decimal.timestamp = Timestamp(SECOND);
    assert_eq!(store.heartbeat("b", decimal.clone(), 0).unwrap().id, first.id);
    let posted = store.insert_events("b", vec![event(100, 1, "z")]).unwrap().remove(0);
    assert_eq!(store.heartbeat("b", event(101, 1, "z"), 0).unwrap().id, posted.id);
    store.delete_event("b", posted.id.unwrap()).unwrap();
    assert_ne!(store.heartbeat("b", event(102, 1, "z"), 0).unwrap().id, posted.id);
}

#[test]
fn eight_threads_with_a_bucket_each_do_not_mix() {
    let Fresh { store, folder: _folder } = Fresh::new();
    std::thread::scope(|scope| {
        for name in ["0", "1", "2", "3", "4", "5", "6", "7"] {
            let store = store.clone();
            scope.spawn(move || {
                store.create_bucket(bucket(name)).unwrap();
                for second in 0..30 {
                    store.heartbeat(name, event(second, 1, name), SECOND).unwrap();
                }
            });
        }
    });
    for found in store.buckets().unwrap().into_iter().filter(|found| found.id != "b") {
        let events = store.events(&found.id, Range::ALL, None).unwrap();
        assert_eq!(spans(&events), [(0, 30, found.id.clone())]);
        assert_eq!(newest_first(&store.columns(&found.id, Range::ALL).unwrap()), events);
    }
}
