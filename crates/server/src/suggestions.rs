//! What the person's own past says of their tools, people, hours, breaks and surroundings: gathered from the store, weighed by `pipeline::recommend`.

use attentive_pipeline::patterns::TitleNames;
use attentive_pipeline::recommend::goes_with::words::{lacks, name, sentence, trial};
use attentive_pipeline::recommend::goes_with::{
    FALSE_SHARE, GoesWith, Lacking, Past, Surrounding, Told, association, goes_with,
};
use attentive_store::{Range, Store, StoreError};
use attentive_types::bucket::kinds;
use attentive_types::time::DAY;
use attentive_types::{Event, PromptKind, Span, Timestamp};
use serde::Serialize;
use serde_json::Value;

use crate::live::Inner;

/// How far back one looks: habits change, and a season is long enough for what is rare.
const WEEKS: i64 = 12;
/// Surroundings that people ask for; others are looked at as well when something tells them.
const SURROUNDINGS: [&str; 5] = ["noise", "light", "music", "place", "mode"];
/// Who asks for attention when a notification of the desktop came.
const NOTIFICATIONS: &str = "notifications";

/// The answer of `/suggestions`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Suggestions {
    at: Timestamp,
    weeks: i64,
    /// Days at the machine in these weeks, and how many must be known of a thing.
    days: u32,
    least_days: f64,
    /// Days that lack until anything can be said.
    lacks_days: f64,
    looks: u32,
    false_share: f64,
    found: Vec<Line>,
    unsure: Vec<Line>,
    lacking: Vec<LackingLine>,
    streams: Vec<Stream>,
}

#[derive(Clone, Debug, Serialize)]
struct Line {
    #[serde(flatten)]
    told: Told,
    name: String,
    text: String,
    /// The kind of prompt whose trial shows it by chance.
    trial: Option<PromptKind>,
}

#[derive(Clone, Debug, Serialize)]
struct LackingLine {
    #[serde(flatten)]
    lacking: Lacking,
    name: String,
    text: String,
}

/// Whether something tells of a kind of surrounding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Stream {
    what: String,
    is_there: bool,
}

/// Looks at the last weeks.
///
/// # Errors
/// When the store cannot be read.
pub(crate) fn suggestions(inner: &Inner) -> Result<Suggestions, StoreError> {
    let now = inner.data_clock.now();
    let span = Span::new(now.plus(-WEEKS * 7 * DAY), now.plus(DAY));
    let local = inner.local_time();
    let notifications = notifications(&inner.store, span)?;
    let surroundings = surroundings(&inner.store, span)?;
    // Copied, so that what is sensed meanwhile does not wait for the weighing.
    let part = inner.everything(|analysis| analysis.slice(span));
    let told = goes_with(&Past {
        clock: &local.clock,
        presence: &part.presence,
        focus_sessions: &part.focus_sessions,
        visits: &part.visits,
        names: &TitleNames::default(),
        notifications: &notifications,
        surroundings: &surroundings,
    });
    Ok(answer(now, told, streams(&notifications, &surroundings)))
}

fn answer(at: Timestamp, told: GoesWith, streams: Vec<Stream>) -> Suggestions {
    let line = |told: Told| Line { name: name(&told.about), text: sentence(&told), trial: trial(&told), told };
    let lacking = |lacking: Lacking| LackingLine { name: name(&lacking.about), text: lacks(&lacking), lacking };
    let least_days = association::MIN_DAYS;
    Suggestions {
        at,
        weeks: WEEKS,
        days: told.days,
        least_days,
        lacks_days: (least_days - f64::from(told.days)).max(0.0),
        looks: told.looks,
        false_share: FALSE_SHARE,
        found: told.found.into_iter().map(line).collect(),
        unsure: told.unsure.into_iter().map(line).collect(),
        lacking: told.lacking.into_iter().map(lacking).collect(),
        streams,
    }
}

fn streams(notifications: &[Timestamp], surroundings: &[Surrounding]) -> Vec<Stream> {
    let told = |what: &str| surroundings.iter().any(|one| one.what == what);
    let mut others: Vec<&str> = surroundings.iter().map(|one| one.what.as_str()).collect();
    others.sort_unstable();
    others.dedup();
    others.retain(|what| !SURROUNDINGS.contains(what));
    let stream = |what: &str, is_there| Stream { what: what.to_owned(), is_there };
    std::iter::once(stream(NOTIFICATIONS, !notifications.is_empty()))
        .chain(SURROUNDINGS.map(|what| stream(what, told(what))))
        .chain(others.into_iter().map(|what| stream(what, true)))
        .collect()
}

/// When notifications of the desktop came, ascending, each once.
fn notifications(store: &Store, span: Span) -> Result<Vec<Timestamp>, StoreError> {
    let events = events_of(store, kinds::TICKET, span)?;
    let seen =
        events.into_iter().filter(|event| event.data.get("asker").and_then(Value::as_str) == Some(NOTIFICATIONS));
    let mut moments: Vec<Timestamp> = seen.map(|event| event.timestamp).collect();
    moments.sort_unstable();
    // A ticket is stored anew with each change, always at the moment at which it came.
    moments.dedup();
    Ok(moments)
}

/// What surroundings were like. An event without `what` and `value` is passed over.
fn surroundings(store: &Store, span: Span) -> Result<Vec<Surrounding>, StoreError> {
    let events = events_of(store, kinds::ENVIRONMENT, span)?;
    let one = |event: Event| {
        let value = match event.data.get("value")? {
            Value::String(text) if !text.trim().is_empty() => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            Value::Bool(is_on) => (if *is_on { "on" } else { "off" }).to_owned(),
            _ => return None,
        };
        let what = event.data.get("what").and_then(Value::as_str).map(str::trim).filter(|what| !what.is_empty())?;
        Some(Surrounding { span: Span::new(event.timestamp, event.end()), what: what.to_lowercase(), value })
    };
    Ok(events.into_iter().filter_map(one).collect())
}

fn events_of(store: &Store, kind: &str, span: Span) -> Result<Vec<Event>, StoreError> {
    let mut all = Vec::new();
    for bucket in store.buckets()?.into_iter().filter(|bucket| bucket.kind == kind) {
        match store.events(&bucket.id, Range::from(span), None) {
            Ok(events) => all.extend(events),
            // Deleted meanwhile.
            Err(StoreError::NoSuchBucket(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use attentive_store::OpenOptions;
    use attentive_types::time::HOUR;
    use serde_json::json;

    use super::*;
    use crate::live::{insert_own, own_bucket};

    #[test]
    fn surroundings_are_read_whatever_they_are_told_by_and_the_others_are_named_as_lacking() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(OpenOptions::new(folder.path().join("a.db"))).unwrap();
        let put = |data: Value| {
            let bucket = own_bucket("surroundings", kinds::ENVIRONMENT, "h", Timestamp(0));
            let data = data.as_object().unwrap().clone();
            insert_own(&store, bucket, Event { id: None, timestamp: Timestamp(HOUR), duration_nanos: HOUR, data })
                .unwrap();
        };
        put(json!({"what": "Place", "value": "home"}));
        put(json!({"what": "noise", "value": 43.5}));
        put(json!({"what": "tea", "value": true}));
        put(json!({"what": "light"}));
        let found = surroundings(&store, Span::new(Timestamp(0), Timestamp(DAY))).unwrap();
        let mut told: Vec<(&str, &str)> = found.iter().map(|one| (one.what.as_str(), one.value.as_str())).collect();
        told.sort_unstable();
        assert_eq!(told, [("noise", "43.5"), ("place", "home"), ("tea", "on")]);
        let there: Vec<String> =
            streams(&[], &found).into_iter().filter(|one| one.is_there).map(|one| one.what).collect();
        assert_eq!(there, ["noise", "place", "tea"]);
    }
}
