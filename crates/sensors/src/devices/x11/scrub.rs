//! Where key codes end: a filter on the bytes of an X11 connection.
//!
//! The display sends the code of the key with every raw key event. No part of this program may hold it, not even by
//! accident in a buffer that was freed. So the stream below overwrites the code with zeros in the very buffer into
//! which the system copied the bytes, before anything else sees them. What remains of a key event is that a key went
//! down or up, and when.
//!
//! ```text
//! socket --recvmsg--> buffer --zero key codes in place--> x11rb --> sensor
//! ```
//!
//! The filter follows the framing of the protocol (X11 core, "Connection Setup" and "Event Encoding"; XI2, "Raw
//! events") byte by byte, so it does not matter where reads split the stream:
//!
//! | bytes | of what | meaning |
//! | --- | --- | --- |
//! | 6..8 | setup | length of the rest in units of 4 bytes, after the first 8 |
//! | 0 | packet | 1 is a reply, 35 a generic event, each with an own length; all else has 32 bytes |
//! | 4..8 | reply, generic event | length beyond 32 bytes in units of 4 bytes |
//! | 8..10 | generic event | the extension's own number of the event: 2, 3 key; 13, 14 raw key |
//! | 16..20 | raw key event | **the key code**: zeroed |
//! | 1, and 4..7 | core key event, mapping notice | **the key code**: zeroed |

use std::io::{IoSlice, Result};
use std::sync::{Mutex, PoisonError};

use rustix::fd::{AsFd, BorrowedFd};
use x11rb::rust_connection::{DefaultStream, PollMode, Stream};
use x11rb::utils::RawFdContainer;

/// A connection's stream that holds no key code.
#[derive(Debug)]
pub(super) struct Scrubbed {
    stream: DefaultStream,
    filter: Mutex<Filter>,
}

impl Scrubbed {
    /// Around a stream that has just been connected.
    pub(super) fn new(stream: DefaultStream) -> Self {
        Self { stream, filter: Mutex::new(Filter::default()) }
    }
}

impl AsFd for Scrubbed {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.stream.as_fd()
    }
}

impl Stream for Scrubbed {
    fn poll(&self, mode: PollMode) -> Result<()> {
        self.stream.poll(mode)
    }

    fn read(&self, buffer: &mut [u8], descriptors: &mut Vec<RawFdContainer>) -> Result<usize> {
        let mut filter = self.filter.lock().unwrap_or_else(PoisonError::into_inner);
        let count = self.stream.read(buffer, descriptors)?;
        filter.scrub(buffer.get_mut(..count).unwrap_or_default());
        Ok(count)
    }

    fn write(&self, buffer: &[u8], descriptors: &mut Vec<RawFdContainer>) -> Result<usize> {
        self.stream.write(buffer, descriptors)
    }

    fn write_vectored(&self, buffers: &[IoSlice<'_>], descriptors: &mut Vec<RawFdContainer>) -> Result<usize> {
        self.stream.write_vectored(buffers, descriptors)
    }
}

const REPLY: u8 = 1;
const KEY_PRESS: u8 = 2;
const KEY_RELEASE: u8 = 3;
const MAPPING_NOTIFY: u8 = 34;
const GENERIC_EVENT: u8 = 35;
const PACKET_BYTES: u64 = 32;
const SETUP_BYTES: u64 = 8;

/// Where in the byte stream we are. Holds lengths and kinds, never content.
#[derive(Debug)]
struct Filter {
    /// Whether the answer to the connection setup is still coming.
    is_setup: bool,
    /// How many bytes of this packet have passed.
    passed: u64,
    /// How many bytes this packet has, as far as is known.
    total: u64,
    /// The packet's kind, without the bit that marks events sent by other programs.
    kind: u8,
    /// The length field as far as it has come.
    length: [u8; 4],
    /// The extension's number of a generic event, as far as it has come.
    subkind: [u8; 2],
}

impl Default for Filter {
    fn default() -> Self {
        Self { is_setup: true, passed: 0, total: SETUP_BYTES, kind: 0, length: [0; 4], subkind: [0; 2] }
    }
}

impl Filter {
    fn scrub(&mut self, bytes: &mut [u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            // The body of long packets holds nothing for us: pass it in one step.
            if self.passed >= PACKET_BYTES {
                let left = usize::try_from(self.total - self.passed).unwrap_or(usize::MAX).min(rest.len());
                rest = &mut rest[left..];
                self.advance(left as u64);
                continue;
            }
            let Some((byte, others)) = rest.split_first_mut() else { return };
            if self.is_setup {
                self.look_at_setup(*byte);
            } else {
                self.look_at_packet(byte);
            }
            self.advance(1);
            rest = others;
        }
    }

    fn advance(&mut self, count: u64) {
        self.passed += count;
        if self.passed >= self.total {
            *self = Self { is_setup: false, total: PACKET_BYTES, ..Self::default() };
        }
    }

    fn look_at_setup(&mut self, byte: u8) {
        if let 6 | 7 = self.passed {
            self.subkind[usize::from(self.passed == 7)] = byte;
        }
        if self.passed == 7 {
            self.total = SETUP_BYTES + 4 * u64::from(u16::from_ne_bytes(self.subkind));
        }
    }

    fn look_at_packet(&mut self, byte: &mut u8) {
        match (self.passed, self.kind) {
            (0, _) => self.kind = *byte & 0x7f,
            (4..=7, REPLY | GENERIC_EVENT) => {
                self.length[usize::try_from(self.passed - 4).unwrap_or(0)] = *byte;
                if self.passed == 7 {
                    self.total = PACKET_BYTES + 4 * u64::from(u32::from_ne_bytes(self.length));
                }
            }
            (8 | 9, GENERIC_EVENT) => self.subkind[usize::from(self.passed == 9)] = *byte,
            (16..=19, GENERIC_EVENT) if self.speaks_of_a_key() => *byte = 0,
            (1, KEY_PRESS | KEY_RELEASE) | (4..=6, MAPPING_NOTIFY) => *byte = 0,
            _ => {}
        }
    }

    /// XI2 numbers: 2 and 3 are key events, 13 and 14 raw key events; all carry the code in the same place.
    fn speaks_of_a_key(&self) -> bool {
        matches!(u16::from_ne_bytes(self.subkind), 2 | 3 | 13 | 14)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A setup answer with a body of 12 bytes.
    fn setup() -> Vec<u8> {
        let mut bytes = vec![1, 0, 11, 0, 0, 0];
        bytes.extend(3_u16.to_ne_bytes());
        bytes.extend([0xaa; 12]);
        bytes
    }

    /// A raw XI2 event of some number with a detail, and some bytes beyond 32.
    fn raw_event(number: u16, detail: u32, extra_words: u32) -> Vec<u8> {
        let mut bytes = vec![GENERIC_EVENT, 131, 0, 0];
        bytes.extend(extra_words.to_ne_bytes());
        bytes.extend(number.to_ne_bytes());
        bytes.extend(3_u16.to_ne_bytes());
        bytes.extend(1000_u32.to_ne_bytes());
        bytes.extend(detail.to_ne_bytes());
        bytes.resize(32, 0);
        bytes.resize(32 + 4 * extra_words as usize, 0xbb);
        bytes
    }

    fn reply(extra_words: u32) -> Vec<u8> {
        let mut bytes = vec![REPLY, 0, 0, 0];
        bytes.extend(extra_words.to_ne_bytes());
        // A body that looks like a key event must pass untouched.
        bytes.resize(32, 13);
        bytes.resize(32 + 4 * extra_words as usize, GENERIC_EVENT);
        bytes
    }

    fn scrubbed(bytes: &[u8], chunk: usize) -> Vec<u8> {
        let mut filter = Filter::default();
        let mut copy = bytes.to_vec();
        copy.chunks_mut(chunk).for_each(|part| filter.scrub(part));
        copy
    }

    #[test]
    fn key_codes_are_gone_and_button_numbers_stay() {
        let bytes = [setup(), raw_event(13, 38, 2), raw_event(14, 38, 0), raw_event(15, 1, 4)].concat();
        let seen = scrubbed(&bytes, bytes.len());
        let expected = [setup(), raw_event(13, 0, 2), raw_event(14, 0, 0), raw_event(15, 1, 4)].concat();
        assert_eq!(seen, expected);
    }

    #[test]
    fn core_key_events_and_mapping_notices_lose_their_codes_too() {
        let mut key = vec![0_u8; 32];
        (key[0], key[1]) = (KEY_PRESS | 0x80, 38);
        let mut mapping = vec![0_u8; 32];
        (mapping[0], mapping[5]) = (MAPPING_NOTIFY, 200);
        let seen = scrubbed(&[setup(), key, mapping].concat(), 7);
        assert_eq!(seen[setup().len() + 1], 0);
        assert_eq!(seen[setup().len() + 32 + 5], 0);
    }

    #[test]
    fn replies_pass_untouched_and_what_follows_is_still_found() {
        let bytes = [setup(), reply(9), raw_event(13, 54, 1), reply(0), raw_event(14, 54, 0)].concat();
        let expected = [setup(), reply(9), raw_event(13, 0, 1), reply(0), raw_event(14, 0, 0)].concat();
        assert_eq!(scrubbed(&bytes, bytes.len()), expected);
    }

    proptest::proptest! {
        #[test]
        fn it_does_not_matter_where_reads_split_the_stream(
            packets in proptest::collection::vec((0_u8..3, 1_u32..255, 0_u32..40), 0..20),
            chunk in 1_usize..90,
        ) {
            let build = |keep: bool| {
                let packet = |&(kind, detail, extra): &(u8, u32, u32)| match kind {
                    0 => raw_event(13, if keep { detail } else { 0 }, extra),
                    1 => raw_event(17, detail, extra),
                    _ => reply(extra),
                };
                std::iter::once(setup()).chain(packets.iter().map(packet)).collect::<Vec<_>>().concat()
            };
            proptest::prop_assert_eq!(scrubbed(&build(true), chunk), build(false));
        }

        #[test]
        fn arbitrary_bytes_never_stop_the_filter(bytes: Vec<u8>, chunk in 1_usize..50) {
            proptest::prop_assert_eq!(scrubbed(&bytes, chunk).len(), bytes.len());
        }
    }
}
