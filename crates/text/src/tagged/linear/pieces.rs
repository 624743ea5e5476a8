//! What is looked at of a word to tell its tag: the word itself, its beginning, end and shape, and those of the words around it. Each becomes a hash.
//!
//! A word may be a single sign of Chinese; then the signs around it are what says most.

use crate::mix::mix;
use crate::tagged::shape::shape;

/// Words to each side that are looked at.
const SIDE: usize = 3;

/// Stretches of words, as offsets from the word that is tagged.
const STRETCHES: &[&[isize]] = &[
    &[-3],
    &[-2],
    &[-1],
    &[0],
    &[1],
    &[2],
    &[3],
    &[-2, -1],
    &[-1, 0],
    &[0, 1],
    &[1, 2],
    &[-1, 1],
    &[-2, -1, 0],
    &[-1, 0, 1],
    &[0, 1, 2],
    &[-3, -2, -1, 0],
    &[-2, -1, 0, 1],
    &[-1, 0, 1, 2],
    &[0, 1, 2, 3],
];

/// Stretches of shapes.
const SHAPES: &[&[isize]] = &[&[-1], &[0], &[1], &[-1, 0], &[0, 1], &[-1, 0, 1], &[-2, -1, 0, 1, 2]];

/// Letters of a beginning or end of a word.
const ENDS: std::ops::RangeInclusive<usize> = 1..=4;

/// A sentence made ready: each word by its hash and shape.
pub(super) struct Line {
    words: Vec<u32>,
    shapes: Vec<u32>,
    ends: Vec<Vec<u32>>,
    /// For each word the bracket that is open before it.
    open: Vec<u32>,
}

impl Line {
    pub(super) fn of<S: AsRef<str>>(words: &[S]) -> Self {
        let small: Vec<Vec<char>> =
            words.iter().map(|word| word.as_ref().chars().flat_map(char::to_lowercase).collect()).collect();
        let mut open = 0;
        let open = small.iter().map(|word| {
            let before = open;
            match word.as_slice() {
                [sign] if "《（(“\"「『【[".contains(*sign) => open = *sign as u32,
                [sign] if "》）)”」』】]。".contains(*sign) => open = 0,
                _ => {}
            }
            before
        });
        Self {
            open: open.collect(),
            words: small.iter().map(|word| hash(1, word)).collect(),
            shapes: words.iter().map(|word| u32::from(shape(word.as_ref()))).collect(),
            ends: small.iter().map(|word| ends(word)).collect(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// The hashes of what is looked at for the word at `place`; what was in `to` is gone.
    pub(super) fn pieces(&self, place: usize, to: &mut Vec<u32>) {
        to.clear();
        // Before the first and behind the last word stand words of their own.
        let at = |list: &[u32], offset: isize| -> u32 {
            let beyond = || 0x5bd1_e995_u32.wrapping_add(offset.unsigned_abs() as u32 * u32::from(offset < 0));
            place.checked_add_signed(offset).and_then(|place| list.get(place)).copied().unwrap_or_else(beyond)
        };
        let stretch = |salt: u32, list: &[u32], offsets: &[isize]| {
            offsets.iter().fold(salt, |sum, offset| mix(sum, at(list, *offset)))
        };
        to.extend(STRETCHES.iter().zip(100..).map(|(offsets, salt)| stretch(salt, &self.words, offsets)));
        to.extend(SHAPES.iter().zip(200..).map(|(offsets, salt)| stretch(salt, &self.shapes, offsets)));
        to.push(mix(mix(300, self.open[place]), self.shapes[place]));
        for (offset, salt) in [(-1, 400), (0, 401), (1, 402)] {
            let ends = place.checked_add_signed(offset).and_then(|place| self.ends.get(place));
            to.extend(ends.into_iter().flatten().map(|end| mix(salt, *end)));
        }
        debug_assert!(to.len() >= 2 * SIDE);
    }
}

/// Beginnings and ends of a word that is longer than they are.
fn ends(word: &[char]) -> Vec<u32> {
    let whole = |letters: &&usize| **letters < word.len();
    let lengths: Vec<usize> = ENDS.collect();
    let ends = lengths
        .iter()
        .filter(whole)
        .flat_map(|letters| [hash(2, &word[..*letters]), hash(3, &word[word.len() - letters..])]);
    ends.collect()
}

fn hash(salt: u32, letters: &[char]) -> u32 {
    letters.iter().fold(salt, |hash, letter| mix(hash, *letter as u32))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(words: &[&str], place: usize) -> Vec<u32> {
        let mut found = Vec::new();
        Line::of(words).pieces(place, &mut found);
        found
    }

    #[test]
    fn what_stands_around_and_how_it_is_written_is_seen() {
        let (one, other) = (pieces(&["in", "Paris", "now"], 1), pieces(&["of", "Paris", "now"], 1));
        assert_eq!(one.len(), other.len());
        assert!(one != other && one.iter().any(|piece| other.contains(piece)));
        // Only the shapes differ.
        let differ = pieces(&["in", "paris", "now"], 1).iter().zip(&one).filter(|(one, other)| one != other).count();
        assert_eq!(differ, SHAPES.iter().filter(|offsets| offsets.contains(&0)).count() + 1);
    }

    #[test]
    fn ends_of_words_and_open_brackets_are_seen() {
        assert_eq!(ends(&['a', 'b', 'c']).len(), 4);
        assert!(ends(&['中']).is_empty());
        let within = pieces(&["《", "红", "楼", "》", "红"], 1);
        assert_eq!(Line::of(&["《", "红", "》", "红"]).open, [0, '《' as u32, '《' as u32, 0]);
        assert_ne!(within, pieces(&["<", "红", "楼", "》", "红"], 1));
    }

    #[test]
    fn all_places_of_odd_sentences_have_pieces() {
        for words in [&["", "\0", "🙂"][..], &["a"]] {
            (0..words.len()).for_each(|place| assert!(pieces(words, place).len() >= STRETCHES.len()));
        }
        assert_eq!(Line::of::<&str>(&[]).len(), 0);
    }
}
