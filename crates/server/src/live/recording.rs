//! The recording as the stages read it: buckets of the store as columns.

use attentive_store::{Range, Store, StoreError};
use attentive_types::bucket::kinds;
use attentive_types::{BucketColumns, Span, Timestamp};

use super::names::{ANSWER_KIND, is_sensed};

/// Whether the stages have a use for a bucket of this type. What the program said itself is kept by the ledger, labels of titles by
/// [`crate::titles`], and meetings, which may lie ahead, by [`crate::meetings`].
pub(crate) fn is_read(kind: &str) -> bool {
    ![kinds::PROMPT, kinds::OUTCOME, kinds::TITLE_LABEL, kinds::MEETING, ANSWER_KIND].contains(&kind)
}

/// Whether it is what the person said, which may come long after the time that it speaks of.
pub(crate) fn is_said(kind: &str) -> bool {
    [kinds::SELF_REPORT, kinds::CORRECTION].contains(&kind)
}

/// What the store holds of a stretch of time. A bucket that is deleted meanwhile is left out.
///
/// # Errors
/// When the store cannot be read.
pub(crate) fn read(store: &Store, range: Range) -> Result<Vec<BucketColumns>, StoreError> {
    let mut recording = Vec::new();
    for bucket in store.buckets()?.into_iter().filter(|bucket| is_read(&bucket.kind)) {
        match store.columns(&bucket.id, range) {
            Ok(events) if events.is_empty() => {}
            Ok(events) => recording.push(BucketColumns { bucket, events }),
            Err(StoreError::NoSuchBucket(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(recording)
}

/// From the first to the last moment that was sensed; `None` without data.
///
/// # Errors
/// When the store cannot be read.
pub(crate) fn extent(store: &Store) -> Result<Option<Span>, StoreError> {
    extent_where(store, is_sensed)
}

/// The same with what the person said.
///
/// # Errors
/// When the store cannot be read.
pub(crate) fn extent_of_all(store: &Store) -> Result<Option<Span>, StoreError> {
    extent_where(store, is_read)
}

fn extent_where(store: &Store, is_meant: impl Fn(&str) -> bool) -> Result<Option<Span>, StoreError> {
    let meant = store.buckets()?.into_iter().filter(|bucket| is_meant(&bucket.kind));
    let extents = meant.filter_map(|bucket| bucket.extent);
    Ok(extents.reduce(|one, other| Span::new(one.start.min(other.start), one.end.max(other.end))))
}

/// When the newest thing that was sensed ended.
pub(crate) fn newest(recording: &[BucketColumns]) -> Option<Timestamp> {
    let sensed = recording.iter().filter(|columns| is_sensed(&columns.bucket.kind));
    sensed.filter_map(|columns| columns.events.end_nanos.iter().max()).max().map(|nanos| Timestamp(*nanos))
}

#[cfg(test)]
mod tests {
    use attentive_types::{Event, EventColumns};

    use super::*;
    use crate::live::own_buckets;

    fn columns(kind: &str, events: &[Event]) -> BucketColumns {
        let bucket = own_buckets::bucket("b", kind, "h", Timestamp(0));
        BucketColumns { bucket, events: EventColumns::from_events(events) }
    }

    fn event(start: i64, nanos: i64, app: &str) -> Event {
        let data = std::iter::once(("app".to_owned(), app.into())).collect();
        Event { id: None, timestamp: Timestamp(start), duration_nanos: nanos, data }
    }

    #[test]
    fn the_newest_moment_is_of_what_was_sensed() {
        let sensed = columns(kinds::WINDOW, &[event(0, 10, "a"), event(5, 1, "b")]);
        let said = columns(kinds::SELF_REPORT, &[event(100, 0, "")]);
        assert_eq!(newest(&[sensed, said]), Some(Timestamp(10)));
        assert_eq!(newest(&[]), None);
    }
}
