//! Where does a word begin and end? A text in, its sentences of words with their places out, as they were taught: by words, or sign by sign where the writing knows no gaps.

use serde::{Deserialize, Serialize};

use crate::letters::is_unparted;

/// Signs of a text that are looked at, at most; what comes behind has no tags.
pub const LONGEST: usize = 100_000;

/// Words of a sentence at most; a longer one is parted there.
const LONGEST_SENTENCE: usize = 200;

/// Short forms that end in a full stop which does not end a sentence.
const SHORT: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "st", "inc", "ltd", "co", "corp", "vs", "etc", "no", "jr", "sr", "gen", "sen",
    "rep", "gov", "lt", "col", "sgt", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov",
    "dec",
];

/// How a text is taken apart into words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Splitting {
    /// At gaps and marks; signs of Chinese each by itself.
    #[default]
    Words,
    /// Each sign by itself, gaps left out.
    Signs,
}

impl Splitting {
    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Signs => "signs",
        }
    }

    /// The one of a word.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Words, Self::Signs].into_iter().find(|one| one.name() == name)
    }

    /// How these words were taken apart: sign by sign when nine of ten are a single sign.
    #[must_use]
    pub fn of_words<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let (all, single) = words.fold((0_usize, 0_usize), |(all, single), word| {
            (all + 1, single + usize::from(word.chars().nth(1).is_none()))
        });
        if all > 0 && single * 10 >= all * 9 { Self::Signs } else { Self::Words }
    }

    /// How texts are best taken apart: sign by sign when half of their letters are of a writing without gaps.
    #[must_use]
    pub fn of_texts<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let letters = texts.flat_map(str::chars).filter(|letter| letter.is_alphabetic());
        let (all, unparted) = letters
            .fold((0_usize, 0_usize), |(all, unparted), letter| (all + 1, unparted + usize::from(is_unparted(letter))));
        if all > 0 && unparted * 2 >= all { Self::Signs } else { Self::Words }
    }

    /// The sentences of a text, each a list of words. No more than [`LONGEST`] signs are looked at.
    #[must_use]
    pub fn sentences(self, text: &str) -> Vec<Vec<Piece<'_>>> {
        let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(at, _)| at);
        let pieces = match self {
            Self::Words => words(&text[..end]),
            Self::Signs => signs(&text[..end]),
        };
        parted(pieces, text)
    }
}

/// A word and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    /// The word.
    pub word: &'a str,
    /// Its first byte in the text.
    pub at: usize,
    /// Its first sign in the text, counted from 0.
    pub start: usize,
    /// The sign behind its last.
    pub end: usize,
}

fn signs(text: &str) -> Vec<Piece<'_>> {
    let all = text.char_indices().enumerate();
    let whole = all.filter(|(_, (_, sign))| !sign.is_whitespace());
    let piece = |(start, (at, sign)): (usize, (usize, char))| Piece {
        word: &text[at..at + sign.len_utf8()],
        at,
        start,
        end: start + 1,
    };
    whole.map(piece).collect()
}

fn words(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut chunk: Option<(usize, usize)> = None;
    let mut count = 0;
    for (start, (at, sign)) in text.char_indices().enumerate() {
        let is_own = is_unparted(sign);
        if sign.is_whitespace() || is_own {
            if let Some((from, from_sign)) = chunk.take() {
                take_apart(text, from, at, from_sign, &mut found);
            }
            if is_own {
                found.push(Piece { word: &text[at..at + sign.len_utf8()], at, start, end: start + 1 });
            }
        } else {
            chunk.get_or_insert((at, start));
        }
        count = start + 1;
    }
    if let Some((from, from_sign)) = chunk {
        take_apart(text, from, text.len(), from_sign, &mut found);
    }
    debug_assert!(found.last().is_none_or(|last| last.end <= count));
    found
}

/// Marks that part words wherever they stand.
fn parts(sign: char) -> bool {
    ",;:!?()[]{}\"<>|/，。！？；：、（）《》“”‘【】「」…=*~`".contains(sign)
}

/// A stretch without gaps: marks before, behind and within come off.
fn take_apart<'a>(text: &'a str, from: usize, to: usize, from_sign: usize, found: &mut Vec<Piece<'a>>) {
    let chunk = &text[from..to];
    let signs: Vec<(usize, char)> = chunk.char_indices().collect();
    let is_digit = |place: usize| signs.get(place).is_some_and(|(_, sign)| sign.is_ascii_digit());
    // `1,000` and `12:30` stay whole.
    let is_within_number = |place: usize| place > 0 && is_digit(place - 1) && is_digit(place + 1);
    let mut push = |first: usize, behind: usize| {
        if first < behind {
            let at = signs[first].0;
            let end = signs.get(behind).map_or(chunk.len(), |(at, _)| *at);
            let (start, end_sign) = (from_sign + first, from_sign + behind);
            found.push(Piece { word: &chunk[at..end], at: from + at, start, end: end_sign });
        }
    };
    let mut first = 0;
    for place in 0..signs.len() {
        if parts(signs[place].1) && !is_within_number(place) {
            trimmed(&signs, first, place, &mut push);
            push(place, place + 1);
            first = place + 1;
        }
    }
    trimmed(&signs, first, signs.len(), &mut push);
}

/// A run without parting marks: other marks come off at its ends, full stops of short forms stay, and `'s` is a word of its own.
fn trimmed(signs: &[(usize, char)], first: usize, behind: usize, push: &mut dyn FnMut(usize, usize)) {
    let is_letter = |place: usize| signs[place].1.is_alphanumeric();
    let Some(begin) = (first..behind).find(|place| is_letter(*place)) else {
        (first..behind).for_each(|place| push(place, place + 1));
        return;
    };
    (first..begin).for_each(|place| push(place, place + 1));
    let end = (begin..behind).rev().find(|place| is_letter(*place)).map_or(behind, |last| last + 1);
    let word: String = signs[begin..end].iter().map(|(_, sign)| sign.to_ascii_lowercase()).collect();
    let is_short = SHORT.contains(&word.as_str()) || word.contains('.') || word.chars().nth(1).is_none();
    let end = if end < behind && signs[end].1 == '.' && is_short { end + 1 } else { end };
    let own = end.saturating_sub(2);
    let is_owned = own > begin && matches!(signs[own].1, '\'' | '’') && matches!(signs[own + 1].1, 's' | 'S');
    if is_owned {
        push(begin, own);
        push(own, end);
    } else {
        push(begin, end);
    }
    (end..behind).for_each(|place| push(place, place + 1));
}

/// Sentences: after a full stop with a gap behind it, at a line end, and before they get too long.
fn parted<'a>(pieces: Vec<Piece<'a>>, text: &str) -> Vec<Vec<Piece<'a>>> {
    let mut sentences: Vec<Vec<Piece<'a>>> = Vec::new();
    let mut last: Option<Piece<'a>> = None;
    for piece in pieces {
        let begins = last.is_none_or(|last| {
            let gap = text.get(last.at + last.word.len()..piece.at).unwrap_or_default();
            let ends = match last.word {
                "." | "!" | "?" => !gap.is_empty(),
                "。" | "！" | "？" => true,
                _ => false,
            };
            ends || gap.contains('\n')
        });
        match sentences.last_mut() {
            Some(sentence) if !begins && sentence.len() < LONGEST_SENTENCE => sentence.push(piece),
            _ => sentences.push(vec![piece]),
        }
        last = Some(piece);
    }
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, splitting: Splitting) -> String {
        let sentences = splitting.sentences(text);
        let one = |sentence: &Vec<Piece<'_>>| sentence.iter().map(|piece| piece.word).collect::<Vec<_>>().join(" ");
        sentences.iter().map(one).collect::<Vec<_>>().join(" / ")
    }

    #[test]
    fn words_are_parted_as_people_read_them() {
        for (text, expected) in [
            ("Anna's call with Dr. Bo (at 12:30).", "Anna 's call with Dr. Bo ( at 12:30 ) ."),
            ("We left. The U.S. side, too!", "We left . / The U.S. side , too !"),
            ("$1,000 for e-mail...", "$ 1,000 for e-mail . . ."),
            ("在IBM工作。好的", "在 IBM 工 作 。 / 好 的"),
            ("one\ntwo", "one / two"),
            ("", ""),
            ("--- ''", "- - - ' '"),
        ] {
            assert_eq!(said(text, Splitting::Words), expected);
        }
        assert_eq!(said("我 爱A。", Splitting::Signs), "我 爱 A 。");
    }

    #[test]
    fn how_texts_were_taken_apart_is_told_by_their_words() {
        assert_eq!(Splitting::of_words(["我", "爱", "北", "京"].into_iter()), Splitting::Signs);
        assert_eq!(Splitting::of_words(["I", "love", "a", "b"].into_iter()), Splitting::Words);
        assert_eq!(Splitting::of_words([].into_iter()), Splitting::Words);
        assert_eq!(Splitting::of_texts(["我爱 IT"].into_iter()), Splitting::Signs);
        assert_eq!(Splitting::of_texts(["I love 北京"].into_iter()), Splitting::Words);
        for one in [Splitting::Words, Splitting::Signs] {
            assert_eq!(Splitting::named(one.name()), Some(one));
        }
    }

    #[test]
    fn no_sentence_is_longer_than_it_may_be_and_no_text_is_read_beyond_its_limit() {
        let long = "word ".repeat(LONGEST);
        let sentences = Splitting::Words.sentences(&long);
        assert!(sentences.iter().all(|sentence| sentence.len() <= LONGEST_SENTENCE));
        assert_eq!(sentences.iter().flatten().count(), LONGEST / 5);
    }

    proptest::proptest! {
        #[test]
        fn each_sign_but_gaps_is_in_one_word_at_its_place(text in "(?s).{0,80}") {
            for splitting in [Splitting::Words, Splitting::Signs] {
                let pieces: Vec<Piece<'_>> = splitting.sentences(&text).into_iter().flatten().collect();
                let words: String = pieces.iter().map(|piece| piece.word).collect();
                let whole: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
                proptest::prop_assert_eq!(words, whole);
                let signs: Vec<char> = text.chars().collect();
                for piece in pieces {
                    let there: String = signs[piece.start..piece.end].iter().collect();
                    proptest::prop_assert_eq!(there.as_str(), piece.word);
                    proptest::prop_assert_eq!(&text[piece.at..piece.at + piece.word.len()], piece.word);
                }
            }
        }
    }
}
