//! One chunk as bytes. All numbers are little endian.
//!
//! ```text
//! body  = count u32 | channels u16 | times | channel*       then compressed (LZ4 block)
//! times = first i64, then the step to each next one as i64
//! channel = name length u16 | name | marks u8 | [one bit for each sample, 1 = seen] | values f64*
//! ```
//!
//! `marks` is 0 when every value was seen, and then no bits follow. A value that was not seen is written as zero. The checksum
//! (CRC-32) covers the compressed bytes and the facts that stand beside them in the row.

use attentive_types::{Channel, SampleSignal};

/// The one form that is written.
const COLUMNS_LZ4: i64 = 1;

/// One chunk: bytes, and the facts by which it is found and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Chunk {
    pub(crate) stream: String,
    pub(crate) start_nanos: i64,
    pub(crate) end_nanos: i64,
    pub(crate) count: i64,
    pub(crate) codec: i64,
    pub(crate) crc: i64,
    pub(crate) data: Vec<u8>,
}

impl Chunk {
    /// Writes a signal whose columns fit together, with fewer than 2^32 samples.
    pub(crate) fn encode(signal: &SampleSignal) -> Self {
        let times = &signal.time_nanos;
        let mut chunk = Self {
            stream: signal.name.clone(),
            start_nanos: times.first().copied().unwrap_or_default(),
            end_nanos: times.last().copied().unwrap_or_default(),
            count: i64::try_from(times.len()).unwrap_or(i64::MAX),
            codec: COLUMNS_LZ4,
            crc: 0,
            data: lz4_flex::compress_prepend_size(&body(signal)),
        };
        chunk.crc = chunk.checksum();
        chunk
    }

    /// Reads it; `None` when it is damaged or of an unknown form.
    pub(crate) fn decode(&self) -> Option<SampleSignal> {
        if self.codec != COLUMNS_LZ4 || self.crc != self.checksum() {
            return None;
        }
        // The size is written in the bytes themselves; LZ4 cannot grow by more than 255, so a greater one is a lie.
        let (size, _) = lz4_flex::block::uncompressed_size(&self.data).ok()?;
        if size / 255 > self.data.len() {
            return None;
        }
        let bytes = lz4_flex::decompress_size_prepended(&self.data).ok()?;
        let signal = Cursor(&bytes).signal(&self.stream)?;
        (i64::try_from(signal.time_nanos.len()) == Ok(self.count)).then_some(signal)
    }

    fn checksum(&self) -> i64 {
        let mut hasher = crc32fast::Hasher::new();
        hasher.update(self.stream.as_bytes());
        for fact in [self.start_nanos, self.end_nanos, self.count, self.codec] {
            hasher.update(&fact.to_le_bytes());
        }
        hasher.update(&self.data);
        i64::from(hasher.finalize())
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a chunk holds at most 16,384 rows, and few channels of short names"
)]
fn body(signal: &SampleSignal) -> Vec<u8> {
    let count = signal.time_nanos.len();
    let mut bytes = Vec::with_capacity(16 + count * 8 * (1 + signal.channels.len()));
    bytes.extend((count as u32).to_le_bytes());
    bytes.extend((signal.channels.len() as u16).to_le_bytes());
    let mut before = 0_i64;
    for time in &signal.time_nanos {
        bytes.extend(time.wrapping_sub(before).to_le_bytes());
        before = *time;
    }
    for channel in &signal.channels {
        let name = channel.name.as_bytes();
        bytes.extend((name.len() as u16).to_le_bytes());
        bytes.extend(name.iter().take(usize::from(u16::MAX)));
        write_marks(&channel.is_present, &mut bytes);
        for (row, value) in channel.values.iter().enumerate() {
            let is_seen = channel.is_present.get(row).copied().unwrap_or(true);
            bytes.extend(if is_seen { *value } else { 0.0 }.to_le_bytes());
        }
    }
    bytes
}

fn write_marks(is_present: &[bool], bytes: &mut Vec<u8>) {
    if is_present.iter().all(|is_seen| *is_seen) {
        bytes.push(0);
        return;
    }
    bytes.push(1);
    for eight in is_present.chunks(8) {
        bytes.push(eight.iter().enumerate().fold(0, |byte, (bit, is_seen)| byte | (u8::from(*is_seen) << bit)));
    }
}

/// What is left to read.
struct Cursor<'a>(&'a [u8]);

impl Cursor<'_> {
    fn signal(mut self, stream: &str) -> Option<SampleSignal> {
        let count = usize::try_from(u32::from_le_bytes(self.array()?)).ok()?;
        let channels = u16::from_le_bytes(self.array()?);
        let mut time = 0_i64;
        let steps = self.column(count, i64::from_le_bytes)?;
        let time_nanos = steps.into_iter().map(|step| {
            time = time.wrapping_add(step);
            time
        });
        let time_nanos = time_nanos.collect();
        let channels = (0..channels).map(|_| self.channel(count)).collect::<Option<_>>()?;
        self.0.is_empty().then(|| SampleSignal { name: stream.to_owned(), time_nanos, channels })
    }

    fn channel(&mut self, count: usize) -> Option<Channel> {
        let length = usize::from(u16::from_le_bytes(self.array()?));
        let name = String::from_utf8(self.take(length)?.to_vec()).ok()?;
        let is_present = match self.array::<1>()? {
            [0] => Vec::new(),
            _ => self.marks(count)?,
        };
        Some(Channel { name, values: self.column(count, f64::from_le_bytes)?, is_present })
    }

    fn marks(&mut self, count: usize) -> Option<Vec<bool>> {
        let bytes = self.take(count.div_ceil(8))?;
        Some(bytes.iter().flat_map(|byte| (0..8).map(move |bit| byte >> bit & 1 == 1)).take(count).collect())
    }

    fn column<T>(&mut self, count: usize, read: fn([u8; 8]) -> T) -> Option<Vec<T>> {
        let (values, rest) = self.take(count.checked_mul(8)?)?.as_chunks::<8>();
        rest.is_empty().then(|| values.iter().map(|value| read(*value)).collect())
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*taken)
    }

    fn take(&mut self, count: usize) -> Option<&[u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn any_signal() -> impl Strategy<Value = SampleSignal> {
        (0_usize..40).prop_flat_map(|count| {
            let channel = (
                "[a-z]{1,8}",
                vec(any::<f64>(), count),
                prop_oneof![Just(Vec::new()), vec(any::<bool>(), count)].boxed(),
            );
            (vec(any::<i64>(), count), vec(channel, 0..4)).prop_map(|(mut times, channels)| {
                times.sort_unstable();
                let channels =
                    channels.into_iter().map(|(name, values, is_present)| Channel { name, values, is_present });
                SampleSignal { name: "s".to_owned(), time_nanos: times, channels: channels.collect() }
            })
        })
    }

    proptest! {
        #[test]
        fn what_is_written_can_be_read_back(signal in any_signal()) {
            let back = Chunk::encode(&signal).decode().expect("our own bytes");
            prop_assert_eq!(&back.time_nanos, &signal.time_nanos);
            prop_assert_eq!(back.channels.len(), signal.channels.len());
            for (ours, theirs) in back.channels.iter().zip(&signal.channels) {
                prop_assert_eq!(&ours.name, &theirs.name);
                for row in 0..signal.time_nanos.len() {
                    prop_assert_eq!(ours.get(row), theirs.get(row));
                }
            }
        }

        #[test]
        fn one_wrong_bit_is_found(signal in any_signal(), place in any::<prop::sample::Index>(), bit in 0_u8..8) {
            let mut chunk = Chunk::encode(&signal);
            let place = place.index(chunk.data.len());
            chunk.data[place] ^= 1 << bit;
            prop_assert_eq!(chunk.decode(), None);
        }

        #[test]
        fn junk_with_a_right_checksum_never_panics(data in vec(any::<u8>(), 0..200)) {
            let mut chunk = Chunk::encode(&SampleSignal::default());
            chunk.data = data;
            chunk.crc = chunk.checksum();
            let _ = chunk.decode();
        }
    }
}
