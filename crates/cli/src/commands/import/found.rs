//! What an analysis found, as events of the store: one event for each event of a stream, and one for each window with all its features.

use attentive_pipeline::run::recording::{EVENT_COLUMNS, Found, Laid};
use attentive_types::{Event, Payload, Span};
use serde_json::{Value, json};

/// Which of a stream's buckets an event belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Held {
    Events,
    Features,
}

impl Held {
    /// As a part of a bucket's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Features => "features",
        }
    }

    /// The type of the bucket.
    pub fn bucket_kind(self) -> &'static str {
        match self {
            Self::Events => "attentive.recording.events",
            Self::Features => "attentive.recording.features",
        }
    }
}

/// Everything that was found, each with the place of its stream. Missing values are left out, never zero.
pub fn events(found: &Found) -> Vec<(usize, Held, Event)> {
    let mut all = Vec::with_capacity(found.events.len());
    for place in 0..found.events.len() {
        let mut data = Payload::new();
        data.insert("event".to_owned(), json!(found.events.kind[place]));
        for (name, column) in EVENT_COLUMNS.iter().zip(&found.events.columns) {
            if column[place].is_finite() {
                data.insert((*name).to_owned(), json!(column[place]));
            }
        }
        all.push((found.events.stream[place], Held::Events, event(found.events.span[place], data)));
    }
    let features = &found.features;
    let mut from = 0;
    while from < features.len() {
        let own = |place: usize| (features.stream[place], features.window[place], features.laid[place]);
        let (stream, window, _) = own(from);
        let is_same = |place: &usize| own(*place) == own(from);
        let to = (from..features.len()).take_while(is_same).last().map_or(from, |last| last + 1);
        all.push((stream, Held::Features, event(window, window_data(found, from..to))));
        from = to;
    }
    all
}

/// The features of one window by name, and `quality`: how much of the window each rests on, 0 to 1. `window` says `long` or `whole` of one that
/// does not lie as was chosen.
fn window_data(found: &Found, places: std::ops::Range<usize>) -> Payload {
    let (mut data, mut quality) = (Payload::new(), Payload::new());
    if let Some(laid) = found.features.laid.get(places.start).filter(|laid| **laid != Laid::Chosen) {
        data.insert("window".to_owned(), json!(laid.name()));
    }
    for place in places {
        let (name, measured) = (found.features.info[place].name, found.features.measured[place]);
        if let Some(value) = measured.value.filter(|value| value.is_finite()) {
            data.insert(name.to_owned(), json!(value));
        }
        quality.insert(name.to_owned(), json!(measured.quality));
    }
    data.insert("quality".to_owned(), Value::Object(quality));
    data
}

fn event(span: Span, data: Payload) -> Event {
    Event { id: None, timestamp: span.start, duration_nanos: span.nanos().max(0), data }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_pipeline::features::gaze::ALL;
    use attentive_types::{Measured, Timestamp};

    #[test]
    fn an_event_carries_what_is_known_and_a_window_carries_all_its_features() {
        let mut found = Found::default();
        let span = Span::new(Timestamp(10), Timestamp(30));
        found.events.push(1, "scr", span, &[("amplitude_us", 0.5)]);
        let measured = |value| Measured::new(value, 0.5);
        let chosen = Laid::Chosen;
        found.features.push(1, span, chosen, ALL[0].info, measured(Some(2.0)));
        found.features.push(1, span, chosen, ALL[1].info, measured(None));
        found.features.push(1, Span::new(Timestamp(30), Timestamp(50)), chosen, ALL[0].info, measured(Some(3.0)));
        found.features.push(1, Span::new(Timestamp(30), Timestamp(50)), Laid::Whole, ALL[0].info, measured(Some(4.0)));
        let all = events(&found);
        assert_eq!(all.len(), 4);
        assert_eq!(all[0].2.data, *json!({"event": "scr", "amplitude_us": 0.5}).as_object().unwrap());
        assert_eq!((all[0].0, all[0].1, all[0].2.duration_nanos), (1, Held::Events, 20));
        let (first, second) = (ALL[0].info.name, ALL[1].info.name);
        assert_eq!(all[1].2.data, *json!({first: 2.0, "quality": {first: 0.5, second: 0.5}}).as_object().unwrap());
        assert_eq!(all[2].2.timestamp, Timestamp(30));
        assert_eq!(
            all[3].2.data,
            *json!({first: 4.0, "window": "whole", "quality": {first: 0.5}}).as_object().unwrap()
        );
    }
}
