//! Samples and what streams of them there are.

use attentive_types::{SampleSignal, Span, Timestamp};
use rusqlite::{Connection, Row};

use crate::error::{During, StoreError};
use crate::range::Range;
use crate::reports::{SampleRead, SampleStreamInfo};
use crate::samples::{CHUNK_SPAN_MAX_NANOS, Chunk, append, rows_within, select, sort};

/// The samples of a stream in the range, both edges included, oldest first. A damaged chunk is skipped and counted.
pub(crate) fn samples(connection: &Connection, stream: &str, range: Range) -> Result<SampleRead, StoreError> {
    let (start, end) = range.bounds_nanos();
    let mut read = SampleRead::default();
    read.signal.name = stream.to_owned();
    for (_, chunk) in chunks(connection, start, end, stream)? {
        match chunk.decode() {
            Some(part) => {
                let rows = rows_within(&part, start, end);
                append(&mut read.signal, select(&part, rows));
            }
            None => read.damaged_chunks += 1,
        }
    }
    let signal: SampleSignal = sort(read.signal);
    Ok(SampleRead { signal, ..read })
}

/// All streams by name.
pub(crate) fn streams(connection: &Connection) -> Result<Vec<SampleStreamInfo>, StoreError> {
    let sql = "SELECT stream, min(start), max(end), sum(count), count(*) FROM chunks GROUP BY stream ORDER BY stream";
    let mut statement = connection.prepare_cached(sql).during("list streams")?;
    let info = |row: &Row<'_>| {
        let extent = Span::new(Timestamp(row.get(1)?), Timestamp(row.get(2)?));
        let (samples, chunks) = (row.get(3).map(i64::unsigned_abs)?, row.get(4).map(i64::unsigned_abs)?);
        Ok(SampleStreamInfo { name: row.get(0)?, extent, samples, chunks })
    };
    let rows = statement.query_map([], info).during("list streams")?;
    rows.collect::<Result<_, _>>().during("list streams")
}

/// The chunks of all streams, or of one, that touch the stretch from `start` to `end`, both included.
pub(crate) fn touching(
    connection: &Connection,
    start: i64,
    end: i64,
    stream: Option<&str>,
) -> Result<Vec<(i64, Chunk)>, StoreError> {
    let names = match stream {
        Some(name) => vec![name.to_owned()],
        None => streams(connection)?.into_iter().map(|info| info.name).collect(),
    };
    let mut found = Vec::new();
    for name in names {
        found.extend(chunks(connection, start, end, &name)?);
    }
    Ok(found)
}

fn chunks(connection: &Connection, start: i64, end: i64, stream: &str) -> Result<Vec<(i64, Chunk)>, StoreError> {
    let sql = "SELECT id, stream, start, end, count, codec, crc, data FROM chunks
               WHERE stream = ?1 AND start >= ?2 AND start <= ?3 AND end >= ?4 ORDER BY start, id";
    let mut statement = connection.prepare_cached(sql).during("read samples")?;
    let earliest = start.saturating_sub(CHUNK_SPAN_MAX_NANOS);
    let chunk = |row: &Row<'_>| {
        let chunk = Chunk {
            stream: row.get(1)?,
            start_nanos: row.get(2)?,
            end_nanos: row.get(3)?,
            count: row.get(4)?,
            codec: row.get(5)?,
            crc: row.get(6)?,
            data: row.get(7)?,
        };
        Ok((row.get(0)?, chunk))
    };
    let rows = statement.query_map((stream, earliest, end, start), chunk).during("read samples")?;
    rows.collect::<Result<_, _>>().during("read samples")
}
