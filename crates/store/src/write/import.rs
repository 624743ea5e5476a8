//! Importing: many events at once, skipping those that are there already.

use std::collections::hash_map::Entry;

use attentive_types::{Bucket, Event};
use rustc_hash::FxHashMap;

use super::tails::bounds_nanos;
use super::{Effect, Work, events, payloads};
use crate::canonical;
use crate::error::{During, StoreError};
use crate::reports::ImportReport;

impl Work {
    /// Adds the events that the bucket does not hold yet; the bucket is made when it is missing. Two events are the same
    /// when start, duration and data are, whatever ids they carry. An event that the import holds twice is kept twice: the
    /// bucket then holds as many of it as the import, so that a first import is whole and a second adds nothing.
    pub(crate) fn import(&mut self, bucket: &Bucket, events: &[Event]) -> Result<ImportReport, StoreError> {
        self.create_bucket(bucket)?;
        let Self { connection, tails, effects, .. } = self;
        let tail = tails.find(connection, &bucket.id)?;
        tail.forget_last();
        let sql = "SELECT COUNT(*) FROM events WHERE bucket = ?1 AND start = ?2 AND end = ?3 AND payload = ?4";
        let mut count = connection.prepare_cached(sql).during("look for an event")?;
        let mut known: FxHashMap<String, i64> = FxHashMap::default();
        // How many of an event were there before, less those that the import held so far.
        let mut left: FxHashMap<(i64, i64, i64), i64> = FxHashMap::default();
        let mut report = ImportReport::default();
        for event in events {
            let (start, end) = bounds_nanos(event);
            let text = canonical::text(&event.data);
            let payload = match known.get(&text) {
                Some(id) => *id,
                None => {
                    let id = payloads::intern(connection, &text)?;
                    known.insert(text, id);
                    id
                }
            };
            let there = match left.entry((start, end, payload)) {
                Entry::Occupied(entry) => entry.into_mut(),
                Entry::Vacant(entry) => {
                    let there = count.query_row([tail.bucket, start, end, payload], |row| row.get(0));
                    entry.insert(there.during("look for an event")?)
                }
            };
            if *there > 0 {
                *there -= 1;
                report.skipped += 1;
            } else {
                events::add(connection, tail, start, end, payload)?;
                report.inserted += 1;
            }
        }
        if report.inserted > 0 {
            effects.push(Effect::Rewrote { bucket: tail.bucket });
        }
        Ok(report)
    }
}
