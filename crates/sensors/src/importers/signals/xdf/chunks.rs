//! The chunks of an XDF file: length, tag, content.

use std::io;

use super::super::seekable::Seekable;

/// What a chunk is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Chunk {
    /// 2 header of a stream, 3 samples, 4 clock offset, 5 boundary, 6 footer of a stream; others do not matter here.
    pub tag: u16,
    /// Where the chunk stands.
    pub at: u64,
    /// Just behind its last byte, at most the end of the file.
    pub end: u64,
    /// Whether the file ends inside it.
    pub is_cut_off: bool,
}

/// Tag of the header of a stream.
pub(super) const STREAM_HEADER: u16 = 2;
/// Tag of samples.
pub(super) const SAMPLES: u16 = 3;
/// Tag of a clock offset.
pub(super) const CLOCK_OFFSET: u16 = 4;

/// Every boundary chunk holds these bytes, so that a reader finds its way again behind damage.
const BOUNDARY: [u8; 16] =
    [0x43, 0xa5, 0x46, 0xdc, 0xcb, 0xf5, 0x41, 0x0f, 0xb3, 0x0e, 0xd5, 0x46, 0x73, 0x83, 0xcb, 0xe4];

/// What stands at a place.
pub(super) enum Found {
    /// A chunk; its content is read next.
    Chunk(Chunk),
    /// The end of the file.
    End,
    /// Bytes that are no chunk.
    Damage,
}

/// Reads the head of the next chunk.
pub(super) fn next(file: &mut Seekable) -> io::Result<Found> {
    let at = file.at();
    if at >= file.length() {
        return Ok(Found::End);
    }
    let head = length(file).and_then(|length| Ok((length, u16::from_le_bytes(file.array()?))));
    match head {
        Ok((length, tag)) if length >= 2 && (1..=6).contains(&tag) => {
            let end = (file.at() - 2).saturating_add(length);
            Ok(Found::Chunk(Chunk { tag, at, end: end.min(file.length()), is_cut_off: end > file.length() }))
        }
        Ok(_) => Ok(Found::Damage),
        Err(error) if matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData) => {
            Ok(Found::Damage)
        }
        Err(error) => Err(error),
    }
}

/// A number of 1, 4 or 8 bytes, whose first byte says how many follow.
pub(super) fn length(file: &mut Seekable) -> io::Result<u64> {
    match file.array::<1>()? {
        [1] => file.array::<1>().map(|[byte]| u64::from(byte)),
        [4] => file.array().map(|bytes| u64::from(u32::from_le_bytes(bytes))),
        [8] => file.array().map(u64::from_le_bytes),
        _ => Err(io::ErrorKind::InvalidData.into()),
    }
}

/// Goes behind the next boundary after a place; `false` when there is none.
pub(super) fn behind_boundary(file: &mut Seekable, from: u64) -> io::Result<bool> {
    let finder = memchr::memmem::Finder::new(&BOUNDARY);
    let mut at = from;
    loop {
        file.go_to(at)?;
        let block = file.bytes((1 << 18).min(file.length() - file.at()))?;
        if let Some(found) = finder.find(&block) {
            file.go_to(at + (found + BOUNDARY.len()) as u64)?;
            return Ok(true);
        }
        let step = block.len().saturating_sub(BOUNDARY.len() - 1);
        if step == 0 || file.at() >= file.length() {
            file.go_to(file.length())?;
            return Ok(false);
        }
        at += step as u64;
    }
}
