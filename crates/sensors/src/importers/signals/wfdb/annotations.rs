//! The annotations of a record (`.atr`, `.qrs`, ...) in the MIT format. Source: WFDB Applications Guide, `annot(5)`.

use std::io::{self, Read};

/// One annotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// Its time in ticks of the annotation file.
    pub tick: i64,
    /// Its code and text: `N`, or `+ (AFIB` with a text.
    pub label: String,
}

/// What an annotation file held.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Marks {
    /// The annotations, in the order of the file.
    pub marks: Vec<Mark>,
    /// Ticks per second where the file says so.
    pub rate_hz: Option<f64>,
    /// Whether the file ends without its end mark.
    pub is_cut_off: bool,
    /// Annotations with a code that has no meaning.
    pub unknown_codes: u64,
}

/// At most so many annotations are read of one file: one for each sample of a day at 250 Hz would be fewer.
const MOST_MARKS: usize = 20_000_000;

/// What the codes 0 to 49 mean, as the symbols that every program of the family shows; empty where a code means nothing.
const SYMBOLS: [&str; 50] = [
    "", "N", "L", "R", "a", "V", "F", "J", "A", "S", "E", "j", "/", "Q", "~", "", "|", "", "s", "T", "*", "D", "\"",
    "=", "p", "B", "^", "t", "+", "u", "?", "!", "[", "]", "e", "n", "@", "x", "f", "(", ")", "r", "", "", "", "", "",
    "", "", "",
];

const NOTE: u16 = 22;
const SKIP: u16 = 59;
const NUM: u16 = 60;
const SUB: u16 = 61;
const CHN: u16 = 62;
const AUX: u16 = 63;

/// Reads annotations to their end, or to the end of the file.
pub(super) fn read(mut from: impl Read) -> io::Result<Marks> {
    let mut found = Marks::default();
    let mut tick = 0_i64;
    let mut last: Option<(i64, u16, String)> = None;
    loop {
        let Some([low, high]) = bytes::<2>(&mut from)? else {
            found.is_cut_off = true;
            break;
        };
        let word = u16::from_le_bytes([low, high]);
        let (code, number) = (word >> 10, word & 0x3ff);
        match code {
            0 if number == 0 => break,
            SKIP => {
                let Some([a, b, c, d]) = bytes::<4>(&mut from)? else {
                    found.is_cut_off = true;
                    break;
                };
                // The high word comes first, each with its low byte first.
                tick = tick.saturating_add(i64::from(i32::from_le_bytes([c, d, a, b])));
            }
            NUM | SUB | CHN => {}
            AUX => {
                let length = usize::from(number);
                let mut text = vec![0; length + length % 2];
                if let Err(error) = from.read_exact(&mut text) {
                    found.is_cut_off = true;
                    if error.kind() == io::ErrorKind::UnexpectedEof { break } else { return Err(error) }
                }
                text.truncate(length);
                let text = String::from_utf8_lossy(&text).trim_end_matches('\0').trim().to_owned();
                if let Some((_, _, aux)) = &mut last {
                    *aux = text;
                }
            }
            _ => {
                found.take(last.take());
                tick = tick.saturating_add(i64::from(number));
                last = Some((tick, code, String::new()));
                if found.marks.len() >= MOST_MARKS {
                    found.is_cut_off = true;
                    break;
                }
            }
        }
    }
    found.take(last.take());
    Ok(found)
}

impl Marks {
    fn take(&mut self, mark: Option<(i64, u16, String)>) {
        let Some((tick, code, aux)) = mark else { return };
        if code == NOTE && tick == 0 && aux.starts_with("##") {
            // Notes to programs at time 0; they are no annotations.
            let rate = aux.strip_prefix("## time resolution:").and_then(|rate| rate.trim().parse().ok());
            self.rate_hz = rate.filter(|rate: &f64| rate.is_finite() && *rate > 0.0).or(self.rate_hz);
            return;
        }
        if code == 0 {
            return; // only moves the time: some writers end their notes to programs so
        }
        let symbol = SYMBOLS.get(usize::from(code)).copied().unwrap_or_default();
        if symbol.is_empty() {
            self.unknown_codes += 1;
            return;
        }
        let label = if aux.is_empty() { symbol.to_owned() } else { format!("{symbol} {aux}") };
        self.marks.push(Mark { tick, label });
    }
}

/// The next bytes; `None` when there are not so many.
fn bytes<const N: usize>(from: &mut impl Read) -> io::Result<Option<[u8; N]>> {
    let mut bytes = [0; N];
    match from.read_exact(&mut bytes) {
        Ok(()) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn word(code: u16, number: u16) -> [u8; 2] {
        (code << 10 | number).to_le_bytes()
    }

    #[test]
    fn skips_texts_and_the_end_are_understood() {
        let mut file = Vec::new();
        file.extend(word(28, 18));
        file.extend(word(63, 3));
        file.extend(b"(N\0\0");
        file.extend(word(1, 100));
        file.extend(word(59, 0));
        file.extend([1, 0, 0x10, 0]); // 65,536 + 16
        file.extend(word(5, 0));
        file.extend(word(60, 2));
        file.extend([0, 0]);
        file.extend(b"behind the end");
        let found = read(file.as_slice()).unwrap();
        let mark = |tick, label: &str| Mark { tick, label: label.into() };
        assert_eq!(found.marks, [mark(18, "+ (N"), mark(118, "N"), mark(118 + 65_552, "V")]);
        assert!(!found.is_cut_off);
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_strange(file in proptest::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(read(file.as_slice()).unwrap().marks.len() <= file.len() / 2);
        }
    }
}
