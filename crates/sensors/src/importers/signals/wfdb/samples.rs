//! The signal files of a record (`.dat`, `.mat`): from bytes to steps of the converter. Source: WFDB Applications Guide, `signal(5)`.

/// A storage format of samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    /// Differences of 8 bits.
    Difference8,
    /// Signed, 16 bits, lowest byte first.
    Signed16,
    /// Signed, 24 bits, lowest byte first.
    Signed24,
    /// Signed, 32 bits, lowest byte first.
    Signed32,
    /// Signed, 16 bits, highest byte first.
    Signed16Big,
    /// 8 bits from 128.
    Offset8,
    /// 16 bits from 32,768.
    Offset16,
    /// Two samples of 12 bits in three bytes.
    Packed212,
    /// Three samples of 10 bits in two words, the third in their ends.
    Packed310,
    /// Three samples of 10 bits in one word of 32 bits.
    Packed311,
}

impl Coding {
    /// The coding of that number; `None` when it is not known.
    pub(super) fn of_number(number: u32) -> Option<Self> {
        Some(match number {
            8 => Self::Difference8,
            16 => Self::Signed16,
            24 => Self::Signed24,
            32 => Self::Signed32,
            61 => Self::Signed16Big,
            80 => Self::Offset8,
            160 => Self::Offset16,
            212 => Self::Packed212,
            310 => Self::Packed310,
            311 => Self::Packed311,
            _ => return None,
        })
    }

    /// The step that means "no value"; `None` when there is none.
    pub(super) fn missing(self) -> Option<i32> {
        match self {
            Self::Difference8 => None,
            Self::Signed16 | Self::Signed16Big | Self::Offset16 => Some(-(1 << 15)),
            Self::Signed24 => Some(-(1 << 23)),
            Self::Signed32 => Some(i32::MIN),
            Self::Offset8 => Some(-(1 << 7)),
            Self::Packed212 => Some(-(1 << 11)),
            Self::Packed310 | Self::Packed311 => Some(-(1 << 9)),
        }
    }

    /// Decodes whole units; of what is left over at the end of a file, the samples that are whole. Differences come out as
    /// differences.
    pub(super) fn decode(self, bytes: &[u8], to: &mut Vec<i32>) {
        let words =
            |at: &[u8]| (i32::from(u16::from_le_bytes([at[0], at[1]])), i32::from(u16::from_le_bytes([at[2], at[3]])));
        match self {
            Self::Difference8 => to.extend(bytes.iter().map(|byte| i32::from(byte.cast_signed()))),
            Self::Offset8 => to.extend(bytes.iter().map(|byte| i32::from(*byte) - 128)),
            Self::Signed16 => to.extend(pairs(bytes).map(|pair| i32::from(i16::from_le_bytes(pair)))),
            Self::Signed16Big => to.extend(pairs(bytes).map(|pair| i32::from(i16::from_be_bytes(pair)))),
            Self::Offset16 => to.extend(pairs(bytes).map(|pair| i32::from(u16::from_le_bytes(pair)) - 32_768)),
            Self::Signed24 => {
                to.extend(bytes.chunks_exact(3).map(|at| i32::from_le_bytes([0, at[0], at[1], at[2]]) >> 8));
            }
            Self::Signed32 => {
                to.extend(bytes.chunks_exact(4).map(|at| i32::from_le_bytes([at[0], at[1], at[2], at[3]])));
            }
            Self::Packed212 => {
                for at in bytes.chunks(3) {
                    let middle = i32::from(at.get(1).copied().unwrap_or(0));
                    if at.len() > 1 {
                        to.push(signed(i32::from(at[0]) | (middle & 0x0f) << 8, 12));
                    }
                    if at.len() > 2 {
                        to.push(signed(i32::from(at[2]) | (middle & 0xf0) << 4, 12));
                    }
                }
            }
            Self::Packed310 => {
                for at in bytes.chunks_exact(4) {
                    let (first, second) = words(at);
                    let third = first >> 11 & 0x1f | (second >> 11 & 0x1f) << 5;
                    to.extend([first >> 1 & 0x3ff, second >> 1 & 0x3ff, third].map(|step| signed(step, 10)));
                }
            }
            Self::Packed311 => {
                for at in bytes.chunks_exact(4) {
                    let word = i32::from_le_bytes([at[0], at[1], at[2], at[3]]);
                    to.extend([word & 0x3ff, word >> 10 & 0x3ff, word >> 20 & 0x3ff].map(|step| signed(step, 10)));
                }
            }
        }
    }
}

fn pairs(bytes: &[u8]) -> impl Iterator<Item = [u8; 2]> + '_ {
    bytes.chunks_exact(2).map(|at| [at[0], at[1]])
}

/// The lowest bits as a signed number.
fn signed(value: i32, bits: u32) -> i32 {
    let shift = 32 - bits;
    value << shift >> shift
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(number: u32, bytes: &[u8]) -> Vec<i32> {
        let mut to = Vec::new();
        Coding::of_number(number).unwrap().decode(bytes, &mut to);
        to
    }

    #[test]
    fn each_coding_gives_the_steps_that_its_definition_says() {
        assert_eq!(decoded(8, &[1, 0xff]), [1, -1]);
        assert_eq!(decoded(16, &[0x34, 0x12, 0xff, 0xff]), [0x1234, -1]);
        assert_eq!(decoded(61, &[0x12, 0x34]), [0x1234]);
        assert_eq!(decoded(24, &[0xff, 0xff, 0xff, 1, 0, 0]), [-1, 1]);
        assert_eq!(decoded(32, &[0xfe, 0xff, 0xff, 0xff]), [-2]);
        assert_eq!(decoded(80, &[128, 0, 255]), [0, -128, 127]);
        assert_eq!(decoded(160, &[0, 0x80]), [0]);
        assert_eq!(decoded(212, &[0xe3, 0x33, 0xf3]), [0x3e3, 0x3f3]);
        assert_eq!(decoded(212, &[0xff, 0x0f]), [-1]);
        assert_eq!(decoded(311, &(1_u32 | 2 << 10 | 0x3ff << 20).to_le_bytes()), [1, 2, -1]);
        let (first, second) = (5 << 1 | 0x1f << 11_u16, 6 << 1 | 0x1f << 11_u16);
        let words = [u16::to_le_bytes(first), u16::to_le_bytes(second)].concat();
        assert_eq!(decoded(310, &words), [5, 6, -1]);
        assert_eq!(Coding::of_number(508), None);
    }
}
