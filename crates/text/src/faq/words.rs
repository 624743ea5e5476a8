//! Which words of a text count when a question is looked for? Those that tell one question from another.
//!
//! ```text
//! "What if I forget my ATM PINs?"   forget atm pin
//! "我的卡丢了"                        我 的 卡 丢 了 我的 的卡 卡丢 丢了
//! ```
//!
//! Letters are made small, the plural's `s` is taken off, and the commonest English words are left out. Around letters that are written without gaps each
//! one and each pair of neighbours is a word: pairs tell most, and no list of words has to be known.

use crate::letters::{is_joined, is_unparted, narrow};

/// More letters than this of one text are not looked at.
const MOST_LETTERS: usize = 20_000;

/// English words that stand in any question. In the order of their bytes.
const STOP_WORDS: [&str; 104] = [
    "a", "about", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "because", "been", "being", "but",
    "by", "can", "cannot", "could", "d", "did", "do", "does", "doing", "don", "for", "from", "get", "got", "had",
    "has", "have", "having", "he", "hello", "help", "her", "here", "hi", "him", "his", "how", "i", "if", "in", "into",
    "is", "it", "its", "just", "ll", "m", "may", "me", "might", "must", "my", "need", "no", "not", "of", "on", "or",
    "our", "please", "re", "s", "shall", "she", "should", "so", "some", "t", "than", "that", "the", "their", "them",
    "then", "there", "these", "they", "this", "those", "to", "us", "ve", "want", "was", "we", "were", "what", "when",
    "where", "which", "who", "whom", "why", "will", "with", "would", "you", "your",
];

/// The words of a text that count, in their order, each as often as it is there.
#[must_use]
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut word = String::new();
    let mut before: Option<char> = None;
    let letters = text.chars().take(MOST_LETTERS).map(narrow).flat_map(char::to_lowercase).chain([' ']);
    for letter in letters {
        if is_unparted(letter) {
            end(&mut word, &mut found);
            found.push(letter.to_string());
            found.extend(before.map(|before| [before, letter].iter().collect()));
            before = Some(letter);
            continue;
        }
        before = None;
        if letter.is_alphanumeric() || is_joined(letter) {
            word.push(letter);
        } else {
            end(&mut word, &mut found);
        }
    }
    found
}

fn end(word: &mut String, found: &mut Vec<String>) {
    if !word.is_empty() && STOP_WORDS.binary_search(&word.as_str()).is_err() {
        found.push(single(word).to_owned());
    }
    word.clear();
}

/// Without the `s` of the plural (the first step of Harman's S-stemmer, 1991, without its rules for `ies` and `es`).
fn single(word: &str) -> &str {
    let is_plural = word.len() > 3 && !["ss", "us", "is"].iter().any(|ending| word.ends_with(ending));
    word.strip_suffix('s').filter(|_| is_plural).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_words_and_plurals_do_not_count() {
        assert_eq!(words("What if I forget my ATM PINs?"), ["forget", "atm", "pin"]);
        assert_eq!(words("customer's address, status & class"), ["customer", "address", "status", "class"]);
        assert!(words("What is it? \0 \u{1}").is_empty());
        assert!(STOP_WORDS.is_sorted());
    }

    #[test]
    fn chinese_counts_by_letters_and_pairs_without_gaps() {
        assert_eq!(words("卡丢了，ＡＴＭ"), ["卡", "丢", "卡丢", "了", "丢了", "atm"]);
        assert_eq!(words("卡 丢"), ["卡", "丢"], "a gap parts");
    }

    #[test]
    fn the_end_of_a_very_long_text_is_not_looked_at() {
        assert_eq!(words(&"card ".repeat(1_000_000)).len(), 4_000);
    }
}
