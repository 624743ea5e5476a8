//! Meetings of calendars that the person read in: kept as events of a bucket of ours, so that `forget`, retention and export hold for them, too.
//!
//! A calendar is handed in whole and takes the place of what was known of it in that stretch of time: a meeting that was moved or called off is
//! gone with the next reading. New events are stored before old ones go, so that a crash between leaves a meeting twice, and never loses one.

use attentive_store::{Range, Store, StoreError};
use attentive_types::bucket::kinds;
use attentive_types::time::DAY;
use attentive_types::{Event, Span, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::live::{insert_all_own, own_bucket, own_bucket_name, own_facts, own_streams};

/// No meeting is looked for that began longer before the stretch asked for.
const LONGEST_NANOS: i64 = 2 * DAY;

/// One meeting.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Meeting {
    /// When it begins.
    pub(crate) start: Timestamp,
    /// When it is over.
    pub(crate) end: Timestamp,
    /// What it is called; empty when it has no name.
    #[serde(default)]
    pub(crate) title: String,
    /// What tells it from others of its calendar.
    #[serde(default)]
    pub(crate) key: String,
}

impl Meeting {
    /// From when to when.
    pub(crate) fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }
}

/// A meeting as it lies in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Kept {
    bucket: String,
    id: i64,
    calendar: String,
    meeting: Meeting,
}

/// The facts of an event.
#[derive(Serialize, Deserialize)]
struct Facts {
    key: String,
    title: String,
    calendar: String,
}

/// What changed by a reading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Replaced {
    /// Meetings that are new.
    pub(crate) added: usize,
    /// Meetings that were there before and are there now.
    pub(crate) known: usize,
    /// Meetings that are gone.
    pub(crate) removed: usize,
}

/// The name of the bucket that this machine writes.
pub(crate) fn bucket_name(hostname: &str) -> String {
    own_bucket_name(own_streams::MEETINGS, hostname)
}

/// The meetings that touch a stretch of time, of all calendars, in order of time. An event that is none is passed over.
///
/// # Errors
/// When the store cannot be read.
pub(crate) fn within(store: &Store, span: Span) -> Result<Vec<Meeting>, StoreError> {
    let mut meetings: Vec<Meeting> = kept(store, span)?.into_iter().map(|kept| kept.meeting).collect();
    meetings.sort();
    // The same meeting in two calendars is one.
    meetings.dedup_by(|one, other| (one.start, one.end, &one.title) == (other.start, other.end, &other.title));
    Ok(meetings)
}

/// Puts a calendar in the place of what was known of it between two moments.
///
/// # Errors
/// When the store cannot be read or written.
pub(crate) fn replace(
    store: &Store,
    hostname: &str,
    calendar: &str,
    span: Span,
    meetings: Vec<Meeting>,
    now: Timestamp,
) -> Result<Replaced, StoreError> {
    let mut old: Vec<Kept> = kept(store, span)?;
    old.retain(|kept| kept.calendar == calendar && span.contains(kept.meeting.start));
    let mut fresh = Vec::new();
    let mut known = 0;
    for meeting in meetings {
        match old.iter().position(|kept| kept.meeting == meeting) {
            Some(place) => {
                old.swap_remove(place);
                known += 1;
            }
            None => fresh.push(meeting),
        }
    }
    let added = fresh.len();
    if added > 0 {
        let events: Vec<Event> = fresh.iter().map(|meeting| event(meeting, calendar)).collect::<Result<_, _>>()?;
        insert_all_own(store, own_bucket(&bucket_name(hostname), kinds::MEETING, hostname, now), events)?;
    }
    for kept in &old {
        store.delete_event(&kept.bucket, kept.id)?;
    }
    Ok(Replaced { added, known, removed: old.len() })
}

fn event(meeting: &Meeting, calendar: &str) -> Result<Event, StoreError> {
    let facts = Facts { key: meeting.key.clone(), title: meeting.title.clone(), calendar: calendar.to_owned() };
    let (timestamp, duration_nanos) = (meeting.start, meeting.end - meeting.start);
    Ok(Event { id: None, timestamp, duration_nanos, data: own_facts(&facts)? })
}

fn kept(store: &Store, span: Span) -> Result<Vec<Kept>, StoreError> {
    // Reading cuts events at the ends of the range, so it is asked for more than is wanted.
    let range = Range::new(span.start.plus(-LONGEST_NANOS), span.end.plus(LONGEST_NANOS));
    let mut found = Vec::new();
    for bucket in store.buckets()?.into_iter().filter(|bucket| bucket.kind == kinds::MEETING) {
        let events = match store.events(&bucket.id, range, None) {
            // Deleted meanwhile.
            Err(StoreError::NoSuchBucket(_)) => continue,
            events => events?,
        };
        for event in events {
            let (start, end) = (event.timestamp, event.end());
            let Some(id) = event.id.filter(|_| start < end) else { continue };
            let Ok(Facts { key, title, calendar }) = serde_json::from_value(Value::Object(event.data)) else {
                continue;
            };
            let meeting = Meeting { start, end, title, key };
            if meeting.span().intersect(span).is_some() {
                found.push(Kept { bucket: bucket.id.clone(), id, calendar, meeting });
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use attentive_store::OpenOptions;
    use attentive_types::time::HOUR;

    use super::*;

    fn at(hour: i64) -> Timestamp {
        Timestamp(100 * DAY + hour * HOUR)
    }

    fn meeting(key: &str, from: i64, to: i64) -> Meeting {
        Meeting { start: at(from), end: at(to), title: key.to_uppercase(), key: key.to_owned() }
    }

    #[test]
    fn a_calendar_that_is_read_again_takes_the_place_of_what_it_said_before() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(OpenOptions::new(folder.path().join("a.db"))).unwrap();
        let year = Span::new(at(0), at(9_000));
        let put =
            |calendar: &str, meetings: Vec<Meeting>| replace(&store, "h", calendar, year, meetings, at(0)).unwrap();
        let first = put("work", vec![meeting("a", 9, 10), meeting("b", 11, 12)]);
        assert_eq!(first, Replaced { added: 2, known: 0, removed: 0 });
        put("home", vec![meeting("c", 20, 21)]);
        let moved = put("work", vec![meeting("a", 9, 10), meeting("b", 15, 16)]);
        assert_eq!(moved, Replaced { added: 1, known: 1, removed: 1 });
        let day = |from, to| within(&store, Span::new(at(from), at(to))).unwrap();
        let keys: Vec<String> = day(0, 24).into_iter().map(|meeting| meeting.key).collect();
        assert_eq!(keys, ["a", "b", "c"]);
        assert_eq!(day(9, 10)[0].end, at(10), "what touches the stretch is told whole");
        assert_eq!(put("work", vec![]), Replaced { added: 0, known: 0, removed: 2 });
        assert_eq!(day(0, 24).len(), 1);
    }
}
