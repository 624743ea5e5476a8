//! Which kind of letter is this? Shared by all that takes texts apart.

/// Chinese and Japanese letters, which are written without gaps, and Korean ones, whose gaps part phrases.
pub(crate) fn is_unparted(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Marks that sit on the letter before, and joiners.
pub(crate) fn is_joined(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{200c}' | '\u{200d}')
}

/// Wide forms of ASCII, as Chinese keyboards write them, become narrow.
pub(crate) fn narrow(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(letter as u32 - 0xfee0).unwrap_or(letter),
        '\u{3000}' => ' ',
        _ => letter,
    }
}

/// Which share of the letters of texts is written without gaps between words, 0 to 1; 0 without any letter.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts of letters")]
pub fn without_gaps<'a>(texts: impl IntoIterator<Item = &'a str>) -> f64 {
    let (mut all, mut unparted) = (0_usize, 0_usize);
    for letter in texts.into_iter().flat_map(str::chars).filter(|letter| letter.is_alphabetic()) {
        all += 1;
        unparted += usize::from(is_unparted(letter));
    }
    unparted as f64 / all.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_writing_without_gaps_are_told_from_others() {
        assert!(['卡', 'か', '카'].into_iter().all(is_unparted));
        assert!(['a', 'ж', '5', '，'].into_iter().all(|letter| !is_unparted(letter)));
        assert_eq!((narrow('Ａ'), narrow('\u{3000}'), narrow('卡')), ('A', ' ', '卡'));
    }

    #[test]
    fn what_is_written_without_gaps_is_counted_by_letters() {
        assert!((without_gaps(["我的卡 ab", "12, !"]) - 0.6).abs() < 1e-9);
        assert!(without_gaps(["", "1"]).abs() < 1e-9 && without_gaps([]).abs() < 1e-9);
    }
}
