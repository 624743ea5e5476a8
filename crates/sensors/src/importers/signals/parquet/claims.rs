//! What a Parquet file claims about itself, looked at before the library believes it: so that a file of two kilobytes costs no hours.
//!
//! The footer and the header of each page are structs of Thrift's compact protocol. The library skips what it does not know as often
//! as a count says, and takes no byte for a truth value in a list: a list of 2^31 of them, in five bytes, keeps it busy for
//! seconds, and such lists in lists for days. So each struct is walked here first. Neither a footer nor a header of a page has lists of
//! truth values, and everything else in a list takes a byte at least, so what the walk lets pass is no more work than it has bytes.
//!
//! The walk believes the types that are written; the library takes the fields that it knows for what they should be. So that the two
//! never read different things, each field that the format knows must be of its type (see `shapes`).
//!
//! Source: the Thrift compact protocol specification (`doc/specs/thrift-compact-protocol.md` of Apache Thrift).

use std::io::Read;

use bytes::Bytes;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::{ChunkReader, Length};

use super::shapes::{FILE, Fields, PAGE, Shape};

/// The footer's length and the magic word, which end the file.
const TAIL: u64 = 8;

/// A file whose structs are looked at before the library reads them.
pub(super) struct Walked<R>(R);

impl<R: ChunkReader> Walked<R> {
    /// Looks at the footer.
    pub(super) fn new(inner: R) -> Result<Self> {
        let length = inner.len();
        let mut tail = [0; TAIL as usize];
        // What is too short, or has another magic word, the library refuses in better words.
        if let Some(start) = length.checked_sub(TAIL) {
            inner.get_read(start)?.read_exact(&mut tail)?;
            let footer = u64::from(u32::from_le_bytes([tail[0], tail[1], tail[2], tail[3]]));
            if let Some(start) = start.checked_sub(footer)
                && tail.ends_with(b"PAR1")
            {
                walk(inner.get_read(start)?, footer, FILE)?;
            }
        }
        Ok(Self(inner))
    }
}

impl<R: ChunkReader> Length for Walked<R> {
    fn len(&self) -> u64 {
        self.0.len()
    }
}

impl<R: ChunkReader> ChunkReader for Walked<R> {
    type T = R::T;

    /// The library reads the tail like this, and the headers of pages; their contents come as bytes.
    fn get_read(&self, start: u64) -> Result<Self::T> {
        let left = self.0.len().saturating_sub(start);
        if left != TAIL {
            walk(self.0.get_read(start)?, left, PAGE)?;
        }
        self.0.get_read(start)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        self.0.get_bytes(start, length)
    }
}

/// So many rows may always be claimed: hours of a fast signal.
const FREE_ROWS: i128 = 1 << 24;

/// Beyond that at most so many for each byte of the file. Times that step evenly pack to a tenth of a byte or less.
const MOST_ROWS_A_BYTE: i128 = 64;

/// Refuses more rows than a file of that length can honestly hold: a run of missing values takes a few bytes, however long it is.
pub(super) fn check_rows(about: &ParquetMetaData, length: u64) -> Result<(), String> {
    let rows = about.row_groups().iter().map(|group| i128::from(group.num_rows())).sum();
    if are_too_many(rows, length) {
        return Err(format!(
            "it claims {rows} rows, far more than its {length} bytes can hold, as files do that are damaged or made to do harm; \
             copy it or write it again"
        ));
    }
    Ok(())
}

fn are_too_many(rows: i128, length: u64) -> bool {
    rows > FREE_ROWS && rows / MOST_ROWS_A_BYTE > i128::from(length)
}

/// Walks one struct with these fields, of at most so many bytes.
fn walk(bytes: impl Read, length: u64, known: Fields) -> Result<()> {
    Walk { bytes: bytes.take(length) }.fields(known, 0)
}

const TRUE: u8 = 1;
const FALSE: u8 = 2;
const BYTE: u8 = 3;
const I16: u8 = 4;
const I64: u8 = 6;
const DOUBLE: u8 = 7;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const SET: u8 = 10;
const MAP: u8 = 11;
const STRUCT: u8 = 12;
const UUID: u8 = 13;

/// The library's own bound.
const DEEPEST: usize = 64;

struct Walk<R> {
    bytes: std::io::Take<R>,
}

impl<R: Read> Walk<R> {
    /// Passes over a value of that kind; `shape` is what it should be, `None` where the format does not know it.
    fn skip(&mut self, kind: u8, shape: Option<&Shape>, depth: usize) -> Result<()> {
        if depth > DEEPEST {
            return damage("lists or structs too deep in each other");
        }
        if shape.is_some_and(|shape| !is_such(kind, shape)) {
            return damage("a field of another type than the format's");
        }
        match kind {
            // In a struct the kind itself is the value.
            TRUE | FALSE => Ok(()),
            BYTE => self.pass(1),
            I16..=I64 => self.varint().map(|_| ()),
            DOUBLE => self.pass(8),
            UUID => self.pass(16),
            BINARY => self.varint().and_then(|length| self.pass(length)),
            LIST | SET => match shape {
                Some(Shape::List(element)) => self.list(Some(*element), depth),
                _ => self.list(None, depth),
            },
            MAP => self.map(depth),
            STRUCT => match shape {
                Some(Shape::Struct(known)) => self.fields(known, depth),
                _ => self.fields(&[], depth),
            },
            _ => damage("a value of no known kind"),
        }
    }

    fn fields(&mut self, known: Fields, depth: usize) -> Result<()> {
        let mut number = 0_i16;
        loop {
            let head = self.byte()?;
            if head & 0x0f == 0 {
                return Ok(());
            }
            let next = if head >> 4 == 0 { zigzag(self.varint()?) } else { i64::from(number) + i64::from(head >> 4) };
            let Ok(next) = i16::try_from(next) else { return damage("a field of a number that none can have") };
            number = next;
            let shape = known.iter().find(|(field, _)| *field == number).map(|(_, shape)| shape);
            self.skip(head & 0x0f, shape, depth + 1)?;
        }
    }

    fn list(&mut self, element: Option<&Shape>, depth: usize) -> Result<()> {
        let head = self.byte()?;
        let count = if head >> 4 == 15 { self.varint()? } else { u64::from(head >> 4) };
        self.elements(count, &[head & 0x0f], element, depth)
    }

    fn map(&mut self, depth: usize) -> Result<()> {
        let count = self.varint()?;
        if count == 0 {
            return Ok(());
        }
        let kinds = self.byte()?;
        self.elements(count, &[kinds >> 4, kinds & 0x0f], None, depth)
    }

    fn elements(&mut self, count: u64, kinds: &[u8], shape: Option<&Shape>, depth: usize) -> Result<()> {
        if count > self.bytes.limit() {
            return damage("a list that claims more than the file holds");
        }
        if count > 0 && kinds.iter().any(|kind| matches!(*kind, TRUE | FALSE)) {
            return damage("a list of truth values, where none can be");
        }
        for _ in 0..count {
            for kind in kinds {
                self.skip(*kind, shape, depth + 1)?;
            }
        }
        Ok(())
    }

    fn byte(&mut self) -> Result<u8> {
        let mut byte = [0];
        self.bytes.read_exact(&mut byte)?;
        Ok(byte[0])
    }

    fn varint(&mut self) -> Result<u64> {
        let mut value = 0;
        for place in 0..10 {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << (7 * place);
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        damage("a number of more than ten bytes")
    }

    fn pass(&mut self, count: u64) -> Result<()> {
        let passed = std::io::copy(&mut self.bytes.by_ref().take(count), &mut std::io::sink())?;
        if passed == count { Ok(()) } else { damage("a value that is longer than the file") }
    }
}

/// Whether a value that is written as that kind is what it should be.
fn is_such(kind: u8, shape: &Shape) -> bool {
    match shape {
        Shape::Bool => matches!(kind, TRUE | FALSE),
        Shape::Byte => kind == BYTE,
        Shape::Whole => matches!(kind, I16..=I64),
        Shape::Double => kind == DOUBLE,
        Shape::Bytes => kind == BINARY,
        Shape::List(_) => kind == LIST,
        Shape::Struct(_) => kind == STRUCT,
    }
}

/// A whole number with its sign in the lowest bit.
fn zigzag(value: u64) -> i64 {
    (value >> 1).cast_signed() ^ -(value & 1).cast_signed()
}

fn damage<T>(what: &str) -> Result<T> {
    Err(ParquetError::General(what.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::importers::{Options, open_recording_from};

    /// A file of nothing but this footer.
    fn with_footer(footer: &[u8]) -> Vec<u8> {
        let length = u32::try_from(footer.len()).unwrap().to_le_bytes();
        [b"PAR1", footer, &length, b"PAR1"].concat()
    }

    fn error(bytes: Vec<u8>) -> String {
        open_recording_from(std::io::Cursor::new(bytes), "f", &Options::default()).unwrap_err().to_string()
    }

    #[test]
    fn lists_that_claim_without_end_are_refused_at_once() {
        // Field 15, which no footer has: 14 lists of 2^31 - 1 truth values each.
        let mut footer = vec![0xf9, 0xe9];
        for _ in 0..14 {
            footer.extend([0xf2, 0xff, 0xff, 0xff, 0xff, 0x07]);
        }
        footer.push(0);
        let began = std::time::Instant::now();
        let found = error(with_footer(&footer));
        assert!(found.contains("a list that claims more than the file holds"), "{found}");
        // The same with a count that fits, and as a map.
        assert!(error(with_footer(&[0xf9, 0x21, 1, 1, 0])).contains("a list of truth values"));
        assert!(error(with_footer(&[0xfb, 1, 0x31, 7, 0])).contains("a list of truth values"));
        assert!(began.elapsed().as_secs() < 5, "{:?}", began.elapsed());
    }

    #[test]
    fn a_field_of_another_type_than_the_library_takes_it_for_is_refused_at_once() {
        // Field 1, a whole number, written as eight bytes; the library would go on behind the first of them, where a list of 2^31 - 1
        // truth values begins. 23 bytes in all.
        let footer = [0x18, 0x08, 0xf9, 0xf2, 0xff, 0xff, 0xff, 0xff, 0x07, 0, 0];
        let began = std::time::Instant::now();
        let found = error(with_footer(&footer));
        assert!(found.contains("a field of another type than the format's"), "{found}");
        // The same one struct deeper: the name of a column as a whole number, and a list of texts that holds doubles.
        for footer in [
            &[0x29, 0x1c, 0x45, 2, 0, 0][..],
            &[0x49, 0x1c, 0x19, 0x1c, 0x3c, 0x39, 0x17, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        ] {
            let found = error(with_footer(footer));
            assert!(found.contains("a field of another type than the format's"), "{footer:?}: {found}");
        }
        // By its number in full, and by one that would come round to 1.
        assert!(error(with_footer(&[0x08, 0x02, 0, 0])).contains("a field of another type"));
        let round = [0x05, 0xfe, 0xff, 0x03, 0, 0x15, 0, 0];
        assert!(error(with_footer(&round)).contains("a field of a number that none can have"));
        assert!(began.elapsed().as_secs() < 5, "{:?}", began.elapsed());
    }

    #[test]
    fn a_page_whose_header_claims_without_end_is_refused_too() {
        // In a header a double behind the end costs the library nothing either.
        let bytes = Bytes::from([&[0xf9, 0xf7, 0xff, 0xff, 0xff, 0xff, 0x07][..], &with_footer(&[0])].concat());
        let found = Walked::new(bytes).unwrap().get_read(0).map(|_| ()).unwrap_err().to_string();
        assert!(found.contains("a list that claims more than the file holds"), "{found}");
    }

    #[test]
    fn structs_that_are_whole_pass_and_cut_ones_do_not() {
        // An i32, a list of two binaries, a struct with a truth value, a double, a map from byte to i64, an empty list.
        let whole = [
            &[0x15, 0x08, 0x19, 0x28, 1, b'a', 0, 0x1c, 0x11, 0, 0x17, 0, 0, 0, 0, 0, 0, 0, 0][..],
            &[0x1b, 1, 0x36, 9, 0x80, 1, 0x19, 0, 0],
        ]
        .concat();
        assert!(walk(&whole[..], whole.len() as u64, &[]).is_ok());
        for length in 0..whole.len() {
            assert!(walk(&whole[..length], 100, &[]).is_err(), "{length}");
        }
        assert!(walk(&[0x1c; 100][..], 100, &[]).is_err());
    }

    #[test]
    fn a_file_may_claim_hours_but_no_years() {
        assert!(!are_too_many(1 << 24, 2_000));
        assert!(are_too_many((1 << 24) + 1, 2_000));
        assert!(!are_too_many(1 << 30, 20 << 20));
        assert!(are_too_many(i128::from(i64::MAX) * 100, 1 << 40));
    }
}
