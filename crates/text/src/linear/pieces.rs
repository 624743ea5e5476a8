//! Which words and pieces are in a text? Each becomes a number by hashing, so that no list of words has to be known.
//!
//! ```text
//! "Where's my card?"   words   where s my card ?       and pairs: where s, s my, my card, card ?
//!                      pieces  <wh <whe whe her ...    2 to 5 letters of each word, < and > at its ends
//! "2岁男童(组图)"        pieces  岁 2岁 岁男 (组 图) ...     1 to 2 signs of any kind, one of them a letter that is written without gaps
//! ```
//!
//! Letters are made small, and wide forms of ASCII are made narrow. Sources: Joachims 1998 for words; Cavnar and Trenkle 1994 for pieces; Weinberger and others 2009
//! for hashing.

use crate::letters::{is_joined, is_unparted, narrow};
use crate::mix::mix;

/// More letters than this of one text are not looked at.
const MOST_LETTERS: usize = 20_000;
/// Lengths of pieces of words, in letters with the marks at both ends.
const OF_WORDS: std::ops::RangeInclusive<usize> = 2..=5;
/// Lengths of pieces where words are not parted; numbers, brackets and Latin letters beside such a letter say much of it. Longer ones made titles of news worse (.854 with
/// 1 to 2, .841 with 1 to 4, a tenth of thucnews-titles left out).
const OF_RUNS: std::ops::RangeInclusive<usize> = 1..=2;
/// A longer word is no word: an address, a key, a picture in letters.
const LONGEST_WORD: usize = 40;

/// Words and pieces of one text as hashes, sorted; each as often as it is there.
#[derive(Clone, Debug, Default)]
pub(super) struct Pieces {
    /// Words and pairs of words.
    pub(super) words: Vec<u32>,
    /// Pieces of words and of runs.
    pub(super) letters: Vec<u32>,
    /// Letters of words between gaps, and letters that are written without gaps.
    counts: [usize; 2],
    token: Vec<char>,
    /// The letters as they are looked at, gaps made one.
    line: Vec<char>,
}

impl Pieces {
    /// Takes a text apart; what was there before is gone.
    pub(super) fn take(&mut self, text: &str) {
        self.words.clear();
        self.letters.clear();
        self.counts = [0; 2];
        let mut before: Option<u32> = None;
        let mut kind = Kind::Gap;
        let mut token = std::mem::take(&mut self.token);
        token.clear();
        let mut line = std::mem::take(&mut self.line);
        line.clear();
        let letters = text.chars().take(MOST_LETTERS).map(narrow).flat_map(char::to_lowercase).chain([' ']);
        for letter in letters {
            let next = Kind::of(letter);
            if next != kind || next == Kind::Mark {
                self.end(kind, &token, &mut before);
                token.clear();
                kind = next;
            }
            token.push(letter);
            match next {
                Kind::Gap if line.last() == Some(&' ') => {}
                Kind::Gap => line.push(' '),
                _ => line.push(letter),
            }
        }
        self.unparted(&line);
        (self.token, self.line) = (token, line);
        self.words.sort_unstable();
        self.letters.sort_unstable();
    }

    fn end(&mut self, kind: Kind, token: &[char], before: &mut Option<u32>) {
        match kind {
            Kind::Gap => {}
            Kind::Mark => self.word(token, before),
            Kind::Word if token.len() > LONGEST_WORD => *before = None,
            Kind::Word => {
                self.counts[0] += token.len();
                self.word(token, before);
                let framed: Vec<char> = ['<'].iter().chain(token).chain(&['>']).copied().collect();
                for length in OF_WORDS {
                    self.letters.extend(framed.windows(length).map(|piece| hash(Salt::Letters, piece)));
                }
            }
            Kind::Run => {
                self.counts[1] += token.len();
                *before = None;
            }
        }
    }

    /// Pieces around letters that are written without gaps.
    fn unparted(&mut self, line: &[char]) {
        if !line.iter().copied().any(is_unparted) {
            return;
        }
        for length in OF_RUNS {
            let pieces = line.windows(length).filter(|piece| piece.iter().copied().any(is_unparted));
            self.letters.extend(pieces.map(|piece| hash(Salt::Letters, piece)));
        }
    }

    /// Which part of the text is written as words between gaps, 0 to 1; 1 without any letter.
    #[expect(clippy::cast_precision_loss, reason = "counts of letters")]
    pub(super) fn share_of_words(&self) -> f32 {
        let [words, runs] = self.counts;
        if runs == 0 { 1.0 } else { words as f32 / (words + runs) as f32 }
    }

    fn word(&mut self, token: &[char], before: &mut Option<u32>) {
        let word = hash(Salt::Word, token);
        self.words.push(word);
        if let Some(before) = before {
            self.words.push(mix(mix(Salt::Pair as u32, *before), word));
        }
        *before = Some(word);
    }
}

/// What a letter is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Gap,
    /// A sign that stands alone.
    Mark,
    /// A word between gaps.
    Word,
    /// Writing without gaps between words.
    Run,
}

impl Kind {
    fn of(letter: char) -> Self {
        if is_unparted(letter) {
            Self::Run
        } else if letter.is_alphanumeric() || is_joined(letter) {
            Self::Word
        } else if letter.is_whitespace() || letter.is_control() {
            Self::Gap
        } else {
            Self::Mark
        }
    }
}

/// What a hash is of, so that a word and a piece of the same letters differ.
#[derive(Clone, Copy)]
#[repr(u32)]
enum Salt {
    Word = 0x811c_9dc5,
    Pair = 0x7feb_352d,
    Letters = 0x2c1b_3c6d,
}

fn hash(salt: Salt, letters: &[char]) -> u32 {
    letters.iter().fold(salt as u32, |hash, letter| mix(hash, *letter as u32))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Pieces {
        let mut pieces = Pieces::default();
        pieces.take(text);
        pieces
    }

    fn word(word: &str) -> u32 {
        hash(Salt::Word, &word.chars().collect::<Vec<_>>())
    }

    #[test]
    fn words_pairs_and_pieces_are_counted() {
        let found = of("My card, my CARD!");
        // my card , my card ! and five pairs.
        assert_eq!(found.words.len(), 11);
        assert_eq!(found.words.iter().filter(|hash| **hash == word("card")).count(), 2);
        // "<my>" has 3 + 2 + 1 pieces, "<card>" 5 + 4 + 3 + 2; each stands twice.
        assert_eq!(found.letters.len(), 2 * (6 + 14));
        let piece: Vec<char> = "<ca".chars().collect();
        assert_eq!(found.letters.iter().filter(|hash| **hash == super::hash(Salt::Letters, &piece)).count(), 2);
    }

    #[test]
    fn chinese_is_taken_apart_by_letters_and_wide_letters_are_narrow() {
        let found = of("打开ＱＱ");
        assert_eq!(found.words, [word("qq")]);
        // 打 开, 打开 开q; "<qq>" has 3 + 2 + 1.
        assert_eq!(found.letters.len(), 2 + 2 + 6);
        assert_eq!(of("ＱＱ").letters, of("qq").letters);
    }

    #[test]
    fn a_word_and_a_piece_of_the_same_letters_differ() {
        let found = of("我 a");
        assert!(found.words.iter().all(|hash| !found.letters.contains(hash)));
    }

    #[test]
    fn what_is_no_word_is_passed_over() {
        assert!(of(&"a".repeat(41)).words.is_empty() && of(" \t\n\0").words.is_empty());
        assert_eq!(of(&"ab ".repeat(1_000_000)).words.len(), 2 * 6_667 - 1, "the end of a long text is not looked at");
    }

    #[test]
    fn hashes_are_what_they_were_when_models_were_kept() {
        assert_eq!((word("card"), word("密码")), (82_368_127, 1_327_350_014));
    }
}
