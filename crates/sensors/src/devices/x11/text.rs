//! What does a window property say? Noun in: bytes and the type that the program gave them; noun out: text.
//!
//! | type | encoding |
//! | --- | --- |
//! | `UTF8_STRING` | UTF-8 |
//! | `STRING` | Latin-1 (ICCCM 2.7.1), but many programs put UTF-8 there, so valid UTF-8 is taken as such |
//! | `COMPOUND_TEXT` | ISO 2022 with escape sequences (Compound Text Encoding 1.1, X Consortium) |
//!
//! Of compound text we read ASCII, Latin-1 and UTF-8 segments; each character of another set becomes U+FFFD. Programs
//! of this century set `_NET_WM_NAME` in UTF-8 besides.

/// Titles are cut at this many characters: enough to tell windows apart.
const LONGEST_CHARS: usize = 1024;

/// How bytes of a property are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// UTF-8.
    Utf8,
    /// Latin-1, or UTF-8 by mistake.
    Latin1,
    /// Compound text.
    Compound,
}

/// The text of a property: decoded, up to its first zero byte, control characters as spaces, trimmed, and not too long.
pub(super) fn decode(bytes: &[u8], encoding: Encoding) -> String {
    let bytes = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
    let text = match encoding {
        Encoding::Utf8 => utf8(bytes),
        Encoding::Latin1 => std::str::from_utf8(bytes).map_or_else(|_| latin1(bytes), str::to_owned),
        Encoding::Compound => compound(bytes),
    };
    tidy(&text)
}

/// Control characters as spaces, trimmed, and cut.
pub(in crate::devices) fn tidy(text: &str) -> String {
    let plain = text.trim().chars().map(|sign| if sign.is_control() { ' ' } else { sign });
    plain.take(LONGEST_CHARS).collect::<String>().trim().to_owned()
}

/// The two zero-terminated words of `WM_CLASS`: instance and class.
pub(super) fn class_words(bytes: &[u8]) -> (String, String) {
    let mut words = bytes.split(|byte| *byte == 0).map(|word| decode(word, Encoding::Latin1));
    (words.next().unwrap_or_default(), words.next().unwrap_or_default())
}

/// A character that was cut in two at the very end is left out; other broken bytes become U+FFFD.
fn utf8(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(error) if error.error_len().is_none() => {
            String::from_utf8_lossy(bytes.get(..error.valid_up_to()).unwrap_or_default()).into_owned()
        }
        Err(_) => String::from_utf8_lossy(bytes).into_owned(),
    }
}

fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

const ESCAPE: u8 = 0x1b;

/// The sets that a half of the code table can hold.
#[derive(Clone, Copy, PartialEq)]
enum Set {
    Ascii,
    Latin1Right,
    /// A set that we do not know, with this many bytes for each character.
    Unknown(usize),
}

fn compound(bytes: &[u8]) -> String {
    let (mut left, mut right) = (Set::Ascii, Set::Latin1Right);
    let mut text = String::new();
    let mut rest = bytes;
    while let Some((first, others)) = rest.split_first() {
        if *first == ESCAPE {
            rest = escape(others, &mut left, &mut right, &mut text);
            continue;
        }
        let set = if *first < 0x80 { left } else { right };
        // Controls and the space mean the same in every set.
        let length = match set {
            _ if *first <= b' ' => {
                text.push(char::from(*first));
                1
            }
            Set::Ascii | Set::Latin1Right => {
                text.push(char::from(*first));
                1
            }
            Set::Unknown(length) => {
                text.push(char::REPLACEMENT_CHARACTER);
                length
            }
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    text
}

/// Reads what follows an escape byte; gives back what is left.
fn escape<'a>(bytes: &'a [u8], left: &mut Set, right: &mut Set, text: &mut String) -> &'a [u8] {
    match bytes {
        // UTF-8 until the escape back.
        [b'%', b'G', rest @ ..] => {
            let end = rest.windows(3).position(|three| three == [ESCAPE, b'%', b'@']).unwrap_or(rest.len());
            text.push_str(&utf8(rest.get(..end).unwrap_or_default()));
            rest.get(end + 3..).unwrap_or_default()
        }
        // A segment in a private encoding, with its length: its content is unknown.
        [b'%', b'/', _, high, low, rest @ ..] => {
            let length = usize::from(high & 0x7f) * 128 + usize::from(low & 0x7f);
            text.push(char::REPLACEMENT_CHARACTER);
            rest.get(length..).unwrap_or_default()
        }
        [b'(', set, rest @ ..] => {
            *left = if *set == b'B' { Set::Ascii } else { Set::Unknown(1) };
            rest
        }
        [b')' | b'-', set, rest @ ..] => {
            *right = if *set == b'A' { Set::Latin1Right } else { Set::Unknown(1) };
            rest
        }
        [b'$', b'(', _, rest @ ..] => {
            *left = Set::Unknown(2);
            rest
        }
        [b'$', b')', _, rest @ ..] => {
            *right = Set::Unknown(2);
            rest
        }
        [_, rest @ ..] => rest,
        [] => bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf8_is_read_as_it_is_and_a_cut_character_at_the_end_is_left_out() {
        assert_eq!(decode("注意力 — 窗口".as_bytes(), Encoding::Utf8), "注意力 — 窗口");
        assert_eq!(decode(&"注意".as_bytes()[..5], Encoding::Utf8), "注");
        assert_eq!(decode(b"a\xffb", Encoding::Utf8), "a\u{fffd}b");
    }

    #[test]
    fn latin1_is_read_unless_it_is_utf8_by_mistake() {
        assert_eq!(decode(b"caf\xe9", Encoding::Latin1), "café");
        assert_eq!(decode("café".as_bytes(), Encoding::Latin1), "café");
    }

    #[test]
    fn compound_text_gives_ascii_latin1_and_utf8() {
        assert_eq!(decode(b"plain", Encoding::Compound), "plain");
        assert_eq!(decode(b"caf\xe9", Encoding::Compound), "café");
        let mixed = [b"a \x1b%G".as_slice(), "窗口".as_bytes(), b"\x1b%@ b"].concat();
        assert_eq!(decode(&mixed, Encoding::Compound), "a 窗口 b");
    }

    #[test]
    fn each_character_of_an_unknown_set_is_marked_once() {
        // Two characters of GB2312 in the right half, then Latin-1 again.
        let bytes = b"\x1b$)A\xd6\xd0\xce\xc4\x1b-A ok";
        assert_eq!(decode(bytes, Encoding::Compound), "\u{fffd}\u{fffd} ok");
    }

    #[test]
    fn control_characters_become_spaces_and_long_titles_are_cut() {
        assert_eq!(decode(b" a\tb\nc ", Encoding::Utf8), "a b c");
        assert_eq!(decode(&[b'x'; 5000], Encoding::Utf8).len(), 1024);
        assert_eq!(decode(b"seen\0not seen", Encoding::Utf8), "seen");
    }

    #[test]
    fn a_class_has_two_words() {
        assert_eq!(class_words(b"xterm\0XTerm\0"), ("xterm".to_owned(), "XTerm".to_owned()));
        assert_eq!(class_words(b"xterm"), ("xterm".to_owned(), String::new()));
        assert_eq!(class_words(b""), (String::new(), String::new()));
    }

    proptest::proptest! {
        #[test]
        fn arbitrary_bytes_give_some_text(bytes: Vec<u8>) {
            for encoding in [Encoding::Utf8, Encoding::Latin1, Encoding::Compound] {
                proptest::prop_assert!(decode(&bytes, encoding).chars().count() <= LONGEST_CHARS);
            }
        }
    }
}
