//! The messages of a FIT file: definitions, and the data that they describe. Source: FIT protocol (Garmin, "Flexible and Interoperable
//! Data Transfer"), sections on the record header, definition and data messages, and base types.

use std::io::{self, Read};

/// A message of data.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Message {
    /// Its number in the profile, such as 20 for `record`.
    pub number: u16,
    /// Its fields by their number, each with its values; invalid values are NaN.
    pub fields: Vec<(u8, Vec<f64>)>,
    /// The five lowest bits of the time, where the header carries them.
    pub time_bits: Option<u8>,
}

impl Message {
    /// The first value of a field; `None` when it is absent or invalid.
    pub(super) fn value(&self, field: u8) -> Option<f64> {
        self.values(field).first().copied().filter(|value| value.is_finite())
    }

    /// Whether the message has that field, valid or not.
    pub(super) fn has(&self, field: u8) -> bool {
        self.fields.iter().any(|(number, _)| *number == field)
    }

    /// All values of a field.
    pub(super) fn values(&self, field: u8) -> &[f64] {
        self.fields.iter().find(|(number, _)| *number == field).map_or(&[], |(_, values)| values.as_slice())
    }
}

/// What a local message number stands for at present.
#[derive(Clone, Debug, Default)]
struct Definition {
    number: u16,
    is_big_endian: bool,
    /// Number, size and base type of each field.
    fields: Vec<(u8, u8, u8)>,
    /// Bytes of the fields that an application defined itself.
    own_bytes: usize,
}

/// The definitions that hold at present.
#[derive(Clone, Debug, Default)]
pub(super) struct Definitions {
    local: [Option<Definition>; 16],
}

/// What was read.
pub(super) enum Read1 {
    /// Data.
    Message(Message),
    /// A definition, which was kept.
    Definition,
    /// Data without a definition: nothing behind it can be understood.
    Unknown(u8),
}

impl Definitions {
    /// Reads the next message.
    pub(super) fn read(&mut self, from: &mut impl Read) -> io::Result<Read1> {
        let [head] = array(from)?;
        let (local, time_bits) = match head & 0x80 != 0 {
            true => (head >> 5 & 3, Some(head & 0x1f)),
            false => (head & 0x0f, None),
        };
        if time_bits.is_none() && head & 0x40 != 0 {
            self.local[usize::from(local)] = Some(definition(from, head & 0x20 != 0)?);
            return Ok(Read1::Definition);
        }
        let Some(definition) = &self.local[usize::from(local)] else { return Ok(Read1::Unknown(local)) };
        let mut message =
            Message { number: definition.number, fields: Vec::with_capacity(definition.fields.len()), time_bits };
        let mut bytes = [0; 255];
        for (number, size, base) in &definition.fields {
            let bytes = &mut bytes[..usize::from(*size)];
            from.read_exact(bytes)?;
            message.fields.push((*number, values(bytes, *base, definition.is_big_endian)));
        }
        io::copy(&mut from.by_ref().take(definition.own_bytes as u64), &mut io::sink())?;
        Ok(Read1::Message(message))
    }
}

fn definition(from: &mut impl Read, has_own: bool) -> io::Result<Definition> {
    let [_, order, a, b, count] = array(from)?;
    let is_big_endian = order != 0;
    let number = if is_big_endian { u16::from_be_bytes([a, b]) } else { u16::from_le_bytes([a, b]) };
    let mut definition = Definition { number, is_big_endian, ..Definition::default() };
    for _ in 0..count {
        let [number, size, base] = array(from)?;
        definition.fields.push((number, size, base));
    }
    if has_own {
        let [count] = array(from)?;
        for _ in 0..count {
            let [_, size, _] = array::<3>(from)?;
            definition.own_bytes += usize::from(size);
        }
    }
    Ok(definition)
}

fn array<const N: usize>(from: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// The numbers in a field; texts and unknown types have none. The value that means "invalid" is NaN.
#[expect(clippy::cast_precision_loss, reason = "no field that is used has more than 32 bits")]
fn values(bytes: &[u8], base: u8, is_big_endian: bool) -> Vec<f64> {
    let ordered = |part: &[u8]| -> u64 {
        let fold = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
        if is_big_endian { part.iter().fold(0, fold) } else { part.iter().rev().fold(0, fold) }
    };
    let unsigned = |width: usize, invalid: u64| -> Vec<f64> {
        let parts = bytes.chunks_exact(width).map(ordered);
        parts.map(|raw| if raw == invalid { f64::NAN } else { raw as f64 }).collect()
    };
    let signed = |width: usize| -> Vec<f64> {
        let shift = 64 - 8 * width as u32;
        let parts = bytes.chunks_exact(width).map(ordered);
        let invalid = u64::MAX >> shift >> 1;
        parts
            .map(|raw| if raw == invalid { f64::NAN } else { ((raw << shift).cast_signed() >> shift) as f64 })
            .collect()
    };
    match base {
        0x00 | 0x02 | 0x0d => unsigned(1, 0xff),
        0x0a => unsigned(1, 0),
        0x01 => signed(1),
        0x83 => signed(2),
        0x84 => unsigned(2, 0xffff),
        0x8b => unsigned(2, 0),
        0x85 => signed(4),
        0x86 => unsigned(4, 0xffff_ffff),
        0x8c => unsigned(4, 0),
        0x8e => signed(8),
        0x8f => unsigned(8, u64::MAX),
        0x90 => unsigned(8, 0),
        0x88 => bytes.chunks_exact(4).map(|part| f64::from(f32::from_bits(ordered(part) as u32))).collect(),
        0x89 => bytes.chunks_exact(8).map(|part| f64::from_bits(ordered(part))).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_values_are_missing_in_every_type() {
        let is_missing = |bytes: &[u8], base| values(bytes, base, false).iter().all(|value| value.is_nan());
        assert!(is_missing(&[0xff], 2) && is_missing(&[0x7f], 1) && is_missing(&[0xff, 0x7f], 0x83));
        assert!(is_missing(&[0xff; 4], 0x86) && is_missing(&[0; 2], 0x8b) && is_missing(&[0xff; 4], 0x88));
        assert_eq!(values(&[0xfe, 0xff], 0x83, false), [-2.0]);
        assert_eq!(values(&[1, 2, 3, 4], 0x84, true), [258.0, 772.0]);
        assert!(values(b"text", 7, false).is_empty());
    }

    #[test]
    fn data_is_read_by_its_definition() {
        let mut definitions = Definitions::default();
        let mut bytes: &[u8] =
            &[0x60, 0, 0, 20, 0, 2, 253, 4, 0x86, 3, 1, 2, 1, 0, 2, 0, 0x00, 9, 0, 0, 0, 72, 0xaa, 0xbb];
        assert!(matches!(definitions.read(&mut bytes).unwrap(), Read1::Definition));
        let Read1::Message(message) = definitions.read(&mut bytes).unwrap() else { panic!("data") };
        assert_eq!((message.number, message.value(253), message.value(3)), (20, Some(9.0), Some(72.0)));
        assert!(bytes.is_empty() && message.value(4).is_none());
        assert!(matches!(definitions.read(&mut [3_u8].as_slice()).unwrap(), Read1::Unknown(3)));
    }
}
