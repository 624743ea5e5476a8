//! Samples of fast signals: how they are cut into chunks, and how a chunk is written as bytes.

mod chunk;
mod cut;

pub(crate) use chunk::Chunk;
pub(crate) use cut::{CHUNK_SPAN_MAX_NANOS, append, chunks_of, rows_outside, rows_within, select, sort, validate};
