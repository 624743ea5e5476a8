//! Into which bucket each of our sensors writes.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use attentive_store::{Store, StoreError};
use attentive_types::Timestamp;

use super::{names, own_buckets};

/// Buckets by stream, as far as they are known to exist.
#[derive(Debug, Default)]
pub(crate) struct Streams {
    by_stream: RwLock<HashMap<&'static str, Arc<str>>>,
    /// Shared names into which another program was seen writing.
    taken: RwLock<Vec<Arc<str>>>,
}

impl Streams {
    /// The bucket of a stream; it is made if it is not there.
    ///
    /// A name that ActivityWatch shares is used while no other program has it; otherwise the stream gets a name of its own.
    ///
    /// # Errors
    /// When the store cannot be asked or written.
    pub(crate) fn bucket(
        &self,
        store: &Store,
        hostname: &str,
        (stream, kind): (&'static str, &str),
        now: Timestamp,
    ) -> Result<Arc<str>, StoreError> {
        let known = self.by_stream.read().unwrap_or_else(PoisonError::into_inner).get(stream).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let id = match names::shared(kind, hostname) {
            Some(shared) if self.is_free(store, &shared)? => shared,
            _ => names::own(stream, hostname),
        };
        store.create_bucket(own_buckets::bucket(&id, kind, hostname, now))?;
        let id: Arc<str> = id.into();
        self.by_stream.write().unwrap_or_else(PoisonError::into_inner).insert(stream, Arc::clone(&id));
        Ok(id)
    }

    fn is_free(&self, store: &Store, shared: &str) -> Result<bool, StoreError> {
        if self.taken.read().unwrap_or_else(PoisonError::into_inner).iter().any(|taken| **taken == *shared) {
            return Ok(false);
        }
        Ok(store.bucket(shared)?.is_none_or(|bucket| bucket.client == names::CLIENT))
    }

    /// Forgets which bucket a stream had, so that the next reading looks again: after the person deleted it.
    pub(crate) fn look_again(&self, stream: &str) {
        self.by_stream.write().unwrap_or_else(PoisonError::into_inner).remove(stream);
    }

    /// Another program wrote into this bucket. If one of our sensors does too, it steps aside from now on. Returns whether it did.
    pub(crate) fn step_aside(&self, bucket: &str) -> bool {
        let is_ours = |map: &HashMap<&'static str, Arc<str>>| map.values().any(|id| **id == *bucket);
        if !is_ours(&self.by_stream.read().unwrap_or_else(PoisonError::into_inner)) {
            return false;
        }
        self.taken.write().unwrap_or_else(PoisonError::into_inner).push(bucket.into());
        self.by_stream.write().unwrap_or_else(PoisonError::into_inner).retain(|_, id| **id != *bucket);
        true
    }
}

#[cfg(test)]
mod tests {
    use attentive_types::Bucket;
    use attentive_types::bucket::kinds;

    use super::*;
    use crate::scratch::store;

    fn window_bucket(streams: &Streams, store: &Store) -> String {
        streams.bucket(store, "h", ("window", kinds::WINDOW), Timestamp(1)).unwrap().to_string()
    }

    #[test]
    fn a_free_name_is_shared_with_activitywatch() {
        let (_folder, store) = store();
        assert_eq!(window_bucket(&Streams::default(), &store), "aw-watcher-window_h");
        // After a restart the bucket is there, and it is still ours.
        assert_eq!(window_bucket(&Streams::default(), &store), "aw-watcher-window_h");
    }

    #[test]
    fn a_bucket_of_the_real_watcher_is_left_to_it() {
        let (_folder, store) = store();
        let theirs = own_buckets::bucket("aw-watcher-window_h", kinds::WINDOW, "h", Timestamp(1));
        store.create_bucket(Bucket { client: "aw-watcher-window".into(), ..theirs }).unwrap();
        assert_eq!(window_bucket(&Streams::default(), &store), "attentive-window_h");
    }

    #[test]
    fn a_watcher_that_comes_later_makes_our_sensor_step_aside() {
        let (_folder, store) = store();
        let streams = Streams::default();
        assert!(!streams.step_aside("aw-watcher-window_h"));
        window_bucket(&streams, &store);
        assert!(streams.step_aside("aw-watcher-window_h"));
        assert_eq!(window_bucket(&streams, &store), "attentive-window_h");
    }
}
