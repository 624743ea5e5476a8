//! What are the words of a text, as numbers? Each word once, with its hash and how much of the text it makes up; the row has length 1.
//!
//! ```text
//! "cards, cards and loans"   card 1 + ln 2, loan 1   divided by the length of the row
//! ```
//!
//! Words are those that answers are found by: small letters, no plural `s`, no commonest English words; Chinese by letters and pairs. Counts by their logarithm: Salton and Buckley 1988.

use std::collections::BTreeMap;

use crate::faq::words::words;
use crate::mix::mix;

/// What hashes of words begin with; a change is a new version of what is kept.
const SALT: u32 = 0x5bd1_e995;

/// A word of a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Term {
    pub(super) word: String,
    pub(super) hash: u32,
    /// How much of the text it is; squares sum to 1.
    pub(super) share: f32,
}

/// The words of a text, in the order of their letters.
pub(super) fn terms(text: &str) -> Vec<Term> {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    words(text).into_iter().for_each(|word| *counts.entry(word).or_default() += 1);
    #[expect(clippy::cast_precision_loss, reason = "how often a word stands in a text")]
    let mut terms: Vec<Term> = counts
        .into_iter()
        .map(|(word, count)| Term { hash: hash(&word), word, share: 1.0 + (count as f32).ln() })
        .collect();
    let length = terms.iter().map(|term| term.share * term.share).sum::<f32>().sqrt();
    terms.iter_mut().for_each(|term| term.share /= length);
    terms
}

fn hash(word: &str) -> u32 {
    word.chars().fold(SALT, |hash, letter| mix(hash, letter as u32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_length_one_and_a_word_said_twice_is_less_than_twice_as_much() {
        let found = terms("cards, cards and loans");
        assert_eq!(found.iter().map(|term| term.word.as_str()).collect::<Vec<_>>(), ["card", "loan"]);
        assert!((found.iter().map(|term| term.share * term.share).sum::<f32>() - 1.0).abs() < 1e-5);
        assert!((found[0].share / found[1].share - 1.693_147).abs() < 1e-4);
        assert!(terms(" \0 the").is_empty());
    }

    #[test]
    fn hashes_are_what_they_were_when_interests_were_kept() {
        assert_eq!(hash("card"), terms("CARDS")[0].hash);
        assert_eq!((hash("card"), hash("卡")), (CARD, KA));
    }

    const CARD: u32 = 1_580_938_922;
    const KA: u32 = 2_742_857_487;
}
