//! Keeping samples as chunks, and cutting them when a stretch is forgotten.

use attentive_types::SampleSignal;
use rusqlite::Connection;

use super::Work;
use crate::error::{During, StoreError};
use crate::read;
use crate::samples::{Chunk, chunks_of, rows_outside, select, validate};

impl Work {
    /// Keeps samples; one call is one chunk, or more when it is very long.
    pub(crate) fn append_samples(&mut self, signal: &SampleSignal) -> Result<(), StoreError> {
        validate(signal)?;
        insert_chunks(&self.connection, signal)
    }

    /// Erases the samples of all streams, or of one, from `start` up to, not including, `end`; how many.
    pub(super) fn erase_samples(&mut self, start: i64, end: i64, stream: Option<&str>) -> Result<u64, StoreError> {
        if start >= end {
            return Ok(0);
        }
        let connection = &self.connection;
        let sql = "DELETE FROM chunks WHERE start >= ?1 AND end < ?2 AND (?3 IS NULL OR stream = ?3) RETURNING count";
        let mut statement = connection.prepare_cached(sql).during("erase samples")?;
        let counts = statement.query_map((start, end, stream), |row| row.get::<_, i64>(0)).during("erase samples")?;
        let mut erased = 0;
        for count in counts {
            erased += count.during("erase samples")?.unsigned_abs();
        }
        for (id, chunk) in read::samples::touching(connection, start, end - 1, stream)? {
            erased += cut(connection, id, &chunk, start, end)?;
        }
        Ok(erased)
    }
}

/// Keeps what lies outside of the stretch; how many samples that cost. A chunk that cannot be read is erased whole, because
/// nobody can tell what it holds.
fn cut(connection: &Connection, id: i64, chunk: &Chunk, start: i64, end: i64) -> Result<u64, StoreError> {
    let count = chunk.count.unsigned_abs();
    let signal = chunk.decode();
    let (before, after) = signal.as_ref().map(|signal| rows_outside(signal, start, end)).unwrap_or_default();
    let kept = (before.len() + after.len()) as u64;
    if kept == count {
        return Ok(0);
    }
    connection.execute("DELETE FROM chunks WHERE id = ?1", [id]).during("cut samples")?;
    if let Some(signal) = signal {
        insert_chunks(connection, &select(&signal, before))?;
        insert_chunks(connection, &select(&signal, after))?;
    }
    Ok(count.saturating_sub(kept))
}

fn insert_chunks(connection: &Connection, signal: &SampleSignal) -> Result<(), StoreError> {
    let sql = "INSERT INTO chunks (stream, start, end, count, codec, crc, data) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let mut statement = connection.prepare_cached(sql).during("keep samples")?;
    for rows in chunks_of(signal) {
        let chunk = Chunk::encode(&select(signal, rows));
        let values =
            (&chunk.stream, chunk.start_nanos, chunk.end_nanos, chunk.count, chunk.codec, chunk.crc, &chunk.data);
        statement.execute(values).during("keep samples")?;
    }
    Ok(())
}
