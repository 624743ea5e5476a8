//! Columns kept in memory for the next reader, by bucket.
//!
//! A bucket is kept when it is first read whole or in great part. From then on the writer hands over each new or lengthened event
//! after its commit, and the next reader puts them in their places. Anything else that happens to a bucket drops it. All together
//! stay within a budget; the one that was read longest ago goes first. A bucket above the budget is never kept.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use attentive_types::{EventColumns, Payload};
use rustc_hash::FxHashMap;

use super::held::Held;
use crate::error::StoreError;
use crate::range::Range;
use crate::sync::lock;
use crate::write::{Effect, EventRow};

/// News that nobody reads; with more the bucket is dropped instead.
const NEWS_MAX: usize = 20_000;

/// All kept buckets.
pub(crate) struct Cache {
    budget_bytes: usize,
    clock: AtomicU64,
    buckets: Mutex<FxHashMap<i64, Arc<Kept>>>,
}

/// One bucket. The writer only ever takes the lock on `news`, so it does not wait for readers.
#[derive(Default)]
struct Kept {
    columns: Mutex<Option<Held>>,
    news: Mutex<Vec<(EventRow, Arc<Payload>)>>,
    is_stale: AtomicBool,
    used: AtomicU64,
    bytes: AtomicU64,
}

impl Cache {
    pub(crate) fn new(budget_bytes: usize) -> Self {
        Self { budget_bytes, clock: AtomicU64::new(0), buckets: Mutex::default() }
    }

    /// Whether the bucket is kept.
    pub(super) fn has(&self, bucket: i64) -> bool {
        lock(&self.buckets).contains_key(&bucket)
    }

    /// The range of a bucket. When the bucket is not kept yet, it is loaded whole.
    pub(super) fn slice(
        &self,
        bucket: i64,
        range: Range,
        load: impl FnOnce() -> Result<Held, StoreError>,
    ) -> Result<EventColumns, StoreError> {
        // Known to the writer before the file is read, so that nothing falls between reading and following up.
        let kept = Arc::clone(lock(&self.buckets).entry(bucket).or_default());
        kept.used.store(self.clock.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
        let mut columns = lock(&kept.columns);
        let held = match &mut *columns {
            Some(held) => held,
            None => match load() {
                Ok(held) => columns.insert(held),
                Err(error) => {
                    self.drop_bucket(bucket);
                    return Err(error);
                }
            },
        };
        let news = std::mem::take(&mut *lock(&kept.news));
        // Dropped meanwhile: the file was read at some moment of this call, which is answer enough.
        if !kept.is_stale.load(Ordering::Acquire) {
            news.iter().for_each(|(event, data)| held.put(*event, data));
        }
        kept.bytes.store(held.bytes() as u64, Ordering::Relaxed);
        let answer = held.slice(range);
        drop(columns);
        self.keep_to_budget();
        Ok(answer)
    }

    /// Takes over what was committed. Called by the writer before it replies.
    pub(crate) fn apply(&self, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::Put { bucket, event, data, .. } => self.note(*bucket, *event, data),
                Effect::Rewrote { bucket } => self.drop_bucket(*bucket),
                Effect::RewroteAll => self.clear(),
            }
        }
    }

    fn note(&self, bucket: i64, event: EventRow, data: &Arc<Payload>) {
        let Some(kept) = lock(&self.buckets).get(&bucket).map(Arc::clone) else { return };
        let mut news = lock(&kept.news);
        match news.last_mut() {
            // A run of heartbeats is one piece of news.
            Some((last, _)) if last.id == event.id => *last = event,
            _ => news.push((event, Arc::clone(data))),
        }
        let is_too_much = news.len() > NEWS_MAX;
        drop(news);
        if is_too_much {
            self.drop_bucket(bucket);
        }
    }

    fn drop_bucket(&self, bucket: i64) {
        if let Some(kept) = lock(&self.buckets).remove(&bucket) {
            kept.is_stale.store(true, Ordering::Release);
        }
    }

    fn clear(&self) {
        for (_, kept) in lock(&self.buckets).drain() {
            kept.is_stale.store(true, Ordering::Release);
        }
    }

    fn keep_to_budget(&self) {
        let mut buckets = lock(&self.buckets);
        let mut oldest_first: Vec<(u64, i64, u64)> = buckets
            .iter()
            .map(|(bucket, kept)| (kept.used.load(Ordering::Relaxed), *bucket, kept.bytes.load(Ordering::Relaxed)))
            .collect();
        oldest_first.sort_unstable();
        let mut total: u64 = oldest_first.iter().map(|(_, _, bytes)| bytes).sum();
        for (_, bucket, bytes) in oldest_first {
            if total <= self.budget_bytes as u64 {
                break;
            }
            total -= bytes;
            if let Some(kept) = buckets.remove(&bucket) {
                kept.is_stale.store(true, Ordering::Release);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(bucket: i64, id: i64, end_nanos: i64) -> Effect {
        let event = EventRow { id, start_nanos: id * 10, end_nanos, payload: 1 };
        Effect::Put { bucket, name: "b".into(), event, news_from_nanos: 0, data: Arc::default() }
    }

    fn ends(cache: &Cache, bucket: i64) -> Vec<i64> {
        cache.slice(bucket, Range::ALL, || Ok(Held::default())).expect("columns").end_nanos
    }

    #[test]
    fn news_that_comes_while_the_bucket_is_loaded_is_not_lost() {
        let cache = Cache::new(1 << 20);
        let load = || {
            cache.apply(&[put(1, 5, 51), put(1, 5, 52), put(2, 9, 91)]);
            Ok(Held::default())
        };
        assert_eq!(cache.slice(1, Range::ALL, load).expect("columns").end_nanos, [52]);
        cache.apply(&[put(1, 6, 61)]);
        assert_eq!(ends(&cache, 1), [52, 61]);
        assert!(!cache.has(2));
    }

    #[test]
    fn a_rewritten_bucket_is_read_again() {
        let cache = Cache::new(1 << 20);
        assert!(ends(&cache, 1).is_empty());
        cache.apply(&[put(1, 5, 51), Effect::Rewrote { bucket: 1 }]);
        assert!(!cache.has(1));
        assert!(ends(&cache, 1).is_empty());
        cache.apply(&[Effect::RewroteAll]);
        assert!(!cache.has(1));
    }

    #[test]
    fn the_bucket_that_was_read_longest_ago_goes_first() {
        let cache = Cache::new(500);
        let one = || {
            let mut held = Held::default();
            held.put(EventRow { id: 1, start_nanos: 0, end_nanos: 1, payload: 1 }, &Arc::default());
            Ok(held)
        };
        for bucket in [1, 2, 1, 3] {
            cache.slice(bucket, Range::ALL, one).expect("columns");
        }
        assert_eq!([1, 2, 3].map(|bucket| cache.has(bucket)), [true, false, true]);
    }
}
