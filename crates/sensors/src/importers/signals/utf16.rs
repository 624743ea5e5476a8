//! Text in UTF-16, as spreadsheets and trackers on Windows save it, read as UTF-8. It is known by its byte order mark.

use std::io::{self, Read};

use encoding_rs::{Decoder, Encoding, UTF_16BE, UTF_16LE};

/// The encoding that a byte order mark tells; `None` when it is not UTF-16.
pub(super) fn encoding(head: &[u8]) -> Option<&'static Encoding> {
    match head {
        [0xff, 0xfe, ..] => Some(UTF_16LE),
        [0xfe, 0xff, ..] => Some(UTF_16BE),
        _ => None,
    }
}

/// The text of bytes that begin with a byte order mark of UTF-16; `None` when they do not.
pub(in super::super) fn text(bytes: &[u8]) -> Option<String> {
    encoding(bytes).map(|encoding| encoding.decode_with_bom_removal(bytes).0.into_owned())
}

/// Bytes of UTF-16, read as UTF-8 without the mark. What is no character becomes U+FFFD.
pub(super) struct Utf16<R> {
    inner: R,
    decoder: Decoder,
    waiting: Vec<u8>,
    is_ended: bool,
    /// Decoded and not yet handed out, from a place on.
    decoded: Vec<u8>,
    handed_out: usize,
}

impl<R: Read> Utf16<R> {
    const BUFFER: usize = 1 << 14;

    pub(super) fn new(inner: R, encoding: &'static Encoding) -> Self {
        Self {
            inner,
            decoder: encoding.new_decoder_with_bom_removal(),
            waiting: Vec::new(),
            is_ended: false,
            decoded: Vec::new(),
            handed_out: 0,
        }
    }

    /// Decodes on until something can be handed out or the end is reached.
    fn decode(&mut self) -> io::Result<()> {
        self.waiting.resize(Self::BUFFER, 0);
        let count = self.inner.read(&mut self.waiting)?;
        self.waiting.truncate(count);
        self.is_ended = count == 0;
        // A unit of 2 bytes becomes at most 3; a few bytes more may come from the read before.
        self.decoded.resize(2 * Self::BUFFER + 16, 0);
        let (_, _, written, _) = self.decoder.decode_to_utf8(&self.waiting, &mut self.decoded, self.is_ended);
        self.decoded.truncate(written);
        self.handed_out = 0;
        Ok(())
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while self.handed_out == self.decoded.len() && !self.is_ended {
            self.decode()?;
        }
        let left = &self.decoded[self.handed_out..];
        let count = left.len().min(to.len());
        to[..count].copy_from_slice(&left[..count]);
        self.handed_out += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(text: &str, big: bool) -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    /// Hands out one byte, then two, then three ...
    struct Uneven(Vec<u8>, usize);

    impl Read for Uneven {
        fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
            self.1 = self.1 % 7 + 1;
            let count = self.1.min(to.len()).min(self.0.len());
            to[..count].copy_from_slice(&self.0[..count]);
            self.0.drain(..count);
            Ok(count)
        }
    }

    #[test]
    fn both_orders_come_out_as_utf8_whatever_the_pieces() {
        let text = "Zeit [µs]\tBlick X\r\n12\t0,5\r\n雪\u{1f600}".repeat(3000);
        for big in [false, true] {
            let bytes = encoded(&text, big);
            let mut read = String::new();
            let encoding = encoding(&bytes).unwrap();
            Utf16::new(Uneven(bytes.clone(), 0), encoding).read_to_string(&mut read).unwrap();
            assert!(read == text);
            assert_eq!(super::text(&bytes), Some(text.clone()));
        }
        assert!(encoding(b"ab").is_none() && super::text(b"").is_none());
    }

    #[test]
    fn half_a_character_at_the_end_is_marked() {
        let mut bytes = encoded("ab", false);
        bytes.push(0x20);
        let mut read = String::new();
        Utf16::new(io::Cursor::new(bytes), UTF_16LE).read_to_string(&mut read).unwrap();
        assert_eq!(read, "ab\u{fffd}");
    }
}
