//! Forgetting: what lies inside a stretch of time is erased, and the bytes are gone from all files.
//!
//! ```text
//! range          [-----------)
//! inside           |-----|                deleted
//! over an edge  |-----|     |------|      cut to what lies outside
//! over both     |----------------|        split in two
//! ```

use std::time::Duration;

use attentive_types::Timestamp;
use attentive_types::bucket::kinds;
use rusqlite::Connection;

use super::{Effect, Work};
use crate::error::{During, StoreError};
use crate::range::Range;
use crate::reports::ForgetReport;

/// Up to this size the database is rebuilt in memory, so that no copy of a person's data touches another disk.
const REBUILD_IN_MEMORY_BYTES: u64 = 256 << 20;

impl Work {
    /// Erases events and samples from `start` up to, not including, `end`. A name limits it to the bucket or the stream of
    /// samples of that name.
    pub(crate) fn forget(&mut self, range: Range, name: Option<&str>) -> Result<ForgetReport, StoreError> {
        let buckets = buckets(&self.connection, name)?;
        if let Some(name) = name
            && buckets.is_empty()
            && !has_stream(&self.connection, name)?
        {
            return Err(StoreError::NoSuchBucket(name.to_owned()));
        }
        let (start, end) = range.bounds_nanos();
        let mut report = self.erase_events(start, end, &buckets)?;
        report.samples = self.erase_samples(start, end, name)?;
        report.payloads = self.sweep()?;
        Ok(report)
    }

    /// Erases events and samples that are older than each is kept; tickets stay, as age alone does not say whether one still waits.
    pub(crate) fn apply_retention(
        &mut self,
        events_before: Option<Timestamp>,
        samples_before: Option<Timestamp>,
    ) -> Result<ForgetReport, StoreError> {
        let mut report = ForgetReport::default();
        if let Some(before) = events_before {
            let buckets = buckets_but(&self.connection, kinds::TICKET)?;
            report = self.erase_events(i64::MIN, before.0, &buckets)?;
        }
        if report.events > 0 {
            report.payloads = self.sweep()?;
        }
        if let Some(before) = samples_before {
            report.samples = self.erase_samples(i64::MIN, before.0, None)?;
        }
        Ok(report)
    }

    fn erase_events(&mut self, start: i64, end: i64, buckets: &[(i64, i64)]) -> Result<ForgetReport, StoreError> {
        let mut report = ForgetReport::default();
        if start >= end {
            return Ok(report);
        }
        for &(bucket, reach) in buckets {
            let (deleted, cut) = erase_in_bucket(&self.connection, bucket, reach, start, end)?;
            report.events += deleted + cut;
            report.cut_events += cut;
        }
        if report.events > 0 {
            self.tails.clear();
            self.effects.push(Effect::RewroteAll);
        }
        Ok(report)
    }

    /// Removes traces from the files: folds the log in and empties it, rebuilds the file without its free pages, and empties the
    /// log again.
    pub(super) fn erase_traces(&mut self, patience: Duration) -> Result<(), StoreError> {
        self.empty_log(patience)?;
        let pages: i64 =
            self.connection.query_row("PRAGMA page_count", [], |row| row.get(0)).during("tell its size")?;
        let is_small = pages.unsigned_abs().saturating_mul(4096) <= REBUILD_IN_MEMORY_BYTES;
        let place = if is_small { "MEMORY" } else { "FILE" };
        self.connection
            .execute_batch(&format!("PRAGMA temp_store = {place}; VACUUM; PRAGMA temp_store = DEFAULT;"))
            .during("rebuild itself")?;
        self.empty_log(patience)
    }

    /// Empties the log; when a reader holds it for longer than the busy timeout, says so.
    fn empty_log(&mut self, patience: Duration) -> Result<(), StoreError> {
        let begun = std::time::Instant::now();
        while !self.fold_log_in()? {
            if begun.elapsed() > patience {
                return Err(StoreError::Locked);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(())
    }

    /// Folds the log into the file and empties it; `false` when a reader or another writer stands in the way.
    pub(super) fn fold_log_in(&mut self) -> Result<bool, StoreError> {
        let busy: i64 = self
            .connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
            .during("fold its log in")?;
        Ok(busy == 0)
    }
}

/// Row and reach of the buckets: all, or the one of that name.
fn buckets(connection: &Connection, name: Option<&str>) -> Result<Vec<(i64, i64)>, StoreError> {
    let sql = "SELECT id, reach FROM buckets WHERE ?1 IS NULL OR name = ?1 ORDER BY id";
    let mut statement = connection.prepare_cached(sql).during("list buckets")?;
    let rows = statement.query_map([name], |row| Ok((row.get(0)?, row.get(1)?))).during("list buckets")?;
    rows.collect::<Result<_, _>>().during("list buckets")
}

/// All buckets but those of a kind.
fn buckets_but(connection: &Connection, kind: &str) -> Result<Vec<(i64, i64)>, StoreError> {
    let sql = "SELECT id, reach FROM buckets WHERE kind <> ?1 ORDER BY id";
    let mut statement = connection.prepare_cached(sql).during("list buckets")?;
    let rows = statement.query_map([kind], |row| Ok((row.get(0)?, row.get(1)?))).during("list buckets")?;
    rows.collect::<Result<_, _>>().during("list buckets")
}

fn has_stream(connection: &Connection, name: &str) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached("SELECT 1 FROM chunks WHERE stream = ?1").during("list streams")?;
    statement.exists([name]).during("list streams")
}

/// How many events were deleted, and how many were cut.
fn erase_in_bucket(
    connection: &Connection,
    bucket: i64,
    reach: i64,
    start: i64,
    end: i64,
) -> Result<(u64, u64), StoreError> {
    let earliest = start.saturating_sub(reach);
    let run = |sql: &str, values: &[i64]| -> Result<u64, StoreError> {
        let mut statement = connection.prepare_cached(sql).during("erase events")?;
        let changed = statement.execute(rusqlite::params_from_iter(values)).during("erase events")?;
        Ok(changed as u64)
    };
    // The tail of an event that reaches over both edges becomes an event of its own.
    run(
        "INSERT INTO events (bucket, start, end, payload) SELECT bucket, ?4, end, payload FROM events
         WHERE bucket = ?1 AND start >= ?2 AND start < ?3 AND end > ?4 ORDER BY start, id",
        &[bucket, earliest, start, end],
    )?;
    let cut_at_start = run(
        "UPDATE events SET end = ?3 WHERE bucket = ?1 AND start >= ?2 AND start < ?3 AND end > ?3",
        &[bucket, earliest, start],
    )?;
    let cut_at_end = run(
        "UPDATE events SET start = ?3 WHERE bucket = ?1 AND start >= ?2 AND start < ?3 AND end > ?3",
        &[bucket, start, end],
    )?;
    let deleted = run(
        "DELETE FROM events WHERE bucket = ?1 AND start >= ?2 AND start < ?3 AND end <= ?3",
        &[bucket, start, end],
    )?;
    Ok((deleted, cut_at_start + cut_at_end))
}
