//! Which words of a text speak for a label? A model over words and pieces of words answers for any text; only where the person used a word of it, twice at least and mostly
//! for that label, is there a reason that can be told.

use std::collections::{BTreeMap, BTreeSet};

/// In how many texts of the label a word must stand: once is chance.
const LEAST_TEXTS: u32 = 2;
/// How many times as common it must be in texts of the label as in those of others.
const LEAST_TIMES: f64 = 2.0;
/// Letters of a word at least where words are parted by gaps.
const LEAST_LETTERS: usize = 2;

/// Words and in how many texts of each label each stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct SpeakingWords {
    words: BTreeMap<String, [u32; 3]>,
    texts: [u32; 3],
}

impl SpeakingWords {
    /// From texts and the places of their labels.
    pub(super) fn of<'a>(texts: impl Iterator<Item = (&'a str, u16)>) -> Self {
        let mut all = Self::default();
        for (text, label) in texts {
            let label = usize::from(label).min(2);
            all.texts[label] += 1;
            for word in words(text) {
                all.words.entry(word).or_default()[label] += 1;
            }
        }
        all
    }

    /// The word of a text that speaks most for a label; `None` where none does.
    pub(super) fn strongest(&self, text: &str, label: usize) -> Option<String> {
        let weighed = words(text).into_iter().filter_map(|word| Some((self.times(&word, label)?, word)));
        let strongest = weighed.max_by(|one, other| one.0.total_cmp(&other.0).then_with(|| other.1.cmp(&one.1)));
        strongest.map(|(_, word)| word)
    }

    /// How many times as common a word is in texts of the label as in others, half a text added to each; `None` where that is too little.
    fn times(&self, word: &str, label: usize) -> Option<f64> {
        let counts =
            self.words.get(word).filter(|counts| counts.get(label).is_some_and(|count| *count >= LEAST_TEXTS))?;
        let share = |count: u32, of: u32| (f64::from(count) + 0.5) / (f64::from(of) + 1.0);
        let sum = |of: &[u32; 3]| of.iter().sum::<u32>() - of[label];
        let times = share(counts[label], self.texts[label]) / share(sum(counts), sum(&self.texts));
        (times >= LEAST_TIMES).then_some(times)
    }
}

/// The words of a text, each once, in small letters; where words are not parted by gaps, each two letters.
fn words(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for token in text.to_lowercase().split(|letter: char| !letter.is_alphanumeric()) {
        let letters: Vec<char> = token.chars().collect();
        if letters.iter().any(|letter| is_unparted(*letter)) {
            let pairs = letters.windows(2).filter(|pair| pair.iter().any(|letter| is_unparted(*letter)));
            found.extend(pairs.map(|pair| pair.iter().collect::<String>()));
        } else if letters.len() >= LEAST_LETTERS && !letters.iter().all(char::is_ascii_digit) {
            found.insert(token.to_owned());
        }
    }
    found
}

/// Whether words of this script are written without gaps: Chinese, Japanese, Thai, Lao, Khmer, Burmese.
fn is_unparted(letter: char) -> bool {
    matches!(letter, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_speaks_for_a_label_where_it_was_used_twice_and_mostly_there() {
        let texts = [
            ("firefox thesis draft", 0),
            ("firefox thesis 2", 0),
            ("firefox gossip news", 2),
            ("firefox gossip", 2),
            ("firefox news", 0),
        ];
        let all = SpeakingWords::of(texts.into_iter());
        let said = |text: &str, label: usize| all.strongest(text, label);
        assert_eq!(said("Firefox: my Thesis", 0).as_deref(), Some("thesis"));
        assert_eq!(said("gossip", 2).as_deref(), Some("gossip"));
        for (text, label) in
            [("firefox", 0), ("draft", 0), ("news", 2), ("thesis", 2), ("", 0), ("2 2", 0), ("something else", 2)]
        {
            assert_eq!(said(text, label), None, "{text} {label}");
        }
    }

    #[test]
    fn where_words_are_not_parted_two_letters_are_one() {
        let all = SpeakingWords::of([("论文第一章", 0), ("写论文", 0), ("明星八卦", 2), ("八卦新闻", 2)].into_iter());
        assert_eq!(all.strongest("我的论文", 0).as_deref(), Some("论文"));
        assert_eq!(all.strongest("明星八卦周刊", 2).as_deref(), Some("八卦"));
        assert_eq!(all.strongest("天气", 0), None);
    }
}
