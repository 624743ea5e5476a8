//! Numbers in cells, read from bytes without a detour over text.

/// A decimal number as it is written: `mantissa` times ten to the `exponent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal {
    mantissa: u64,
    exponent: i32,
    is_negative: bool,
    /// Whether the mantissa holds all digits.
    is_exact: bool,
}

/// Powers of ten that a double holds exactly.
const TENS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

impl Decimal {
    /// The number that the bytes begin with, and how many bytes it takes; `None` when they begin with none.
    #[inline]
    #[must_use]
    pub fn scan(bytes: &[u8]) -> Option<(Self, usize)> {
        let mut place = 0;
        let is_negative = match bytes.first()? {
            b'-' => true,
            b'+' => false,
            _ => {
                return Self::scan_unsigned(bytes, 0, false);
            }
        };
        place += 1;
        Self::scan_unsigned(bytes, place, is_negative)
    }

    #[inline]
    fn scan_unsigned(bytes: &[u8], start: usize, is_negative: bool) -> Option<(Self, usize)> {
        let mut number = Self { mantissa: 0, exponent: 0, is_negative, is_exact: true };
        let whole = number.digits(bytes, start);
        let mut place = start + whole;
        let mut digits = whole;
        if bytes.get(place) == Some(&b'.') {
            let broken = number.digits(bytes, place + 1);
            number.exponent = -i32::try_from(broken).ok()?;
            place += 1 + broken;
            digits += broken;
        }
        if digits == 0 {
            return None;
        }
        if let Some(b'e' | b'E') = bytes.get(place) {
            let (power, count) = exponent(bytes.get(place + 1..)?)?;
            number.exponent = number.exponent.saturating_add(power);
            place += 1 + count;
        }
        Some((number, place))
    }

    /// Takes in digits; how many there are.
    #[inline]
    fn digits(&mut self, bytes: &[u8], start: usize) -> usize {
        let mut count = 0;
        for byte in bytes.get(start..).unwrap_or_default() {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                break;
            }
            if self.mantissa > (u64::MAX - 9) / 10 {
                self.is_exact = false;
            } else {
                self.mantissa = self.mantissa * 10 + u64::from(digit);
            }
            count += 1;
        }
        count
    }

    /// The nearest double; `written` are the bytes that were scanned. `None` when it is beyond all doubles.
    #[inline]
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "the mantissa is below 2^53 there")]
    pub fn value(self, written: &[u8]) -> Option<f64> {
        let magnitude = if self.is_exact && self.mantissa <= 1 << 53 && self.exponent.unsigned_abs() <= 22 {
            let mantissa = self.mantissa as f64;
            let ten = TENS[self.exponent.unsigned_abs() as usize];
            if self.exponent < 0 { mantissa / ten } else { mantissa * ten }
        } else {
            let unsigned = written.strip_prefix(b"-").or_else(|| written.strip_prefix(b"+")).unwrap_or(written);
            fast_float2::parse::<f64, _>(unsigned).ok().filter(|value| value.is_finite())?
        };
        Some(if self.is_negative { -magnitude } else { magnitude })
    }

    /// It times ten to the `power` as a whole number, rounded, exactly; `None` when that is beyond 64 bits.
    #[inline]
    #[must_use]
    pub fn scaled(self, power: i32) -> Option<i64> {
        if !self.is_exact {
            return None;
        }
        let power = self.exponent.saturating_add(power);
        let magnitude = i128::from(self.mantissa);
        let magnitude = match power {
            0..=19 => magnitude.checked_mul(10_i128.pow(power.unsigned_abs()))?,
            20.. if magnitude > 0 => return None,
            -38..0 => {
                let ten = 10_i128.pow(power.unsigned_abs());
                (magnitude + ten / 2) / ten
            }
            _ => 0,
        };
        i64::try_from(if self.is_negative { -magnitude } else { magnitude }).ok()
    }
}

/// The exponent after the `e`, and how many bytes it takes.
fn exponent(bytes: &[u8]) -> Option<(i32, usize)> {
    let sign = usize::from(matches!(bytes.first(), Some(b'-' | b'+')));
    let count = bytes.iter().skip(sign).take_while(|byte| byte.is_ascii_digit()).count();
    if count == 0 {
        return None;
    }
    let power = bytes[sign..sign + count]
        .iter()
        .fold(0_i32, |power, byte| power.saturating_mul(10).saturating_add(i32::from(byte - b'0')).min(100_000));
    Some((if bytes.first() == Some(&b'-') { -power } else { power }, sign + count))
}

/// The number that all the bytes are, blanks around it apart; `None` when they are none or it is beyond all doubles.
#[must_use]
pub fn number(bytes: &[u8]) -> Option<f64> {
    let bytes = bytes.trim_ascii();
    let (decimal, count) = Decimal::scan(bytes)?;
    if count == bytes.len() { decimal.value(bytes) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_in_seconds_is_exact_to_the_nanosecond() {
        let (seconds, count) = Decimal::scan(b"1644227574.123456789,").unwrap();
        assert_eq!((seconds.scaled(9), count), (Some(1_644_227_574_123_456_789), 20));
        let scaled = |text: &[u8], power| Decimal::scan(text).and_then(|(number, _)| number.scaled(power));
        assert_eq!(scaled(b"-1.5", 0), Some(-2));
        assert_eq!(scaled(b"1.6E+03", 6), Some(1_600_000_000));
        assert_eq!(scaled(b"1e30", 9), None);
        assert_eq!(scaled(b"1e-60", 9), Some(0));
        assert_eq!(scaled(b"99999999999999999999999", 0), None);
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in ["", "-", ".", "e5", "1e", "1e+", "abc", "1 2", "0x10", "1e999"] {
            assert_eq!(number(text.as_bytes()), None, "{text}");
        }
        for (text, value) in [(" 7 ", 7.0), (".5", 0.5), ("5.", 5.0), ("+3", 3.0), ("-0.25e2", -25.0)] {
            assert_eq!(number(text.as_bytes()), Some(value), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn every_double_is_read_as_the_standard_library_reads_it(value: f64, digits in 0_usize..20) {
            proptest::prop_assume!(value.is_finite());
            for text in [format!("{value}"), format!("{value:e}"), format!("{:.digits$}", value % 1e6)] {
                proptest::prop_assert_eq!(number(text.as_bytes()), text.parse::<f64>().ok(), "{}", text);
            }
        }

        #[test]
        fn whole_numbers_are_exact(value: i64) {
            let text = value.to_string();
            let scaled = Decimal::scan(text.as_bytes()).and_then(|(number, _)| number.scaled(0));
            proptest::prop_assert_eq!(scaled, Some(value));
        }
    }
}
