//! Making, changing and deleting buckets.

use attentive_types::Bucket;

use super::{Effect, Work};
use crate::canonical;
use crate::error::{During, StoreError};

impl Work {
    /// Makes a bucket; `false` when there is one of that name already, which is left as it is.
    pub(crate) fn create_bucket(&mut self, bucket: &Bucket) -> Result<bool, StoreError> {
        if bucket.id.is_empty() {
            return Err(StoreError::Invalid { what: "a bucket needs a name, found an empty one".to_owned() });
        }
        let sql = "INSERT INTO buckets (name, kind, client, hostname, created, data) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                   ON CONFLICT (name) DO NOTHING";
        let data = canonical::text(&bucket.data);
        let values = (&bucket.id, &bucket.kind, &bucket.client, &bucket.hostname, bucket.created.0, data);
        let made = self.connection.execute(sql, values).during("make a bucket")?;
        Ok(made > 0)
    }

    /// Changes what is said about a bucket; `false` when there is none of that name.
    pub(crate) fn update_bucket(&mut self, bucket: &Bucket) -> Result<bool, StoreError> {
        let sql = "UPDATE buckets SET kind = ?2, client = ?3, hostname = ?4, created = ?5, data = ?6 WHERE name = ?1";
        let data = canonical::text(&bucket.data);
        let values = (&bucket.id, &bucket.kind, &bucket.client, &bucket.hostname, bucket.created.0, data);
        let changed = self.connection.execute(sql, values).during("change a bucket")?;
        Ok(changed > 0)
    }

    /// Deletes a bucket with its events and the payloads that only they had; `false` when there is none of that name.
    pub(crate) fn delete_bucket(&mut self, name: &str) -> Result<bool, StoreError> {
        let bucket = match self.tails.find(&self.connection, name) {
            Ok(tail) => tail.bucket,
            Err(StoreError::NoSuchBucket(_)) => return Ok(false),
            Err(error) => return Err(error),
        };
        self.connection.execute("DELETE FROM events WHERE bucket = ?1", [bucket]).during("delete events")?;
        self.connection.execute("DELETE FROM buckets WHERE id = ?1", [bucket]).during("delete a bucket")?;
        self.tails.clear();
        self.sweep()?;
        self.effects.push(Effect::Rewrote { bucket });
        Ok(true)
    }
}
