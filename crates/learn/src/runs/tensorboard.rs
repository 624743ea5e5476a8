//! Curves as a file that TensorBoard reads.
//!
//! ```text
//! each record   length (u64), its masked CRC-32C, the event, its masked CRC-32C       little endian      TFRecord
//! each event    1: wall time (double)   2: step (int64)   3: "brain.Event:2" in the first
//!               5: summary { 1: value { 1: tag, 2: simple_value (float) } }           Protocol Buffers   event.proto
//! ```
//!
//! The masked sum is `rotate right 15 bits + 0xa282ead8`, so that sums of sums are no zeros.

use super::Run;

/// The bytes of an event file with all curves and final figures of a run. Name it `events.out.tfevents.<seconds>.<anything>`.
#[must_use]
pub fn tensorboard_events(run: &Run) -> Vec<u8> {
    let mut file = Vec::new();
    let mut first = double(1, run.began);
    first.extend(bytes(3, b"brain.Event:2"));
    record(&first, &mut file);
    for (name, points) in &run.curves {
        points.iter().for_each(|point| scalar(name, point.at, point.step, point.value, &mut file));
    }
    for (name, value) in &run.figures {
        scalar(&format!("final/{name}"), run.began + run.seconds, 0, *value, &mut file);
    }
    file
}

#[expect(clippy::cast_possible_truncation, reason = "TensorBoard keeps single precision")]
fn scalar(tag: &str, at: f64, step: u64, value: f64, file: &mut Vec<u8>) {
    let mut one = bytes(1, tag.as_bytes());
    one.push(2 << 3 | 5);
    one.extend((value as f32).to_le_bytes());
    let mut event = double(1, at);
    event.push(2 << 3);
    varint(step, &mut event);
    event.extend(bytes(5, &bytes(1, &one)));
    record(&event, file);
}

fn double(field: u8, value: f64) -> Vec<u8> {
    let mut out = vec![field << 3 | 1];
    out.extend(value.to_le_bytes());
    out
}

fn bytes(field: u8, value: &[u8]) -> Vec<u8> {
    let mut out = vec![field << 3 | 2];
    varint(value.len() as u64, &mut out);
    out.extend(value);
    out
}

fn varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn record(event: &[u8], file: &mut Vec<u8>) {
    let length = (event.len() as u64).to_le_bytes();
    file.extend(length);
    file.extend(masked(&length).to_le_bytes());
    file.extend(event);
    file.extend(masked(event).to_le_bytes());
}

fn masked(data: &[u8]) -> u32 {
    crc32c(data).rotate_right(15).wrapping_add(0xa282_ead8)
}

/// CRC-32C (Castagnoli), bit by bit: event files are small.
fn crc32c(data: &[u8]) -> u32 {
    let step = |crc: u32| if crc & 1 == 1 { crc >> 1 ^ 0x82f6_3b78 } else { crc >> 1 };
    !data.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc)))
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 3720, B.4: the sum of 32 bytes of zero and of 0 to 31.
    #[test]
    fn sums_are_those_of_the_rfc() {
        assert_eq!(crc32c(&[0; 32]), 0x8a91_36aa);
        assert_eq!(crc32c(&(0..32).collect::<Vec<u8>>()), 0x46dd_794e);
    }

    #[test]
    fn records_follow_each_other_and_their_sums_fit() {
        let mut run = Run { began: 1.5, ..Run::default() };
        (0..300).for_each(|step| run.add("loss", step, 2.0, 0.25));
        run.figures.insert("kappa".into(), 0.5);
        let file = tensorboard_events(&run);
        let (mut at, mut events) = (0, 0);
        while at < file.len() {
            let length = usize::try_from(u64::from_le_bytes(file[at..at + 8].try_into().unwrap())).unwrap();
            assert_eq!(masked(&file[at..at + 8]).to_le_bytes(), file[at + 8..at + 12]);
            let event = &file[at + 12..at + 12 + length];
            assert_eq!(masked(event).to_le_bytes(), file[at + 12 + length..at + 16 + length]);
            (at, events) = (at + 16 + length, events + 1);
        }
        assert_eq!(events, 302);
    }
}
