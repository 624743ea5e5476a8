//! Is it text at all, and in which encoding? Told from the first bytes, so that a whole file in another one is refused at once, and not record by record.

use super::Fault;

/// Looks at the first bytes of a file. A few broken bytes are the affair of their records; when a fifth of the lines is broken, the file is in another encoding.
pub(super) fn check(start: &[u8]) -> Result<(), Fault> {
    if start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]) {
        return Err(Fault::Encoding { encoding: "UTF-16", name: "UTF-16" });
    }
    let nul = start.iter().filter(|byte| **byte == 0).count();
    // UTF-16 without a mark has a NUL in every second place of text in Latin letters.
    if nul * 3 > start.len() && start.chunks(2).filter(|pair| pair.contains(&0)).count() * 3 > start.len() {
        let big = start.first() == Some(&0);
        return Err(Fault::Encoding { encoding: "UTF-16", name: if big { "UTF-16BE" } else { "UTF-16LE" } });
    }
    if nul * 50 > start.len() {
        return Err(Fault::NoText);
    }
    // The last line is cut off, perhaps within a letter.
    let whole = start.iter().rposition(|byte| *byte == b'\n').map_or(start, |end| &start[..end]);
    let lines = || whole.split(|byte| *byte == b'\n');
    let broken: Vec<&[u8]> = lines().filter(|line| is_broken(line)).collect();
    if broken.len() < 2 || broken.len() * 5 < lines().count() {
        return Ok(());
    }
    let (paired, alone) =
        broken.iter().map(|line| high_bytes(line)).fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    Err(if paired > 4 * alone {
        Fault::Encoding { encoding: "GB18030 (Chinese)", name: "GB18030" }
    } else {
        Fault::Encoding { encoding: "Latin-1 or Windows-1252", name: "WINDOWS-1252" }
    })
}

/// Whether a line is no UTF-8; one that is merely cut off at its end counts as whole.
fn is_broken(line: &[u8]) -> bool {
    std::str::from_utf8(line).is_err_and(|error| error.error_len().is_some())
}

/// High bytes that stand in pairs as GB18030 has them, and others.
fn high_bytes(line: &[u8]) -> (usize, usize) {
    let (mut paired, mut alone, mut at) = (0, 0, 0);
    while let Some(byte) = line.get(at) {
        let next = line.get(at + 1).copied().unwrap_or(0);
        match byte {
            0..=0x7f => at += 1,
            0x81..=0xfe if next >= 0xa1 => {
                paired += 1;
                at += 2;
            }
            _ => {
                alone += 1;
                at += 1;
            }
        }
    }
    (paired, alone)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(start: &[u8]) -> Option<&'static str> {
        match check(start) {
            Err(Fault::Encoding { name, .. }) => Some(name),
            _ => None,
        }
    }

    #[test]
    fn other_encodings_are_told_by_their_bytes() {
        // "你好,a" in GB18030, "café,a" in Latin-1.
        let gb = b"\xc4\xe3\xba\xc3\xca\xc0\xbd\xe7,a\n".repeat(5);
        assert_eq!(name(&gb), Some("GB18030"));
        assert_eq!(name(&b"caf\xe9 cr\xe8me,a\n".repeat(5)), Some("WINDOWS-1252"));
        assert_eq!(name(b"\xff\xfea\0"), Some("UTF-16"));
        assert_eq!(name(&b"a\0,\0b\0\n\0".repeat(5)), Some("UTF-16LE"));
        assert_eq!(name(&b"\0a\0,\0b\0\n".repeat(5)), Some("UTF-16BE"));
    }

    #[test]
    fn utf8_with_a_few_broken_lines_or_cut_off_is_let_in() {
        let text = [b"fine,a\n".repeat(30), b"caf\xe9,a\n".to_vec(), "好".as_bytes()[..2].to_vec()].concat();
        assert_eq!(check(&text), Ok(()));
        assert_eq!(check("你好\n".as_bytes()), Ok(()));
        assert_eq!(check(b""), Ok(()));
        assert_eq!(check(b"\x7fELF\0\0\0\0\0\x01\x02\x03\x04\x05\x06\x07\x08\x09"), Err(Fault::NoText));
    }
}
